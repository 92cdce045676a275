"""SUMIFS and COUNTIFS over a grid, written as formulas and computed at the same time."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from documents.proof.formulas import Formula, Value, quote
from documents.proof.grids import Grid

IS_NUMBER = "#"
"""The sign of a criterion that any number meets."""
TESTS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Criterion:
    """A condition on a column's cells: equal to an operand, or compared with it by `sign`."""

    column: str | int
    operand: Formula | str | int = 0
    sign: str = ""

    def text(self) -> str:
        """Return the criterion as SUMIFS takes it."""
        if self.sign == IS_NUMBER:
            return quote(">=-1E+15")
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
        return self.operand if isinstance(self.operand, str) else Fraction(self.operand)

    def fits(self, value: Value) -> bool:
        """Return whether a cell meets the condition, as a spreadsheet decides it."""
        wanted = self.wanted()
        if self.sign == IS_NUMBER:
            return isinstance(value, Fraction)
        if not self.sign:
            return value == wanted
        if isinstance(wanted, Fraction) and isinstance(value, Fraction):
            return TESTS[self.sign](value, wanted)
        return False


class Criteria:
    """Sums and counts over a grid; `indexed` columns are looked up in an index, for speed."""

    def __init__(self, grid: Grid, *indexed: str | int) -> None:
        self._grid = grid
        self._indexed = indexed
        self._last = max(len(grid.rows), 1) - 1
        self._index: dict[tuple[Value, ...], list[int]] = {}
        for row in range(len(grid.rows)):
            key = tuple(grid.value(row, column) for column in indexed)
            self._index.setdefault(key, []).append(row)

    def count(self, *criteria: Criterion) -> Formula:
        """Return how many rows meet the criteria."""
        return Formula(
            f"COUNTIFS({self._write_arguments(criteria)})", Fraction(len(self.find(criteria)))
        )

    def sum(self, column: str | int, *criteria: Criterion) -> Formula:
        """Return the sum of a column over the rows that meet the criteria."""
        cells = [self._grid.cell(row, column) for row in self.find(criteria)]
        total = sum((cell.number for cell in cells if cell.number is not None), Fraction(0))
        area = self._write_area(column)
        close = any(cell.is_close for cell in cells)
        return Formula(f"SUMIFS({area},{self._write_arguments(criteria)})", total, is_close=close)

    def greatest(self, column: str | int, *criteria: Criterion, weight: str = "") -> Formula:
        """Return the greatest of a column's figures of 0 and more over matching rows, 0 if none.

        `weight` 13 takes 13 minus the figure, so that the least is found. No cell of the column may
        hold a text, not even an empty one: a spreadsheet cannot multiply it.
        """
        values = [self._grid.value(row, column) for row in self.find(criteria)]
        numbers = [value for value in values if isinstance(value, Fraction)]
        shown = self._write_area(column)
        if weight:
            numbers, shown = [int(weight) - one for one in numbers], f"({weight}-{shown})"
        tests = [_compare(one, self._write_area(one.column)) for one in criteria]
        text = f"SUMPRODUCT(MAX({'*'.join([*tests, shown])}))"
        return Formula(text, max([Fraction(0), *numbers]))

    def find(self, criteria: tuple[Criterion, ...]) -> list[int]:
        """Return the rows that meet the criteria."""
        equal = {one.column: one.wanted() for one in criteria if not one.sign}
        rows: Iterable[int] = range(min(self._last + 1, len(self._grid.rows)))
        if all(column in equal for column in self._indexed):
            rows = self._index.get(tuple(equal[column] for column in self._indexed), [])
        return [
            row
            for row in rows
            if all(one.fits(self._grid.value(row, one.column)) for one in criteria)
        ]

    def _write_area(self, column: str | int) -> str:
        # Rows that come later may depend on these sums: a range with them would be circular.
        return self._grid.write_area(column, 0, self._last)

    def _write_arguments(self, criteria: tuple[Criterion, ...]) -> str:
        return ",".join(f"{self._write_area(one.column)},{one.text()}" for one in criteria)


def _compare(criterion: Criterion, area: str) -> str:
    """Return a criterion as a factor of a product."""
    if criterion.sign == IS_NUMBER:
        return f"ISNUMBER({area})"
    operand = criterion.operand
    text = operand.text if isinstance(operand, Formula) else str(operand)
    text = quote(text) if isinstance(operand, str) else text
    return f"({area}{criterion.sign or '='}{text})"
