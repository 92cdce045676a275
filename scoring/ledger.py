"""Write the ledger: one line per unit × indicator × cause, with reason, clause and evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from scoring.exact import MICRO_PER_CENT
from scoring.months import one_month
from scoring.outcome import CountsTo, Line, Outcome
from scoring.scheme import Indicator
from scoring.wording import say

KEYS = ["as_of", "unit_id"]

LEDGER_SCHEMA = pl.Schema(
    {
        "as_of": pl.Int8(),
        "unit_id": pl.Int32(),
        "indicator_id": pl.String(),
        "line_number": pl.Int32(),
        "kind": pl.String(),
        "counts_to": pl.String(),
        "cause": pl.String(),
        "points": pl.Int64(),
        "reason": pl.String(),
        "clause": pl.String(),
        "months": pl.Int32(),
        "dataset_key": pl.String(),
        "columns": pl.List(pl.String()),
        "batch_id": pl.Int32(),
        "row_number": pl.Int32(),
    }
)
"""The ledger: one row per unit × indicator × cause; points in millionths."""

NO_LINES = LEDGER_SCHEMA.to_frame()
"""An empty ledger, created once, since most rounding lines are empty."""

AFTER_EVENTS = 1_000_000
"""Line number of the first adjustment, independent of the number of dated rows before it."""

FIGURES: tuple[CountsTo, ...] = ("earned", "lost", "pending")
BOUNDS = ("worst", "best")
"""The worst and best case of the year."""


@dataclass(frozen=True)
class ScoredIndicator:
    """One scored indicator: its outcome, and its published figures as expressions.

    `earned` reads the inputs' frame; `lost`, `worst` and `best` also read the earned column, and
    `pending` the earned and the lost column.
    """

    indicator: Indicator
    outcome: Outcome
    lines: tuple[Line, ...]
    earned: pl.Expr
    lost: pl.Expr
    pending: pl.Expr
    worst: pl.Expr
    best: pl.Expr
    """All figures are in hundredths of a point, before adjustments; a null `best`: no ceiling."""
    may_change: pl.Expr
    """Whether a later month or an awaited form may change the figure."""
    adjustments: pl.DataFrame | None = None
    """The lines (EVENT_SCHEMA) of decisions on objections."""

    def column(self, figure: str) -> str:
        """Return the name of a figure's column in the result's frame."""
        return column_name(self.indicator, figure)


def column_name(indicator: Indicator, figure: str) -> str:
    """Return the name of an indicator's figure in the result's frame."""
    return f"{indicator.id}:{figure}"


def write_lines(scored: Iterable[ScoredIndicator], context: pl.DataFrame) -> pl.DataFrame:
    """Return the ledger in LEDGER_SCHEMA; `context` is the result's frame."""
    parts = [NO_LINES]
    for item in scored:
        parts += _write_indicator(item, context)
    return pl.concat(parts)


def _write_indicator(scored: ScoredIndicator, context: pl.DataFrame) -> list[pl.DataFrame]:
    is_bonus = scored.indicator.part == "bonus"
    lines = [line for line in scored.lines if not is_bonus or line.counts_to == "earned"]
    amounts = context.select(
        line.points.cast(pl.Int64).fill_null(0).alias(str(number))
        for number, line in enumerate(lines)
    )
    parts = [
        _write_line(scored, line, context, amounts.get_column(str(number)), number)
        for number, line in enumerate(lines)
    ]
    number = len(lines)
    if scored.indicator.part != "veto":
        for counts_to in FIGURES[:1] if is_bonus else FIGURES:
            names = [str(i) for i, line in enumerate(lines) if line.counts_to == counts_to]
            rounding = _rounding(scored, context, amounts.select(names), counts_to)
            parts.append(_write_line(scored, _rounding_line(counts_to), context, rounding, number))
            number += 1
    if (events := scored.outcome.event_lines) is not None:
        parts.append(_write_events(scored, events, scored.outcome.event_columns, context, number))
    if scored.adjustments is not None:
        parts.append(_write_events(scored, scored.adjustments, (), context, AFTER_EVENTS))
    return parts


def _rounding_line(counts_to: CountsTo) -> Line:
    return Line("rounding", counts_to, "rounding", pl.lit(0), say("四舍五入到两位小数"))


def _rounding(
    scored: ScoredIndicator, context: pl.DataFrame, amounts: pl.DataFrame, counts_to: CountsTo
) -> pl.Series:
    """Return a published figure minus the sum of its lines, in millionths (|points| ≤ 0.01)."""
    difference = context.get_column(scored.column(counts_to)) * MICRO_PER_CENT
    for amount in amounts:
        difference = difference - amount
    for events in (scored.outcome.event_lines, scored.adjustments):
        if events is not None:
            difference = difference - _sum_events(events, context, counts_to)
    return difference


def _sum_events(events: pl.DataFrame, context: pl.DataFrame, counts_to: CountsTo) -> pl.Series:
    counted = events.filter(pl.col("counts_to") == counts_to)
    sums = counted.group_by(KEYS).agg(pl.col("points").sum())
    joined = context.select(KEYS).join(sums, on=KEYS, how="left", maintain_order="left")
    return joined.get_column("points").fill_null(0)


def _write_line(
    scored: ScoredIndicator, line: Line, context: pl.DataFrame, points: pl.Series, number: int
) -> pl.DataFrame:
    """Return a line's rows for every unit and as-of month with points other than 0."""
    has_points = points != 0
    if not has_points.any():  # saves filtering the frame for most rounding lines
        return NO_LINES
    kind, counts_to = pl.lit(line.kind), pl.lit(line.counts_to)
    if scored.indicator.part == "bonus":
        kind = pl.lit("bonus" if line.kind == "earned" else line.kind)
        counts_to = _count_bonus_to(pl.lit(line.counts_to))
    return _to_ledger(
        context.filter(has_points),
        scored.indicator,
        line.columns,
        points=pl.lit(points.filter(has_points)),
        line_number=pl.lit(number),
        kind=kind,
        counts_to=counts_to,
        cause=pl.lit(line.cause),
        reason=line.reason,
        months=line.months.fill_null(0),
        batch_id=pl.lit(None),
        row_number=pl.lit(None),
    )


def _write_events(
    scored: ScoredIndicator,
    events: pl.DataFrame,
    columns: tuple[str, ...],
    context: pl.DataFrame,
    first_number: int,
) -> pl.DataFrame:
    """Return one line per event, numbered from `first_number` for each unit and as-of month."""
    is_bonus = scored.indicator.part == "bonus"
    flags = ["bonus_counts"] if is_bonus else []
    rows = events.join(
        context.select(*KEYS, *flags), on=KEYS, how="inner", maintain_order="left"
    ).sort(*KEYS, "month", "batch_id", "row_number", maintain_order=True)
    in_year = pl.when(pl.col("month") >= 1).then(pl.col("month"))
    return _to_ledger(
        rows,
        scored.indicator,
        columns,
        line_number=pl.int_range(pl.len()).over(KEYS) + first_number,
        counts_to=_count_bonus_to(pl.col("counts_to")) if is_bonus else pl.col("counts_to"),
        months=one_month(in_year),
    )


def _to_ledger(
    rows: pl.DataFrame, indicator: Indicator, columns: tuple[str, ...], **own: pl.Expr
) -> pl.DataFrame:
    """Return rows in LEDGER_SCHEMA: `own` and the indicator's columns replace those of the rows."""
    values = own | {
        "indicator_id": pl.lit(indicator.id),
        "clause": pl.lit(indicator.clause),
        "dataset_key": pl.lit(columns[0].split(".")[0] if columns else None, pl.String),
        "columns": pl.lit([ref.split(".")[1] for ref in columns], pl.List(pl.String)),
    }
    return rows.select(
        values.get(name, pl.col(name)).cast(dtype).alias(name)
        for name, dtype in LEDGER_SCHEMA.items()
    )


def _count_bonus_to(counts_to: pl.Expr) -> pl.Expr:
    """Return what a bonus line counts to: `none` unless the bonus counts."""
    return pl.when(pl.col("bonus_counts")).then(counts_to).otherwise(pl.lit("none"))
