"""Says which text stands beside or below the tables of a sheet and is not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from warehouse.reading.findings import Report, shorten
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.column_letters import letter
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.tables.column_labels import is_remark
from warehouse.reading.tables.row_kinds import is_footer, opens_notes
from warehouse.reading.tables.table_blocks import Block

_MOST_QUOTED = 5
Place = tuple[int, int]


def check_beside(blocks: Iterable[Block], report: Report) -> None:
    """Say once for each sheet what its tables leave unread: remarks, notes, cells beside."""
    sheets: dict[int, list[Block]] = {}
    for block in blocks:
        sheets.setdefault(id(block.sheet), []).append(block)
    for parts in sheets.values():
        sheet = parts[0].sheet
        remarks: dict[str, dict[Place, Cell]] = {}
        outside: dict[Place, Cell] = {}
        for block in parts:
            halves = [part for part in parts if part.header is block.header]
            headed = {c for part in halves for c in (*part.group.headers, *part.group.private)}
            headed |= {c for part in halves for c in part.group.columns.values()}
            outside |= dict(_outside(block, headed))
            for column, printed in block.group.headers.items():
                if is_remark(printed):
                    remarks.setdefault(printed, {}).update(_column(block, column))
        for printed, cells in remarks.items():
            _describe_remarks(sheet, printed, cells, report)
        _describe_outside(sheet, outside, report)


def _outside(block: Block, headed: set[int]) -> Iterator[tuple[Place, Cell]]:
    """Yield the cells in columns without a header, and the notes that are no footers."""
    sheet = block.sheet
    data = [row.number for row in block.rows if row.kind not in {"note", "blank"}]
    last = max([block.header.bottom, *data])
    note_column: int | None = None  # of the text that opened the notes: they run on below it
    for number in range(block.header.top, block.header.bottom + 1):
        yield from _cells(sheet, number, headed)
    for row in block.rows:
        cells = dict(sheet.rows.get(row.number, {}))
        texts = [cell.text for _, cell in sorted(cells.items())]
        if row.kind not in {"note", "blank"}:
            yield from _cells(sheet, row.number, headed)
        elif texts and not (
            is_footer(texts[0]) or min(cells) == note_column or _is_group(block, texts[0])
        ):
            beyond = headed if row.kind == "blank" and row.number < last else set()
            for place, cell in _cells(sheet, row.number, beyond):
                if cell.kind == "text" and not is_footer(cell.text):
                    yield place, cell
        if row.kind not in {"note", "blank"}:
            note_column = None
        elif texts and opens_notes(texts[0]):
            note_column = min(cells)
    for body in block.bodies:
        for column in set(body.strip.columns) - headed:
            if not sheet.is_hidden_column(column):
                cells_of = zip(body.numbers, body.column(column).spread(_same), strict=True)
                yield from (((number, column), cell) for number, cell in cells_of if cell)


def _same(cell: Cell | None) -> Cell | None:
    return cell


def _is_group(block: Block, text: str) -> bool:
    """Return whether a row names a title of the form again, as a page's heading does."""
    return any(text == title for title in block.titles)


def _cells(sheet: Sheet, number: int, headed: set[int]) -> Iterator[tuple[Place, Cell]]:
    for column, cell in sorted(sheet.rows.get(number, {}).items()):
        if column not in headed and not sheet.is_hidden_column(column):
            yield (number, column), cell


def _column(block: Block, column: int) -> Iterator[tuple[Place, Cell]]:
    for row in block.unit_rows:
        if cell := block.sheet.cell(row.number, column):
            yield (row.number, column), cell
    for body in block.bodies:
        for number, cell in zip(body.numbers, body.column(column).spread(_same), strict=True):
            if cell:
                yield (number, column), cell


def _describe_remarks(sheet: Sheet, printed: str, cells: dict[Place, Cell], report: Report) -> None:
    if cells:
        message = f"“{printed}”一栏没有读取，里面写有：{_quote(cells)}。请看是否影响要导入的数。"
        row = min(cells)[0]
        report.say("warning", "unknown_column", message, sheet=sheet.name, row=row, found=printed)


def _describe_outside(sheet: Sheet, cells: dict[Place, Cell], report: Report) -> None:
    if cells:
        first = min(cells)
        message = f"表格栏目以外的内容没有读取：{_quote(cells)}。请看是否影响要导入的数。"
        report.say(
            "warning",
            "outside_text",
            message,
            sheet=sheet.name,
            row=first[0],
            found=cells[first].text,
        )


def _quote(cells: dict[Place, Cell]) -> str:
    places = sorted(cells)
    quoted = [
        f"{letter(column)}{row}“{shorten(cells[row, column].text)}”"
        for row, column in places[:_MOST_QUOTED]
    ]
    more = f"等{len(places)}处" if len(places) > _MOST_QUOTED else ""
    return "、".join(quoted) + more
