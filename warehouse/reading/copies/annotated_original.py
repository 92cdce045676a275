"""Mark, comment and list the findings in the uploaded workbook itself."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from warehouse.reading.copies.mark_notes import (
    AUTHOR,
    COLOURS,
    LIST_HEADERS,
    LIST_WIDTHS,
    Note,
    join_texts,
    line_height,
    list_row,
    noted_cells,
    pick_title,
)
from warehouse.reading.sheets.column_letters import letter
from warehouse.reading.sheets.grid import Book

_COMMENT_WIDTH, _COMMENT_HEIGHT = 320, 120


def annotate_original(content: bytes, book: Book, notes: Sequence[Note]) -> bytes:
    """Return the .xlsx workbook with its notes marked, and a first sheet that lists them.

    Formulas stay formulas; macros are dropped. Exceptions of openpyxl pass through.
    """
    import openpyxl  # half a second, and only here

    workbook = openpyxl.load_workbook(BytesIO(content))
    pages = {page.title: page for page in workbook.worksheets}
    for sheet in book.sheets:
        if sheet.name in pages:
            for (row, column), here in noted_cells(notes, sheet).items():
                _mark(pages[sheet.name].cell(row, column), here)
    _add_list(workbook, notes)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _mark(cell: Any, notes: Sequence[Note]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    text = join_texts(notes)
    if cell.comment is not None:  # keep the comment that the office wrote
        text = f"{cell.comment.text}\n{text}"
    cell.fill = PatternFill("solid", start_color=COLOURS[notes[0].finding.severity])
    cell.comment = Comment(text, AUTHOR, height=_COMMENT_HEIGHT, width=_COMMENT_WIDTH)


def _add_list(workbook: Any, notes: Sequence[Note]) -> None:
    from openpyxl.styles import Alignment, Font

    page = workbook.create_sheet(pick_title(workbook.sheetnames), 0)
    for number, texts in enumerate((LIST_HEADERS, *map(list_row, notes)), start=1):
        for column, text in enumerate(texts, start=1):
            cell = page.cell(number, column, text)
            cell.data_type = "s"  # else openpyxl writes a text that begins with = as a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for number, note in enumerate(notes, start=2):
        page.row_dimensions[number].height = line_height(list_row(note))
        if note.sheet is not None and note.column is not None:
            _link(page.cell(number, 3), note)
    for number, width in enumerate(LIST_WIDTHS, start=1):
        page.column_dimensions[letter(number)].width = width
    _set_page(page)
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet is page
    workbook.active = 0


def _link(cell: Any, note: Note) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    assert note.sheet is not None
    name = note.sheet.name.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!{note.address}")
    cell.font = Font(color="0563C1", underline="single")


def _set_page(page: Any) -> None:
    page.freeze_panes = "A2"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
