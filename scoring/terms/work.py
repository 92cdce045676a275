"""The frame under evaluation, and what fractions decide in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress

import polars as pl

from scoring.terms import by_fractions
from scoring.terms.numbering import numbered
from scoring.terms.terms import OverUnits, Term
from scoring.terms.wholes import TooLarge


@dataclass
class Work:
    """The frame under evaluation: the columns it came with, and all that are there now."""

    source: pl.DataFrame
    frame: pl.DataFrame
    shown: pl.Series | None = None
    """Which rows of the source the frame still has; None: all."""
    beside: pl.DataFrame | None = None
    """Columns that only the shown rows have."""

    def narrow(self, as_ofs: Sequence[int]) -> None:
        """Keep only the rows as of some months."""
        self.shown = self.source["as_of"].is_in(list(as_ofs))
        self.frame = written_out(self.frame.filter(self.shown))

    def add(self, columns: Iterable[pl.Expr | pl.Series]) -> None:
        """Add columns to the frame."""
        self.frame = written_out(self.frame.with_columns(columns))

    def exactly(self, term: Term, doubt: pl.Series) -> tuple[pl.Series, list[by_fractions.Value]]:
        """Return the indices of the rows in doubt, and the term's values there."""
        source, everywhere = self._spread(doubt)
        chosen = self._concerned(term, everywhere)
        values = by_fractions.evaluate(source.filter(chosen), {"": term})[""]
        return doubt.arg_true(), list(compress(values, everywhere.filter(chosen)))

    def _spread(self, doubt: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
        """Return the source with all columns that terms read, and its rows in doubt."""
        if self.shown is None or len(doubt) == len(self.source):
            return self._join_beside(), doubt
        everywhere = pl.repeat(value=False, n=len(self.source), eager=True)
        return self._join_beside(), everywhere.scatter(self.shown.arg_true().filter(doubt), True)

    def _join_beside(self) -> pl.DataFrame:
        if self.beside is None or not self.beside.columns:
            return self.source
        keys = ["unit_id", "as_of"]
        shown = self.source.select(keys)
        shown = shown.filter(self.shown) if self.shown is not None else shown
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
