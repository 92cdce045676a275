"""Draw 说明: how to begin, what each column takes, and how usual clauses look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlsxwriter.worksheet import Worksheet

from documents.scheme_book.examples import list_example_rows
from documents.scheme_book.looks import A4, HEAD, LINE, Formats, measure_height
from scoring.sheets.book import Cells
from scoring.sheets.column import SHEETS, Column
from scoring.sheets.columns import COLUMNS
from scoring.sheets.template import HINTS

STEPS = (
    "一张工作簿就是一份考核方案。先填“考核”（文件、年度、满分、否决、排名、等次），再填“报表”“名册”，然后把文件逐条写进“指标”。",
    "黄色表头的列必须填写；其余各列不需要的留空。选中一格，显示该列的填写内容；多数列有下拉列表，也可自行填写。",
    "“指标”一行一条：编号、名称、满分，取哪个数，同什么比，给几分。一条分几层意思的，往下接着写，编号空着。上一级（一、二、三）也占一行，下面各条的“上级”写它的编号。",
    "有满分的一条，在0分与满分之间：都是扣分的从满分扣起，否则从0分加起。没有满分的是加分或扣分，列在满分之外。",
    "文件没有说清的，不要替文件作主：在“口径”里列出几种读法，条款中写“按口径 名称”，由管理员选定。",
    "几个值用“、”隔开，几项用“；”隔开；全角、半角都可以。数后面不写单位：95，不写95%。名称里有这些符号的，加引号。",
    "填好后上传：错误按工作表、行、列列出，可以下载标好错误的副本；没有错误时，程序把每一条印成一句话，请与文件逐句核对。",
)
CELLS = ("满分", "取数", "除以", "读法", "比较", "目标", "每", "给分", "步")
"""The columns of 指标 that the examples print in columns of their own."""
ELSE = "另填"
WIDTHS = (34, 10, 26, 14, 15, 16, 12, 11, 26, 14, 26)


def draw_guide(sheet: Worksheet, formats: Formats) -> None:
    """Draw the sheet 说明."""
    _Guide(sheet, formats).draw()


class _Guide:
    """Draws the sheet from the top; `row` is the next free one, from 0."""

    def __init__(self, sheet: Worksheet, formats: Formats) -> None:
        self._sheet, self._formats = sheet, formats
        self._row = 0
        self._cell = formats.get(border=1, border_color=LINE)
        self._head = formats.get(bold=True, bg_color=HEAD, border=1, border_color=LINE)
        self._title = formats.get(bold=True, font_size=14, text_wrap=False)
        self._plain = formats.get()
        self._widths = dict(enumerate(WIDTHS))

    def draw(self) -> None:
        """Draw all parts and set up the page."""
        for column, width in enumerate(WIDTHS):
            self._sheet.set_column(column, column, width)
        self._write_title("填写方法")
        for number, text in enumerate(STEPS, start=1):
            self._write_wide(f"{number}．{text}")
        self._write_title("条文与“指标”填写对照")
        self._write_row(("条文", *CELLS, ELSE), self._head)
        for text, cells in list_example_rows():
            own = (cells.get(header, "") for header in CELLS)
            self._write_row((text, *own, _say_else(cells)), self._cell)
        self._write_title("“考核”的项目")
        rows = ((part, item, hint) for (part, item), hint in HINTS.items())
        self._write_table(("部分", "项目", "填写内容"), rows)
        for name in SHEETS[1:]:
            self._write_title(f"“{name}”的列")
            self._write_table(("列", "填写内容", "例"), _list_columns(COLUMNS[name]))
        self._set_up()

    def _write_title(self, text: str) -> None:
        self._row += 1 if self._row else 0
        self._sheet.write_string(self._row, 0, text, self._title)
        self._sheet.set_row(self._row, 26)
        self._row += 1

    def _write_wide(self, text: str) -> None:
        last = len(WIDTHS) - 1
        self._sheet.merge_range(self._row, 0, self._row, last, text, self._plain)
        width = sum(WIDTHS[: last + 1])
        self._sheet.set_row(self._row, measure_height({0: text}, {0: width}))
        self._row += 1

    def _write_row(self, texts: Sequence[str], style: object) -> None:
        for column, text in enumerate(texts):
            self._sheet.write_string(self._row, column, text, style)
        filled = {column: text for column, text in enumerate(texts) if text}
        self._sheet.set_row(self._row, measure_height(filled, self._widths))
        self._row += 1

    def _write_table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Draw a table of three columns; the second and third span several of the sheet."""
        for texts, style in [(head, self._head), *((one, self._cell) for one in rows)]:
            first, second, third = texts
            self._sheet.write_string(self._row, 0, first, style)
            self._sheet.merge_range(self._row, 1, self._row, 5, second, style)
            self._sheet.merge_range(self._row, 6, self._row, 10, third, style)
            widths = {1: sum(WIDTHS[1:6]), 2: sum(WIDTHS[6:11])}
            self._sheet.set_row(self._row, measure_height({1: second, 2: third}, widths))
            self._row += 1

    def _set_up(self) -> None:
        self._sheet.set_paper(A4)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self._sheet.hide_gridlines(2)


def _say_else(cells: Cells) -> str:
    """Return the cells of a row that have no column here: 最高：4，分期：每月."""
    shown = {*CELLS, "考核", "上级", "编号", "名称"}
    rest = (f"{header}：{text}" for header, text in cells.items() if text and header not in shown)
    return "\n".join(rest)


def _list_columns(columns: Iterable[Column]) -> list[tuple[str, str, str]]:
    return [(column.header, column.help, column.example) for column in columns]
