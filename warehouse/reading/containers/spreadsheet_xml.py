"""Read Excel's XML Spreadsheet 2003, which platforms still export as .xls."""

from __future__ import annotations

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.number_cell import date_cell, number_cell
from warehouse.reading.containers.xml import read_xml
from warehouse.reading.sheets.cell import Cell, strike
from warehouse.reading.sheets.grid import Book, Merge, Sheet, settle
from warehouse.reading.sheets.number_format import NAMED

_ASIDE = {"Comment", "PhoneticText"}
_STRUCK = {"S", "Del", "Strike"}


def read_spreadsheet_xml(text: str, budget: Budget) -> Book:
    """Read every worksheet of an XML Spreadsheet."""
    reader = _Reader(budget)
    # The text is decoded already: the encoding in its declaration no longer applies.
    body = text.partition("?>")[2] if text.lstrip().startswith("<?xml") else text
    read_xml([body.encode("utf-8")], reader.start, reader.end, reader.text)
    return Book([settle(sheet, budget.limits.cells) for sheet in reader.sheets])


class _Reader:
    """Collects sheets from the events of the document."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[Sheet] = []
        self.formats: dict[str, str] = {}
        self.fonts: dict[str, str] = {}
        self.struck: dict[str, bool] = {}
        self.struck_depth = 0
        self.aside = ""
        """The open element within a cell that is no part of its value; '' outside of one."""
        self.column_styles: dict[int, str] = {}
        self.style = self.cell_style = self.row_style = self.kind = ""
        self.row = self.column = 0
        self.next_column = self.next_row = 1
        self.grid_column = 0
        self.is_formula = False
        self.parts: list[tuple[str, bool]] | None = None

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Handle an element's start."""
        element = element.rpartition(":")[2]
        local = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if self.aside or element in _ASIDE:
            self.aside = self.aside or element
        elif element == "Cell":
            self._start_cell(local)
        elif element == "Data":
            self.kind, self.parts = local.get("Type", "String"), []
        elif element in _STRUCK and self.parts is not None:
            self.struck_depth += 1
        elif element == "Row":
            self._start_row(local)
        elif element == "Column" and self.sheets:
            self._start_column(local)
        elif element == "Worksheet":
            self.sheets.append(Sheet(local.get("Name", "")))
            self.budget.check("工作表数", len(self.sheets), self.budget.limits.sheets)
            self.next_row, self.grid_column = 1, 0
            self.column_styles = {}
        elif element == "Style":
            self._start_style(local.get("ID", ""), local.get("Parent", "Default"))
        elif element == "NumberFormat":
            code = local.get("Format", "General")
            self.formats[self.style] = NAMED.get(code, code)
        elif element == "Font" and self.style and self.parts is None:
            self.fonts[self.style] = local.get("FontName", "")
            if "StrikeThrough" in local:
                self.struck[self.style] = local["StrikeThrough"] == "1"

    def _start_style(self, name: str, parent: str) -> None:
        """Start a style with the properties of its parent, which comes before it in the file."""
        self.style = name
        for kept in (self.formats, self.fonts):
            if parent in kept:
                kept[name] = kept[parent]
        if parent in self.struck:
            self.struck[name] = self.struck[parent]

    def _start_column(self, local: dict[str, str]) -> None:
        first = _number(local.get("Index"), self.grid_column + 1)
        last = first + _number(local.get("Span"), 0)
        if local.get("Hidden") == "1":
            self.sheets[-1].hidden_columns.append((first, last))
        if "StyleID" in local:
            styled = range(first, min(last, self.budget.limits.columns) + 1)
            self.column_styles |= dict.fromkeys(styled, local["StyleID"])
        self.grid_column = last

    def _start_row(self, local: dict[str, str]) -> None:
        self.row = _number(local.get("Index"), self.next_row)
        self.budget.check("行数", self.row, self.budget.limits.rows)
        self.next_row, self.next_column = self.row + 1 + _number(local.get("Span"), 0), 1
        self.row_style = local.get("StyleID", "")
        if local.get("Hidden") == "1" and self.sheets:
            self.sheets[-1].hidden_rows.add(self.row)

    def _start_cell(self, local: dict[str, str]) -> None:
        self.column = _number(local.get("Index"), self.next_column)
        across, down = _number(local.get("MergeAcross"), 0), _number(local.get("MergeDown"), 0)
        self.next_column = self.column + 1 + across
        shared = self.row_style or self.column_styles.get(self.column, "Default")
        self.cell_style, self.is_formula = local.get("StyleID", shared), "Formula" in local
        self.parts = None
        if (across or down) and self.sheets:
            merges = self.sheets[-1].merges
            merges.append(Merge(self.row, self.column, self.row + down, self.column + across))
            self.budget.check("合并单元格数", len(merges), self.budget.limits.merges)

    def text(self, value: str) -> None:
        """Handle text."""
        if self.parts is not None and not self.aside:
            self.parts.append((value, self.struck_depth > 0))

    def end(self, element: str) -> None:
        """Handle an element's end."""
        element = element.rpartition(":")[2]
        if self.aside:
            self.aside = "" if element == self.aside else self.aside
        elif element in {"Worksheet", "Cell"}:
            self._put()
        elif element in _STRUCK:
            self.struck_depth = max(0, self.struck_depth - 1)

    def _put(self) -> None:
        """Put the open cell on the sheet."""
        runs = tuple(self.parts or ())
        text = "".join(run for run, _ in runs) if self.parts is not None else None
        self.parts, self.struck_depth = None, 0
        if not self.sheets or not self.column or (text is None and not self.is_formula):
            return
        cell = self._cell(text)
        if cell.kind == "text" and any(is_struck for _, is_struck in runs):
            cell = strike(cell, runs)
        elif self.struck.get(self.cell_style):
            cell = strike(cell)
        self.budget.count_cell(self.row, self.column, len(cell.raw))
        self.sheets[-1].rows.setdefault(self.row, {})[self.column] = cell
        self.column, self.is_formula = 0, False

    def _cell(self, text: str | None) -> Cell:
        code = self.formats.get(self.cell_style, "General")
        font = self.fonts.get(self.cell_style, "")
        if text is None:
            return Cell("formula", "=", code, font)
        if self.kind == "Number":
            return number_cell(text, code, font, False)
        if self.kind == "DateTime":
            return date_cell(text, code, font)
        if self.kind == "Boolean":
            return Cell("bool", "TRUE" if text == "1" else "FALSE", code, font)
        return Cell("error" if self.kind == "Error" else "text", text, code, font)


def _number(text: str | None, default: int) -> int:
    """Return a count or position; of more than 8 digits, enough to be outside any grid."""
    return int(text[:8]) if text and text.isdecimal() else default
