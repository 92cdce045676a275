"""Sums and counts of the rows of a grid that fit some criteria: SUMIFS, COUNTIFS."""

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
    """A column, and what its cells must be: equal to an operand, or more or less than it."""

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
        # * ? ~ would stand for any text, = < > for a comparison
        return quote("=" + re.sub(r"([~*?])", r"~\1", self.operand))

    def wanted(self) -> Value:
        """Return what the cells are held against."""
        if isinstance(self.operand, Formula):
            return self.operand.value
        return self.operand if isinstance(self.operand, str) else float(self.operand)

    def fits(self, value: Value) -> bool:
        """Return whether a cell fits."""
        wanted = self.wanted()
        if self.sign == "<>":
            return value != wanted
        if isinstance(wanted, str) or isinstance(value, str):
            return not self.sign and value == wanted
        if value is None or wanted is None:
            return False
        return TESTS[self.sign](value, wanted) if self.sign else float(value) == float(wanted)


class Criteria:
    """Sums and counts over a grid; some columns are looked up in an index, for speed."""

    def __init__(self, grid: Grid, *indexed: int) -> None:
        self._grid = grid
        self._indexed = indexed
        self._index: dict[tuple[Value, ...], list[int]] = {}
        for row in range(len(grid.rows)):
            key = tuple(grid.value(row, column) for column in indexed)
            self._index.setdefault(key, []).append(row)

    def count(self, *criteria: Criterion, home: bool = False) -> Formula:
        """Return how many rows fit."""
        return Formula(
            f"COUNTIFS({self._say(criteria, home=home)})", float(len(self._find(criteria)))
        )

    def sum(self, column: int, *criteria: Criterion, home: bool = False) -> Formula:
        """Return the sum of a column over the rows that fit."""
        values = [self._grid.value(row, column) for row in self._find(criteria)]
        total = float(sum(one for one in values if isinstance(one, float | int)))
        area = self._grid.area(column, home=home)
        return Formula(f"SUMIFS({area},{self._say(criteria, home=home)})", total)

    def latest(self, column: int, filled: int, *criteria: Criterion) -> Formula:
        """Return the greatest figure of a column over rows that fit and have `filled`; 0: none."""
        found = [row for row in self._find(criteria) if self._grid.value(row, filled) != ""]
        values = [self._grid.value(row, column) for row in found]
        greatest = max((float(one) for one in values if isinstance(one, float | int)), default=0.0)
        conditions = [f"({self._grid.area(one.column)}={_plain(one)})" for one in criteria]
        conditions += [f'({self._grid.area(filled)}<>"")', self._grid.area(column)]
        return Formula(f"SUMPRODUCT(MAX({'*'.join(conditions)}))", greatest)

    def _find(self, criteria: tuple[Criterion, ...]) -> list[int]:
        equal = {one.column: one.wanted() for one in criteria if not one.sign}
        rows: Iterable[int] = range(len(self._grid.rows))
        if all(column in equal for column in self._indexed):
            rows = self._index.get(tuple(equal[column] for column in self._indexed), [])
        return [
            row
            for row in rows
            if all(one.fits(self._grid.value(row, one.column)) for one in criteria)
        ]

    def _say(self, criteria: tuple[Criterion, ...], *, home: bool) -> str:
        return ",".join(
            f"{self._grid.area(one.column, home=home)},{one.text()}" for one in criteria
        )


def _plain(one: Criterion) -> str:
    """Return a criterion of equality as a comparison takes it."""
    if isinstance(one.operand, Formula):
        return one.operand.text
    return quote(one.operand) if isinstance(one.operand, str) else str(one.operand)
