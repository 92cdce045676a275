"""Plans for columns of some names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from scoring.terms.found import Found
from scoring.terms.histories import Histories, read_histories
from scoring.terms.levels import ALL_MONTHS
from scoring.terms.numbering import called, column_at
from scoring.terms.plan import Plan


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

    def run(self, frame: pl.DataFrame, as_ofs: Sequence[int] | None = None) -> pl.DataFrame:
        """Make the outputs of a frame's rows: of all, or as of some months.

        Raises:
            ValueError: a row of the frame is not what the terms say of it.
        """
        return self.run_asked(frame, read_histories(frame), as_ofs).spread_out()

    def run_asked(
        self,
        frame: pl.DataFrame,
        histories: Histories,
        as_ofs: Sequence[int] | None,
        beside: pl.DataFrame | None = None,
    ) -> Found:
        """Make the outputs on a frame as of some months, as `Plan.run` does."""
        kept = [name for name in self.plan.read if not name.startswith("column ")]
        more = None if beside is None else self._pick(beside, [])
        own = {column_at(place): name for place, name in enumerate(self.names)}
        with called(self.names):
            return self.plan.run(
                self._pick(frame, kept), replace(histories, called=own), as_ofs, more
            )

    def _pick(self, frame: pl.DataFrame, kept: Sequence[str]) -> pl.DataFrame:
        """Return the columns that the plan reads, called by their places."""
        there = set(frame.columns)
        picked = [
            frame.get_column(name).alias(column_at(place))
            for place, name in enumerate(self.names)
            if name in there
        ]
        return pl.DataFrame([*(frame.get_column(name) for name in kept), *picked])
