"""Read a web page saved as .xls: its tables one below the other, with row and column spans."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.check_boxes import Box, tick_cells
from warehouse.reading.containers.html_values import (
    Attributes,
    find_struck_classes,
    read_input,
    read_rules,
    read_value,
    strikes_out,
)
from warehouse.reading.sheets.cell import Cell, strike
from warehouse.reading.sheets.grid import Book, Drawn, Merge, Sheet, settle

_MOST_TAGS = 500_000
"""Some 200,000 cells, which take the parser seconds; larger tables come as workbooks."""
_LONGEST_TAG = 100_000
_LARGEST_SPAN = 1_000
_LAST_ROW = 1_048_576
_MOST_COVERED = 200_000
_WITHIN = 2
"""The first open tags are those of the row and the cell."""
_SILENT = {"script", "style", "title", "head"}
_BREAKS = {"br", "p", "div"}
_STRUCK = {"s", "strike", "del"}
_VOID = {"br", "img", "input", "hr", "wbr", "col", "meta", "link", "area", "embed"}
_GUIDES = {"rt", "rp"}
"""Phonetic guides, which are no part of the text."""
_BLANK_CELL = r"<t[dh]\b(?![^<>]*span)[^<>]*>(?:\s|&nbsp;|&#160;|<br\s*/?>)*</t[dh]>\s*"
_BLANK_ROW = rf"<tr\b[^<>]*>\s*(?:{_BLANK_CELL})*</tr>\s*"
_BLANK_ROWS = re.compile(rf"(?:{_BLANK_ROW}){{2,}}", re.I)
_SKIPPED = "kaohe-rows"
"""Attribute of the single tag that replaces many blank rows."""
_LINES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "caption", "body", "center"}


def read_html(text: str, budget: Budget) -> Book:
    """Read all tables of a page as one sheet; text between them takes a row, as in Excel."""
    if text.count("<") > _MOST_TAGS:  # perhaps blank rows with borders, far below the table
        text = _BLANK_ROWS.sub(_skip_rows, text)
    budget.check("网页的标记数", text.count("<"), _MOST_TAGS)
    budget.check("网页的转义字符数", text.count("&"), 2 * _MOST_TAGS)
    longest = max(tag.find(">") % (len(tag) + 1) for tag in text.split("<"))
    budget.check("网页里一个标记的长度", longest, _LONGEST_TAG)
    reader = _PageReader(budget)
    reader.feed(text)
    reader.close()
    reader.end_line()
    tick_cells(reader.sheet, reader.boxes)
    return Book([settle(reader.sheet, budget.limits.cells)])


def _skip_rows(match: re.Match[str]) -> str:
    return f"<tr {_SKIPPED}={len(re.findall('<tr', match[0], re.I))}></tr>"


class _PageReader(HTMLParser):
    """Collects the cells of a page from its tags."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(convert_charrefs=True)
        self.sheet = Sheet("")
        self.budget = budget
        self.row = self.column = self.depth = self.silent = 0
        self.parts: list[tuple[str, bool]] | None = None
        self.boxes: list[Box] = []
        self.open: list[tuple[str, bool]] = []
        """The open tags from the row inwards, each with a flag: does it strike text out?"""
        self.css: list[str] | None = None
        self.struck_names = set(_STRUCK)
        self.line: list[str] = []
        self.span = (1, 1)
        self.font = ""
        self.attributes: Attributes = {}
        self.rules: dict[str, str] = {}
        """The number format of each class of cells."""
        self.options: list[tuple[bool, list[str]]] | None = None
        """The options of an open list: selected or not, and the text."""
        self.taken: set[tuple[int, int]] = set()
        """Addresses covered by row spans of the rows above."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self.silent += 1
            self.css = [] if tag == "style" else self.css
        elif tag == "table":
            self.end_cell()
            self.end_line()
            self.depth += 1
        elif self.depth and tag == "tr":
            self._start_row(attributes)
        elif self.depth and tag in {"td", "th"}:
            self._start_cell(attributes)
        elif self.parts is not None:
            self._start_within(tag, attributes)
        elif tag in _LINES and not self.depth:
            self.end_line()

    def _start_within(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle a tag within a cell."""
        if tag == "font":
            self.font = attributes.get("face", "")
        elif tag in _BREAKS and self.parts is not None:
            self.parts.append(("\n", False))
        elif tag == "img":
            self._draw("图片", attributes.get("alt", ""))
        elif tag == "input":
            self._take_input(attributes)
        elif tag == "select":
            self.options = []
        elif tag == "option" and self.options is not None:
            self.options.append(("selected" in attributes, []))
        if tag in _GUIDES and self.open[-1][0] in _GUIDES:  # their closing tags may be left out
            self.open.pop()
        if tag not in _VOID:
            self._open(tag, attributes)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        names = {tag, *attributes.get("class", "").lower().split()}
        is_struck = bool(self.struck_names & names)
        is_struck = is_struck or strikes_out(attributes.get("style", ""))
        self.open.append((tag, is_struck or bool(self.open and self.open[-1][1])))

    def _take_input(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text").lower()
        if kind == "checkbox":
            self.boxes.append(Box(self.row, self.column, "checked" in attributes))
        elif self.parts is not None:
            self.parts.append((read_input(attributes), False))

    def _draw(self, kind: str, text: str) -> None:
        self.sheet.drawn.append(Drawn.at(kind, self.row, self.column, text))
        self.budget.check("图形数", len(self.sheet.drawn), self.budget.limits.merges)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
            if tag == "style" and self.css is not None:
                style, self.css = "".join(self.css), None
                self.struck_names |= find_struck_classes(style)
                self.rules |= read_rules(style)
        elif tag in {"td", "th", "tr"}:
            self.end_cell()
        elif tag == "select":
            self._end_choice()
        elif tag == "table":
            self.end_cell()
            self.depth = max(0, self.depth - 1)
        elif self.parts is not None:
            self._close(tag)
        elif tag in _LINES and not self.depth:
            self.end_line()

    def _close(self, tag: str) -> None:
        """Close a tag within a cell, and the tags in it that were left open."""
        if any(name == tag for name, _ in self.open[_WITHIN:]):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.css is not None:
            self.css.append(data)
        if self.silent or any(tag in _GUIDES for tag, _ in self.open):
            return
        if self.options:
            self.options[-1][1].append(data)
        elif self.parts is not None:
            self.budget.count_text(len(data))
            self.parts.append((data, self.open[-1][1]))
        elif not self.depth:
            self.line.append(data)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.end_cell()
        self.row += _span(attributes.get(_SKIPPED), _LAST_ROW)
        self.column = 0
        self.open = []
        self._open("tr", attributes)
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
        self.open = self.open[:1] or [("tr", False)]
        self._open("td", attributes)

    def _end_choice(self) -> None:
        """Take the selected option of a list, else the first, as a browser shows it."""
        options, self.options = self.options, None
        if options and self.parts is not None:
            chosen = next((text for is_chosen, text in options if is_chosen), options[0][1])
            self.parts.append(("".join(chosen).strip(), False))

    def end_cell(self) -> None:
        """Put the open cell on the sheet."""
        if self.parts is None:
            return
        runs, self.parts, self.options = tuple(self.parts), None, None
        text = "".join(run for run, _ in runs).strip()
        rows, columns = self.span
        cell = read_value(self.attributes, self.rules, text, self.font)
        struck = [is_struck for run, is_struck in runs if run.strip()]
        if any(struck) and not all(struck):  # a stored value would include the struck part
            cell = Cell("text", text, font=self.font)
        if cell is not None:
            self.budget.count_cell(self.row, self.column, len(cell.raw) + len(text))
            if any(struck):
                cell = strike(cell, runs) if cell.kind == "text" else strike(cell)
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
        """Put text outside of tables into a row of its own."""
        text, self.line = "".join(self.line).strip(), []
        if text:
            self.row += 1
            self.budget.count_cell(self.row, 1, len(text))
            self.sheet.rows.setdefault(self.row, {})[1] = Cell("text", text)


def _span(text: str | None, most: int = _LARGEST_SPAN) -> int:
    if text is None or not text.strip().isdigit():
        return 1
    return max(1, min(int(text.strip()[:7]), most))
