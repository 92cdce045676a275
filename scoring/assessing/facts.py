"""The facts of a scheme as the engine reads them: a frame of cells, dated rows, decisions.

SQL delivers cells and rows as they stand and knows no rule; sums, latest values and all else over
months are terms of the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

MARKED = -1
"""The code of 'yes' in a column of marks or faults: what it is worth, its clause says."""

OWN_SCALE = 10**6
"""Figures of the roster are integers of this many to one."""

POINT_SCALE = 100
"""Points, marks and faults in cells are integers of this many to a point."""


ADJUSTMENT_SCHEMA = pl.Schema(
    {
        "assessment_id": pl.String(),
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


class CellRef(NamedTuple):
    """A column of a form, of this year or of the year before."""

    form: str
    column: str
    last: bool = False

    @property
    def name(self) -> str:
        """The name of the frame's column, e.g. `jx1_progress.trainings`, `last:编制.基层`.

        Of a ledger, which has no column that is meant: its form's.
        """
        column = f".{self.column}" if self.column else ""
        return f"{'last:' if self.last else ''}{self.form}{column}"


@dataclass(frozen=True)
class Facts:
    """What is known of a scheme's units, as of the months 1 to M of its year."""

    frame: pl.DataFrame
    """One row per unit and as-of month, sorted by roster position, then month; every unit has all
    months 1 to M. Columns:
    - `unit_id`, `as_of`, `position`, `unit` and `kind`, `group` (text), `from_month`, `to_month`;
    - `in:<assessment>`: whether the unit is on an assessment's roster;
    - `own:<key>`: the roster's figure in that month, in millionths; NULL: none;
    - `<cell>` (CellRef.name): the value in the standing batch of that very month, NULL where blank
      or not there. Counts as they are; a tick or filing is 1 or 0; points are in hundredths; a mark
      is its points in hundredths, or MARKED; a fault is MARKED or 0; a quantity is an integer of
      10^decimals; a rate has its denominator in `<cell>:over` and is a fraction of 1;
    - `<cell>:day`: of a filing with a date, the day counted from the first of the month (1); NULL
      where it has none;
    - `<cell>:reported`: whether that month's standing batch has the column (the same for all
      units).
    - `<form>:reported`: of a ledger, whether that month's file is landed, even with no row in it.
    """
    rows: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """Form → its standing dated rows: `unit_id`, `date`, `month` (1-12 of the scheme's year; of the
    year before 0 and less), `batch_id`, `row_number`, and its columns (points in hundredths)."""
    adjustments: pl.DataFrame | None = None
    """The decisions that move points, in ADJUSTMENT_SCHEMA."""

    def list_decided(self, assessment_id: str) -> frozenset[str]:
        """Return the ids of the parts of an assessment on which decisions move points."""
        if self.adjustments is None:
            return frozenset()
        own = self.adjustments.filter(pl.col("assessment_id") == assessment_id)
        return frozenset(own.get_column("indicator_id").to_list())
