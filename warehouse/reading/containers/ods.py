"""OpenDocument spreadsheets: values, spans, hidden parts, repeated rows and columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from warehouse.reading.containers.anchors import column_number
from warehouse.reading.containers.boxes import CONTROL, Box, tick_cells
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.given_text import cell_with_text, text_shown_as
from warehouse.reading.containers.number_cell import date_cell, is_zero, number_cell
from warehouse.reading.containers.ods_styles import OdsStyles
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xml import ignore_end, ignore_text, read_xml
from warehouse.reading.contract import RefusedFile
from warehouse.reading.sheets.cell import Cell, strike
from warehouse.reading.sheets.grid import Book, Drawn, Merge, Sheet, settle
from warehouse.reading.sheets.number_format import is_date

_HIDDEN = {"collapse", "filter"}
_LINE_THROUGH = ("text-line-through-style", "text-line-through-type")
_MOST_PARENTS = 10
_DRAWN = {
    "frame": "图形",
    "control": CONTROL,
    **dict.fromkeys(
        ("custom-shape", "rect", "line", "ellipse", "circle", "polygon", "polyline", "path", "g"),
        "图形",
    ),
    "connector": "图形",
    "caption": "图形",
}
_ADDRESS = re.compile(r"\.?\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_MOST_DIGITS = 8
"""Of a count: beyond them it is far outside of any grid, and is refused like the largest left."""
_MOST_COPIES = 4_096
"""How often a cell or row that holds something may be repeated; blank ones cost nothing."""


def read_ods(package: Package, budget: Budget) -> Book:
    """Read every table of an OpenDocument spreadsheet."""
    _refuse_password(package)
    reader = _OdsReader(budget)
    if "styles.xml" in package.names:
        styles = reader.styles
        read_xml(package.stream("styles.xml"), reader.start_style, styles.end, styles.text)
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
    runs: list[tuple[str, bool]] = field(default_factory=list)
    drawn: list[tuple[str, dict[str, str], list[str]]] = field(default_factory=list)
    """What is anchored to the cell: its kind, attributes and texts."""

    def add(self, text: str, *, is_struck: bool) -> None:
        """Take in text of the paragraph that is open."""
        self.lines[-1] += text
        self.runs.append((text, is_struck))


class _OdsReader:
    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[Sheet] = []
        self.styles = OdsStyles()
        self.style = ""
        self.column_styles: list[tuple[int, str]] = []
        """The last column of each run of columns, and the style of its cells."""
        self.row_style = ""
        self.row = self.column = self.grid_column = 0
        self.row_copies = 1
        self.cell: _OpenCell | None = None
        self.paragraph = self.annotation = self.drawing = self.ruby = self.forms = 0
        self.drawn_text = 0
        self.parents: dict[str, str] = {}
        self.struck: dict[str, bool] = {}
        """Whether a style strikes text out, where it says so itself."""
        self.spans: list[bool] = []
        self.controls: dict[str, tuple[str, str, str]] = {}
        """Element, state and caption of each form control."""
        self.boxes: list[Box] = []

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Handle an element's start."""
        if element == "p":
            self.drawn_text += self.drawing > 0
            self._start_paragraph()
            return
        local = {_local(name): value for name, value in attributes.items()}
        if self.forms or element == "forms":
            self._start_form(element, local)
        elif self.drawing or element in _DRAWN:
            self._start_drawing(element, local)
        elif element in {"table-cell", "covered-table-cell"}:
            self.cell = _OpenCell(local, element == "covered-table-cell")
        elif element in {"s", "tab", "line-break"} and self.paragraph:
            self.text(" " * min(_count(local.get("c")), 100))
        elif element == "span":
            outer = self.spans[-1] if self.spans else self._is_cell_struck()
            self.spans.append(self._is_struck(local.get("style-name", ""), outer))
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
            self.start_style(element, attributes)

    def start_style(self, element: str, attributes: dict[str, str]) -> None:
        """Take in a style."""
        local = {_local(name): value for name, value in attributes.items()}
        self.styles.start(element, local)
        if element == "style":
            self.style = local.get("name", "")
            self.parents[self.style] = local.get("parent-style-name", "")
            self.budget.check("样式数", len(self.parents), self.budget.limits.styles)
            self.struck.pop(self.style, None)
        elif element == "text-properties" and self.style:
            lines = [local[name] for name in _LINE_THROUGH if name in local]
            if lines:
                self.struck[self.style] = "none" not in lines

    def _is_struck(self, style: str, default: bool) -> bool:
        """Tell whether a style, or the one that it comes from, strikes text out."""
        for _ in range(_MOST_PARENTS):
            if style in self.struck:
                return self.struck[style]
            style = self.parents.get(style, "")
        return default

    def _is_cell_struck(self) -> bool:
        """Tell whether the open cell's style, or that of its row or column, strikes text out."""
        if self.cell is None or not self.struck:
            return False
        return self._is_struck(self._style_name(self.cell.attributes), default=False)

    def _start_paragraph(self) -> None:
        if self.cell is not None and not self.drawing:
            self.paragraph += 1
            if self.cell.lines:
                self.cell.runs.append(("\n", False))
            self.cell.lines.append("")

    def _start_form(self, element: str, local: dict[str, str]) -> None:
        """Take in a form control, which a drawing refers to."""
        self.forms += element == "forms"
        if "id" in local:
            state = local.get("current-state") or local.get("state", "unchecked")
            self.controls[local["id"]] = (element, state, local.get("label", ""))

    def _start_drawing(self, element: str, local: dict[str, str]) -> None:
        """Take in something drawn: in a cell, or, its place in centimetres, on the sheet."""
        if not self.drawing:
            kind = _DRAWN[element]
            if self.cell is not None:
                self.cell.drawn.append((kind, local, []))
            elif self.sheets:
                self.sheets[-1].drawn.append(Drawn.at(kind, 0, 0))
        elif element in {"image", "object"} and self.cell is not None and self.cell.drawn:
            _, attributes, texts = self.cell.drawn[-1]
            kind = "图片" if element == "image" else "图表"
            self.cell.drawn[-1] = (kind, attributes, texts)
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
            tick_cells(self.sheets[-1], self.boxes)
            self.boxes = []

    def _end_cell(self, cell: _OpenCell) -> None:
        copies = _count(cell.attributes.get("number-columns-repeated"))
        value = None if cell.is_covered else self._value(cell)
        value = self._strike(cell, value) if value is not None and self.struck else value
        if value is not None and self.sheets:
            if copies > _MOST_COPIES:
                raise RefusedFile("too_large", "文件太大：同一内容重复的次数过多。")
            for column in range(self.column + 1, self.column + copies + 1):
                self.budget.count_cell(self.row, column, len(value.raw))
                self.sheets[-1].rows.setdefault(self.row, {})[column] = value
            self._add_merge(cell.attributes)
        if cell.drawn and self.sheets:
            self._put_drawn(cell)
        self.column += copies

    def _put_drawn(self, cell: _OpenCell) -> None:
        """Put what is anchored to a cell on the sheet, with the cells that it reaches over."""
        row, column = self.row, self.column + 1
        for kind, attributes, texts in cell.drawn:
            control = self.controls.get(attributes.get("control", ""))
            if control is not None and control[0] == "checkbox":
                state = {"checked": True, "unchecked": False}.get(control[1])
                self.boxes.append(Box(row, column, state, control[2]))
                continue
            text = "".join(texts) or (control[2] if control else "")
            end = _ADDRESS.search(attributes.get("end-cell-address", ""))
            bottom, right = (int(end[2]), column_number(end[1])) if end else (row, column)
            if attributes.get("end-y", "").startswith("0"):  # it ends where that row begins
                bottom -= 1
            drawn = Drawn(kind, row, column, max(row, bottom), max(column, right), text)
            self.sheets[-1].drawn.append(drawn)
            self.budget.check("图形数", len(self.sheets[-1].drawn), self.budget.limits.merges)

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

    def _strike(self, cell: _OpenCell, value: Cell) -> Cell:
        """Return a cell without its struck-out runs; a number has no runs of its own."""
        struck = [is_struck for text, is_struck in cell.runs if text.strip()]
        if value.kind == "text" and any(struck):
            return strike(value, tuple(cell.runs))
        is_struck = all(struck) if struck else self._is_cell_struck()
        return strike(value) if is_struck else value

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
    return max(1, int(text[:_MOST_DIGITS])) if text and text.isdecimal() else 1
