"""Read OpenDocument spreadsheets: values, merges, hidden parts, repeated rows and columns."""

from __future__ import annotations

from functools import cache

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.ods_drawn import DRAWN_ELEMENTS, OdsDrawings
from warehouse.reading.containers.ods_styles import OdsStyles
from warehouse.reading.containers.ods_values import OdsCell, read_value, strike_value
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xml import ignore_end, ignore_text, read_xml
from warehouse.reading.contract import RefusedFile
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Book, Merge, Sheet, settle

_HIDDEN = {"collapse", "filter"}
_MOST_DIGITS = 8
"""Digits that are read of a count; a number of 8 digits is outside of any grid already."""
_MOST_COPIES = 4_096
"""How often a non-blank cell or row may be repeated; blank ones cost nothing."""


def read_ods(package: Package, budget: Budget) -> Book:
    """Read every table of an OpenDocument spreadsheet."""
    _refuse_password(package)
    reader = _OdsReader(budget)
    if "styles.xml" in package.names:
        styles = reader.styles
        read_xml(package.stream("styles.xml"), styles.start, styles.end, styles.text)
    read_xml(package.stream("content.xml"), reader.start, reader.end, reader.text)
    return Book([settle(sheet, budget.limits.cells) for sheet in reader.sheets])


def _refuse_password(package: Package) -> None:
    def start(element: str, _: dict[str, str]) -> None:
        if element == "encryption-data":
            raise RefusedFile("password", "文件设有密码，请取消密码后再上传。")

    if "meta-inf/manifest.xml" in package.names:
        read_xml(package.stream("meta-inf/manifest.xml"), start, ignore_end, ignore_text)


class _OdsReader:
    """Collects the tables of a content part from its events."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[Sheet] = []
        self.styles = OdsStyles(budget)
        self.drawings = OdsDrawings(budget)
        self.column_styles: list[tuple[int, str]] = []
        """The last column of each run of columns, and the style of its cells."""
        self.row_style = ""
        self.row = self.column = self.grid_column = 0
        self.row_copies = 1
        self.cell: OdsCell | None = None
        self.paragraph = self.annotation = self.drawing = self.ruby = self.forms = 0
        """How many of these elements are open."""
        self.drawn_text = 0
        self.spans: list[bool] = []
        """The open spans, each with whether it strikes text out."""

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Handle an element's start."""
        if element == "p":
            self.drawn_text += self.drawing > 0
            self._start_paragraph()
            return
        local = {_local(name): value for name, value in attributes.items()}
        if self.forms or element == "forms":
            self.forms += element == "forms"
            self.drawings.take_control(element, local)
        elif self.drawing or element in DRAWN_ELEMENTS:
            self._start_drawing(element, local)
        elif element in {"table-cell", "covered-table-cell"}:
            self.cell = OdsCell(local, element == "covered-table-cell")
        elif element in {"s", "tab", "line-break"} and self.paragraph:
            self.text(" " * min(_count(local.get("c")), 100))
        elif element == "span":
            outer = self.spans[-1] if self.spans else self._is_cell_struck()
            self.spans.append(self.styles.is_struck(local.get("style-name", ""), outer))
        elif element == "ruby-text":
            self.ruby += 1
        elif element == "annotation":
            self.annotation += 1
        elif element == "table-row":
            self._start_row(local)
        elif element == "table":
            self._start_table(local)
        elif element == "table-column" and self.sheets:
            self._start_column(local)
        elif not self.sheets:
            self.styles.start(element, attributes)

    def _is_cell_struck(self) -> bool:
        """Return whether the open cell's style, or that of its row or column, strikes text out."""
        if self.cell is None or not self.styles.has_struck:
            return False
        return self.styles.is_struck(self._style_name(self.cell.attributes))

    def _start_paragraph(self) -> None:
        if self.cell is not None and not self.drawing:
            self.paragraph += 1
            if self.cell.lines:
                self.cell.runs.append(("\n", False))
            self.cell.lines.append("")

    def _start_drawing(self, element: str, local: dict[str, str]) -> None:
        if not self.drawing:
            sheet = self.sheets[-1] if self.sheets else None
            self.drawings.start(sheet, self.cell, DRAWN_ELEMENTS[element], local)
        else:
            self.drawings.start_part(self.cell, element)
        self.drawing += 1

    def _start_table(self, local: dict[str, str]) -> None:
        is_hidden = self.styles.is_hidden(local.get("style-name", ""))
        self.sheets.append(Sheet(local.get("name", ""), "hidden" if is_hidden else "visible"))
        self.budget.check("工作表数", len(self.sheets), self.budget.limits.sheets)
        self.row = self.grid_column = 0
        self.column_styles = []

    def _start_column(self, local: dict[str, str]) -> None:
        copies = _count(local.get("number-columns-repeated"))
        if local.get("visibility") in _HIDDEN:
            first = self.grid_column + 1
            self.sheets[-1].hidden_columns.append((first, first + copies - 1))
        self.grid_column += copies
        self.column_styles.append((self.grid_column, local.get("default-cell-style-name", "")))

    def _start_row(self, local: dict[str, str]) -> None:
        self.row += 1
        self.column = 0
        self.row_copies = _count(local.get("number-rows-repeated"))
        self.row_style = local.get("default-cell-style-name", "")
        if local.get("visibility") in _HIDDEN and self.sheets:
            last = min(self.row + min(self.row_copies, _MOST_COPIES), self.budget.limits.rows)
            self.sheets[-1].hidden_rows |= set(range(self.row, last))

    def text(self, value: str) -> None:
        """Handle text."""
        if not self.sheets:
            self.styles.text(value)
            return
        if self.drawing:
            if self.drawn_text and self.cell is not None and self.cell.drawn:
                self.budget.count_text(len(value))
                self.cell.drawn[-1][2].append(value)
            return
        is_of_cell = self.paragraph and not self.annotation and not self.ruby
        if is_of_cell and self.cell is not None and self.cell.lines:
            self.budget.count_text(len(value))
            is_struck = self.spans[-1] if self.spans else self._is_cell_struck()
            self.cell.add(value, is_struck=is_struck)

    def end(self, element: str) -> None:
        """Handle an element's end."""
        if not self.sheets:
            self.styles.end(element)
        elif self.forms:
            self.forms -= element == "forms"
        elif self.drawing and element == "p":
            self.drawn_text -= 1
        elif self.drawing:
            self.drawing -= 1
        elif element in {"table-cell", "covered-table-cell"} and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif element == "p":
            self.paragraph = max(0, self.paragraph - 1)
        elif element == "span" and self.spans:
            self.spans.pop()
        elif element == "ruby-text":
            self.ruby -= 1
        elif element == "annotation":
            self.annotation -= 1
        elif element == "table-row":
            self._copy_row()
        elif element == "table" and self.sheets:
            self.drawings.finish(self.sheets[-1])

    def _end_cell(self, cell: OdsCell) -> None:
        copies = _count(cell.attributes.get("number-columns-repeated"))
        value = None if cell.is_covered else self._value(cell)
        if value is not None and self.sheets:
            if copies > _MOST_COPIES:
                raise RefusedFile("too_large", "文件太大：同一内容重复的次数过多。")
            for column in range(self.column + 1, self.column + copies + 1):
                self.budget.count_cell(self.row, column, len(value.raw))
                self.sheets[-1].rows.setdefault(self.row, {})[column] = value
            self._add_merge(cell.attributes)
        if cell.drawn and self.sheets:
            self.drawings.put(cell, self.sheets[-1], self.row, self.column + 1)
        self.column += copies

    def _add_merge(self, attributes: dict[str, str]) -> None:
        rows = _count(attributes.get("number-rows-spanned"))
        columns = _count(attributes.get("number-columns-spanned"))
        if rows > 1 or columns > 1:
            top, left = self.row, self.column + 1
            merges = self.sheets[-1].merges
            merges.append(Merge(top, left, top + rows - 1, left + columns - 1))
            self.budget.check("合并单元格数", len(merges), self.budget.limits.merges)

    def _copy_row(self) -> None:
        """Repeat the closed row according to its repeat count."""
        if not self.sheets:
            return
        rows = self.sheets[-1].rows
        if self.row in rows and self.row_copies > 1:
            if self.row_copies > _MOST_COPIES:
                raise RefusedFile("too_large", "文件太大：同一行重复的次数过多。")
            for copy in range(1, self.row_copies):
                for column, cell in rows[self.row].items():
                    self.budget.count_cell(self.row + copy, column, len(cell.raw))
                rows[self.row + copy] = dict(rows[self.row])
        self.row += self.row_copies - 1

    def _value(self, cell: OdsCell) -> Cell | None:
        style = self._style_name(cell.attributes)
        value = read_value(cell, self.styles.code(style), self.styles.font(style))
        if value is None or not self.styles.has_struck:
            return value
        return strike_value(cell, value, is_cell_struck=self._is_cell_struck())

    def _style_name(self, attributes: dict[str, str]) -> str:
        """Return the style of a cell: its own, that of its row, or that of its column."""
        own = attributes.get("style-name") or self.row_style
        if own:
            return own
        return next((name for last, name in self.column_styles if self.column < last), "")


@cache
def _local(name: str) -> str:
    """Return an attribute's name without its prefix; cached, since a part has few names."""
    return name.rpartition(":")[2]


def _count(text: str | None) -> int:
    return max(1, int(text[:_MOST_DIGITS])) if text and text.isdecimal() else 1
