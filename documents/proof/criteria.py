"""SUMIFS and COUNTIFS over a grid, written as formulas and computed at the same time."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from documents.proof.formulas import Formula, Value, quote
from documents.proof.grids import Grid

Test = Callable[[float, float], bool]
TESTS: dict[str, Test] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Criterion:
    """A condition on a column's cells: equal to an operand, or compared with it by `sign`."""

    column: int
    operand: Formula | str | int
    sign: str = ""

    def text(self) -> str:
        """Return the criterion as SUMIFS takes it."""
        if isinstance(self.operand, Formula):
            return f'"{self.sign}"&{self.operand.text}' if self.sign else self.operand.text
        if self.sign:
            return quote(f"{self.sign}{self.operand}")
        if isinstance(self.operand, int):
            return str(self.operand)
        # Unescaped, * ? ~ would match any text, and a leading = < > would start a comparison.
        return quote("=" + re.sub(r"([~*?])", r"~\1", self.operand))

    def wanted(self) -> Value:
        """Return the value that the cells are compared with."""
        if isinstance(self.operand, Formula):
            return self.operand.value
        return self.operand if isinstance(self.operand, str) else float(self.operand)

    def fits(self, value: Value) -> bool:
        """Return whether a cell meets the condition, as a spreadsheet decides it."""
        wanted = self.wanted()
        if self.sign == "<>":
            return value != wanted
        if isinstance(wanted, str) or isinstance(value, str):
            return not self.sign and value == wanted
        if value is None or wanted is None:
            return False
        return TESTS[self.sign](value, wanted) if self.sign else float(value) == float(wanted)


class Criteria:
    """Sums and counts over a grid; `indexed` columns are looked up in an index, for speed."""

    def __init__(self, grid: Grid, *indexed: int) -> None:
        self._grid = grid
        self._indexed = indexed
        self._index: dict[tuple[Value, ...], list[int]] = {}
        for row in range(len(grid.rows)):
            key = tuple(grid.value(row, column) for column in indexed)
            self._index.setdefault(key, []).append(row)

    def count(self, *criteria: Criterion, home: bool = False) -> Formula:
        """Return how many rows meet the criteria; `home`: in a formula of the same sheet."""
        arguments = self._write_arguments(criteria, home=home)
        return Formula(f"COUNTIFS({arguments})", float(len(self._find(criteria))))

    def sum(self, column: int, *criteria: Criterion, home: bool = False) -> Formula:
        """Return the sum of a column over the rows that meet the criteria."""
        values = [self._grid.value(row, column) for row in self._find(criteria)]
        total = float(sum(value for value in values if isinstance(value, float | int)))
        area = self._grid.area(column, home=home)
        return Formula(f"SUMIFS({area},{self._write_arguments(criteria, home=home)})", total)

    def latest(self, column: int, filled: int, *criteria: Criterion) -> Formula:
        """Return the greatest figure of a column over matching rows with `filled`, 0 if none."""
        found = [row for row in self._find(criteria) if self._grid.value(row, filled) != ""]
        values = [self._grid.value(row, column) for row in found]
        greatest = max(
            (float(value) for value in values if isinstance(value, float | int)), default=0.0
        )
        conditions = [
            f"({self._grid.area(criterion.column)}={_plain(criterion)})" for criterion in criteria
        ]
        conditions += [f'({self._grid.area(filled)}<>"")', self._grid.area(column)]
        return Formula(f"SUMPRODUCT(MAX({'*'.join(conditions)}))", greatest)

    def _find(self, criteria: tuple[Criterion, ...]) -> list[int]:
        equal = {
            criterion.column: criterion.wanted() for criterion in criteria if not criterion.sign
        }
        rows: Iterable[int] = range(len(self._grid.rows))
        if all(column in equal for column in self._indexed):
            rows = self._index.get(tuple(equal[column] for column in self._indexed), [])
        return [
            row
            for row in rows
            if all(
                criterion.fits(self._grid.value(row, criterion.column)) for criterion in criteria
            )
        ]

    def _write_arguments(self, criteria: tuple[Criterion, ...], *, home: bool) -> str:
        return ",".join(
            f"{self._grid.area(criterion.column, home=home)},{criterion.text()}"
            for criterion in criteria
        )


def _plain(criterion: Criterion) -> str:
    """Return the operand of an equality as a comparison writes it."""
    if isinstance(criterion.operand, Formula):
        return criterion.operand.text
    return (
        quote(criterion.operand) if isinstance(criterion.operand, str) else str(criterion.operand)
    )
