"""Worst and best case: the least and the most points that an indicator can end the year with."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from scoring.exact import MICRO_PER_CENT, Exact
from scoring.inputs import Inputs
from scoring.ledger import ScoredIndicator
from scoring.outcome import Outcome
from scoring.rules.rule import Rule

BOUND_SCHEMA = pl.Schema(
    {
        "as_of": pl.Int8(),
        "unit_id": pl.Int32(),
        "indicator_id": pl.String(),
        "worst": pl.Int64(),
        "best": pl.Int64(),
        "is_settled": pl.Boolean(),
    }
)
"""One row per as-of month, unit and indicator; points in hundredths. worst and best are NULL for a
veto, which has no points; best is also NULL if the points have no ceiling."""


def to_bounds(scored: Iterable[ScoredIndicator], context: pl.DataFrame) -> pl.DataFrame:
    """Return the bounds of every unit and as-of month; `context` is a result's frame."""
    return pl.concat(
        context.select(
            values.get(name, pl.col(name)).cast(dtype).alias(name)
            for name, dtype in BOUND_SCHEMA.items()
        )
        for item in scored
        for values in [_to_columns(item)]
    )


def _to_columns(item: ScoredIndicator) -> dict[str, pl.Expr]:
    worst, best = pl.lit(None), pl.lit(None)
    is_settled = ~item.may_change
    if item.indicator.part != "veto":
        worst, best = pl.col(item.column("worst")), pl.col(item.column("best"))
        is_settled = (worst == best).fill_null(False)
    indicator_id = pl.lit(item.indicator.id)
    return {"indicator_id": indicator_id, "worst": worst, "best": best, "is_settled": is_settled}


def find_bounds(
    full: int, rule: Rule, outcome: Outcome, inputs: Inputs, earned: pl.Expr
) -> tuple[pl.Expr, pl.Expr]:
    """Return the least and the most points that the year can end with, in hundredths.

    `full` is in millionths, `earned` the published figure. The rule gives the bounds that it
    knows. The others are 0 and the full points while a later month or an awaited form may change
    the figure, and the earned points after that.
    """
    is_open = rule.may_change(inputs)

    def publish(bound: Exact | None, otherwise: int) -> pl.Expr:
        if bound is None:
            return pl.when(is_open).then(otherwise).otherwise(earned)
        return earned if bound is outcome.earned else bound.published()

    return publish(outcome.worst, 0), publish(outcome.best, full // MICRO_PER_CENT)
