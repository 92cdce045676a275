"""Report what people see in a sheet and the reader does not read: drawings, struck-out text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from warehouse.reading.findings import Report, shorten
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.column_letters import letter
from warehouse.reading.sheets.grid import Drawn, Sheet
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.table_blocks import Block

_MOST_NAMED = 20
"""Places listed one by one in a warning; nobody reads a longer list."""
DRAWN, DRAWN_FILLED = "drawn_over", "drawn_over_filled"


def format_ranges(rows: Iterable[int], column: int) -> str:
    """Return cells of one column as ranges: B3:B14、B20."""
    ranges: list[list[int]] = []
    for row in sorted(rows):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    name = letter(column)
    named = [
        f"{name}{top}" if top == bottom else f"{name}{top}:{name}{bottom}" for top, bottom in ranges
    ]
    more = "等" if len(named) > _MOST_NAMED else ""
    return "、".join(named[:_MOST_NAMED]) + more


def find_drawn_blanks(block: Block, key: str) -> dict[int, list[Drawn]]:
    """Return, by row, the drawings over blank cells of a column, for the rows of units."""
    return {
        row: over
        for row, over in _drawn_rows(block, key)
        if block.sheet.seen(row, block.group.columns[key]) is None
    }


def _drawn_rows(block: Block, key: str) -> Iterator[tuple[int, list[Drawn]]]:
    column = block.group.columns[key]
    near = [drawn for drawn in block.sheet.drawn if drawn.left <= column <= drawn.right]
    if near:
        for row in block.unit_numbers:
            if over := [drawn for drawn in near if drawn.covers(row, column)]:
                yield row, over


def ask_drawn_filled(block: Block, report: Report) -> None:
    """Ask, once for each table, whether filled cells under a drawing are read as written."""
    cells: dict[str, list[int]] = {}
    over: dict[Drawn, None] = {}
    for key in block.group.columns:
        blanks = find_drawn_blanks(block, key)
        for row, drawn in _drawn_rows(block, key):
            if row not in blanks:
                cells.setdefault(key, []).append(row)
                over.update(dict.fromkeys(drawn))
    if not cells:
        return
    columns = block.group.columns
    named = "、".join(format_ranges(rows, columns[key]) for key, rows in cells.items())
    place = f"{block.sheet.name}:{named}" if block.sheet.name else named
    if report.answer(DRAWN_FILLED, place) == "written":
        return
    first = next(iter(cells))
    report.add(
        "question",
        DRAWN_FILLED,
        f"{_format_place(block.sheet)}{named}上有{describe_drawn(over)}，没有读取；这些格里有内容。"
        "以格里写的为准请选 written，否则请改好后重新导入。",
        sheet=block.sheet.name,
        row=cells[first][0],
        column=first,
        topic=place,
        options=("written",),
    )


def describe_drawn(drawn: Iterable[Drawn]) -> str:
    """Return a description of drawings: their kinds, and the texts in them."""
    drawn = list(drawn)
    kinds = "、".join(dict.fromkeys(shape.kind for shape in drawn))
    quoted = (f"“{shorten(shape.text)}”" for shape in drawn if shape.text.strip())
    texts = "、".join(dict.fromkeys(quoted))
    return f"{kinds}（{texts}）" if texts else kinds


def warn_of_unread(blocks: list[Block], report: Report) -> None:
    """Warn, once for each sheet, of visible things that are neither read nor asked about."""
    sheets = {id(block.sheet): block.sheet for block in blocks}
    for sheet in sheets.values():
        own = [block for block in blocks if block.sheet is sheet]
        places = [*_unread_texts(sheet, own), *_unread_drawn(sheet, own)]
        if places:
            more = f"等{len(places)}处" if len(places) > _MOST_NAMED else ""
            named = "；".join(places[:_MOST_NAMED])
            message = f"{_format_place(sheet)}里看得见但没有读取的：{named}{more}。"
            report.add("warning", "seen_not_read", message, sheet=sheet.name)


def _unread_texts(sheet: Sheet, blocks: list[Block]) -> Iterator[str]:
    """Yield the struck-out texts that no question covers."""
    struck_rows = {
        row
        for block in blocks
        for row in block.unit_numbers
        if (name := sheet.seen(row, block.group.columns[UNIT])) is not None and name.is_struck
    }
    asked = {
        (row, column)
        for block in blocks
        for row in block.unit_numbers
        for key, column in block.group.columns.items()
        if key == UNIT or block.form.dataset.column(key).type != "text"
    }
    for row, column, cell in _struck_cells(sheet):
        is_asked = row in struck_rows or (row, column) in asked
        if not is_asked and not sheet.is_hidden_column(column):
            assert cell.struck is not None
            yield f"{letter(column)}{row} 划去的“{shorten(cell.struck.cell.text)}”"


def _struck_cells(sheet: Sheet) -> Iterator[tuple[int, int, Cell]]:
    """Yield row, column and cell of each cell with struck-out text."""
    for row, cells in sheet.rows.loose.items():
        for column, cell in cells.items():
            if cell.struck is not None:
                yield row, column, cell
    for row_group in sheet.rows.row_groups:
        for column, coded in row_group.columns.items():
            codes = {n for n, cell in enumerate(coded.cells) if cell and cell.struck}
            if codes:
                for row, code in zip(row_group.numbers, coded.codes, strict=True):
                    held = coded.cells[code]
                    if code in codes and held is not None:
                        yield row, column, held


def _unread_drawn(sheet: Sheet, blocks: list[Block]) -> Iterator[str]:
    """Yield the drawings that cover none of the cells read."""
    for drawn in sheet.drawn:
        is_asked = any(
            drawn.covers(row, column)
            for block in blocks
            for row in block.unit_numbers
            for column in block.group.columns.values()
        )
        if not is_asked:
            yield f"{_range(drawn)} {describe_drawn([drawn])}"


def _range(drawn: Drawn) -> str:
    if not drawn.top:
        return "位置不明的"
    first, last = f"{letter(drawn.left)}{drawn.top}", f"{letter(drawn.right)}{drawn.bottom}"
    return first if first == last else f"{first}:{last}"


def _format_place(sheet: Sheet) -> str:
    return f"工作表“{sheet.name}”" if sheet.name else "表"
