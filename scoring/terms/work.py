"""The frame under evaluation, and what fractions decide in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import polars as pl

from scoring.terms import by_fractions
from scoring.terms.alike import find_alike
from scoring.terms.numbering import numbered
from scoring.terms.terms import OverUnits, Term
from scoring.terms.wholes import TooLarge

LARGE = 20_000
"""From so many rows on, rows with the same values are computed once."""

_JOIN: dict[str, Callable[[pl.Series, pl.Series], pl.Series]] = {
    "sum": lambda before, now: before + now,
    "bits": lambda before, now: before | now,
    "least": lambda before, now: pl.select(pl.min_horizontal(before, now)).to_series(),
    "greatest": lambda before, now: pl.select(pl.max_horizontal(before, now)).to_series(),
    "last": lambda before, now: now.zip_with(now.is_not_null(), before),
}
"""A figure of the months before and of the next one, joined."""


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
    beside: pl.DataFrame | None = None
    """Columns that only the rows of the months asked for have."""
    as_ofs: Sequence[int] | None = None
    """The months that are asked for; None: all."""
    months: int = 0
    frame: pl.DataFrame = field(init=False)
    rows: pl.Series | None = None
    """The source's row of each of the frame's rows; None: the same."""
    kinds: pl.Series | None = None
    """The frame's row for each row under evaluation, where alike rows are merged; None: itself."""

    _kinds_by_month: list[pl.Series] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.frame = self.source
        self.months = self.source["as_of"].max() or 0  # type: ignore[assignment]

    @property
    def asked(self) -> list[int]:
        """The months that are asked for."""
        every = range(1, self.months + 1)
        return [month for month in every if self.as_ofs is None or month in self.as_ofs]

    def merge_alike(self, names: Sequence[str]) -> None:
        """Compute rows with the same values in some columns once, if that saves much."""
        if self.frame.height < LARGE or (found := find_alike(self.frame, names)) is None:
            return
        self.kinds, chosen = found
        self.frame = self.frame.select(names)[chosen]
        self.rows = chosen if self.rows is None else self.rows.gather(chosen)

    def narrow(self, figures: Mapping[str, Figure]) -> None:
        """Keep the rows of the months asked for, with figures over the months up to them."""
        columns = [self.over_months(one, self.asked).alias(name) for name, one in figures.items()]
        self.frame, self.rows, self.kinds = self.source, None, None
        self._kinds_by_month = []
        if self.as_ofs is not None:
            is_asked = self.source["as_of"].is_in(self.asked)
            self.rows = is_asked.arg_true()
            self.frame = self.source.filter(is_asked)
        if self.beside is not None:
            columns += self.beside.get_columns()
        self.frame = pl.DataFrame([*self.frame.get_columns(), *columns])

    def over_months(self, figure: Figure, asked: Sequence[int]) -> pl.Series:
        """Return a figure over the months so far, as of the months asked for."""
        found: list[pl.Series] = []
        so_far: pl.Series | None = None
        for month, each in enumerate(self._by_month(figure.operand), 1):
            is_first = (month - 1) % figure.length == 0
            so_far = each if is_first or so_far is None else _JOIN[figure.which](so_far, each)
            if month in asked:
                found.append(so_far)
        return _by_unit(found) if found else self.frame[figure.operand].clear()

    def _by_month(self, name: str) -> Iterable[pl.Series]:
        """Return a column's values of each month, by unit."""
        values = self.frame[name]
        if self.kinds is None:
            return _part(values, self.months)
        if not self._kinds_by_month:
            self._kinds_by_month = _part(self.kinds, self.months)
        return (values.gather(kinds) for kinds in self._kinds_by_month)

    def spread_out(self, names: Mapping[str, str]) -> pl.DataFrame:
        """Return columns under other names, with a row for each row under evaluation."""
        found = self.frame.select(pl.col(made).alias(name) for name, made in names.items())
        return found if self.kinds is None else found[self.kinds]

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
        if self.frame.height >= LARGE:
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


def _by_unit(months: list[pl.Series]) -> pl.Series:
    """Return columns of some months, by unit, as one column by unit and month."""
    if len(months) == 1:
        return months[0]
    units, count = len(months[0]), len(months)
    row = pl.int_range(units * count, eager=True)
    return pl.concat(months).gather(row % count * units + row // count)


def _are_among(units: pl.Series, some: pl.Series) -> pl.Series:
    return units.is_in(some.unique().implode())


def written_out(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with columns that came of literals written out; others are not copied.

    Polars 2.1 compares a literal with such a column as if both had one row, and then refuses.
    """
    return pl.DataFrame(frame.get_columns())


def put(series: pl.Series, rows: pl.Series, values: Sequence[Fraction | int | None]) -> pl.Series:
    """Return the series with other values in some rows."""
    return series.clone().scatter(rows, pl.Series(values, dtype=series.dtype))


def count_in(
    unit: Fraction, values: list[by_fractions.Value], bound: int
) -> tuple[list[int | None], list[int | None]]:
    """Return the floors and ceilings of exact values counted in units.

    Raises:
        TooLarge: one passes the bound of its column.
    """
    floors: list[int | None] = []
    ceilings: list[int | None] = []
    for value in values:
        if value is None:
            floors.append(None)
            ceilings.append(None)
            continue
        top, bottom = value.numerator * unit.denominator, value.denominator * unit.numerator
        if abs(top) > bound * bottom:
            raise TooLarge(abs(top) // bottom)
        floors.append(top // bottom)
        ceilings.append(-(-top // bottom))
    return floors, ceilings
