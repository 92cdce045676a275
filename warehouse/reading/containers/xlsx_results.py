"""Find formula results that a program wrote without computing them.

Such a program stores 0 or an empty text for each formula, requests a full calculation on load
and writes no calculation chain. Spreadsheet programs write a chain or do not request it.
"""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.reading.containers.number_cell import is_zero
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xml import ignore_end, read_xml
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Sheet

_COMPUTING = ("wps", "libreoffice", "openoffice", "kingsoft")
"""Programs that compute. Excel is missing, since libraries that do not compute use its name."""
_WPS_BUILD = "KSOProductBuildVer"


class FormulaResults:
    """The formula results of one sheet."""

    def __init__(self) -> None:
        self._placeholders: dict[tuple[int, int], str] = {}
        self._computed: set[int] = set()
        """Columns in which some formula has a real result."""

    def add(self, row: int, column: int, formula: str, value: str) -> None:
        """Record the result of a formula, as the file spells it."""
        if is_zero(value):
            self._placeholders[row, column] = formula
        else:
            self._computed.add(column)

    def drop_placeholders(self, sheet: Sheet) -> None:
        """Make uncomputed formulas of the results in columns with nothing but 0 and ''."""
        for (row, column), formula in self._placeholders.items():
            if column not in self._computed:
                sheet.rows.setdefault(row)[column] = Cell("formula", "=" + formula)


def awaits_calculation(package: Package, calculation: dict[str, str], kinds: Iterable[str]) -> bool:
    """Return whether a workbook requests its calculation and shows no sign of an earlier one.

    `calculation` holds the attributes of its calcPr element, `kinds` the kinds of its parts.
    """
    if calculation.get("fullCalcOnLoad") not in {"1", "true"} or "calcChain" in kinds:
        return False
    texts: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        texts.append(element)
        texts.extend(attributes.values())

    for part in ("docprops/app.xml", "docprops/custom.xml"):
        if part in package.names:
            read_xml(package.stream(part), start, ignore_end, texts.append)
            if part.endswith("app.xml") and _names_a_program(texts):
                return False
    return _WPS_BUILD not in texts


def _names_a_program(texts: list[str]) -> bool:
    """Return whether the application named in app.xml is a program that computes."""
    if "Application" not in texts[:-1]:
        return False
    return texts[texts.index("Application") + 1].lower().startswith(_COMPUTING)
