"""What an evaluation found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl


class Found(NamedTuple):
    """Outputs of rows, of which like ones are computed once."""

    table: pl.DataFrame
    """The outputs, one row for each kind of rows."""
    kinds: pl.Series | None
    """The kind of each row; None: each is its own."""

    def spread_out(self) -> pl.DataFrame:
        """Return the outputs, one row for each row."""
        return self.table if self.kinds is None else self.table[self.kinds]

    def pick(self, names: Sequence[str]) -> pl.DataFrame:
        """Return some outputs, one row for each row."""
        return Found(self.table.select(names), self.kinds).spread_out()

    def filter(self, are_kept: pl.Series) -> Found:
        """Return some of the rows."""
        if self.kinds is None:
            return Found(self.table.filter(are_kept), None)
        return Found(self.table, self.kinds.filter(are_kept))
