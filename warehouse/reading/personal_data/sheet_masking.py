"""Masks personal numbers in the sheets of a file before anything else looks at them."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.reading.personal_data.masking import TITLES, mask
from warehouse.reading.personal_data.plain_digits import find_suspects
from warehouse.reading.personal_data.recognising import Kind
from warehouse.reading.personal_data.split_cells import hide_split_numbers
from warehouse.reading.sheets.cell import Cell, Struck, strike
from warehouse.reading.sheets.column_letters import letter
from warehouse.reading.sheets.grid import Book, Sheet
from warehouse.reading.sheets.row_blocks import Strip

MOST_TOLD = 20
"""Cells named one by one; a person looks no further."""
_LONGEST_LABEL = 20
_SHORTEST = 7
_LONG_NUMBER = 11


class HiddenCell(NamedTuple):
    """A cell in which numbers were masked, and of what kinds they were."""

    sheet: str
    row: int
    column: int
    kinds: tuple[Kind, ...]


def hide_numbers(book: Book) -> list[HiddenCell]:
    """Mask every personal number in a book's cells and sheet names; return the cells changed.

    From here on no reader, finding, picture or copy can hold one.
    """
    hidden: list[HiddenCell] = []
    for sheet in book.sheets:
        sheet.name = mask(sheet.name).text
        hidden += _hide_in_rows(sheet)
        for position, drawn in enumerate(sheet.drawn):
            said = mask(drawn.text)
            if said.kinds:
                sheet.drawn[position] = drawn._replace(text=said.text)
                hidden.append(HiddenCell(sheet.name, drawn.top, drawn.left, said.kinds))
        hidden += [HiddenCell(sheet.name, *place) for place in hide_split_numbers(sheet)]
        for strip in sheet.rows.strips:
            hidden += _hide_in_strip(sheet.name, strip)
    return hidden


def describe_hidden(hidden: list[HiddenCell]) -> list[str]:
    """Return a sentence for each cell, and one for those beyond the first ones."""
    said = [_say(cell) for cell in hidden[:MOST_TOLD]]
    if len(hidden) > MOST_TOLD:
        said.append(f"另有{len(hidden) - MOST_TOLD}格里的个人号码也已隐去，不逐一列出。")
    return said


def _say(cell: HiddenCell) -> str:
    place = f"工作表「{cell.sheet}」" if cell.sheet else ""
    kinds = "、".join(TITLES[kind] for kind in dict.fromkeys(cell.kinds))
    return f"{place}第{cell.row}行{letter(cell.column)}列里的{kinds}已隐去，不保存。"


def _hide_in_rows(sheet: Sheet) -> list[HiddenCell]:
    hidden = []
    for number, cells in sheet.rows.loose.items():
        before = ""
        for column, cell in sorted(cells.items()):
            masked, kinds = _hide(cell, before)
            if kinds:
                cells[column] = masked
                hidden.append(HiddenCell(sheet.name, number, column, kinds))
            is_label = cell.kind == "text" and len(cell.written) <= _LONGEST_LABEL
            before = cell.written if is_label else ""
    return hidden


def _hide_in_strip(name: str, strip: Strip) -> list[HiddenCell]:
    hidden = []
    for column, coded in strip.columns.items():
        changed: dict[int, tuple[Kind, ...]] = {}
        for code in find_suspects([cell.written if cell else "" for cell in coded.cells]):
            cell = coded.cells[code]
            if cell is None:
                continue
            masked, kinds = _hide(cell, "")
            if kinds:
                coded.cells[code] = masked
                changed[code] = kinds
        if changed:
            hidden += [
                HiddenCell(name, number, column, changed[code])
                for number, code in zip(strip.numbers, coded.codes, strict=True)
                if code in changed
            ]
    return hidden


def _hide(cell: Cell, before: str) -> tuple[Cell, tuple[Kind, ...]]:
    """Return a cell with its numbers masked; a number cell that is one becomes text."""
    if cell.struck is not None:
        return _hide_struck(cell, cell.struck, before)
    text = cell.raw
    if cell.kind == "number":
        is_short = len(text) < (_SHORTEST if before else _LONG_NUMBER)
        if is_short or ("." in text and "E" not in text.upper()):
            return cell, ()
        text = text if text.isdigit() else cell.plain_text  # 15 digits would cut an identity number
    elif cell.kind not in {"text", "formula"}:
        return cell, ()
    masked = mask(text, before)
    if not masked.kinds:
        return cell, ()
    return Cell("text", masked.text, cell.format, cell.font), masked.kinds


def _hide_struck(cell: Cell, struck: Struck, before: str) -> tuple[Cell, tuple[Kind, ...]]:
    """Mask the struck part of a cell too; a number with a struck digit is one all the same."""
    if not struck.runs:
        inner, kinds = _hide(struck.cell, before)
        return cell._replace(struck=Struck(inner)), kinds
    masked = mask(cell.written, before)
    if masked.kinds:
        return strike(Cell("text", masked.text, cell.format, cell.font)), masked.kinds
    stands, part = mask(cell.raw, before), mask(struck.cell.raw, before)
    if not (stands.kinds or part.kinds):
        return cell, ()
    whole = cell._replace(raw=part.text + stands.text, struck=None)
    hidden = strike(whole, ((part.text, True), (stands.text, False)))
    return hidden, (*stands.kinds, *part.kinds)
