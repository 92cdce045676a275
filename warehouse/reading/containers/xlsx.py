"""Read xlsx workbooks in one pass: values, formulas, formats, fonts, merges, hidden parts.

openpyxl needs two passes (formulas, cached values), trusts declared dimensions and fails on
charts and validations that do not matter here; fastexcel returns neither errors nor formulas.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xlsx_cells import SharedParts
from warehouse.reading.containers.xlsx_drawn import read_drawn
from warehouse.reading.containers.xlsx_parts import read_strings, read_styles
from warehouse.reading.containers.xlsx_results import awaits_calculation
from warehouse.reading.containers.xlsx_sheet import SheetReader
from warehouse.reading.containers.xml import ignore_end, ignore_text, read_xml
from warehouse.reading.sheets.grid import Book, Sheet, settle


@dataclass(slots=True)
class _Workbook(SharedParts):
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, state and relationship id of each sheet, in order."""
    calculation: dict[str, str] = field(default_factory=dict)
    """The attributes of the calcPr element."""


def read_xlsx(package: Package, budget: Budget) -> Book:
    """Read every visible and hidden sheet of an Office Open XML workbook."""
    path = _workbook_path(package)
    relations = _relations(package, path)
    book = _Workbook()
    _read_workbook(package, path, book)
    budget.check("工作表数", len(book.sheets), budget.limits.sheets)
    for kind, target in relations.values():
        if kind == "sharedStrings" and target in package.names:
            book.strings = read_strings(package, target, budget)
        if kind == "styles" and target in package.names:
            book.styles = read_styles(package, target, budget)
    kinds = [kind for kind, _ in relations.values()]
    book.awaits_calculation = awaits_calculation(package, book.calculation, kinds)
    sheets = []
    for name, state, relation in book.sheets:
        kind, target = relations.get(relation, ("", ""))
        if kind != "worksheet":  # chart sheets and dialogs have no rows
            continue
        sheet = Sheet(name, "visible" if state == "visible" else "hidden")
        reader = SheetReader(sheet, book, budget)
        reader.read(package, target)
        parts = _relations(package, target)
        read_drawn(package, parts, sheet, reader.controls, reader.extents, budget)
        sheets.append(settle(sheet, budget.limits.cells))
    return Book(sheets)


def _workbook_path(package: Package) -> str:
    for kind, target in _relations(package, "").values():
        if kind == "officeDocument":
            return target
    return "xl/workbook.xml"


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return the relationships of a part: id → (kind, path of the target)."""
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
    """Return the path of a relationship's target, in lower case."""
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
        elif element == "calcPr":
            book.calculation = attributes
        elif element == "workbookPr":
            book.is_1904 = attributes.get("date1904", "0") in {"1", "true"}

    read_xml(package.stream(path), start, ignore_end, ignore_text)
