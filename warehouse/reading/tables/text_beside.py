"""Warn of text beside or below the tables of a sheet that is not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from warehouse.reading.findings import Report, shorten
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.column_letters import letter
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.tables.header_terms import is_remark
from warehouse.reading.tables.row_kinds import Body, is_footer, is_heading, opens_notes
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.folding import fold

_MOST_QUOTED = 5
_Address = tuple[int, int]
"""Row and column of a cell."""
_AROUND = {"note", "blank"}
"""Kinds of rows that are not data."""


def check_beside(blocks: Iterable[Block], report: Report) -> None:
    """Warn, once for each sheet, of what its tables leave unread: remarks, notes, cells beside."""
    sheets: dict[int, list[Block]] = {}
    for block in blocks:
        sheets.setdefault(id(block.sheet), []).append(block)
    for parts in sheets.values():
        sheet = parts[0].sheet
        remarks: dict[str, dict[_Address, Cell]] = {}
        outside: dict[_Address, Cell] = {}
        for block in parts:
            halves = [part for part in parts if part.header is block.header]
            headed = {c for part in halves for c in (*part.group.headers, *part.group.private)}
            headed |= {c for part in halves for c in part.group.columns.values()}
            outside |= dict(_outside(block, headed))
            for column, printed in block.group.headers.items():
                if is_remark(printed):
                    remarks.setdefault(printed, {}).update(_column(block, column))
        for printed, cells in remarks.items():
            _warn_of_remarks(sheet, printed, cells, report)
        _warn_of_outside(sheet, outside, report)


def _outside(block: Block, headed: set[int]) -> Iterator[tuple[_Address, Cell]]:
    """Yield the cells in columns without a header, and the notes that are not footers."""
    for number in range(block.header.top, block.header.bottom + 1):
        yield from _cells(block.sheet, number, headed)
    yield from _outside_in_rows(block, headed)
    for body in block.bodies:
        for column in set(body.row_group.columns) - headed:
            if not block.sheet.is_hidden_column(column):
                yield from _body_cells(body, column)


def _outside_in_rows(block: Block, headed: set[int]) -> Iterator[tuple[_Address, Cell]]:
    sheet = block.sheet
    data = [row.number for row in block.rows if row.kind not in _AROUND]
    last = max([block.header.bottom, *data])
    note_column: int | None = None  # the column of an opened note, which goes on in rows below
    for row in block.rows:
        if row.kind not in _AROUND:
            yield from _cells(sheet, row.number, headed)
            note_column = None
            continue
        cells = dict(sheet.rows.get(row.number, {}))
        texts = [cell.text for _, cell in sorted(cells.items())]
        if not texts:
            continue
        is_continued = min(cells) == note_column
        is_around = is_footer(texts[0]) or is_heading(fold(texts[0]), block.form)
        if not (is_around or is_continued or _is_group(block, texts[0])):
            # Among the data a row without a unit counts only outside the headed columns.
            own = headed if row.kind == "blank" and row.number < last else set()
            for address, cell in _cells(sheet, row.number, own):
                if cell.kind == "text" and not is_footer(cell.text):
                    yield address, cell
        if opens_notes(texts[0]):
            note_column = min(cells)


def _body_cells(body: Body, column: int) -> Iterator[tuple[_Address, Cell]]:
    for number, cell in zip(body.numbers, body.column(column).spread(_identity), strict=True):
        if cell:
            yield (number, column), cell


def _identity(cell: Cell | None) -> Cell | None:
    return cell


def _is_group(block: Block, text: str) -> bool:
    """Return whether a row repeats a title of the form, as the heading of a page does."""
    return any(text == title for title in block.titles)


def _cells(sheet: Sheet, number: int, headed: set[int]) -> Iterator[tuple[_Address, Cell]]:
    for column, cell in sorted(sheet.rows.get(number, {}).items()):
        if column not in headed and not sheet.is_hidden_column(column):
            yield (number, column), cell


def _column(block: Block, column: int) -> Iterator[tuple[_Address, Cell]]:
    for row in block.unit_rows:
        if cell := block.sheet.cell(row.number, column):
            yield (row.number, column), cell
    for body in block.bodies:
        yield from _body_cells(body, column)


def _warn_of_remarks(
    sheet: Sheet, printed: str, cells: dict[_Address, Cell], report: Report
) -> None:
    if cells:
        message = f"“{printed}”一栏没有读取，里面写有：{_quote(cells)}。请看是否影响要导入的数。"
        row = min(cells)[0]
        report.add("warning", "unknown_column", message, sheet=sheet.name, row=row, found=printed)


def _warn_of_outside(sheet: Sheet, cells: dict[_Address, Cell], report: Report) -> None:
    if cells:
        first = min(cells)
        message = f"表格栏目以外的内容没有读取：{_quote(cells)}。请看是否影响要导入的数。"
        report.add(
            "warning",
            "outside_text",
            message,
            sheet=sheet.name,
            row=first[0],
            found=cells[first].text,
        )


def _quote(cells: dict[_Address, Cell]) -> str:
    places = sorted(cells)
    quoted = [
        f"{letter(column)}{row}“{shorten(cells[row, column].text)}”"
        for row, column in places[:_MOST_QUOTED]
    ]
    more = f"等{len(places)}处" if len(places) > _MOST_QUOTED else ""
    return "、".join(quoted) + more
