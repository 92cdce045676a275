"""Write the tables of an official document: black lines, repeated headers, unbroken rows.

The XML is written as a whole, because python-docx takes seconds for a table of 60 rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents.official.page import Alignment, PageTemplate
from documents.official.text import to_xml

TWIPS_PER_CM = Decimal(1440) / Decimal("2.54")
EMU_PER_TWIP = 635
CELL_MARGIN = 60
"""Left and right margin inside a cell, in twips (twentieths of a point)."""


@dataclass(frozen=True)
class PrintedColumn:
    """A column: its header texts from top to bottom, and its layout."""

    header: tuple[str, ...]
    corner: str | None = None
    """The text above a diagonal in the header cell."""
    width_cm: Decimal | None = None
    align: Alignment = "center"


@dataclass(frozen=True)
class _HeadCell:
    """A cell of the header: its text, and the columns and rows that it spans."""

    text: str
    corner: str | None
    columns: int
    is_continued: bool
    """Whether it is the lower part of a tall cell."""
    is_tall: bool
    """Whether it spans all header rows."""


def add_table(
    document: Document,
    page: PageTemplate,
    styles: Mapping[str, str],
    columns: Sequence[PrintedColumn],
    rows: Sequence[Sequence[str]],
    empty: str,
) -> None:
    """Add a table over the whole width of the last section.

    `styles` maps kinds of text to style identifiers; `empty` is the text of a table without rows.
    """
    room = measure_room(document) // EMU_PER_TWIP
    widths = share_width(columns, room)
    writer = _TableWriter(page, columns, widths, styles)
    body = [writer.write_row(row) for row in rows] or [writer.write_empty(empty)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    xml = (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_write_borders(page.line_eighths)}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{CELL_MARGIN}" w:type="dxa"/>'
        f'<w:right w:w="{CELL_MARGIN}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{writer.write_header()}{''.join(body)}</w:tbl>"
    )
    document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def measure_room(document: Document) -> int:
    """Return the width between the margins of the last section, in English Metric Units."""
    section = document.sections[-1]
    lengths = (section.page_width, section.left_margin, section.right_margin)
    width, left, right = (int(length or 0) for length in lengths)
    return width - left - right


def share_width(columns: Sequence[PrintedColumn], room: int) -> list[int]:
    """Return the columns' widths in twips, scaled to `room`.

    Columns without a width share what is left, but get at least half of an even share.
    """
    fixed = [int(column.width_cm * TWIPS_PER_CM) if column.width_cm else None for column in columns]
    free = fixed.count(None)
    least = room // (2 * len(columns))
    left = room - sum(width for width in fixed if width is not None)
    share = max(left // free, least) if free else 0
    widths = [share if width is None else width for width in fixed]
    total = sum(widths)
    return [width * room // total for width in widths]


class _TableWriter:
    """Writes the rows of one table as XML."""

    def __init__(
        self,
        page: PageTemplate,
        columns: Sequence[PrintedColumn],
        widths: Sequence[int],
        styles: Mapping[str, str],
    ) -> None:
        self._page = page
        self._columns = columns
        self._widths = widths
        self._styles = styles
        self._depth = max(len(column.header) for column in columns)

    def write_header(self) -> str:
        """Return the header rows, which every page repeats."""
        return "".join(self._write_head_row(level) for level in range(self._depth))

    def write_row(self, cells: Sequence[str]) -> str:
        """Return one row."""
        written = "".join(
            self._write_cell(text, width, column.align)
            for text, width, column in zip(cells, self._widths, self._columns, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{self._height()}</w:trPr>{written}</w:tr>"

    def write_empty(self, text: str) -> str:
        """Return the single row of an empty table."""
        cell = self._write_cell(text, sum(self._widths), "center", span=len(self._widths))
        return f"<w:tr><w:trPr><w:cantSplit/>{self._height()}</w:trPr>{cell}</w:tr>"

    def _write_head_row(self, level: int) -> str:
        cells, position = "", 0
        while position < len(self._columns):
            cell = self._find_head_cell(level, position)
            width = sum(self._widths[position : position + cell.columns])
            cells += self._write_head_cell(cell, width)
            position += cell.columns
        return f"<w:tr><w:trPr><w:cantSplit/>{self._height()}<w:tblHeader/></w:trPr>{cells}</w:tr>"

    def _find_head_cell(self, level: int, position: int) -> _HeadCell:
        """Return the header cell of a level (from 0) that begins at a column."""
        column = self._columns[position]
        if len(column.header) == 1:
            is_tall = self._depth > 1
            return _HeadCell(column.header[0], column.corner, 1, is_tall and level > 0, is_tall)
        if level == self._depth - 1:
            return _HeadCell(column.header[-1], None, 1, False, False)
        columns = 1
        for other in self._columns[position + 1 :]:
            if len(other.header) == 1 or other.header[0] != column.header[0]:
                break
            columns += 1
        return _HeadCell(column.header[0], None, columns, False, False)

    def _write_head_cell(self, cell: _HeadCell, width: int) -> str:
        parts = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        if cell.columns > 1:
            parts += f'<w:gridSpan w:val="{cell.columns}"/>'
        if cell.is_tall:
            parts += "<w:vMerge/>" if cell.is_continued else '<w:vMerge w:val="restart"/>'
        if cell.corner and not cell.is_continued:
            line = f'w:val="single" w:sz="{self._page.line_eighths}" w:space="0" w:color="000000"'
            parts += f"<w:tcBorders><w:tl2br {line}/></w:tcBorders>"
        style = self._styles["table_head"]
        if cell.is_continued:
            text = _write_paragraph("", style, "center")
        elif cell.corner:
            text = _write_paragraph(cell.corner, style, "right")
            text += _write_paragraph(cell.text, style, "left")
        else:
            text = _write_paragraph(cell.text, style, "center")
        return f'<w:tc><w:tcPr>{parts}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'

    def _write_cell(self, text: str, width: int, align: Alignment, span: int = 1) -> str:
        spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        paragraph = _write_paragraph(text, self._styles["table_text"], align)
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}'
            f'<w:vAlign w:val="center"/></w:tcPr>{paragraph}</w:tc>'
        )

    def _height(self) -> str:
        return f'<w:trHeight w:val="{int(self._page.row_pt * 20)}" w:hRule="atLeast"/>'


def _write_paragraph(text: str, style: str, align: str) -> str:
    run = (
        '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
        f'<w:t xml:space="preserve">{to_xml(text)}</w:t></w:r>'
        if text
        else ""
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{align}"/></w:pPr>{run}</w:p>'


def _write_borders(eighths: int) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'
        for side in sides
    )
