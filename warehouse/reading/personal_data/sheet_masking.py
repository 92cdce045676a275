"""Mask personal numbers in the sheets of a file before any other module reads them."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.reading.personal_data.masking import TITLES, mask
from warehouse.reading.personal_data.plain_digits import find_suspects
from warehouse.reading.personal_data.recognising import Kind
from warehouse.reading.personal_data.split_cells import mask_split_numbers
from warehouse.reading.sheets.cell import Cell, Struck, strike
from warehouse.reading.sheets.column_letters import letter
from warehouse.reading.sheets.grid import Book, Sheet
from warehouse.reading.sheets.row_groups import RowGroup

MOST_LISTED = 20
"""Cells listed one by one; nobody reads a longer list."""
_LONGEST_LABEL = 20
_SHORTEST = 7
_LONG_NUMBER = 11
"""Digits of the shortest number beside a label, and without one."""


class MaskedCell(NamedTuple):
    """A cell in which numbers were masked, and the kinds of the numbers."""

    sheet: str
    row: int
    column: int
    kinds: tuple[Kind, ...]


def mask_numbers(book: Book) -> list[MaskedCell]:
    """Mask every personal number in a book's cells and sheet names; return the changed cells.

    This happens in place and first, so that no value, finding, picture or copy can contain one.
    """
    hidden: list[MaskedCell] = []
    for sheet in book.sheets:
        sheet.name = mask(sheet.name).text
        hidden += _mask_rows(sheet)
        for position, drawn in enumerate(sheet.drawn):
            masked = mask(drawn.text)
            if masked.kinds:
                sheet.drawn[position] = drawn._replace(text=masked.text)
                hidden.append(MaskedCell(sheet.name, drawn.top, drawn.left, masked.kinds))
        hidden += [MaskedCell(sheet.name, *piece) for piece in mask_split_numbers(sheet)]
        for row_group in sheet.rows.row_groups:
            hidden += _mask_row_group(sheet.name, row_group)
    return hidden


def describe_masked_cells(hidden: list[MaskedCell]) -> list[str]:
    """Return a sentence for each of the first cells, and one that counts the others."""
    sentences = [_describe_cell(cell) for cell in hidden[:MOST_LISTED]]
    if len(hidden) > MOST_LISTED:
        sentences.append(f"另有{len(hidden) - MOST_LISTED}格里的个人号码也已隐去，不逐一列出。")
    return sentences


def _describe_cell(cell: MaskedCell) -> str:
    place = f"工作表“{cell.sheet}”" if cell.sheet else ""
    kinds = "、".join(TITLES[kind] for kind in dict.fromkeys(cell.kinds))
    return f"{place}第{cell.row}行{letter(cell.column)}列里的{kinds}已隐去，不保存。"


def _mask_rows(sheet: Sheet) -> list[MaskedCell]:
    """Mask the rows that are kept cell by cell; a short text to the left of a cell is its label."""
    hidden = []
    for number, cells in sheet.rows.loose.items():
        before = ""
        for column, cell in sorted(cells.items()):
            masked, kinds = _mask_cell(cell, before)
            if kinds:
                cells[column] = masked
                hidden.append(MaskedCell(sheet.name, number, column, kinds))
            is_label = cell.kind == "text" and len(cell.written) <= _LONGEST_LABEL
            before = cell.written if is_label else ""
    return hidden


def _mask_row_group(name: str, row_group: RowGroup) -> list[MaskedCell]:
    """Mask the distinct cells of a long run of rows, without regard to labels."""
    hidden = []
    for column, coded in row_group.columns.items():
        changed: dict[int, tuple[Kind, ...]] = {}
        for code in find_suspects([cell.written if cell else "" for cell in coded.cells]):
            cell = coded.cells[code]
            if cell is None:
                continue
            masked, kinds = _mask_cell(cell, "")
            if kinds:
                coded.cells[code] = masked
                changed[code] = kinds
        if changed:
            hidden += [
                MaskedCell(name, number, column, changed[code])
                for number, code in zip(row_group.numbers, coded.codes, strict=True)
                if code in changed
            ]
    return hidden


def _mask_cell(cell: Cell, before: str) -> tuple[Cell, tuple[Kind, ...]]:
    """Return a cell with its numbers masked; a numeric cell becomes text if it is one."""
    if cell.struck is not None:
        return _mask_struck(cell, cell.struck, before)
    text = cell.raw
    if cell.kind == "number":
        is_short = len(text) < (_SHORTEST if before else _LONG_NUMBER)
        if is_short or ("." in text and "E" not in text.upper()):
            return cell, ()
        # Excel shows 15 digits, which would cut an identity number: take the digits as stored.
        text = text if text.isdigit() else cell.plain_text
    elif cell.kind not in {"text", "formula"}:
        return cell, ()
    masked = mask(text, before)
    if not masked.kinds:
        return cell, ()
    return Cell("text", masked.text, cell.format, cell.font), masked.kinds


def _mask_struck(cell: Cell, struck: Struck, before: str) -> tuple[Cell, tuple[Kind, ...]]:
    """Mask a cell with struck-out text: the whole text first, then each part by itself.

    A number of which some digits are struck out is still a number.
    """
    if not struck.runs:
        inner, kinds = _mask_cell(struck.cell, before)
        return cell._replace(struck=Struck(inner)), kinds
    masked = mask(cell.written, before)
    if masked.kinds:
        return strike(Cell("text", masked.text, cell.format, cell.font)), masked.kinds
    kept, part = mask(cell.raw, before), mask(struck.cell.raw, before)
    if not (kept.kinds or part.kinds):
        return cell, ()
    whole = cell._replace(raw=part.text + kept.text, struck=None)
    hidden = strike(whole, ((part.text, True), (kept.text, False)))
    return hidden, (*kept.kinds, *part.kinds)
