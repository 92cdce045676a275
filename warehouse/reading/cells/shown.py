"""Read a cell whose number format shows something other than its value: compare both."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from warehouse.reading.cells.outcome import CellContext, Outcome, Problem, ask
from warehouse.reading.cells.type_traits import SHOWN_ONLY, YES_NO, ZERO_IS_NOT_DONE
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import plain
from warehouse.reading.sheets.shown_text import OVERFLOW
from warehouse.reading.words.folding import fold

Read = Callable[[Cell, CellContext], Outcome]


def read_as_shown(
    cell: Cell, text: str, setting: CellContext, stored: Outcome, read: Read
) -> Outcome:
    """Return the value where `stored` and the shown `text` state the same; else ask for one."""
    shown = read(Cell("text", text, font=cell.font), setting) if fold(text) else None
    if cell.kind == "number" and setting.column.type in SHOWN_ONLY:
        return _read_shown(cell, text, setting, shown)
    if _is_code(cell, shown):
        return shown
    if _agree(stored, shown, text, setting):
        return stored
    if setting.is_checked_only:
        message = _describe_difference(cell, text)
        return None if shown is None else Problem("warning", "shown_differs", message)
    return _ask(cell, text, setting, stored, shown)


def _read_shown(cell: Cell, text: str, setting: CellContext, shown: Outcome) -> Outcome:
    """Return what is shown; a monthly 0 that is shown as nothing or as a dash is 'not done'."""
    column = setting.column
    if shown is not None and text != OVERFLOW:
        return shown
    if cell.number == 0 and column.type in ZERO_IS_NOT_DONE and column.read == "monthly":
        return None
    stored = cell.plain_text if column.type == "text" else None
    return _ask(cell, text, setting, stored, None)


def _is_code(cell: Cell, shown: Outcome) -> bool:
    """Return whether a number is the code of the mark that it is shown as: 1 of √, 0 of ×."""
    is_mark = cell.kind == "number" and shown in {"yes", "no"}
    return is_mark and cell.number == (shown == "yes")


def _agree(stored: Outcome, shown: Outcome, text: str, setting: CellContext) -> bool:
    """Return whether a stored and a shown value are equal, up to the rounding of the shown one."""
    if isinstance(stored, Problem):
        return shown is None or isinstance(shown, Problem)
    if stored == shown:
        return True
    column = setting.column
    if shown is None:  # in a monthly amount, a blank and 0 both mean 'not done'
        is_amount = column.type in {"count", "quantity"}
        return stored == "0" and is_amount and column.read == "monthly"
    if isinstance(shown, Problem) or stored is None:
        return False
    a, b = _amount(stored, column.maximum), _amount(shown, column.maximum)
    return a is not None and b is not None and abs(a - b) <= _step(text) / 2


def _amount(value: str, full: Decimal | None) -> Fraction | None:
    """Return a value as a number, None for a date or text; a mark is the full points or 0."""
    if value in {"yes", "no"}:
        return Fraction(full or 0) if value == "yes" else Fraction(0)
    try:
        return Fraction(value)
    except ValueError:
        return None


def _step(text: str) -> Fraction:
    """Return the value of one step of the last digit shown."""
    decimals = re.search(r"\.(\d+)", fold(text))
    step = Fraction(1, 10 ** len(decimals[1])) if decimals else Fraction(1)
    return step / 100 if "%" in fold(text) else step


def _ask(cell: Cell, text: str, setting: CellContext, stored: Outcome, shown: Outcome) -> Problem:
    """Ask whether the stored or the shown value counts."""
    kind = setting.column.type
    values = [value for value in (stored, shown) if isinstance(value, str)]
    options = [_percent(value) if kind == "rate" else value for value in dict.fromkeys(values)]
    if not options and kind in YES_NO & SHOWN_ONLY:
        options = ["yes", "no"]
    topic = f"{setting.column.key}:{fold(cell.plain_text)}≠{fold(text)}"
    message = f"{_describe_difference(cell, text)}，请选择以哪一个为准"
    return ask("shown_differs", message, *options, topic=topic)


def _percent(rate: str) -> str:
    return rate if "/" in rate else f"{plain(Decimal(rate) * 100)}%"


def _describe_difference(cell: Cell, text: str) -> str:
    stored = plain(cell.number) if cell.kind == "number" else cell.raw
    shown = f"单元格显示的是“{text}”" if fold(text) else "单元格不显示任何内容"
    return f"{shown}，其中保存的却是“{stored}”"
