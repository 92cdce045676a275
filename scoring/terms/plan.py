"""The columns that an evaluation makes: in which order, and how long each is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from scoring.terms.blocks import find_blocks
from scoring.terms.columns import written_out
from scoring.terms.found import Found
from scoring.terms.histories import Histories
from scoring.terms.levels import ALL_MONTHS, AS_OF, BEFORE, Level, Made, Place, Step
from scoring.terms.wholes import MOST, Factor, Number, Whole, number
from scoring.terms.work import Figure, Work


def name_of(column: pl.Expr) -> str:
    """Return a column's name."""
    return column.meta.output_name()


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
    _demands: list[tuple[pl.Expr, str, frozenset[str]]] = field(default_factory=list)
    _factors: dict[tuple[str, int, int], Factor] = field(default_factory=dict)
    _made: list[Made] = field(default_factory=list)
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
        tested = holds.all(ignore_nulls=True).alias(str(len(self._demands)))
        self._demands.append((tested, message, frozenset(holds.meta.root_names())))

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
        self._made.append(Made(names, of_plan, make, self.stage, level))
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
        histories: Histories,
        as_ofs: Sequence[int] | None = None,
        beside: pl.DataFrame | None = None,
    ) -> Found:
        """Make the columns on a frame and return the outputs: of all rows, or as of some months.

        `histories`: those of the frame; `beside`: more columns, which hold only the rows as of
        those months.

        Raises:
            ValueError: a row of the frame is not what the terms say of it.
        """
        work = Work(
            frame, histories, self._take, None if beside is None else self._take(beside), as_ofs
        )
        first, last = self._levels
        is_large = as_ofs is not None and work.is_large
        if not is_large or (self._figures and not self._take_blocks(work)):
            work.take_all()
        if self._figures:
            if work.blocks is None:
                self._merge_alike(work, ALL_MONTHS)
            self._add_levels(work, first)
        work.narrow(self._figures, self._list_reads(AS_OF))
        if work.kinds is None:
            self._merge_alike(work, AS_OF)
        self._add_levels(work, last)
        return Found(work.make_outputs(self.outputs), work.kinds)

    def _take_blocks(self, work: Work) -> bool:
        """Part the months into blocks, if that saves much; return whether it did."""
        reads = self._list_reads(ALL_MONTHS)
        if reads is None:
            return False
        lengths = {one.length for one in self._figures.values()}
        blocks = find_blocks(work.histories, reads, work.asked, lengths)
        if blocks is not None:
            work.take_blocks(blocks)
        return blocks is not None

    def _list_reads(self, stage: int) -> list[str] | None:
        """Return the columns of the frame that tell the rows of a stage apart, besides the month.

        None: rows with the same values may differ.
        """
        return None if stage in self.apart else sorted(self.reads[stage] - {"as_of"})

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

    def _take(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the columns that the terms read, as they read them, tested."""
        there = set(frame.columns)
        kinds = ((name, kind) for name, kind in self.read.items() if name in there)
        taken = frame.select(
            pl.col(name).cast(kind) if kind else pl.col(name) for name, kind in kinds
        )
        taken = written_out(taken)
        demands = [(holds, told) for holds, told, roots in self._demands if roots <= there]
        tested = taken.select(holds for holds, _ in demands) if demands else taken.clear()
        for (_, message), holds in zip(demands, tested.iter_columns(), strict=False):
            if not holds.all():
                raise ValueError(message)
        return taken

    def _add_levels(self, work: Work, levels: Sequence[Level]) -> None:
        for level in levels:
            work.add(level.exprs)
            work.add_literals(level.literals)
            for names, step in level.steps:
                columns = zip(step(work), names, strict=True)
                work.add([series.alias(name) for series, name in columns])
            work.drop(level.spent)

    @cached_property
    def _levels(self) -> tuple[list[Level], list[Level]]:
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
        stages = tuple([Level([], [], [], set()) for _ in range(count)] for count in counts)
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
