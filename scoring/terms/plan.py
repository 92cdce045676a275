"""The columns that an evaluation makes: in which order, and how long each is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import polars as pl

from scoring.terms.numbering import called, column_at
from scoring.terms.wholes import MOST, Factor, Number, Whole, number
from scoring.terms.work import Figure, Work, written_out

Step = Callable[[Work], list[pl.Series]]


def name_of(column: pl.Expr) -> str:
    """Return a column's name."""
    return column.meta.output_name()


Place = tuple[int, int]
"""A stage and a level in it."""

ALL_MONTHS, AS_OF = 0, 1
"""The stages: over all months of the units, then only as of the months that are asked for."""

BEFORE = -1
"""The level of figures over months in the second stage: they are made between the stages."""


class _Made(NamedTuple):
    """Columns, those of this plan that they are made of, and where."""

    names: tuple[str, ...]
    needs: frozenset[str]
    make: pl.Expr | Step | Figure
    stage: int
    level: int


class _Level(NamedTuple):
    """What is made together, and the names that nothing needs afterwards."""

    exprs: list[pl.Expr]
    literals: list[pl.Expr]
    steps: list[tuple[tuple[str, ...], Step]]
    spent: set[str]

    def add(self, made: _Made) -> None:
        """Make something at this level."""
        match made.make:
            case pl.Expr():
                expr = made.make.alias(made.names[0])
                (self.exprs if made.make.meta.root_names() else self.literals).append(expr)
            case Figure():
                self.steps.append((made.names, made.make.of_all_months))
            case _:
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
    stage: int = AS_OF
    """The stage to which what is made now belongs."""
    reads: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    """The columns of the frame that each stage needs."""
    apart: set[int] = field(default_factory=set)
    """The stages in which rows with the same values may differ: they compare units, or rest on
    figures over months that are not exact."""
    _demands: list[tuple[pl.Expr, str]] = field(default_factory=list)
    _factors: dict[tuple[str, int, int], Factor] = field(default_factory=dict)
    _made: list[_Made] = field(default_factory=list)
    _places: dict[str, Place] = field(default_factory=dict)

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

    @contextmanager
    def at(self, stage: int) -> Iterator[None]:
        """Make what follows at a stage."""
        before, self.stage = self.stage, stage
        yield
        self.stage = before

    def figure(self, expr: pl.Expr, which: str, length: int) -> pl.Expr:
        """Add a figure over each unit's months so far, of windows of some months; return it."""
        with self.at(ALL_MONTHS):
            operand = self.column(expr)
        if self.stage == ALL_MONTHS:
            self.apart.add(ALL_MONTHS)
        return self._make(Figure(name_of(operand), which, length), [name_of(operand)], 1)[0]

    def _make(
        self, make: pl.Expr | Step | Figure, needs: Iterable[str], count: int
    ) -> list[pl.Expr]:
        needed = frozenset(needs)
        of_plan = needed & self._places.keys()
        self.reads[self.stage].update(needed - of_plan)
        levels = (self._places[name] for name in of_plan)
        level = 1 + max((at for stage, at in levels if stage == self.stage), default=BEFORE)
        if isinstance(make, Figure) and self.stage == AS_OF:
            level = BEFORE
        names = tuple(f"~{len(self._places) + index}" for index in range(count))
        self._made.append(_Made(names, of_plan, make, self.stage, level))
        self._places.update(dict.fromkeys(names, (self.stage, level)))
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
        key = (name, value.bound, self.stage)
        if key not in self._factors:
            self._factors[key] = self.factor(value)
        return self._factors[key]

    def factor(self, value: Whole) -> Factor:
        """Keep an integer from 1 up as a denominator."""
        return Factor(name_of(self.stored(value).expr), value.bound)

    def run(
        self,
        frame: pl.DataFrame,
        as_ofs: Sequence[int] | None = None,
        beside: pl.DataFrame | None = None,
    ) -> pl.DataFrame:
        """Make the columns on a frame and return the outputs: of all rows, or as of some months.

        `beside`: more columns, which hold only the rows as of those months.

        Raises:
            ValueError: a row of the frame is not what the terms say of it.
        """
        more = beside.columns if beside is not None else []
        source = self._take(frame, [name for name in self.read if name not in more])
        if beside is not None:
            beside = self._take(beside, [name for name in self.read if name in more])
        work = Work(source, beside, as_ofs)
        first, last = self._levels
        if self._figures:
            self._merge_alike(work, ALL_MONTHS)
            self._add_levels(work, first)
        work.narrow(self._figures)
        self._merge_alike(work, AS_OF)
        self._add_levels(work, last)
        return work.spread_out(self.outputs)

    def _merge_alike(self, work: Work, stage: int) -> None:
        if stage not in self.apart:
            work.merge_alike([*self.reads[stage], *(self._figures if stage == AS_OF else ())])

    @cached_property
    def _figures(self) -> dict[str, Figure]:
        """The figures over months as of the months asked for."""
        return {
            made.names[0]: made.make
            for made in self._made
            if made.level == BEFORE and isinstance(made.make, Figure)
        }

    def _take(self, frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
        """Return the columns that the terms read, as they read them, tested."""
        kinds = ((name, self.read[name]) for name in names)
        taken = frame.select(
            pl.col(name).cast(kind) if kind else pl.col(name) for name, kind in kinds
        )
        taken = written_out(taken)
        demands = [
            (holds, message)
            for holds, message in self._demands
            if set(holds.meta.root_names()) <= set(names)
        ]
        tested = taken.select(holds for holds, _ in demands) if demands else taken
        for (_, message), holds in zip(demands, tested.iter_columns(), strict=False):
            if not holds.all():
                raise ValueError(message)
        return taken

    def _add_levels(self, work: Work, levels: Sequence[_Level]) -> None:
        for level in levels:
            work.add(level.exprs)
            work.add_literals(level.literals)
            for names, step in level.steps:
                columns = zip(step(work), names, strict=True)
                work.add([series.alias(name) for series, name in columns])
            work.drop(level.spent)

    @cached_property
    def _levels(self) -> tuple[list[_Level], list[_Level]]:
        """The levels of both stages: what each makes, as late as possible, and what it spends."""
        carried = {
            name for one in self._made for name in one.needs if one.stage > self._places[name][0]
        }
        returned = set(self.outputs.values())
        first_use: dict[str, Place] = {}
        last_use: dict[str, Place] = {}
        counts = [0, 0]
        for stage, level in self._places.values():
            counts[stage] = max(counts[stage], level + 1)
        stages = tuple([_Level([], [], [], set()) for _ in range(count)] for count in counts)
        for one in reversed(self._made):
            if one.level == BEFORE:
                continue
            at = (one.stage, one.level)
            uses = [first_use[name] for name in one.names if name in first_use]
            if uses and (returned | carried).isdisjoint(one.names):
                at = (one.stage, min(uses)[1] - 1)
            for name in one.needs:
                first_use[name] = min(at, first_use.get(name, at))
                last_use[name] = max(at, last_use.get(name, at))
            stages[at[0]][at[1]].add(one)
            for name in set(one.names) - returned - carried:
                stage, level = last_use.get(name, at)
                stages[stage][level].spent.add(name)
        return stages[0], stages[1]


@dataclass(frozen=True)
class BoundPlan:
    """A plan for columns of some names."""

    plan: Plan
    names: tuple[str, ...]

    @property
    def read_over_months(self) -> set[str]:
        """The columns of the frame that are needed of all months."""
        wanted = self.plan.reads[ALL_MONTHS]
        return {name for place, name in enumerate(self.names) if column_at(place) in wanted}

    def run(
        self,
        frame: pl.DataFrame,
        as_ofs: Sequence[int] | None = None,
        beside: pl.DataFrame | None = None,
    ) -> pl.DataFrame:
        """Make the outputs on a frame, as `Plan.run` does."""
        kept = [name for name in self.plan.read if not name.startswith("column ")]
        more = None if beside is None else self._pick(beside, [])
        with called(self.names):
            return self.plan.run(self._pick(frame, kept), as_ofs, more)

    def _pick(self, frame: pl.DataFrame, kept: Sequence[str]) -> pl.DataFrame:
        """Return the columns that the plan reads, called by their places."""
        there = set(frame.columns)
        picked = [
            frame.get_column(name).alias(column_at(place))
            for place, name in enumerate(self.names)
            if name in there
        ]
        return pl.DataFrame([*(frame.get_column(name) for name in kept), *picked])
