"""OpenDocument spreadsheets: values, spans, hidden parts, repeated rows and columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from warehouse.reading.cell import Cell
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.given_text import cell_with_text, text_shown_as
from warehouse.reading.containers.number_cell import date_cell, is_zero, number_cell
from warehouse.reading.containers.ods_styles import OdsStyles
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xml import ignore_end, ignore_text, read_xml
from warehouse.reading.grid import Book, Merge, Sheet, settle
from warehouse.reading.number_format import is_date
from warehouse.reading.refusal import RefusedFile

_HIDDEN = {"collapse", "filter"}
_MOST_COPIES = 4_096
"""How often a cell or row that holds something may be repeated; blank ones cost nothing."""


def read_ods(package: Package, budget: Budget) -> Book:
    """Read every table of an OpenDocument spreadsheet."""
    _refuse_password(package)
    styles = OdsStyles()
    if "styles.xml" in package.names:

        def start(element: str, attributes: dict[str, str]) -> None:
            styles.start(element, {_local(name): value for name, value in attributes.items()})

        read_xml(package.stream("styles.xml"), start, styles.end, styles.text)
    reader = _OdsReader(styles, budget)
    read_xml(package.stream("content.xml"), reader.start, reader.end, reader.text)
    return Book([settle(sheet, budget.limits.cells) for sheet in reader.sheets])


def _refuse_password(package: Package) -> None:
    def start(element: str, _: dict[str, str]) -> None:
        if element == "encryption-data":
            raise RefusedFile("password", "文件设有密码，请取消密码后再上传。")

    if "meta-inf/manifest.xml" in package.names:
        read_xml(package.stream("meta-inf/manifest.xml"), start, ignore_end, ignore_text)


@dataclass(slots=True)
class _OpenCell:
    attributes: dict[str, str]
    is_covered: bool
    lines: list[str] = field(default_factory=list)


class _OdsReader:
    def __init__(self, styles: OdsStyles, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[Sheet] = []
        self.styles = styles
        self.column_styles: list[tuple[int, str]] = []
        """The last column of each run of columns, and the style of its cells."""
        self.row_style = ""
        self.row = self.column = self.grid_column = 0
        self.row_copies = 1
        self.cell: _OpenCell | None = None
        self.paragraph = self.annotation = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Handle an element's start."""
        if element == "p":
            self._start_paragraph()
            return
        local = {_local(name): value for name, value in attributes.items()}
        if element in {"table-cell", "covered-table-cell"}:
            self.cell = _OpenCell(local, element == "covered-table-cell")
        elif element in {"s", "tab", "line-break"} and self.paragraph:
            self.text(" " * min(_count(local.get("c")), 100))
        elif element == "annotation":
            self.annotation += 1
        elif element == "table-row":
            self._start_row(local)
        elif element == "table":
            self._start_table(local)
        elif element == "table-column" and self.sheets:
            self._start_column(local)
        elif not self.sheets:
            self.styles.start(element, local)

    def _start_paragraph(self) -> None:
        if self.cell is not None:
            self.paragraph += 1
            self.cell.lines.append("")

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
            last = self.row + min(self.row_copies, _MOST_COPIES)
            self.sheets[-1].hidden_rows |= set(range(self.row, last))

    def text(self, value: str) -> None:
        """Handle text."""
        if not self.sheets:
            self.styles.text(value)
        elif self.paragraph and self.cell is not None and not self.annotation and self.cell.lines:
            self.budget.count_text(len(value))
            self.cell.lines[-1] += value

    def end(self, element: str) -> None:
        """Handle an element's end."""
        if not self.sheets:
            self.styles.end(element)
        elif element in {"table-cell", "covered-table-cell"} and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif element == "p":
            self.paragraph = max(0, self.paragraph - 1)
        elif element == "annotation":
            self.annotation -= 1
        elif element == "table-row":
            self._copy_row()

    def _end_cell(self, cell: _OpenCell) -> None:
        copies = _count(cell.attributes.get("number-columns-repeated"))
        value = None if cell.is_covered else self._value(cell)
        if value is not None and self.sheets:
            if copies > _MOST_COPIES:
                raise RefusedFile("too_large", "文件太大：同一内容重复的次数过多。")
            for column in range(self.column + 1, self.column + copies + 1):
                self.budget.count_cell(self.row, column, len(value.raw))
                self.sheets[-1].rows.setdefault(self.row, {})[column] = value
            self._add_merge(cell.attributes)
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

    def _style_name(self, attributes: dict[str, str]) -> str:
        """Return the style of a cell: its own, that of its row, or that of its column."""
        own = attributes.get("style-name") or self.row_style
        if own:
            return own
        return next((name for last, name in self.column_styles if self.column < last), "")

    def _value(self, cell: _OpenCell) -> Cell | None:
        attributes, text = cell.attributes, "\n".join(cell.lines)
        kind, style = attributes.get("value-type"), self._style_name(attributes)
        code, font = self.styles.code(style), self.styles.font(style)
        if kind in {"float", "percentage", "currency"}:
            value = attributes.get("value") or text
            if not cell.lines and "formula" in attributes and is_zero(value):
                return Cell("formula", attributes["formula"], font=font)  # never computed
            if not cell.lines:
                code = code or ("0.00%" if kind == "percentage" else "General")
                return number_cell(value, code, font, False)
            return cell_with_text(value, code, text, font)
        if kind == "date":
            code = code if code is not None and is_date(code) else _date_format(text)
            return date_cell(attributes.get("date-value") or text, code, font)
        if kind == "boolean":
            return Cell("bool", attributes.get("boolean-value", "").upper(), font=font)
        if "formula" in attributes and kind is None:
            return Cell("formula", attributes["formula"], font=font)
        stored = attributes.get("string-value", text)
        return text_shown_as(stored, text if cell.lines else stored, code, font) if stored else None


@cache
def _local(name: str) -> str:
    """Return an attribute's name without its prefix; a part has few different ones."""
    return name.rpartition(":")[2]


def _digits(text: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in text).split()


def _date_format(text: str) -> str:
    """Return a format that shows as much of a date as its text does."""
    if "日" not in text and "月" in text:
        return "yyyy年m月"
    return "yyyy-m-d" if "年" in text or any(len(p) == 4 for p in _digits(text)) else "m月d日"


def _count(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdigit() and len(text) < 8 else 1
