"""A '.xls' that is a web page: its tables one below the other, with row and column spans."""

from __future__ import annotations

from html.parser import HTMLParser

from warehouse.reading.cell import Cell
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.html_values import (
    Attributes,
    read_input,
    read_rules,
    read_value,
)
from warehouse.reading.grid import Book, Merge, Sheet, settle

_MOST_TAGS = 500_000
"""Some 200,000 cells, which take the parser seconds; whoever has more has a workbook."""
_LONGEST_TAG = 100_000
_LARGEST_SPAN = 1_000
_MOST_COVERED = 200_000
_SILENT = {"script", "style", "title", "head"}
_BREAKS = {"br", "p", "div"}
_LINES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "caption", "body", "center"}


def read_html(text: str, budget: Budget) -> Book:
    """Read all tables of a page as one sheet; a text between them takes a row, as in Excel."""
    budget.check("网页的标记数", text.count("<"), _MOST_TAGS)
    budget.check("网页的转义字符数", text.count("&"), 2 * _MOST_TAGS)
    longest = max(tag.find(">") % (len(tag) + 1) for tag in text.split("<"))
    budget.check("网页里一个标记的长度", longest, _LONGEST_TAG)
    reader = _PageReader(budget)
    reader.feed(text)
    reader.close()
    reader.end_line()
    return Book([settle(reader.sheet, budget.limits.cells)])


class _PageReader(HTMLParser):
    def __init__(self, budget: Budget) -> None:
        super().__init__(convert_charrefs=True)
        self.sheet = Sheet("")
        self.budget = budget
        self.row = self.column = self.depth = self.silent = 0
        self.parts: list[str] | None = None
        self.line: list[str] = []
        self.span = (1, 1)
        self.font = ""
        self.attributes: Attributes = {}
        self.rules: dict[str, str] = {}
        """The number format of each class of cells."""
        self.is_style = False
        self.options: list[tuple[bool, list[str]]] | None = None
        """The choices of an open list: whether each is chosen, and its text."""
        self.taken: set[tuple[int, int]] = set()
        """Addresses under a row span of the rows above."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self.silent += 1
            self.is_style = tag == "style"
        elif tag == "table":
            self.end_cell()
            self.end_line()
            self.depth += 1
        elif self.depth and tag == "tr":
            self._start_row(attributes)
        elif self.depth and tag in {"td", "th"}:
            self._start_cell(attributes)
        elif tag == "font" and self.parts is not None:
            self.font = attributes.get("face", "")
        elif tag == "input" and self.parts is not None:
            self.parts.append(read_input(attributes))
        elif tag == "select":
            self.options = []
        elif tag == "option" and self.options is not None:
            self.options.append(("selected" in attributes, []))
        elif tag in _BREAKS and self.parts is not None:
            self.parts.append("\n")
        elif tag in _LINES and not self.depth:
            self.end_line()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
            self.is_style = False
        elif tag in {"td", "th", "tr"}:
            self.end_cell()
        elif tag == "select":
            self._end_choice()
        elif tag == "table":
            self.end_cell()
            self.depth = max(0, self.depth - 1)
        elif tag in _LINES and not self.depth:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self.silent:
            if self.is_style:
                self.rules |= read_rules(data)
            return
        if self.options:
            self.options[-1][1].append(data)
        elif self.parts is not None:
            self.budget.count_text(len(data))
            self.parts.append(data)
        elif not self.depth:
            self.line.append(data)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.end_cell()
        self.row += 1
        self.column = 0
        if "display:none" in attributes.get("style", "").replace(" ", "").lower():
            self.sheet.hidden_rows.add(self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.end_cell()
        self.row = max(self.row, 1)
        self.column += 1
        while (self.row, self.column) in self.taken:
            self.column += 1
        self.span = (_span(attributes.get("rowspan")), _span(attributes.get("colspan")))
        self.parts = []
        self.attributes = attributes
        self.font = ""

    def _end_choice(self) -> None:
        """Take of a list what is chosen in it, else its first choice, as a browser shows it."""
        options, self.options = self.options, None
        if options and self.parts is not None:
            chosen = next((text for is_chosen, text in options if is_chosen), options[0][1])
            self.parts.append("".join(chosen).strip())

    def end_cell(self) -> None:
        """Put the cell that is open on the sheet."""
        if self.parts is None:
            return
        text, self.parts, self.options = "".join(self.parts).strip(), None, None
        rows, columns = self.span
        cell = read_value(self.attributes, self.rules, text, self.font)
        if cell is not None:
            self.budget.count_cell(self.row, self.column, len(cell.raw) + len(text))
            self.sheet.rows.setdefault(self.row, {})[self.column] = cell
        bottom, right = self.row + rows - 1, self.column + columns - 1
        if rows > 1 or columns > 1:
            self.sheet.merges.append(Merge(self.row, self.column, bottom, right))
            self.budget.check("合并单元格数", len(self.sheet.merges), self.budget.limits.merges)
        if rows > 1:
            covered = len(self.taken) + rows * columns
            self.budget.check("合并单元格数", covered, _MOST_COVERED)
            self.taken |= {
                (row, column)
                for row in range(self.row + 1, bottom + 1)
                for column in range(self.column, right + 1)
            }
        self.column = right

    def end_line(self) -> None:
        """Give text outside of tables a row of its own."""
        text, self.line = "".join(self.line).strip(), []
        if text:
            self.row += 1
            self.budget.count_cell(self.row, 1, len(text))
            self.sheet.rows.setdefault(self.row, {})[1] = Cell("text", text)


def _span(text: str | None) -> int:
    if text is None or not text.strip().isdigit():
        return 1
    return max(1, min(int(text.strip()[:6]), _LARGEST_SPAN))
