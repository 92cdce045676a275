"""xlsx and its kin, read in one pass: values, formulas, formats, fonts, merges, hidden parts.

openpyxl would need two passes (formulas, cached values), believes declared dimensions and trips
over charts and validations that do not matter here; fastexcel shows neither errors nor formulas.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import datetime

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xml import ignore_end, ignore_text, read_xml
from warehouse.reading.grid import Book, Cell, Merge, Sheet, settle
from warehouse.reading.number_format import BUILT_IN, date_of_serial, is_date
from warehouse.reading.refusal import RefusedFile

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(slots=True)
class _Workbook:
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, state and relationship of each sheet, in order."""
    is_1904: bool = False
    strings: list[tuple[str, str]] = field(default_factory=list)
    """Shared strings, each with the font of its first run."""
    styles: list[tuple[str, str]] = field(default_factory=list)
    """Number format and font of each cell style."""


def read_xlsx(package: Package, budget: Budget) -> Book:
    """Read every visible and hidden sheet of an Office Open XML workbook."""
    path = _workbook_path(package)
    relations = _relations(package, path)
    book = _Workbook()
    _read_workbook(package, path, book)
    budget.check("工作表数", len(book.sheets), budget.limits.sheets)
    for kind, target in relations.values():
        if kind == "sharedStrings" and target in package.names:
            book.strings = _read_strings(package, target, budget)
        if kind == "styles" and target in package.names:
            book.styles = _read_styles(package, target, budget)
    sheets = []
    for name, state, relation in book.sheets:
        kind, target = relations.get(relation, ("", ""))
        if kind != "worksheet":  # charts and dialogs hold no rows
            continue
        sheet = Sheet(name, "visible" if state == "visible" else "hidden")
        _SheetReader(sheet, book, budget).read(package, target)
        sheets.append(settle(sheet, budget.limits.cells))
    return Book(sheets)


def _workbook_path(package: Package) -> str:
    for kind, target in _relations(package, "").values():
        if kind == "officeDocument":
            return target
    return "xl/workbook.xml"


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return id → (kind, path) of what a part refers to."""
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = _resolve(folder, attributes.get("Target", ""))
            found[attributes.get("Id", "")] = (kind, target)

    if path.lower() in package.names:
        read_xml(package.stream(path), start, ignore_end, ignore_text)
    return found


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/").lower()
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(steps).lower()


def _read_workbook(package: Package, path: str, book: _Workbook) -> None:
    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            name, state = attributes.get("name", ""), attributes.get("state", "visible")
            book.sheets.append((name, state, relation))
        elif element == "workbookPr":
            book.is_1904 = attributes.get("date1904", "0") in {"1", "true"}

    read_xml(package.stream(path), start, ignore_end, ignore_text)


def _read_strings(package: Package, path: str, budget: Budget) -> list[tuple[str, str]]:
    strings: list[tuple[str, str]] = []
    parts: list[str] = []
    state = {"text": False, "phonetic": False}
    font = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal font
        if element == "si":
            parts.clear()
            font = ""
        elif element == "t":
            state["text"] = not state["phonetic"]
        elif element == "rPh":
            state["phonetic"] = True
        elif element == "rFont" and not parts:
            font = attributes.get("val", "")

    def end(element: str) -> None:
        if element == "t":
            state["text"] = False
        elif element == "rPh":
            state["phonetic"] = False
        elif element == "si":
            strings.append(("".join(parts), font))
            budget.check("文字条数", len(strings), budget.limits.cells)

    def text(value: str) -> None:
        if state["text"]:
            budget.count_text(len(value))
            parts.append(value)

    read_xml(package.stream(path), start, end, text)
    return strings


def _read_styles(package: Package, path: str, budget: Budget) -> list[tuple[str, str]]:
    formats = dict(BUILT_IN)
    fonts: list[str] = []
    styles: list[tuple[str, str]] = []
    within: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        parent = within[-1] if within else ""
        within.append(element)
        if element == "numFmt" and parent == "numFmts":
            formats[_integer(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif element == "font" and parent == "fonts":
            fonts.append("")
        elif element == "name" and parent == "font" and fonts:
            fonts[-1] = attributes.get("val", "")
        elif element == "xf" and parent == "cellXfs":
            code = formats.get(_integer(attributes.get("numFmtId")), "General")
            index = _integer(attributes.get("fontId"))
            styles.append((code, fonts[index] if 0 <= index < len(fonts) else ""))
        budget.check("单元格样式数", max(len(styles), len(fonts)), budget.limits.styles)

    def end(_: str) -> None:
        within.pop()

    read_xml(package.stream(path), start, end, ignore_text)
    return styles


def _integer(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return -1


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class _SheetReader:
    """Collects one sheet's cells from its events; called a million times, hence its plainness."""

    def __init__(self, sheet: Sheet, book: _Workbook, budget: Budget) -> None:
        self.sheet, self.book, self.budget = sheet, book, budget
        self.row = self.column = 0
        self.type = self.style = self.taking = ""
        self.value: str | None = None
        self.formula: str | None = None
        self.inline = ""
        self.columns: dict[str, int] = {}
        self.styles: dict[str, tuple[str, str]] = {}
        self.cells: dict[int, Cell] = {}

    def read(self, package: Package, path: str) -> None:
        """Read the sheet's part."""
        read_xml(package.stream(path), self.start, self.end, self.text)

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Handle an element's start."""
        if element == "c":
            self.type, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.value = self.formula = None
            self.inline = ""
            if "r" in attributes:
                self._move(attributes["r"])
            else:
                self.column += 1
        elif element == "v":
            self.taking, self.value = "v", ""
        elif element == "f":
            self.taking, self.formula = "f", ""
        elif element == "t":
            self.taking = "t"
        elif element == "row":
            self._start_row(attributes)
        elif element == "rPh":
            self.taking = "phonetic"
        elif element == "mergeCell":
            self._add_merge(attributes.get("ref", ""))
        elif element == "col" and attributes.get("hidden") in {"1", "true"}:
            first = _integer(attributes.get("min"))
            self.sheet.hidden_columns.append((first, _integer(attributes.get("max"))))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row = _integer(attributes["r"]) if "r" in attributes else self.row + 1
        self.column = 0
        self.cells = self.sheet.rows.setdefault(self.row, {})
        if attributes.get("hidden") in {"1", "true"}:
            self.sheet.hidden_rows.add(self.row)

    def _move(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        digits = reference[len(letters) :]
        row = int(digits) if digits else 0
        column = self.columns.get(letters)
        if column is None:
            if _REFERENCE.fullmatch(reference) is None:
                raise RefusedFile(
                    "damaged", f"单元格地址「{reference[:20]}」无效，文件可能已损坏。"
                )
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
        elif self.taking == "t":
            self.inline += value
        elif self.taking == "f":
            self.formula = (self.formula or "") + value

    def end(self, element: str) -> None:
        """Handle an element's end."""
        if element == "v":
            self.taking = ""
        elif element == "c":
            cell = self._cell()
            if cell is not None:
                self.budget.count_cell(self.row, self.column, len(cell.raw))
                self.cells[self.column] = cell
        elif element in {"f", "t", "rPh"}:
            self.taking = ""

    def _cell(self) -> Cell | None:
        value = self.value or ""
        if not value and self.formula is None and self.type != "inlineStr":
            return None
        code, font = self._style()
        if self.formula is not None and not value and (self.type != "str" or self.value is None):
            return Cell("formula", "=" + self.formula, code, font)
        if self.type == "inlineStr":
            return Cell("text", self.inline, code, font) if self.inline else None
        if self.type == "s":
            return self._shared(value, code, font)
        if self.type == "n":
            return number_cell(value, code, font, self.book.is_1904)
        if self.type == "e":
            return Cell("error", value, code, font)
        if self.type == "b":
            return Cell("bool", "TRUE" if value in {"1", "true"} else "FALSE", code, font)
        if self.type == "d":
            return _date_cell(value, code, font)
        return Cell("text", value, code, font)

    def _shared(self, value: str, code: str, font: str) -> Cell:
        index = _integer(value)
        if not 0 <= index < len(self.book.strings):
            raise RefusedFile("damaged", f"第{self.row}行有单元格指向不存在的文字，文件已损坏。")
        text, run_font = self.book.strings[index]
        return Cell("text", text, code, run_font or font)

    def _style(self) -> tuple[str, str]:
        style = self.styles.get(self.style)
        if style is None:
            index, known = _integer(self.style), self.book.styles
            style = known[index] if 0 <= index < len(known) else ("General", "")
            self.styles[self.style] = style
        return style


def number_cell(value: str, code: str, font: str, is_1904: bool) -> Cell:
    """Return a numeric cell, as a date where its format shows one."""
    try:
        number = float(value)
    except ValueError:
        return Cell("text", value, code, font)
    if not math.isfinite(number):
        return Cell("error", "#NUM!", code, font)
    if is_date(code) and (moment := date_of_serial(number, is_1904)):
        return Cell("date", moment.isoformat(sep=" "), code, font)
    return Cell("number", value, code, font)


def _date_cell(value: str, code: str, font: str) -> Cell:
    try:
        moment = datetime.fromisoformat(value.rstrip("Z"))
    except ValueError:
        return Cell("text", value, code, font)
    return Cell("date", moment.isoformat(sep=" "), code if is_date(code) else "yyyy-m-d", font)
