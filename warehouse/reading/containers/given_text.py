"""Make cells of stored values with the text shown for them, since HTML and ODS give both."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from warehouse.reading.cells.dates import read_date_text
from warehouse.reading.containers.number_cell import number_cell
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import date_of_serial, plain
from warehouse.reading.words.folding import fold

_FIGURES = re.compile(r"\d[\d,]*(?:\.(\d+))?|\.(\d+)")
_HIDDEN = ";;;"


@lru_cache(maxsize=1 << 14)
def cell_with_text(value: str, code: str | None, text: str, font: str = "") -> Cell:
    """Return the cell of a stored number that is shown as `text`.

    Where the number in its format is not shown so, a format that shows the text replaces it.
    """
    cell = number_cell(value, code or "General", font, False)
    if cell.kind == "date" and _is_date_text(text, datetime.fromisoformat(cell.raw)):
        return cell
    if cell.kind == "text":  # no number at all
        return Cell("text", text, font=font)
    if cell.kind == "error":
        return cell
    cell = number_cell(value, "General", font, False) if cell.kind == "date" else cell
    number, seen = cell.number, fold(text)
    # A program that writes the plain value as text leaves its display to the format.
    if code is not None and seen in {fold(cell.text), plain(number)}:
        return cell
    moment = date_of_serial(float(number), False)
    if moment is not None and _is_date_text(text, moment):
        has_year = bool(re.search(r"\d{4}", seen))
        return Cell("date", moment.isoformat(sep=" "), "yyyy-m-d" if has_year else "m-d", font)
    return cell._replace(format=code_showing(number, text))


@lru_cache(maxsize=1 << 14)
def text_shown_as(stored: str, text: str, code: str | None, font: str = "") -> Cell:
    """Return the cell of a stored text, with a format that shows the text given."""
    for candidate in ("General", code):
        cell = Cell("text", stored, candidate or "General", font)
        if fold(cell.text) == fold(text):
            return cell
    return cell._replace(format=f"{_HIDDEN}{_literal(text)}")


def code_showing(number: Decimal, text: str) -> str:
    """Return a format that shows a number as this text.

    With one number in the text that equals the given one after rounding (or as a percentage), the
    format has its digits; otherwise it is the text as a literal.
    """
    runs = list(_FIGURES.finditer(text))
    if len(runs) == 1:
        (run,) = runs
        before, after = text[: run.start()], text[run.end() :]
        shown, places = Decimal(run[0].replace(",", "")), len(run[1] or run[2] or "")
        padded = run[0].partition(".")[0] if run[0].startswith("0") else ""
        whole = "#,##0" if "," in run[0] else "0" * max(1, len(padded))  # 007 is shown by 000
        digits = whole + ("." + "0" * places if places else "")
        minus = number < 0 and before.rstrip().endswith(("-", "−"))
        before = before.rstrip()[:-1] if minus else before
        for factor, sign in ((100, "%"), (1, "")):
            has_sign = not sign or after.lstrip().startswith(("%", "％"))
            if has_sign and abs(shown - abs(number) * factor) * 2 <= Decimal(1).scaleb(-places):
                rest = after.lstrip()[1:] if sign else after
                section = f"{_literal(before)}{digits}{sign}{_literal(rest)}"
                return section if minus or number >= 0 else f"{section};{section}"
    return ";".join([_literal(text)] * 3) if fold(text) else _HIDDEN


def _literal(text: str) -> str:
    return "".join(f"\\{character}" for character in text)


def _is_date_text(text: str, moment: datetime) -> bool:
    parts = read_date_text(text)
    if parts is None:
        return False
    year, month, day = parts
    return (month, day) == (moment.month, moment.day) and year in {None, moment.year}
