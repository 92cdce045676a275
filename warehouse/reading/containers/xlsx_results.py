"""Results of formulas that a program wrote without computing anything.

Such a program stores 0 or an empty text for each formula, asks for a full calculation on load
and keeps no calculation chain. Spreadsheet programs keep a chain or do not ask.
"""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.reading.containers.number_cell import is_zero
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xml import ignore_end, read_xml
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Sheet

_COMPUTING = ("wps", "libreoffice", "openoffice", "kingsoft")
"""Programs that compute. Excel is not among them: some that compute nothing take its name."""
_WPS_BUILD = "KSOProductBuildVer"


class FormulaResults:
    """The results of one sheet's formulas, by address."""

    def __init__(self) -> None:
        self._placeholders: dict[tuple[int, int], str] = {}
        self._computed: set[int] = set()
        """Columns in which some formula has a result of its own."""

    def add(self, row: int, column: int, formula: str, value: str) -> None:
        """Note the result of a formula, as the file spells it."""
        if is_zero(value):
            self._placeholders[row, column] = formula
        else:
            self._computed.add(column)

    def drop_placeholders(self, sheet: Sheet) -> None:
        """Turn results into uncomputed formulas in columns that hold nothing but 0 and ''."""
        for (row, column), formula in self._placeholders.items():
            if column not in self._computed:
                sheet.rows.setdefault(row)[column] = Cell("formula", "=" + formula)


def awaits_calculation(package: Package, calculation: dict[str, str], kinds: Iterable[str]) -> bool:
    """Tell whether a workbook asks to be computed and shows no sign that it ever was.

    `calculation` are the attributes of its calcPr, `kinds` those of the parts that it refers to.
    """
    if calculation.get("fullCalcOnLoad") not in {"1", "true"} or "calcChain" in kinds:
        return False
    said: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        said.append(element)
        said.extend(attributes.values())

    for part in ("docprops/app.xml", "docprops/custom.xml"):
        if part in package.names:
            read_xml(package.stream(part), start, ignore_end, said.append)
            if part.endswith("app.xml") and _names_a_program(said):
                return False
    return _WPS_BUILD not in said


def _names_a_program(said: list[str]) -> bool:
    if "Application" not in said[:-1]:
        return False
    return said[said.index("Application") + 1].lower().startswith(_COMPUTING)
