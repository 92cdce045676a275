"""Write a scheme as a workbook that an office fills in, prints and uploads."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from documents.forms.form_workbook import AS_TEXT
from documents.scheme_book.guide import draw_guide
from documents.scheme_book.lists import Lists, build_check, list_steps
from documents.scheme_book.looks import A4, HEAD, LINE, NEEDED, NODE, Formats, measure_height
from documents.wording import measure_width
from scoring.scheme_text import SchemeParts
from scoring.sheets.book import Page, Sheets, lay_out
from scoring.sheets.column import CLAUSES, FORMS, HINT, ROSTER, SCHEME, SENTENCE, SHEETS, Column
from scoring.sheets.columns import COLUMNS
from scoring.sheets.marks import NUMBER
from scoring.sheets.template import HINTS, TEMPLATE
from scoring.sheets.writing import to_sheets

LISTS = "_选项"
"""The hidden sheet with the lists of the drop-downs."""
SPARE_ROWS = 200
"""Rows under the last one that have drop-downs, too."""
FIXED = {CLAUSES: 4, SCHEME: 4, ROSTER: 1}
"""Columns that stay when the sheet is scrolled to the right."""
WIDEST = 44
NUMBERS = 12
"""Width of a column of numbers; the few other notations in it break into lines."""
EMPTY = 6
"""Width of a column that a scheme does not use: its header breaks into lines."""
FOOTER = "&C&A　第 &P 页 共 &N 页"

NO_TIME = datetime(2000, 1, 1)
"""In place of the time of writing: the same scheme gives the same file."""

Sentences = Mapping[tuple[str, str], str]
"""(assessment, clause) → how the program reads the clause."""


def write_book(parts: SchemeParts, sentences: Sentences | None = None) -> bytes:
    """Return the workbook of a scheme; `sentences` fill a column that reading ignores."""
    sheets = to_sheets(parts)
    return write_sheets(_add_sentences(sheets, sentences) if sentences else sheets)


def write_template() -> bytes:
    """Return the blank workbook: headers, drop-downs, the first rows of 考核, and 说明."""
    pages = {sheet: lay_out([one.header for one in COLUMNS[sheet]], []) for sheet in SHEETS}
    headers = [one.header for one in COLUMNS[SCHEME]]
    return write_sheets(Sheets({**pages, SCHEME: lay_out(headers, TEMPLATE)}))


def _add_hints(page: Page) -> Page:
    """Return 考核 with a last column that says what each row is for; reading ignores it."""
    rows = {number: dict(cells) for number, cells in page.rows.items()}
    headers = {text: column for column, text in rows[1].items()}
    last = max(rows[1]) + 1
    for number, cells in rows.items():
        name = (cells.get(headers["部分"], ""), cells.get(headers["项目"], ""))
        hint = HINT if number == 1 else HINTS.get(name, "")
        if hint:
            cells[last] = hint
    return Page(rows)


def _add_sentences(sheets: Sheets, sentences: Sentences) -> Sheets:
    """Return the sheets with a last column in 指标: how the program reads each clause."""
    rows = {number: dict(cells) for number, cells in sheets.pages[CLAUSES].rows.items()}
    headers = {text: column for column, text in rows[1].items()}
    last = max(rows[1]) + 1
    rows[1][last] = SENTENCE
    for number, cells in rows.items():
        name = (cells.get(headers["考核"], ""), cells.get(headers["编号"], ""))
        if number > 1 and name in sentences:
            cells[last] = sentences[name]
    return Sheets({**sheets.pages, CLAUSES: Page(rows)})


def write_sheets(sheets: Sheets) -> bytes:
    """Return the workbook of some sheets as they stand, with drop-downs and 说明."""
    sheets = Sheets({**sheets.pages, SCHEME: _add_hints(sheets.pages[SCHEME])})
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **AS_TEXT}) as book:
        book.set_properties({"created": NO_TIME})
        formats = Formats(book)
        pages = {name: book.add_worksheet(name) for name in SHEETS}
        guide = book.add_worksheet("说明")
        lists = Lists(book.add_worksheet(LISTS))
        columns = lists.follow_columns(sheets.pages[FORMS])
        steps = lists.refer(list_steps(sheets))
        chosen = {(CLAUSES, "取数"): columns, (CLAUSES, "除以"): columns, (CLAUSES, "步"): steps}
        for name, worksheet in pages.items():
            _Drawing(name, worksheet, sheets.pages[name], formats, lists, chosen).draw()
        draw_guide(guide, formats)
        lists.sheet.very_hidden()
    return buffer.getvalue()


class _Drawing:
    """Draws one sheet; rows and columns of the sheet are counted from 1, as its page does."""

    def __init__(
        self,
        name: str,
        sheet: Worksheet,
        page: Page,
        formats: Formats,
        lists: Lists,
        chosen: Mapping[tuple[str, str], str],
    ) -> None:
        self._name, self._sheet, self._page, self._chosen = name, sheet, page, chosen
        self._formats, self._lists = formats, lists
        known = {column.header: column for column in COLUMNS[name]}
        self._columns = {
            number: known.get(header, _name_column(header))
            for number, header in page.rows[1].items()
        }
        self._widths = {number: self._measure(number) for number in self._columns}
        self._nodes = self._list_nodes()

    def _measure(self, number: int) -> int:
        """Return a column's width: narrow where it is empty, more where texts are long."""
        column = self._columns[number]
        rows = self._page.rows.items()
        texts = [cells[number] for row, cells in rows if row > 1 and number in cells]
        if len(self._page.rows) > 1 and not texts and not column.is_needed:
            return EMPTY
        longest = max([measure_width(text) for text in texts], default=0) + 2
        least = max(measure_width(column.header) + 4, 9) if texts else column.width
        most = NUMBERS if column.is_number else WIDEST
        return max(least, min(longest, max(column.width, 16), most))

    def _list_nodes(self) -> set[tuple[str, str]]:
        """Return the rows of 指标 that have others beneath them, as (assessment, number)."""
        if self._name != CLAUSES:
            return set()
        rows = [cells for row, cells in self._page.rows.items() if row > 1]
        return {(cells.get(1, ""), cells[2]) for cells in rows if 2 in cells}

    def draw(self) -> None:
        """Draw header, rows, drop-downs, and set up the page."""
        for number, column in self._columns.items():
            form = {} if column.is_number else {"num_format": "@"}  # so that 1.10 stays 1.10
            style = self._formats.get(**form)
            self._sheet.set_column(number - 1, number - 1, self._widths[number], style)
            fill = NEEDED if column.is_needed else HEAD
            style = self._formats.get(
                bold=True,
                bg_color=fill,
                border=1,
                border_color=LINE,
                align="center",
                valign="vcenter",
            )
            self._sheet.write_string(0, number - 1, column.header, style)
        self._sheet.set_row(0, 36)
        last = max(self._page.rows)
        for row in range(2, last + 1):
            self._draw_row(row, self._page.rows.get(row, {}))
        for number, column in self._columns.items():
            own = self._chosen.get((self._name, column.header), "")
            check = build_check(column, self._lists, own)
            self._sheet.data_validation(1, number - 1, last + SPARE_ROWS, number - 1, check)
        self._set_up(last)

    def _draw_row(self, row: int, cells: Mapping[int, str]) -> None:
        looks = self._choose_looks(cells)
        for number, column in self._columns.items():
            text = cells.get(number, "")
            is_number = column.is_number and NUMBER.fullmatch(text) is not None
            if is_number:
                style = self._formats.get(**looks, align="center")
                self._sheet.write_number(row - 1, number - 1, float(text), style)
            elif text:
                style = self._formats.get(**looks, num_format="@")
                self._sheet.write_string(row - 1, number - 1, text, style)
            else:
                form = {} if column.is_number else {"num_format": "@"}
                self._sheet.write_blank(
                    row - 1, number - 1, None, self._formats.get(**looks, **form)
                )
        self._sheet.set_row(row - 1, measure_height(cells, self._widths))

    def _choose_looks(self, cells: Mapping[int, str]) -> dict[str, object]:
        """Return the looks of a row: nodes stand out, further lines hang on the row above."""
        if self._name != CLAUSES:
            return {"border": 1, "border_color": LINE}
        sides = {"left": 1, "right": 1, "left_color": LINE, "right_color": LINE}
        if 3 not in cells:
            return {**sides, "bottom": 4, "bottom_color": LINE}
        is_node = (cells.get(1, ""), cells[3]) in self._nodes
        own = {"bold": True, "bg_color": NODE} if is_node else {}
        return {**sides, **own, "top": 1, "top_color": LINE, "bottom": 4, "bottom_color": LINE}

    def _set_up(self, last: int) -> None:
        sheet = self._sheet
        sheet.freeze_panes(1, FIXED.get(self._name, 2))
        sheet.autofilter(0, 0, max(1, last - 1), len(self._columns) - 1)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(FOOTER)
        sheet.print_area(0, 0, last - 1, len(self._columns) - 1)


def _name_column(header: str) -> Column:
    """Return a column that no table declares: an own figure, or the sentence."""
    if header in (SENTENCE, HINT):
        return Column(header, (), "只供阅读，不读入", width=44)
    return Column(header, (), "单位自有数；年中改变的写“1月起12；7月起24”", "12", is_number=True)
