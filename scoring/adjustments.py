"""Adjustments decided on objections: points moved between lost and earned, as separate lines.

Adjustments do not change a rule's result: an indicator is scored by its rule, and then points are
moved as decided. At most the lost, or the earned, points are moved, and never pending ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from scoring.exact import MICRO_PER_CENT
from scoring.ledger import KEYS, ScoredIndicator
from scoring.outcome import EVENT_SCHEMA
from scoring.wording import format_points, say

PER_POINT = 100
"""Decisions, like published figures, are in hundredths of a point."""


def adjust(
    scored: Sequence[ScoredIndicator], frame: pl.DataFrame, adjustments: pl.DataFrame
) -> tuple[tuple[ScoredIndicator, ...], pl.DataFrame]:
    """Return the indicators with their adjustments' lines, and the frame with the moved figures.

    `adjustments` are in ADJUSTMENT_SCHEMA; those of an indicator or a unit that the scheme no
    longer has are left out.
    """
    adjusted = []
    for item in scored:
        decided = adjustments.filter(pl.col("indicator_id") == item.indicator.id)
        if item.indicator.part == "veto" or decided.is_empty():
            adjusted.append(item)
            continue
        frame, lines = _adjust_indicator(item, frame, decided)
        adjusted.append(replace(item, adjustments=lines))
    return tuple(adjusted), frame


def _adjust_indicator(
    scored: ScoredIndicator, frame: pl.DataFrame, decided: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the frame with one indicator's figures moved, and the lines that explain it."""
    earned, lost = scored.column("earned"), scored.column("lost")
    is_bonus = scored.indicator.part == "bonus"
    full = int(scored.indicator.full * PER_POINT)
    # A bonus that is not earned is not lost, so its limit is what it can still give.
    room = (full - pl.col(earned)).clip(0) if is_bonus else pl.col(lost)
    seen = frame.select(KEYS).join(decided, on="unit_id", how="inner", maintain_order="left")
    seen = seen.filter(pl.col("from_month") <= pl.col("as_of"))
    sums = seen.group_by(KEYS).agg(requested=pl.col("points").sum())
    frame = frame.join(sums, on=KEYS, how="left", maintain_order="left")
    frame = frame.with_columns(moved=pl.col("requested").fill_null(0).clip(-pl.col(earned), room))
    lines = [_to_decided_lines(seen), _to_limit_lines(frame)]
    if not is_bonus:
        lines += [_to_lost_lines(part) for part in lines]
        frame = frame.with_columns(pl.col(lost) - pl.col("moved"))
    frame = frame.with_columns(*_move_bounds(scored, full, is_bonus=is_bonus))
    frame = frame.with_columns(pl.col(earned) + pl.col("moved")).drop("requested", "moved")
    return frame, pl.concat(lines)


def _move_bounds(scored: ScoredIndicator, full: int, *, is_bonus: bool) -> tuple[pl.Expr, pl.Expr]:
    """Return an indicator's worst and best case after the decisions, before its points are moved.

    While the figure is open, the worst case counts no points given back: what is lost now may be
    pending or earned later, and only lost points can be given back.
    """
    requested = pl.col("requested").fill_null(0)
    worst, best = pl.col(scored.column("worst")), pl.col(scored.column("best"))
    certain = requested if is_bonus else pl.min_horizontal(requested, 0)
    is_settled = (worst == best).fill_null(False)

    def move(bound: pl.Expr, points: pl.Expr, name: str) -> pl.Expr:
        ceiling = pl.max_horizontal(bound, full)  # a bound above the full points stays there
        moved = pl.min_horizontal((bound + points).clip(0), ceiling)
        moved = pl.when(is_settled).then(bound + pl.col("moved")).otherwise(moved)
        return pl.when(bound.is_not_null()).then(moved).alias(scored.column(name))

    return move(worst, certain, "worst"), move(best, requested, "best")


def _to_decided_lines(seen: pl.DataFrame) -> pl.DataFrame:
    points = pl.col("points") * MICRO_PER_CENT
    act = pl.when(points > 0).then(pl.lit("加回")).otherwise(pl.lit("扣减"))
    reason = say(
        "复核第{}号决定{}{}分：{}",
        pl.col("objection_id").cast(pl.String),
        act,
        format_points(points.abs()),
        pl.col("reason"),
    )
    return _to_lines(seen, "adjustment", "adjustment", points, reason)


def _to_limit_lines(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that cut decisions down to the points that there still are."""
    over = pl.col("moved") - pl.col("requested")
    rows = frame.filter(over != 0).with_columns(from_month=None, batch_id=None)
    reason = (
        pl.when(over < 0).then(pl.lit("复核调整以满分为限")).otherwise(pl.lit("复核调整扣完为止"))
    )
    return _to_lines(rows, "limit", "adjustment_limit", over * MICRO_PER_CENT, reason)


def _to_lines(
    rows: pl.DataFrame, kind: str, cause: str, points: pl.Expr, reason: pl.Expr
) -> pl.DataFrame:
    return rows.select(
        "as_of",
        "unit_id",
        kind=pl.lit(kind),
        counts_to=pl.lit("earned"),
        cause=pl.lit(cause),
        points=points,
        reason=reason,
        batch_id=pl.col("batch_id"),
        row_number=pl.lit(None),
        month=pl.col("from_month"),
    ).select(pl.col(name).cast(dtype) for name, dtype in EVENT_SCHEMA.items())


def _to_lost_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the counterparts of lines on the lost points, with the opposite sign."""
    return lines.with_columns(counts_to=pl.lit("lost"), points=-pl.col("points"))
