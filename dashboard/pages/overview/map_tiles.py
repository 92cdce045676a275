"""The tiles of the heat map of 总览: what each says, how deep its colour is, how it is sorted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from dashboard.shell.assessment_words import VetoWords
from dashboard.widgets.matrix import Tile
from documents.wording import (
    BLANK,
    describe_change,
    describe_lost,
    format_percent,
    format_points,
)
from scoring.outline import AssessmentOutline

Measure = Literal["rate", "total", "rank"]

MEASURES: dict[Measure, str] = {"rate": "得分率", "total": "总分", "rank": "名次"}
NOT_CONCERNED = Tile("", "", 0, "该单位不参加本项")
WAITING = Tile("待", "pending")
VETOED = Tile("✕", "missing")
FULL_RATE = Decimal(100)
FAINTEST = 12
"""The least level (0–100) of what is below the best, so that a small difference is visible."""

_DEEPER = (Tile("87.50%", "lost", 40), "得分率，颜色越深越低（暂失计作失分）")
_MOVES = (Tile("▼1.00", "quiet"), "较上月多失1.00分；▲为减少")
_OPEN = (Tile("待", "pending"), "尚无判定数据")
LEGEND = {
    "rate": (_DEEPER, _MOVES, _OPEN),
    "total": ((Tile("87.50", "lost", 40), "总分，颜色越深得分率越低"), _MOVES, _OPEN),
    "rank": (
        (Tile("12", "lost", 40), "名次，颜色越深越靠后"),
        (Tile("▲2", "quiet"), "较上月上升2位；两个月不可比的不标"),
        _OPEN,
    ),
    "parts": (_DEEPER, _MOVES, _OPEN),
}


def make_tile(
    row: Mapping[str, Any],
    measure: Measure,
    move: Mapping[str, Any] | None,
    worst: Decimal | None,
) -> Tile:
    """Return a unit's tile in an assessment.

    `row` is of the leaderboard, `move` of the comparison with the month before (None: none);
    `worst` gets the deepest colour (None: no colour).
    """
    if row["is_vetoed"]:
        return VETOED
    if row["rank"] is None:
        return WAITING
    if measure == "rank":
        note = describe_change(row["rank"], move["previous_rank"]).strip(BLANK) if move else ""
        level = _scale(Decimal(row["rank"] - 1), worst - 1) if worst else 0
        return Tile(str(row["rank"]), "lost", level, note=note, order=-row["rank"])
    level = _scale(FULL_RATE - row["rate"], FULL_RATE - worst) if worst is not None else 0
    text, order = (
        (format_percent(row["rate"]), row["rate"])
        if measure == "rate"
        else (format_points(row["total"]), row["total"])
    )
    return Tile(text, "lost", level, note=_describe_move(move), order=float(order))


def make_total_tile(row: Mapping[str, Any], move: Mapping[str, Any] | None) -> Tile:
    """Return a unit's total, which the notice gives; without colour."""
    tile = make_tile(row, "total", move, None)
    return tile if tile in {VETOED, WAITING} else tile._replace(tone="")


def make_part_tile(row: Mapping[str, Any], worst: Decimal) -> Tile:
    """Return a unit's tile in a part: its score rate, or the points of an addition."""
    if not row["has_full"]:
        text = format_points(row["earned"]) if row["earned"] else "·"
        return Tile(text, "" if row["earned"] else "quiet", order=float(row["earned"]))
    if row["rate"] is None:
        return WAITING
    level = _scale(FULL_RATE - row["rate"], FULL_RATE - worst)
    said = (
        f"得分{format_points(row['earned'])}，满分{format_points(row['full'])}，"
        f"待定{format_points(row['pending'])}"
    )
    return Tile(format_percent(row["rate"]), "lost", level, said, order=float(row["rate"]))


def describe_unit(
    row: Mapping[str, Any], assessment: AssessmentOutline, words: VetoWords, *, has_data: bool
) -> str:
    """Return the whole of a unit's figures in an assessment, as a tile's help."""
    opening = f"{row['unit']} · {assessment.title}："
    if not has_data:
        return f"{opening}本月未报"
    if row["is_vetoed"]:
        return f"{opening}已{words.passive}，不再计分"
    if row["rank"] is None:
        return f"{opening}尚无判定数据"
    return (
        f"{opening}第{row['rank']}名，总分{format_points(row['total'])}，"
        f"得分率{format_percent(row['rate'])}，"
        f"失分{describe_lost(row['lost'], row['provisional_lost'])}，"
        f"待定{format_points(row['pending'])}"
    )


def _describe_move(move: Mapping[str, Any] | None) -> str:
    """Return how many points more (▼) or fewer (▲) were lost than the month before."""
    change = move["lost_change"] if move else None
    if not change:
        return ""
    return f"▼{change:.2f}" if change > 0 else f"▲{-change:.2f}"


def _scale(part: Decimal, whole: Decimal) -> int:
    """Return the depth of a tile's colour, 0–100."""
    if part <= 0 or whole <= 0:
        return 0
    return max(FAINTEST, min(100, round(part / whole * 100)))
