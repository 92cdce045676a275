"""Read one sheet of an xlsx workbook: its cells, merges and hidden parts."""

from __future__ import annotations

import re

from warehouse.reading.containers.anchors import Extents, column_number, column_width, row_height
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xlsx_cells import CellMaker, SharedParts
from warehouse.reading.containers.xlsx_drawn import AnchorReader
from warehouse.reading.containers.xlsx_parts import RichText, RichTextReader, read_integer
from warehouse.reading.containers.xlsx_plain_xml import PLAIN_TEXT, PlainParts
from warehouse.reading.containers.xlsx_results import FormulaResults
from warehouse.reading.containers.xlsx_uniform_rows import UniformRows
from warehouse.reading.containers.xml import read_xml
from warehouse.reading.contract import RefusedFile
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Drawn, Merge, Sheet
from warehouse.reading.sheets.row_groups import LOOSE_ROWS

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")

_CELL = (
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,5})")?(?: t="([nsb]|str|inlineStr)")?'
    rf"(?:/>|><v>({PLAIN_TEXT})</v></c>"
    rf'|><is><t(?: xml:space="preserve")?>({PLAIN_TEXT})</t></is></c>)'
)
_PLAIN_CELL = re.compile(_CELL)
_PLAIN_ROW = re.compile(
    r'\s*<row r="([0-9]{1,7})"((?: [A-Za-z0-9:]+="[^"<>&]*")*)>'
    rf"((?:{re.sub(r'[(](?![?])', '(?:', _CELL)})*)"
)
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_MOST_KNOWN = 20_000
"""How many distinct cells are kept for reuse."""


class SheetReader:
    """Collects one sheet's cells, from whole plain rows where it can, else from XML events.

    The handlers run a million times for a large sheet: they trade structure for few calls.
    """

    def __init__(self, sheet: Sheet, workbook: SharedParts, budget: Budget) -> None:
        self.sheet, self.shared, self.budget = sheet, workbook, budget
        self.row = self.column = 0
        self.type = self.style = self.taking = ""
        """Type and style of the open cell; the element whose text is taken."""
        self.value: str | None = None
        self.formula: str | None = None
        self.inline = RichText("")
        self.rich = RichTextReader()
        self.columns: dict[str, int] = {}
        """Letters of the columns seen → number."""
        self.cells: dict[int, Cell] = {}
        """The cells of the current row."""
        self.known: dict[tuple[str, str, str, str], Cell] = {}
        """Cells made before, by style, type, value and inline text."""
        self.maker = CellMaker(workbook)
        self.uniform = UniformRows()
        self.results = FormulaResults()
        self.extents = Extents()
        self.controls = AnchorReader()
        self.is_rich = False

    def read(self, package: Package, path: str) -> None:
        """Read the sheet's part."""
        plain = PlainParts(rb"<sheetData>", b"</row>", self.take_row, self.take_rows)
        read_xml(plain.sift(package.stream(path)), self.start, self.end, self.text)
        self.sheet.rows.add(self.uniform.pack(self.maker.make_column, self.budget))
        self.sheet.hidden_rows |= self.uniform.hidden_rows
        self.results.drop_placeholders(self.sheet)

    def take_rows(self, pieces: str) -> bool:
        """Read rows that all have the columns of the first rows; return False if one has not."""
        is_taken = self.uniform.take(pieces, self.budget)
        if is_taken:
            self.row = self.uniform.numbers[-1]
        return is_taken

    def take_row(self, piece: str) -> bool:
        """Read a row of plain cells only; return False if it holds anything else."""
        if self.take_rows(piece):
            return True
        match = _PLAIN_ROW.fullmatch(piece)
        if match is None:
            return False
        digits, attributes, body = match.group(1, 2, 3)
        found = _PLAIN_CELL.findall(body)
        if any(row != digits for _, row, *_ in found):
            return False
        self._start_row({**dict(_ATTRIBUTE.findall(attributes)), "r": digits})
        cells, columns, known, characters = self.cells, self.columns, self.known, 0
        for letters, _, style, kind, value, inline in found:
            if not value and not inline:
                continue
            cell = known.get((style, kind, value, inline))
            if cell is None:
                cell = self.maker.make_plain(style, kind, value, inline)
                if cell is None:
                    continue
                if len(known) < _MOST_KNOWN:
                    known[style, kind, value, inline] = cell
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_number(letters)
            cells[column] = cell
            characters += len(cell.raw)
        if cells:
            self.budget.count_cells(self.row, max(cells), len(cells), characters)
        if len(self.sheet.rows.loose) == LOOSE_ROWS:
            self.uniform.learn(columns)
        return True

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Handle an element's start."""
        if element == "c":
            self.type, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.is_rich = "vm" in attributes
            self.value = self.formula = None
            self.inline = RichText("")
            if "r" in attributes:
                self._move(attributes["r"])
            else:
                self.column += 1
        elif element == "v":
            self.taking, self.value = "v", ""
        elif element == "f":
            self.taking, self.formula = "f", ""
        elif element == "is":
            self.taking = "is"
            self.rich.start_string()
        elif self.taking == "is":
            self.rich.start(element, attributes)
        elif self.taking == "controls":
            self.controls.start(element, attributes)
        elif element == "row":
            self._start_row(attributes)
        else:
            self._start_rare(element, attributes)

    def _start_rare(self, element: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element before or after the rows."""
        if element == "mergeCell":
            self._add_merge(attributes.get("ref", ""))
        elif element == "col":
            self._take_column(attributes)
        elif element == "controls":
            self.taking = "controls"
        elif element == "sheetFormatPr":
            self.extents.default_height = row_height(attributes.get("defaultRowHeight", "15"))

    def _take_column(self, attributes: dict[str, str]) -> None:
        first, last = read_integer(attributes.get("min")), read_integer(attributes.get("max"))
        if attributes.get("hidden") in {"1", "true"}:
            self.sheet.hidden_columns.append((first, last))
        if "width" in attributes:
            self.extents.widths.append((first, last, column_width(attributes["width"])))

    def _start_row(self, attributes: dict[str, str]) -> None:
        if not self.cells and self.sheet.rows.loose.get(self.row) is self.cells:
            del self.sheet.rows.loose[self.row]  # the row before this one is blank
        self.row = read_integer(attributes["r"]) if "r" in attributes else self.row + 1
        self.column = 0
        self.cells = self.sheet.rows.setdefault(self.row, {})
        if attributes.get("hidden") in {"1", "true"}:
            self.sheet.hidden_rows.add(self.row)
        if "ht" in attributes:
            self.extents.heights[self.row] = row_height(attributes["ht"])

    def _move(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        digits = reference[len(letters) :]
        row = int(digits) if digits else 0
        column = self.columns.get(letters)
        if column is None:
            if _REFERENCE.fullmatch(reference) is None:
                raise RefusedFile("damaged", f"单元格地址“{reference[:20]}”无效，文件可能已损坏。")
            column = self.columns[letters] = column_number(letters.replace("$", ""))
        if row != self.row:
            self.row = row
            self.cells = self.sheet.rows.setdefault(row, {})
        self.column = column

    def _add_merge(self, reference: str) -> None:
        ends = [_REFERENCE.fullmatch(part) for part in reference.split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            left, top = column_number(ends[0].group(1)), int(ends[0].group(2))
            right, bottom = column_number(ends[1].group(1)), int(ends[1].group(2))
            self.sheet.merges.append(Merge(top, left, bottom, right))
            limit = self.budget.limits.merges
            self.budget.check("合并单元格数", len(self.sheet.merges), limit)

    def text(self, value: str) -> None:
        """Handle text."""
        if self.taking == "v":
            self.value = (self.value or "") + value
        elif self.taking == "is":
            self.rich.text(value)
        elif self.taking == "controls":
            self.controls.text(value)
        elif self.taking == "f":
            self.formula = (self.formula or "") + value

    def end(self, element: str) -> None:
        """Handle an element's end."""
        if element == "is":
            self.taking, self.inline = "", self.rich.string()
        elif self.taking == "is":
            self.rich.end(element)
        elif element == "c":
            cell = self.maker.make(self.style, self.type, self.value, self.formula, self.inline)
            if self.formula is not None and self.shared.awaits_calculation:
                self.results.add(self.row, self.column, self.formula, self.value or "")
            if cell is not None and self._is_picture():
                self.sheet.drawn.append(Drawn.at("图片", self.row, self.column))
            elif cell is not None:
                self.budget.count_cell(self.row, self.column, len(cell.raw))
                self.cells[self.column] = cell
        elif element in {"v", "f", "controls"}:
            self.taking = ""
        elif self.taking == "controls":
            self.controls.end(element)

    def _is_picture(self) -> bool:
        """Return whether a cell holds a picture: it has rich data and an error for old programs.

        Other formulas give errors with rich data too; of formulas, only IMAGE gives a picture.
        """
        if not (self.is_rich and self.type == "e"):
            return False
        return self.formula is None or "IMAGE(" in self.formula.upper()
