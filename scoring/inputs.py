"""The inputs of the rules: one row per (as-of month, unit), one integer column per input.

The warehouse builds these frames from SQL views generated from the `Need`s; rules declare their
needs and read nothing else. All values are integers: plain counts, points in hundredths, rates as
two integers, marks and faults as below, months as masks (scoring/months.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import polars as pl
from pydantic import StringConstraints

from scoring.dataset import ColumnType
from scoring.months import WHOLE_YEAR, one_month

ColumnRef = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
"""A column of a dataset, e.g. `jx1_progress.column_posts`."""

FULL_MARK = -1
"""The code of a mark of 'yes' or a fault of 'no': the full points, whatever they are."""

InputForm = Literal[
    "latest",  # the latest non-blank value; `.month` of it; a rate: `.num` and `.den`
    "mean",  # `.sum` and `.n` of the non-blank values, `.months` that have one
    "total",  # the sum over the months of the mask `argument`
    "total_with",  # the sum over months in which the column `other` is reported too
    "met",  # mask of the months with a value ≥ `argument`
    "filed_by",  # mask of the months filed by day `argument` (0: filed at all)
    "by_month",  # twelve columns, `.m1` … `.m12`
]


@dataclass(frozen=True)
class Need:
    """One input of a rule: a dataset's column, and how its months are aggregated."""

    ref: str
    form: InputForm
    types: tuple[ColumnType, ...]
    """The column types that the rule can read."""
    argument: int = 0
    other: str | None = None

    @property
    def dataset(self) -> str:
        """The dataset's key."""
        return self.ref.split(".")[0]

    @property
    def column(self) -> str:
        """The column's key."""
        return self.ref.split(".")[1]

    @property
    def name(self) -> str:
        """The common prefix of the input's columns in the frame."""
        suffix = f"_{self.argument}" if self.argument else ""
        beside = f"_{self.other.split('.')[1]}" if self.other else ""
        return f"{self.ref}.{self.form}{suffix}{beside}"

    def col(self, part: str = "") -> pl.Expr:
        """Return the input, or a part of it such as `num`, as an expression."""
        return pl.col(f"{self.name}.{part}" if part else self.name)


@dataclass(frozen=True)
class LedgerColumn:
    """A column of a dated ledger that a rule reads row by row."""

    ref: str
    types: tuple[ColumnType, ...]
    """The column types that the rule can read."""
    values: tuple[str, ...] = ()
    """The values of a choice column that the rule names."""
    names_every_value: bool = False
    """Whether the rule must name each value that the form can hold, as a list of points must."""
    is_compared: bool = False
    """Whether rows with equal texts belong together, so that the form must fold its texts."""

    @property
    def dataset(self) -> str:
        """The dataset's key."""
        return self.ref.split(".")[0]

    @property
    def column(self) -> str:
        """The column's key."""
        return self.ref.split(".")[1]


def total(ref: str, mask: int = WHOLE_YEAR) -> Need:
    """Return the need for the sum of a monthly count over the months of a mask."""
    return Need(ref, "total", ("count",), argument=mask)


def reported(ref: str) -> pl.Expr:
    """Return the mask of the months, up to the as-of month, in which a column is reported."""
    return pl.col(f"{ref}.reported")


def attribute(key: str) -> pl.Expr:
    """Return each unit's value of a roster attribute."""
    return pl.col(f"unit.{key}")


ADJUSTMENT_SCHEMA = pl.Schema(
    {
        "unit_id": pl.Int32(),
        "indicator_id": pl.String(),
        "from_month": pl.Int32(),
        "points": pl.Int64(),
        "reason": pl.String(),
        "objection_id": pl.Int32(),
        "batch_id": pl.Int32(),
    }
)
"""Points in hundredths to move from lost to earned (negative: back) from an as-of month on."""


@dataclass(frozen=True)
class Inputs:
    """The facts of one assessment."""

    year: int
    frame: pl.DataFrame
    """One row per (as_of, unit_id), ordered by as_of and roster position, with `position`, every
    need's columns, `<ref>.reported` masks and `unit.<attribute>`."""
    events: dict[str, pl.DataFrame] = field(default_factory=dict)
    """Dataset → dated rows (unit_id, date, month, batch_id, row_number, the columns) of the
    standing ledgers, independent of the as-of month."""
    adjustments: pl.DataFrame = field(default_factory=ADJUSTMENT_SCHEMA.to_frame)
    """One row per standing decision that moves points, in ADJUSTMENT_SCHEMA."""
    due: Mapping[str, int] = field(default_factory=dict)
    """Dataset → mask of the months whose form is due; a dataset not listed is due every month. 0 is
    an inspection, which belongs to no month and may come until the year ends."""

    def awaited(self, ref: str) -> pl.Expr:
        """Return the mask of the months whose form may still provide a column's figures."""
        due = self.due.get(ref.split(".", maxsplit=1)[0], WHOLE_YEAR)
        if due == 0:
            # The months after as_of: 2^12 minus twice the month's bit sets all higher bits.
            return WHOLE_YEAR + 1 - 2 * one_month(pl.col("as_of"))
        return due & ~reported(ref)

    def may_replace(self, need: Need) -> pl.Expr:
        """Return whether a later month or an awaited form may replace the present figure."""
        awaited = self.awaited(need.ref)
        if need.form != "latest":
            return awaited != 0
        # Only a later month than that of the latest value can replace it. As masks: `awaited` has a
        # bit above the month's if it is at least twice the month's bit.
        return awaited >= pl.max_horizontal(2 * one_month(need.col("month")), 1)

    def may_change(self, need: Need) -> pl.Expr:
        """Return `may_replace`, or for an inspection also whether its first value is awaited."""
        if self.due.get(need.dataset, WHOLE_YEAR) == 0 and need.form == "latest":
            return self.may_replace(need) | need.col("month").is_null()
        return self.may_replace(need)
