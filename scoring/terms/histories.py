"""What the units' months hold, numbered, so that like months are computed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from scoring.terms import alike

LIMIT = 1 << 16
"""How many combinations of columns are counted in one month, before gaps are closed."""


FIRST_UNITS = 100
UNITS = 1_000_000
MONTHS = 12


class Codes(NamedTuple):
    """The values of a month by unit, numbered from 0; None: all units have the same."""

    numbers: pl.Series | None
    size: int


class Kinds(NamedTuple):
    """The kinds of units in a month or block, numbered from 0, and the place of a unit of each."""

    codes: Codes
    units: pl.Series


@dataclass(frozen=True)
class Histories:
    """A frame of units and months in their order, whose columns are numbered when asked for."""

    frame: pl.DataFrame
    months: int
    called: Mapping[str, str] = field(default_factory=dict)
    """The frame's columns by the names they are asked for under, where these are others."""
    _codes: dict[tuple[int, str], Codes | None] = field(default_factory=dict)
    _known: dict[str, dict[int, pl.Series]] = field(default_factory=dict)
    """Columns' values by month, where these are found together."""

    @property
    def units(self) -> int:
        """The number of units."""
        return self.frame.height // max(1, self.months)

    def pick(self, frame: pl.DataFrame, asked: Sequence[int]) -> pl.DataFrame:
        """Return a frame's rows of some of the months; the frame has this one's rows."""
        if len(asked) == 1 and asked[0] in range(1, self.months + 1):
            return frame.gather_every(self.months, asked[0] - 1)
        return frame.filter(pl.col("as_of").is_in(asked))

    def of_month(self, name: str, month: int) -> Codes | None:
        """Return a column's values in a month, numbered; None: these are too many."""
        name = self.called.get(name, name)
        if name not in self._known:
            self._known[name] = _find_known(self.frame.get_column(name), self.months)
        if (month, name) not in self._codes:
            values = self._known[name].get(month)
            if values is None:
                values = self.frame.get_column(name).gather_every(self.months, month - 1)
            self._codes[month, name] = _number(values)
        return self._codes[month, name]

    def find_kinds(
        self, names: Iterable[str], month: int, more: Codes | None = None
    ) -> Kinds | None:
        """Return the kinds of units by some columns of a month; None: these are too many.

        `more`: kinds that are told apart besides.
        """
        codes = [self.of_month(name, month) for name in names]
        joined = _join([more or Codes(None, 1), *codes])
        if joined is None:
            return None
        if joined.numbers is None:
            return Kinds(joined, pl.Series([0], dtype=pl.UInt32))
        numbers, size, units = alike.close_gaps(joined.numbers, joined.size)
        return Kinds(Codes(numbers, size), units) if size * alike.FEWER <= self.units else None


def read_histories(frame: pl.DataFrame) -> Histories:
    """Return a frame with its rows tested: sorted by unit, then month, each month from 1 on.

    Raises:
        ValueError: they are not.
    """
    month, unit = pl.col("as_of"), pl.col("unit_id")
    follows = (month == month.shift(1) + 1) & (unit == unit.shift(1))
    in_order = ((month == 1) | follows.fill_null(value=False)) & (month <= MONTHS)
    is_sorted, units, months = frame.select(
        sorted=in_order.all(), units=(month == 1).sum(), months=month.max()
    ).row(0)
    if not is_sorted:
        raise ValueError("rows are not sorted by unit and month, with each month from 1 on")
    if units > UNITS:
        raise ValueError(f"more than {UNITS} units")
    if (months or 0) * units != frame.height:
        raise ValueError("units have different months")
    return Histories(frame, months or 0)


def _find_known(values: pl.Series, months: int) -> dict[int, pl.Series]:
    """Return the values of all months, if a column has values (or is True) in a few months only.

    Otherwise {}: its months are better taken one by one. The first units tell which months are
    filled; that there are no others, their counts tell.
    """
    first = values.head(months * FIRST_UNITS)
    filled = [
        month
        for month in range(1, months + 1)
        if _count_filled(first.gather_every(months, month - 1), values)
    ]
    if len(filled) * 2 > months:
        return {}
    found = {month: values.gather_every(months, month - 1) for month in filled}
    if sum(_count_filled(one, values) for one in found.values()) < _count_filled(values, values):
        return {}
    empty = pl.Series([None if values.null_count() else False], dtype=values.dtype)
    return {month: found.get(month, empty) for month in range(1, months + 1)}


def _count_filled(values: pl.Series, whole: pl.Series) -> int:
    """Return how many values are not null; of a Boolean without any null, how many are True."""
    if whole.dtype == pl.Boolean and not whole.null_count():
        return int(values.sum())
    return len(values) - values.null_count()


def _number(values: pl.Series) -> Codes | None:
    """Return values counted from 0; null is 0, too, and the others count from 1 then."""
    is_narrow = values.dtype.is_integer() and values.dtype != pl.Int128
    if not is_narrow and values.dtype != pl.Boolean:
        return None
    low, high = values.min(), values.max()
    if low is None or (low == high and not values.null_count()):
        return Codes(None, 1)
    has_nulls = bool(values.null_count())
    first = int(low) - has_nulls  # type: ignore[arg-type]
    count = int(high) + 1 - first  # type: ignore[arg-type]
    if count > LIMIT:
        return None
    place = (pl.lit(values).cast(pl.Int64) - first).cast(pl.UInt32)
    return Codes(pl.select(place.fill_null(0) if has_nulls else place).to_series(), count)


def _join(codes: Sequence[Codes | None]) -> Codes | None:
    """Return the combinations of several numbers; None: these are too many."""
    numbers, size = None, 1
    for one in codes:
        if one is None or size * one.size > LIMIT:
            return None
        if one.numbers is not None:
            numbers = one.numbers if numbers is None else numbers * one.size + one.numbers
            size *= one.size
    return Codes(numbers, size)
