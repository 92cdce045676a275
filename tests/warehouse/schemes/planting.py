"""Plant mistakes into the parts of a small scheme."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring.clauses.faults import Refusal
from scoring.scheme_text import SchemeParts
from scoring.sheets.book import Page, Sheets
from scoring.sheets.places import CellFault
from scoring.sheets.writing import to_sheets
from warehouse.scheme_life.checking import check_sheets

HERE = Path(__file__).parent / "planted"

Mistake = Mapping[str, Any]


def _parse(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"), parse_float=Decimal)


BASE = _parse("base.toml")
MISTAKES: list[Mistake] = _parse("mistakes.toml")["mistake"]
TYPED: list[Mistake] = _parse("typed.toml")["mistake"]
"""Mistakes that only a workbook can hold."""


def plant(mistakes: Iterable[Mistake]) -> SchemeParts:
    """Return the base scheme's parts with mistakes in them."""
    document = copy.deepcopy(BASE)
    for one in mistakes:
        _plant(document[one["part"]], one)
    return SchemeParts(document["notice"], document["forms"], document["units"])


def _plant(document: Any, mistake: Mistake) -> None:
    way = list(mistake["at"])
    if "add" in mistake:
        _find(document, way).append(copy.deepcopy(mistake["add"]))
        return
    holder, last = _find(document, way[:-1]), way[-1]
    step: Any = _find_step(holder, last)
    if "drop" in mistake:
        del holder[step]
    else:
        holder[step] = copy.deepcopy(mistake["set"])


def _find(document: Any, way: Iterable[str]) -> Any:
    for step in way:
        document = document[_find_step(document, step)]
    return document


def _find_step(holder: Any, step: str) -> str | int:
    """Return the key, or the number of a list's item: `2`, `id=A2`."""
    if isinstance(holder, dict):
        return step
    key, _, value = step.partition("=")
    if not value:
        return int(step)
    return next(number for number, one in enumerate(holder) if str(one.get(key)) == value)


def is_told(mistake: Mistake, refusal: Refusal) -> bool:
    """Return whether a refusal names a mistake: its file, place and key, and what is wrong."""
    text = str(refusal)
    return (
        refusal.file == mistake.get("file", "scheme.toml")
        and list(refusal.place) == mistake["place"]
        and refusal.key == mistake["key"]
        and all(words in text for words in mistake["says"])
    )


def type_into(mistakes: Iterable[Mistake]) -> Sheets:
    """Return the base scheme's workbook with mistakes in it.

    What a mistake has typed is typed; the others are planted into the parts that it is made from.
    """
    listed = list(mistakes)
    sheets = to_sheets(plant(one for one in listed if "typed" not in one))
    pages = {
        name: {row: dict(cells) for row, cells in page.rows.items()}
        for name, page in sheets.pages.items()
    }
    for sheet, row, header, text in (cell for one in listed for cell in one.get("typed", ())):
        head = pages[sheet][1]
        column = next((number for number, one in head.items() if one == header), header)
        cells = pages[sheet].setdefault(row, {})
        cells.pop(column, None)
        if text:
            cells[column] = text
    return Sheets({name: Page(rows) for name, rows in pages.items()})


def list_faults(sheets: Sheets) -> list[CellFault]:
    """Return the faults and warnings of a workbook with their cells, as an upload is told them."""
    checked = check_sheets(sheets)
    return [one.cell for one in (*checked.faults, *checked.warnings) if one.cell]


def is_in_cell(mistake: Mistake, fault: CellFault) -> bool:
    """Return whether a fault names the cell of a mistake; without a header its row."""
    cell = list(mistake["cell"])
    return [fault.sheet, fault.row, fault.header][: len(cell)] == cell
