"""The frame under evaluation, and what fractions decide in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from scoring.terms import by_fractions
from scoring.terms.alike import find_alike
from scoring.terms.blocks import Blocks, interleave, join
from scoring.terms.histories import Histories
from scoring.terms.numbering import numbered
from scoring.terms.terms import OverUnits, Term

LARGE = 20_000
"""From so many rows on, rows with the same values are computed once."""


class Figure(NamedTuple):
    """A figure over the months so far: of which column, and of windows of how many months."""

    operand: str
    which: str
    length: int

    def of_all_months(self, work: Work) -> list[pl.Series]:
        """Return the figure as of each month."""
        return [work.over_months(self, range(1, work.months + 1))]


@dataclass
class Work:
    """The frame under evaluation: the columns it came with, and all that are there now."""

    source: pl.DataFrame
    histories: Histories
    take: Callable[[pl.DataFrame], pl.DataFrame]
    """Tests rows and returns them as they are read."""
    beside: pl.DataFrame | None = None
    """Columns that only the rows of the months asked for have."""
    as_ofs: Sequence[int] | None = None
    """The months that are asked for; None: all."""
    frame: pl.DataFrame = field(init=False)
    rows: pl.Series | None = None
    """The source's row of each of the frame's rows; None: the same."""
    kinds: pl.Series | None = None
    """The frame's row for each row under evaluation, where alike rows are merged; None: itself."""

    blocks: Blocks | None = None
    """The months in blocks, where like months are computed once."""
    _kinds_by_month: list[pl.Series] = field(default_factory=list)

    is_taken: bool = False
    """Whether the source itself is tested, and not the rows that are picked from it."""

    def __post_init__(self) -> None:
        self.frame = self.source

    @property
    def months(self) -> int:
        """How many months the frame has."""
        return self.histories.months

    @property
    def is_large(self) -> bool:
        """Whether like rows are worth the search."""
        return self.frame.height >= LARGE

    def take_all(self) -> None:
        """Test all rows."""
        self.source = self.frame = self.take(self.source)
        self.is_taken = True

    @property
    def asked(self) -> list[int]:
        """The months that are asked for."""
        every = range(1, self.months + 1)
        return [month for month in every if self.as_ofs is None or month in self.as_ofs]

    def merge_alike(self, names: Sequence[str]) -> None:
        """Compute rows with the same values in some columns once, if that saves much."""
        if not self.is_large or (found := find_alike(self.frame, names)) is None:
            return
        self.kinds, chosen = found
        self.frame = self.frame.select(names)[chosen]
        self.rows = chosen if self.rows is None else self.rows.gather(chosen)

    def take_blocks(self, blocks: Blocks) -> None:
        """Compute like months once."""
        self.blocks = blocks
        self.rows = blocks.rows
        self.frame = self.take(self.source.select("unit_id", "as_of", *blocks.names)[blocks.rows])

    def narrow(self, figures: Mapping[str, Figure], reads: Sequence[str] | None) -> None:
        """Keep the rows of the months asked for, with figures over the months up to them.

        `reads`: the columns that rows must have in common to be computed once; None: they are not.
        """
        tables = self._tabulate(figures)
        if reads is not None and self._merge_histories(tables, reads):
            return
        columns = [
            self._of_asked(one, tables.get(name)).alias(name) for name, one in figures.items()
        ]
        self.frame, self.rows, self.kinds = self._pick_asked(), self._list_asked(), None
        self._kinds_by_month = []
        if self.beside is not None:
            columns += self.beside.get_columns()
        self.frame = pl.DataFrame([*self.frame.get_columns(), *columns])

    def _list_asked(self) -> pl.Series | None:
        """Return the rows of the months asked for; None: all."""
        if self.as_ofs is None:
            return None
        every = pl.int_range(self.source.height, dtype=pl.UInt32, eager=True)
        if len(self.asked) == 1:
            return every.gather_every(self.months, self.asked[0] - 1)
        return every.filter(self.source["as_of"].is_in(self.asked))

    def _pick_asked(self) -> pl.DataFrame:
        """Return the rows of the months asked for."""
        picked = self.source
        if self.as_ofs is not None:
            picked = self.histories.pick(picked, self.asked)
        return picked if self.is_taken else self.take(picked)

    def _tabulate(self, figures: Mapping[str, Figure]) -> dict[str, list[pl.Series]]:
        """Return each figure over the months of each block, where there are blocks."""
        if self.blocks is None:
            return {}
        operands = {name: (one.operand, one.which) for name, one in figures.items()}
        return self.blocks.tabulate(self.frame, operands)

    def _of_asked(self, figure: Figure, tables: list[pl.Series] | None) -> pl.Series:
        if self.blocks is None or tables is None:
            return self.over_months(figure, self.asked)
        return interleave(self.blocks.by_unit(tables, figure.which, figure.length, self.asked))

    def _merge_histories(self, tables: Mapping[str, list[pl.Series]], reads: Sequence[str]) -> bool:
        """Compute units with like months once, if all months up to one fit a block."""
        if self.blocks is None or len(self.asked) > 1 or len(self.blocks.blocks) > 1:
            return False
        if not set(reads) <= set(self.source.columns):
            return False
        (month,), (block,) = self.asked, self.blocks.blocks
        histories = self.blocks.histories
        kinds = histories.find_kinds(reads, month, block.codes)
        if kinds is None:
            return False
        numbers = kinds.codes.numbers
        if numbers is None:
            numbers = pl.repeat(0, histories.units, dtype=pl.UInt32, eager=True)
        self.kinds = numbers
        self.rows = kinds.units.cast(pl.Int64) * self.months + (month - 1)
        frame = self.take(self.source.select("unit_id", "as_of", *reads)[self.rows])
        of_block = block.codes.numbers
        places = pl.repeat(0, frame.height, dtype=pl.UInt32, eager=True)
        if of_block is not None:
            places = of_block.gather(kinds.units)
        self.frame = frame.with_columns(
            table.gather(places).alias(name) for name, (table,) in tables.items()
        )
        return True

    def over_months(self, figure: Figure, asked: Sequence[int]) -> pl.Series:
        """Return a figure over the months so far, as of the months asked for."""
        found: list[pl.Series] = []
        so_far: pl.Series | None = None
        for month, each in enumerate(self._by_month(figure.operand), 1):
            is_first = (month - 1) % figure.length == 0
            so_far = each if is_first or so_far is None else join(figure.which, so_far, each)
            if month in asked:
                found.append(so_far)
        return interleave(found) if found else self.frame[figure.operand].clear()

    def _by_month(self, name: str) -> Iterable[pl.Series]:
        """Return a column's values of each month, by unit."""
        values = self.frame[name]
        if self.kinds is None:
            return _part(values, self.months)
        if not self._kinds_by_month:
            self._kinds_by_month = _part(self.kinds, self.months)
        return (values.gather(kinds) for kinds in self._kinds_by_month)

    def make_outputs(self, names: Mapping[str, str]) -> pl.DataFrame:
        """Return columns under other names."""
        return self.frame.select(pl.col(made).alias(name) for name, made in names.items())

    def add(self, columns: Sequence[pl.Expr | pl.Series]) -> None:
        """Add columns to the frame."""
        if columns:
            self.frame = self.frame.with_columns(columns)

    def add_literals(self, exprs: Sequence[pl.Expr]) -> None:
        """Add columns of one value each.

        They are written out: Polars 2.1 compares a literal with a column that came of one as if
        both had one row, and then refuses.
        """
        if exprs:
            height = self.frame.height
            self.add([one.new_from_index(0, height) for one in pl.select(exprs)])

    def drop(self, names: Iterable[str]) -> None:
        """Drop columns, where they take much room."""
        if self.is_large:
            self.frame = self.frame.drop(names)

    def exactly(self, term: Term, doubt: pl.Series) -> tuple[pl.Series, list[by_fractions.Value]]:
        """Return the indices of the rows in doubt, and the term's values there."""
        chosen = doubt.arg_true()
        rows = chosen if self.rows is None else self.rows.gather(chosen)
        source = self._join_beside()
        everywhere = pl.repeat(value=False, n=source.height, eager=True).scatter(rows, True)
        concerned = self._concerned(term, everywhere)
        asked = everywhere.filter(concerned)
        values = by_fractions.evaluate(source.filter(concerned), {"": term}, asked)[""]
        found = dict(zip(concerned.arg_true(), values, strict=True))
        return chosen, [found[row] for row in rows]

    def _join_beside(self) -> pl.DataFrame:
        if self.beside is None or not self.beside.columns:
            return self.source
        keys = ["unit_id", "as_of"]
        shown = self.source.select(keys).filter(pl.col("as_of").is_in(self.asked))
        return self.source.join(
            shown.hstack(self.beside), on=keys, how="left", maintain_order="left"
        )

    def _concerned(self, term: Term, doubt: pl.Series) -> pl.Series:
        """Return the rows of the units in doubt and of those that share groups with them."""
        units = self.source["unit_id"]
        chosen = _are_among(units, units.filter(doubt))
        nodes = numbered([term])[0].nodes
        groups = [set(one.term.within) for one in nodes if isinstance(one.term, OverUnits)]
        if not groups:
            return chosen
        shared = sorted(set.intersection(*groups))
        if not shared:
            return pl.repeat(value=True, n=len(units), eager=True)
        while True:  # a unit may be in other groups in other months
            keys = self.source.filter(chosen).select(shared).unique()
            found = self.source.join(keys, on=shared, how="semi", nulls_equal=True)["unit_id"]
            wider = _are_among(units, found)
            if wider.sum() == chosen.sum():
                return chosen
            chosen = wider


def _part(values: pl.Series, months: int) -> list[pl.Series]:
    """Return a column of units by months as a column for each month, by unit."""
    if len(values) == months:
        return [values[place : place + 1] for place in range(months)]
    by_unit = values.reshape((-1, months))
    return by_unit.arr.to_struct().struct.unnest().get_columns()


def _are_among(units: pl.Series, some: pl.Series) -> pl.Series:
    return units.is_in(some.unique().implode())
