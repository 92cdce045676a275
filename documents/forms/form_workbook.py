"""Draw a planned form as a workbook that can be printed, filled on screen and recognised again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.forms.measuring import choose_page, count_lines, list_widths
from documents.forms.plan import FormPlan, PlannedColumn
from documents.forms.validation import DropDownLists, build_check
from scoring.dataset import IDENTITY_SHEET

FIRM, FREE = "宋体", "仿宋"
"""Fonts of printed text and of entries."""
GREY = "#F2F2F2"
HEAD: dict[str, Any] = {"bold": True, "border": 1, "bg_color": GREY}
CELL: dict[str, Any] = {"border": 1, "font_size": 12, "font_name": FREE}
A4 = 9
LINE, ROW = 17, 24
"""Heights in points of a line of text and of a unit's row."""
SIGNATURES = ("填表人：", "审核人：", "报送日期：")
SIGNATURE_WIDTH = 10
FOOTER = "&C第 &P 页 共 &N 页"
IDEOGRAPHIC_SPACE = "\u3000"
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Workbook options: a text stays a text, whatever it starts with."""


def draw_form(form: FormPlan, identity: str, created: datetime) -> bytes:
    """Return the workbook of a form as bytes; `identity` is the text of its hidden sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **AS_TEXT}) as book:
        book.set_properties({"title": form.title, "created": created})
        sheet = book.add_worksheet(form.name)
        hidden = book.add_worksheet(IDENTITY_SHEET)
        hidden.write_string(0, 0, identity)
        hidden.very_hidden()
        _FormDrawing(form, sheet, _Formats(book), DropDownLists(hidden)).draw()
    return buffer.getvalue()


class _Formats:
    """The formats of one workbook, each created once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._known: dict[str, Format] = {}

    def get(self, **properties: Any) -> Format:
        """Return the format with these properties; every cell is centred and wrapped."""
        name = repr(sorted(properties.items()))
        if name not in self._known:
            base = {"font_name": FIRM, "font_size": 11, "valign": "vcenter", "align": "center"}
            self._known[name] = self._book.add_format({**base, "text_wrap": True, **properties})
        return self._known[name]


class _FormDrawing:
    """Draws one form on its sheet; rows and columns are counted from 0."""

    def __init__(
        self, form: FormPlan, sheet: Worksheet, formats: _Formats, lists: DropDownLists
    ) -> None:
        self._form, self._sheet, self._formats, self._lists = form, sheet, formats, lists
        self._widths = list_widths(form)
        self._last = len(form.columns) - 1
        self._title_row = 1 if form.annex else 0
        self._header = self._title_row + 1
        self._first = self._header + (2 if form.has_groups else 1)
        self._end = self._first + len(form.units)
        self._height = 0.0
        self._head = formats.get(**HEAD)

    def draw(self) -> None:
        """Draw the whole form and set up its page."""
        for position, width in enumerate(self._widths):
            self._sheet.set_column(position, position, width)
        self._draw_titles()
        self._draw_header()
        for position, column in enumerate(self._form.columns):
            self._draw_column(position, column)
        for row in range(self._first, self._end):
            self._set_row(row, ROW)
        self._set_up(self._draw_foot())

    def _set_row(self, row: int, height: float) -> None:
        self._sheet.set_row(row, height)
        self._height += height

    def _draw_titles(self) -> None:
        if self._form.annex:
            annex = self._formats.get(align="left", font_size=12)
            self._sheet.merge_range(0, 0, 0, self._last, self._form.annex, annex)
        title = self._formats.get(bold=True, font_size=18)
        # Bold type of 18 points is 1.7 times as wide as the 11 points that widths are measured in.
        row, lines = self._title_row, count_lines(self._form.title, sum(self._widths) / 1.7)
        self._sheet.merge_range(row, 0, row, self._last, self._form.title, title)
        self._set_row(row, 30 * lines + 10)

    def _draw_header(self) -> None:
        """Draw one or two header rows; a column without an upper header is merged downwards."""
        bottom = self._first - 1
        for left, right, group in _list_groups(self._form.columns):
            if group:
                self._merge(self._header, left, self._header, right, group, self._head)
            for position in range(left, right + 1):
                self._draw_label(position, bottom if group else self._header, bottom)
        lines = max(
            count_lines(column.header, width - 1)
            for column, width in zip(self._form.columns, self._widths, strict=True)
        )
        if bottom > self._header:
            self._set_row(self._header, ROW)
        self._set_row(bottom, max(ROW, LINE * lines + 8))

    def _draw_label(self, position: int, top: int, bottom: int) -> None:
        """Draw a column's header; in the corner cell a diagonal separates two texts."""
        text, style = self._form.columns[position].header, self._head
        if self._form.corner and position == self._form.unit_position:
            # The spaces, two characters wide each, leave four Chinese characters for the corner.
            pad = IDEOGRAPHIC_SPACE * int(self._widths[position] / 2 - 4)
            text = f"{pad}{self._form.corner}\n{text}"
            style = self._formats.get(**HEAD, align="left", diag_type=2, diag_border=1)
        self._merge(top, position, bottom, position, text, style)

    def _merge(
        self, top: int, left: int, bottom: int, right: int, text: str, style: Format
    ) -> None:
        if (top, left) == (bottom, right):
            self._sheet.write_string(top, left, text, style)
        else:
            self._sheet.merge_range(top, left, bottom, right, text, style)

    def _draw_column(self, position: int, column: PlannedColumn) -> None:
        if column.entry is None:
            self._draw_frame(position, column)
            return
        style = self._formats.get(**CELL, locked=False, num_format=column.entry.number_format)
        for row in range(self._first, self._end):
            self._sheet.write_blank(row, position, None, style)
        check = build_check(column, column.entry, self._lists)
        self._sheet.data_validation(self._first, position, self._end - 1, position, check)

    def _draw_frame(self, position: int, column: PlannedColumn) -> None:
        """Draw a column without entries: row numbers, units, or a column that is only printed."""
        style = self._formats.get(**CELL)
        blank = self._formats.get(**CELL, bg_color=GREY)
        for number, row in enumerate(range(self._first, self._end)):
            if column.role == "number":
                self._sheet.write_number(row, position, number + 1, style)
            elif column.role == "unit":
                self._sheet.write_string(row, position, self._form.units[number], style)
            else:
                self._sheet.write_blank(row, position, None, blank)

    def _draw_foot(self) -> int:
        """Draw the notes and the signature line; return the last row."""
        style = self._formats.get(align="left", font_name=FREE)
        row = self._end
        for note in self._form.notes:
            self._sheet.merge_range(row, 0, row, self._last, note, style)
            self._set_row(row, LINE * count_lines(note, sum(self._widths) - 2) + 3)
            row += 1
        line = self._formats.get(align="left", font_name=FREE, font_size=12, locked=False)
        self._set_row(row, ROW + 6)
        # An ideographic space of 12 points is 2.2 characters of 11 points wide.
        gap = sum(self._widths) / len(SIGNATURES) - SIGNATURE_WIDTH
        text = (IDEOGRAPHIC_SPACE * int(gap / 2.2)).join(SIGNATURES)
        self._sheet.merge_range(row, 0, row, self._last, text, line)
        return row

    def _set_up(self, last_row: int) -> None:
        sheet, form = self._sheet, self._form
        sheet.freeze_panes(self._first, form.unit_position + 1)
        sheet.set_paper(A4)
        page = choose_page(sum(self._widths), self._height)
        if page.is_across:
            sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 1 if page.is_single else 0)
        sheet.repeat_rows(self._header, self._first - 1)
        sheet.set_footer(FOOTER)
        sheet.print_area(0, 0, last_row, self._last)
        is_ledger = not any(form.units)
        allowed = {"format_columns": True, "format_rows": True, "insert_rows": is_ledger}
        sheet.protect("", allowed)  # no password: this prevents slips, not deliberate changes


def _list_groups(columns: tuple[PlannedColumn, ...]) -> Iterator[tuple[int, int, str | None]]:
    """Yield (left, right, upper header) of each run of columns that share one."""
    left = 0
    for position, column in enumerate(columns):
        following = columns[position + 1].group if position + 1 < len(columns) else None
        if column.group is None or following != column.group:
            yield left, position, column.group
            left = position + 1
