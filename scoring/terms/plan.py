"""The columns that an evaluation makes: in which order, and how long each is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import polars as pl

from scoring.terms.wholes import MOST, Factor, Number, Whole, number
from scoring.terms.work import Work, written_out

ROW = ("unit_id", "as_of")
Step = Callable[[Work], list[pl.Series]]


def name_of(column: pl.Expr) -> str:
    """Return a column's name."""
    return column.meta.output_name()


class _Made(NamedTuple):
    """Columns, those of this plan that they are made of, and at which level."""

    names: tuple[str, ...]
    needs: frozenset[str]
    make: pl.Expr | Step
    level: int


class _Level(NamedTuple):
    """What is made together, and the names that nothing needs afterwards."""

    exprs: list[tuple[tuple[str, ...], pl.Expr]]
    steps: list[tuple[tuple[str, ...], Step]]
    spent: set[str]

    def add(self, made: _Made) -> None:
        """Make something at this level."""
        if isinstance(made.make, pl.Expr):
            self.exprs.append((made.names, made.make))
        else:
            self.steps.append((made.names, made.make))


@dataclass
class Plan:
    """Columns to be made, each after those it needs; `bits`: how large integers may grow.

    Beyond that numbers become decimal fractions between two ends. The hard limit is `MOST`.
    """

    bits: int = 125
    read: dict[str, type[pl.DataType] | None] = field(default_factory=dict)
    """The columns that the frame must have; None: of any type."""
    outputs: dict[str, str] = field(default_factory=dict)
    """The names of the columns to return, and what they are called meanwhile."""
    _demands: list[tuple[pl.Expr, str]] = field(default_factory=list)
    _factors: dict[tuple[str, int], Factor] = field(default_factory=dict)
    _made: list[_Made] = field(default_factory=list)
    _levels: dict[str, int] = field(default_factory=dict)

    @property
    def limit(self) -> int:
        """The limit of integers."""
        return min(1 << self.bits, MOST)

    @property
    def factor_limit(self) -> int:
        """The limit of denominators: two thirds of the bits, so that numerators have room."""
        return 1 << (self.bits * 2 // 3)

    def demand(self, holds: pl.Expr, message: str) -> None:
        """Refuse frames with a row where something is False."""
        self._demands.append((holds.all(ignore_nulls=True).alias(str(len(self._demands))), message))

    def column(self, expr: pl.Expr) -> pl.Expr:
        """Keep an expression as a column of its own; return that."""
        return self._make(expr, expr.meta.root_names(), 1)[0]

    def step(self, columns: Iterable[pl.Expr], step: Step, count: int = 1) -> list[pl.Expr]:
        """Add columns that a function makes of others; return them."""
        return self._make(step, [name_of(one) for one in columns], count)

    def _make(self, make: pl.Expr | Step, needs: Iterable[str], count: int) -> list[pl.Expr]:
        of_plan = frozenset(needs) & self._levels.keys()
        level = 1 + max((self._levels[name] for name in of_plan), default=-1)
        names = tuple(f"~{len(self._levels) + index}" for index in range(count))
        self._made.append(_Made(names, of_plan, make, level))
        self._levels.update(dict.fromkeys(names, level))
        return [pl.col(name) for name in names]

    def flag(self, value: pl.Expr) -> pl.Expr:
        """Keep a Boolean as a column, if naming it again would compute it again."""
        return value if value.meta.is_column() else self.column(value)

    def stored(self, value: Whole) -> Whole:
        """Keep an integer as a column: a literal, too, has one value per row then."""
        if value.expr.meta.is_column():
            return value
        return replace(value, expr=self.column(value.expr), plain=True)

    def cheap(self, value: Whole) -> Whole:
        """Keep an integer as a column, if naming it again would compute it again."""
        return value if value.plain else self.stored(value)

    def kept(self, value: Number) -> Number:
        """Keep a number's columns, so that they are computed once."""
        if all(one.plain for one in value.ends):
            return value
        ends = [self.cheap(one) for one in value.ends]
        return number(ends, value.unit, value.over, value.range)

    def output(self, name: str, value: pl.Expr) -> None:
        """Return an expression under a name."""
        self.outputs[name] = name_of(self.column(value))

    def shared_factor(self, name: str, value: Whole) -> Factor:
        """Keep a column of the frame as a denominator, once for all that divide by it."""
        key = (name, value.bound)
        if key not in self._factors:
            self._factors[key] = self.factor(value)
        return self._factors[key]

    def factor(self, value: Whole) -> Factor:
        """Keep an integer from 1 up as a denominator."""
        return Factor(name_of(self.stored(value).expr), value.bound)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Make the columns on a frame and return the outputs.

        Raises:
            ValueError: a row of the frame is not what the terms say of it.
        """
        source = frame.select(
            pl.col(name).cast(kind) if kind else pl.col(name) for name, kind in self.read.items()
        )
        source = written_out(source)
        tested = source.select(holds for holds, _ in self._demands) if self._demands else source
        for (_, message), holds in zip(self._demands, tested.iter_columns(), strict=False):
            if not holds.all():
                raise ValueError(message)
        work = Work(source, source)
        for level in self._schedule():
            work.add(expr.alias(names[0]) for names, expr in level.exprs)
            for names, step in level.steps:
                columns = zip(step(work), names, strict=True)
                work.add(series.alias(name) for series, name in columns)
            work.frame = work.frame.drop(level.spent)
        return work.frame.select(pl.col(made).alias(name) for name, made in self.outputs.items())

    def _schedule(self) -> list[_Level]:
        """Return the levels: what is made in each, as late as it can be, and what it spends."""
        returned = set(self.outputs.values())
        first_use: dict[str, int] = {}
        last_use: dict[str, int] = {}
        levels = [_Level([], [], set()) for _ in range(1 + max(self._levels.values(), default=-1))]
        for one in reversed(self._made):
            at = one.level
            uses = [first_use[name] for name in one.names if name in first_use]
            if uses and returned.isdisjoint(one.names):
                at = min(uses) - 1
            for name in one.needs:
                first_use[name] = min(at, first_use.get(name, at))
                last_use[name] = max(at, last_use.get(name, at))
            levels[at].add(one)
            for name in set(one.names) - returned:
                levels[last_use.get(name, at)].spent.add(name)
        return levels
