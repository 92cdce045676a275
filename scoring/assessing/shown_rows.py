"""The rows of a part that are shown, of which like ones are written once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scoring.assessing.ledger_rows import KEYS
from scoring.assessing.outputs import to_schema
from scoring.terms.found import Found


@dataclass(frozen=True)
class ShownRows:
    """Units as of months, and the outputs of each."""

    keys: pl.DataFrame
    """`unit_id` and `as_of` of each row."""
    found: Found

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The keys and outputs of all rows."""
        return self.keys.hstack(self.found.spread_out())

    def write(self, schema: pl.Schema, own: Mapping[str, pl.Expr], where: pl.Expr) -> pl.DataFrame:
        """Return the rows where a condition on the outputs holds, in a schema.

        `own`: expressions over the outputs, in place of the columns of their names.
        """
        table, kinds = self.found
        if kinds is None:
            return to_schema(self.frame.lazy().filter(where), schema, own)
        picked = table.select(where.fill_null(value=False)).to_series()
        if not picked.any():
            return schema.to_frame()
        nobody = dict.fromkeys(KEYS, pl.lit(None))
        written = to_schema(table.filter(picked), schema, {**own, **nobody}).drop(KEYS)
        keys = self._keys_in(schema)
        if not picked.all():
            kinds = pl.select(pl.when(picked).then(picked.cum_sum() - 1)).to_series().gather(kinds)
            keys = keys.filter(kinds.is_not_null())
            kinds = kinds.drop_nulls()
        same = [name for name, one in own.items() if not one.meta.root_names()]
        return keys.hstack(_spread(written, kinds, same)).select(schema.names())

    def _keys_in(self, schema: pl.Schema) -> pl.DataFrame:
        return self.keys.select(pl.col(name).cast(schema[name]) for name in KEYS)


def _spread(written: pl.DataFrame, kinds: pl.Series, same: Collection[str]) -> pl.DataFrame:
    """Return a row for each kind; `same`: the columns of one value."""
    if written.height == 1:
        same = written.columns
    columns = [
        one.new_from_index(0, len(kinds)) if one.name in same else one.gather(kinds)
        for one in written
    ]
    return pl.DataFrame(columns)
