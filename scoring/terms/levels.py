"""The levels of a plan: what is made together, and when its columns are spent."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from scoring.terms.work import Figure, Work

Step = Callable[[Work], list[pl.Series]]
Place = tuple[int, int]
"""A stage and a level in it."""

ALL_MONTHS, AS_OF = 0, 1
"""The stages: over all months of the units, then only as of the months that are asked for."""

BEFORE = -1
"""The level of figures over months in the second stage: they are made between the stages."""


class Made(NamedTuple):
    """Columns, those of this plan that they are made of, and where."""

    names: tuple[str, ...]
    needs: frozenset[str]
    make: pl.Expr | Step | Figure
    stage: int
    level: int


class Level(NamedTuple):
    """What is made together, and the names that nothing needs afterwards."""

    exprs: list[pl.Expr]
    literals: list[pl.Expr]
    steps: list[tuple[tuple[str, ...], Step]]
    spent: set[str]

    def add(self, made: Made) -> None:
        """Make something at this level."""
        match made.make:
            case pl.Expr():
                expr = made.make.alias(made.names[0])
                (self.exprs if made.make.meta.root_names() else self.literals).append(expr)
            case Figure():
                self.steps.append((made.names, made.make.of_all_months))
            case _:
                self.steps.append((made.names, made.make))
