"""Figures over months by blocks of months, of which like ones are computed once.

A unit's months are parted into blocks of so few months that all combinations of what they hold fit
a table. A figure over months is made for each combination, and a unit takes one entry of each
table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import polars as pl

from scoring.terms.histories import Codes, Histories

LIMIT = 1 << 12
"""How many combinations of several months a table counts."""


@dataclass
class Block:
    """Months that follow each other, and which of their combinations each unit has."""

    codes: Codes = field(default_factory=lambda: Codes(None, 1))
    months: list[int] = field(default_factory=list)
    kinds: list[pl.Series | None] = field(default_factory=list)
    """For each month the kind that each combination has in it; None: there is one."""

    def add(self, month: int, codes: Codes) -> None:
        """Take the next month into the block."""
        size = self.codes.size * codes.size
        numbers = self.codes.numbers
        if codes.numbers is not None:
            numbers = codes.numbers if numbers is None else numbers * codes.size + codes.numbers
            place = pl.int_range(size, dtype=pl.UInt32, eager=True)
            self.kinds = [
                None if one is None else one.gather(place // codes.size) for one in self.kinds
            ]
            self.kinds.append(place % codes.size)
        else:
            self.kinds.append(None)
        self.months.append(month)
        self.codes = Codes(numbers, size)

    def find_places(self, starts: Sequence[int]) -> pl.Series:
        """Return for each combination and month its kind, counted through all months."""
        size = self.codes.size
        by_month = [
            pl.repeat(starts[month - 1], size, dtype=pl.UInt32, eager=True)
            if kinds is None
            else kinds + starts[month - 1]
            for month, kinds in zip(self.months, self.kinds, strict=True)
        ]
        return interleave(by_month)


def interleave(columns: Sequence[pl.Series]) -> pl.Series:
    """Return columns of one height as one, row after row."""
    if len(columns) == 1:
        return columns[0]
    height, count = len(columns[0]), len(columns)
    row = pl.int_range(height * count, eager=True)
    return pl.concat(columns).gather(row % count * height + row // count)


def _over_block(operand: str, which: str, places: pl.Series, count: int) -> pl.Expr:
    """Return a figure over a block's months for its combinations."""
    if which in {"sum", "least", "greatest"}:
        values = pl.col(operand).gather(places).reshape((-1, count)).arr
        return {"sum": values.sum, "least": values.min, "greatest": values.max}[which]()
    by_month = [pl.col(operand).gather(places.gather_every(count, place)) for place in range(count)]
    if which == "last":
        return pl.coalesce(by_month[::-1])
    return reduce(or_, by_month)


@dataclass(frozen=True)
class Blocks:
    """The months up to the last that is asked for, in blocks."""

    histories: Histories
    names: Sequence[str]
    blocks: list[Block]
    rows: pl.Series
    """The frame's row of each month's kinds, month after month."""
    starts: list[int]
    """For each month the first of its kinds."""

    def tabulate(
        self, frame: pl.DataFrame, figures: Mapping[str, tuple[str, str]]
    ) -> dict[str, list[pl.Series]]:
        """Return figures over each block's months for its combinations.

        `frame`: what they are made of, by kind of month; `figures`: name → column and which figure.
        """
        tables: dict[str, list[pl.Series]] = {name: [] for name in figures}
        for block in self.blocks:
            places = block.find_places(self.starts)
            made = frame.select(
                _over_block(operand, which, places, len(block.months)).alias(name)
                for name, (operand, which) in figures.items()
            )
            for name, table in tables.items():
                table.append(made.get_column(name))
        return tables

    def by_unit(
        self, tables: Sequence[pl.Series], which: str, length: int, asked: Collection[int]
    ) -> list[pl.Series]:
        """Return a figure over months by unit, as of the months asked for."""
        found = []
        so_far: pl.Series | None = None
        for block, table in zip(self.blocks, tables, strict=True):
            numbers = block.codes.numbers
            units = self.histories.units
            each = table.new_from_index(0, units) if numbers is None else table.gather(numbers)
            if so_far is not None and (block.months[0] - 1) % length:
                each = join(which, so_far, each)
            so_far = each
            if block.months[-1] in asked:
                found.append(so_far)
        return found


def find_blocks(
    histories: Histories, names: Sequence[str], asked: Sequence[int], lengths: Collection[int]
) -> Blocks | None:
    """Return the months in blocks, by the columns that are read in all months.

    A block ends where a month is asked for and where a window of one of the lengths ends. None:
    some month has too many kinds of units.
    """
    blocks = [Block()]
    rows, starts = [], [0]
    for month in range(1, max(asked, default=0) + 1):
        kinds = histories.find_kinds(names, month)
        if kinds is None:
            return None
        if blocks[-1].codes.size * kinds.codes.size > LIMIT:
            blocks.append(Block())
        blocks[-1].add(month, kinds.codes)
        rows.append(kinds.units.cast(pl.Int64) * histories.months + (month - 1))
        starts.append(starts[-1] + len(kinds.units))
        if month in asked or any(month % length == 0 for length in lengths):
            blocks.append(Block())
    blocks = [one for one in blocks if one.months]
    return Blocks(histories, names, blocks, pl.concat(rows), starts) if blocks else None


def join(which: str, before: pl.Series, now: pl.Series) -> pl.Series:
    """Return a figure of the months before and that of the next ones as one."""
    match which:
        case "sum":
            return before + now
        case "bits":
            return before | now
        case "last":
            return now.zip_with(now.is_not_null(), before)
    pick = pl.min_horizontal if which == "least" else pl.max_horizontal
    return pl.select(pick(before, now)).to_series()
