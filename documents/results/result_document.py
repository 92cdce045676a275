"""Draw the year's result as an official document, with landscape sheets for each assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from documents.bulletin.draft import describe_data_day, format_day
from documents.bulletin.facts import Bulletin
from documents.bulletin.sentences import fill
from documents.official.document import OfficialDocument
from documents.official.page import PageTemplate
from documents.official.tables import PrintedColumn
from documents.results.result_table import ResultCell, ResultColumn, ResultTable, make_table
from documents.results.result_template import ResultTemplate, describe_note, list_result_figures
from documents.wording import format_exact

MOST_ITEMS = 12
"""Items side by side on one sheet; more continue on the next."""

WIDTHS = {
    "rank": Decimal("1.3"), "bonus": Decimal("2.2"), "deductions": Decimal("2.2"),
    "total": Decimal("1.6"), "group": Decimal("3.3"), "text": Decimal("3.3"),
}  # fmt: skip
"""Column widths in centimetres, the most of a text; items share the remaining width."""
TEXTS = ("group", "text")

UNIT = 1
"""The position of the units' column."""
ITEM, CHARACTER, MARGIN = Decimal("1.3"), Decimal("0.43"), Decimal("0.3")
"""Centimetres: the least width of an item, the width of a character, the margins of a cell."""

LONGEST_FULL, WIDE_ITEM = len("99分"), Decimal("1.7")
"""An item of 100 or more points needs a wider column."""


def draw_result(
    bulletin: Bulletin,
    template: ResultTemplate,
    page: PageTemplate,
    *,
    base: tuple[str, bytes] | None = None,
    issued_on: date | None = None,
    seal_line: str | None = None,
) -> bytes:
    """Return the year's result as .docx; the same facts and templates give the same bytes."""
    figures = list_result_figures(bulletin)
    title = fill(template.title, figures)
    paper = OfficialDocument(page, base, title=title)
    paper.add("title", title)
    paper.add("recipients", fill(template.recipients, figures))
    paper.add("body", fill(template.opening, figures))
    sheets = list(_list_sheets(bulletin, template))
    paper.add_attachment_list([name for name, _, _ in sheets])
    paper.add("signature", "")
    paper.add("signature", fill(template.issuer, figures))
    paper.add("signature", format_day(issued_on, bulletin.calendar_month[0]))
    if line := "｜".join(filter(None, (describe_data_day(bulletin.data_day), seal_line))):
        paper.add("seal", line)
    # The sheets are turned, so the page's height is the room for the columns.
    room = page.paper.height_cm - page.paper.top_cm - page.paper.bottom_cm
    for number, (name, note, table) in enumerate(sheets, start=1):
        mark = "附件" if len(sheets) == 1 else f"附件{number}"
        for part, piece in enumerate(split_table(table)):
            paper.start_attachment(mark if part == 0 else f"{mark}（续）", is_landscape=True)
            paper.add("table_title", name)
            _add_result_table(paper, piece, room)
            paper.add("note", note)
    return paper.save()


def _add_result_table(paper: OfficialDocument, table: ResultTable, room: Decimal) -> None:
    rows = [[_format_cell(cell) for cell in row] for row in table.rows]
    paper.add_table(_to_columns(table, room), rows)


def split_table(table: ResultTable) -> Iterator[ResultTable]:
    """Yield a table in parts: rank and unit on each, the columns after the items on the last."""
    items = [n for n, column in enumerate(table.columns) if column.full is not None]
    last = [n for n in range(2, len(table.columns)) if n not in items]
    # Divided and rounded up: as few sheets as possible, with about as many items on each.
    sheets = -(-len(items) // MOST_ITEMS) or 1
    size = -(-len(items) // sheets)
    for number in range(sheets):
        kept = [0, 1, *items[number * size : (number + 1) * size]]
        kept += last if number == sheets - 1 else []
        yield ResultTable(
            tuple(table.columns[n] for n in kept),
            tuple(tuple(row[n] for n in kept) for row in table.rows),
        )


def _list_sheets(
    bulletin: Bulletin, template: ResultTemplate
) -> Iterator[tuple[str, str, ResultTable]]:
    for board in bulletin.boards:
        figures = list_result_figures(bulletin, board)
        name, note = fill(template.table_title, figures), describe_note(bulletin, template, board)
        yield name, note, make_table(board)


def _to_columns(table: ResultTable, room: Decimal) -> Sequence[PrintedColumn]:
    """Return the printed columns; texts are as wide as the longest, the units' if there is room."""
    widths = [_find_width(table, position) for position in range(len(table.columns))]
    taken = [width or ITEM for width in widths]
    unit = min(widths[UNIT] or ITEM, room - sum(taken) + taken[UNIT])
    return [
        _to_column(column, unit if position == UNIT else width)
        for position, (column, width) in enumerate(zip(table.columns, widths, strict=True))
    ]


def _find_width(table: ResultTable, position: int) -> Decimal | None:
    """Return the width of a column; None for an item, which shares what is left."""
    column = table.columns[position]
    most = WIDTHS.get(column.kind)
    if column.kind == "unit" or column.kind in TEXTS:
        longest = max([len(column.header), *(len(str(row[position])) for row in table.rows)])
        width = longest * CHARACTER + MARGIN
        return min(width, most) if most else width
    is_wide = len(column.full or "") > LONGEST_FULL
    return WIDE_ITEM if is_wide else most


def _to_column(column: ResultColumn, width: Decimal | None) -> PrintedColumn:
    header = (column.header,) if not column.full else (column.header, column.full)
    return PrintedColumn(header, None, width, "left" if column.kind == "unit" else "center")


def _format_cell(cell: ResultCell) -> str:
    # A hyphen as the sign would let the number break over two lines.
    return format_exact(cell).replace("-", "−") if isinstance(cell, Decimal) else str(cell)
