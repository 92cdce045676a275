"""Draw cells within the bounds of their columns; edge values are drawn often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from scoring.clauses.numbers import format_number
from scoring.dataset import Column
from warehouse.reading.words.folding import fold
from warehouse.results.typed_values import NO, YES

MANY = 99_999
"""More of anything than an office counts in a month, where the form sets no limit."""

BLANK_SHARE, EDGE_SHARE = 0.15, 0.6
"""How often a cell is blank, and how often it is an edge value."""

WORDS = ("甲事项", "乙事项", "丙事项（试点）")
"""Few, so that rows of one matter are common."""


@dataclass(frozen=True)
class CellDrawer:
    """Draws the cells of one month."""

    dice: Random
    first_day: date
    last_day: date

    def draw(self, column: Column, telling: Sequence[Fraction] = ()) -> str | None:
        """Return the canonical text of a cell, None for a blank.

        `telling`: the numbers at which the clauses turn, in the column's own measure.
        """
        can_be_blank = not (column.type == "date" and not column.optional)
        if can_be_blank and self.dice.random() < BLANK_SHARE:
            return None
        match column.type:
            case "tick" | "fault":
                return self.dice.choice((YES, NO))
            case "filing":
                return self.dice.choice((YES, NO, self._draw_day(), self._draw_day()))
            case "mark":
                return self.dice.choice((YES, NO, self._draw_number(column, telling)))
            case "rate":
                return self._draw_rate(telling)
            case "date":
                return self._draw_day()
            case "choice":
                return self.dice.choice(column.choices).value
            case "text":
                word = self.dice.choice(WORDS)
                return fold(word) if column.is_folded else word
            case _:
                return self._draw_number(column, telling)

    def _draw_day(self) -> str:
        days = (self.last_day - self.first_day).days
        edge = self.dice.choice((0, 19, 20, days))  # many notices set the 20th
        shift = edge if self.dice.random() < EDGE_SHARE else self.dice.randint(0, days)
        return (self.first_day + timedelta(days=min(shift, days))).isoformat()

    def _draw_rate(self, telling: Sequence[Fraction]) -> str:
        edges = [Fraction(0), Fraction(1), Fraction(1, 3)]
        edges += [one / 100 + step for one in telling for step in (0, -Fraction(1, 10_000))]
        edges = [one for one in edges if 0 <= one <= 1]
        if self.dice.random() < EDGE_SHARE:
            return str(self.dice.choice(edges))
        return str(Fraction(self.dice.randint(0, 10_000), 10_000))

    def _draw_number(self, column: Column, telling: Sequence[Fraction]) -> str:
        """Return a count, quantity or points: its limits, what tells, or anything between."""
        decimals = count_decimals(column)
        step = Fraction(1, 10**decimals)
        low, high = find_limits(column)
        edges = [low, low + step, high, high - step, Fraction(1)]
        edges += [one + shift for one in telling for shift in (-step, 0, step)]
        fitting = [one for one in edges if low <= one <= high and (one / step).denominator == 1]
        if fitting and self.dice.random() < EDGE_SHARE:
            return format_number(self.dice.choice(fitting))
        usual = min(high, low + 20)
        return format_number(low + step * self.dice.randint(0, int((usual - low) / step)))


def count_decimals(column: Column) -> int:
    """Return how many decimals a column's numbers have."""
    if column.type == "quantity":
        return column.decimals or 0
    return 0 if column.type == "count" else 2


def find_limits(column: Column) -> tuple[Fraction, Fraction]:
    """Return the least and most that are drawn of a column of numbers."""
    low = Fraction(column.minimum or Decimal(0))
    high = Fraction(column.maximum) if column.maximum is not None else max(low, Fraction(0)) + MANY
    return low, high
