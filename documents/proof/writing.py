"""Write the sheets of a proof as a workbook: formulas, each with its present value."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.about import About
from documents.proof.formulas import Formula
from documents.proof.grids import CellContent, Grid, GridColumn, is_difference
from documents.workbooks import ABOUT, ABOUT_COLUMNS

FONT = "宋体"
HEADER_COLOUR, OFF_COLOUR = "#E8EDF3", "#F4C7C3"
HEADER_HEIGHT = 45
"""Height in points of three lines, since the titles of inputs are long."""
LEAST_WIDTH, MOST_WIDTH = 10, 80
"""Of a column with texts, in characters."""
WIDE = "\u2000"
"""Characters beyond take twice the room, in a Chinese font quotation marks too."""


class ProofFile:
    """A workbook being written to disk, with the formats that its sheets share."""

    def __init__(self, path: Path) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
        self._base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        self._formats: dict[tuple[str, bool], Format] = {}
        self._header = self._book.add_format(
            {
                **self._base,
                "bold": True,
                "bg_color": HEADER_COLOUR,
                "bottom": 1,
                "text_wrap": True,
                "align": "center",
            }
        )
        self._strong = self._book.add_format({**self._base, "bold": True, "font_size": 14})
        self._wrapped = self._book.add_format({**self._base, "text_wrap": True})
        self._off = self._book.add_format({"bg_color": OFF_COLOUR})

    def write(self, grids: Sequence[Grid], about: About) -> None:
        """Write the sheets and a last 说明 sheet, and close the file."""
        for grid in grids:
            self._write_grid(self._book.add_worksheet(grid.name), grid)
        self._write_about(self._book.add_worksheet(ABOUT), about)
        self._book.close()

    def _format(self, form: str, *, is_text: bool) -> Format:
        """Return the format of a column's cells; texts keep away from a number on their left."""
        if (form, is_text) not in self._formats:
            indent = {"align": "left", "indent": 1} if is_text else {}
            look = {**self._base, **indent, "num_format": form}
            self._formats[form, is_text] = self._book.add_format(look)
        return self._formats[form, is_text]

    def _write_grid(self, sheet: Worksheet, grid: Grid) -> None:
        for row, content in enumerate(grid.title):
            _write_cell(sheet, grid, row, 0, content, self._strong)
        top = grid.header - 1
        for position in range(len(grid.columns)):
            self._write_column(sheet, grid, position)
        sheet.set_row(top, HEADER_HEIGHT)
        sheet.freeze_panes(top + 1, 2)
        sheet.autofilter(top, 0, top + len(grid.rows), len(grid.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)

    def _write_column(self, sheet: Worksheet, grid: Grid, position: int) -> None:
        """Write a column; one that no part of the scheme needs is hidden, as references need it."""
        column, top = grid.columns[position], grid.header - 1
        contents = [row[position] for row in grid.rows if row[position] not in (None, "")]
        texts = [text for content in contents if (text := _find_text(content))]
        hidden = {"hidden": bool(grid.rows) and not contents}
        sheet.set_column(position, position, _fit_width(column, texts), None, hidden)
        sheet.write_string(top, position, column.title, self._header)
        form = self._format(column.form, is_text=bool(texts) and len(texts) == len(contents))
        for number, cells in enumerate(grid.rows):
            _write_cell(sheet, grid, grid.row_number(number) - 1, position, cells[position], form)
        if is_difference(column.title) and grid.rows:
            last = grid.row_number(len(grid.rows) - 1) - 1
            rule = {"type": "cell", "criteria": "!=", "value": 0, "format": self._off}
            sheet.conditional_format(top + 1, position, last, position, rule)

    def _write_about(self, sheet: Worksheet, about: About) -> None:
        for position, column in enumerate(ABOUT_COLUMNS):
            sheet.write_string(0, position, column.title, self._header)
            sheet.set_column(position, position, column.width)
        for row, pair in enumerate(about, start=1):
            for position, text in enumerate(pair):
                sheet.write_string(row, position, text, self._wrapped)
        sheet.freeze_panes(1, 0)


def _find_text(content: CellContent) -> str:
    """Return the text that a cell shows; "" for a number."""
    value = content.value if isinstance(content, Formula) else content
    return value if isinstance(value, str) else ""


def _fit_width(column: GridColumn, texts: Sequence[str]) -> int:
    """Return the width of a column in characters: as wide as its texts, within bounds."""
    if not texts:
        return column.width
    widest = max(sum(1 + (character > WIDE) for character in text) for text in texts)
    return min(max(widest + 3, LEAST_WIDTH), MOST_WIDTH)


def _write_cell(
    sheet: Worksheet, grid: Grid, row: int, column: int, content: CellContent, form: Format
) -> None:
    if content is None or content == "":
        sheet.write_blank(row, column, None, form)
    elif isinstance(content, Formula):
        if content.value is None:
            raise ValueError(f"a formula without a value: {content.text}")
        value = float(content.value) if isinstance(content.value, Fraction) else content.value
        if content.is_literal:
            sheet.write_number(row, column, float(value), form)
        else:
            text = content.text.replace(f"{grid.name}!", "")
            sheet.write_formula(row, column, f"={text}", form, value)
    elif isinstance(content, str):
        sheet.write_string(row, column, content, form)
    else:
        sheet.write_number(row, column, float(content), form)
