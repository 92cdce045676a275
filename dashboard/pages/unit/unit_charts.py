"""The charts of a unit: from full points to its score, and its months."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from documents.charts.grammar import Rows, Spec, colour_by, compose, configure_axis, name_axis, tell
from documents.charts.palette import Palette
from documents.wording import BLANK, PROVISIONAL_LOST, format_points
from scoring.scheme import Assessment

STEP_PIXELS = 27
FIGURE_PIXELS = 58
"""What the figure beside the longest bar needs, on a phone as on a wide screen."""


def draw_waterfall(
    indicators: pl.DataFrame, assessment: Assessment, total: Decimal | None, colours: Palette
) -> Spec:
    """Draw the way from full points down to the score, indicator by indicator; bonus goes up.

    The scale starts at zero: a bar is as long as its points.
    """
    rows = list_steps(indicators, assessment, total)
    highest = max(row["high"] for row in rows)
    meanings = {
        step: colour
        for step, colour in (
            ("满分", colours.median),
            ("失分", colours.lost),
            (PROVISIONAL_LOST, colours.lost_light),
            ("待定", colours.pending),
            ("加分", colours.bonus),
            ("得分", colours.earned),
        )
        if any(row["step"] == step for row in rows)
    }
    return compose(
        colours,
        rows,
        height={"step": STEP_PIXELS},
        padding={"left": 4, "top": 4, "right": FIGURE_PIXELS, "bottom": 4},
        encoding={"y": name_axis("label", [row["label"] for row in rows])},
        layer=[
            {
                "mark": {"type": "bar", "height": 16, "stroke": colours.quiet, "strokeWidth": 0.6},
                "encoding": {
                    "x": {
                        "field": "low",
                        "type": "quantitative",
                        "title": None,
                        "scale": {"domain": [0, highest], "nice": False},
                        "axis": {"orient": "top", "domain": False, "tickCount": 5},
                    },
                    "x2": {"field": "high"},
                    "color": colour_by("step", meanings, legend="bottom"),
                    "tooltip": tell(("label", "指标"), ("step", "变化"), ("text", "分值")),
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5},
                "encoding": {
                    "x": {"field": "high", "type": "quantitative"},
                    "text": {"field": "text"},
                },
            },
        ],
    )


def list_steps(indicators: pl.DataFrame, assessment: Assessment, total: Decimal | None) -> Rows:
    """Return the steps of the waterfall: full, what is lost, what is pending, bonus, the score.

    What is lost and may come back is a step of its own, after what is lost for good.
    """
    steps = [_step("满分", "满分", Decimal(0), assessment.full, str(assessment.full))]
    level = assessment.full
    scored = indicators.filter(pl.col("part").is_in(["score", "key"]))
    certain = scored.with_columns(lost=pl.col("lost") - pl.col("provisional_lost"))
    accounts = (("失分", "lost"), (PROVISIONAL_LOST, "provisional_lost"), ("待定", "pending"))
    for step, key in accounts:
        for row in certain.iter_rows(named=True):
            points = row[key]
            if points:
                name = f"{row['indicator']} {row['name']}"
                label = name if step == "失分" else f"{name}（{step}）"
                steps.append(_step(label, step, level - points, level, f"−{points}"))
                level -= points
    extra = sum((r["earned"] - r["full"] for r in _beyond(scored)), Decimal(0))
    if extra:
        steps.append(_step("超额加分", "加分", level, level + extra, f"+{extra}"))
        level += extra
    if total is not None and assessment.has_bonus and total > level:
        for row in indicators.filter(pl.col("part") == "bonus").iter_rows(named=True):
            if row["earned"]:
                name = f"{row['indicator']} {row['name']}"
                points = row["earned"]
                steps.append(_step(name, "加分", level, level + points, f"+{points}"))
                level += points
    steps.append(_step("得分", "得分", Decimal(0), level, str(level)))
    return steps


def draw_history(history: pl.DataFrame, unit: str, group: str, colours: Palette) -> Spec:
    """Draw a unit's months as a line against the median and the best of its group."""
    names = {"total": unit, "median": f"{group}中位数", "best": f"{group}最高"}
    rows = [
        {
            "month": f"{row['month']}月",
            "line": name,
            "points": float(row[key]),
            "text": format_points(row[key]),
            "rank": str(row["rank"] or BLANK) if key == "total" else BLANK,
        }
        for row in history.iter_rows(named=True)
        for key, name in names.items()
        if row[key] is not None
    ]
    meanings = dict(
        zip(names.values(), (colours.earned, colours.median, colours.bonus), strict=True)
    )
    dashes = {"domain": list(meanings), "range": [[1, 0], [4, 3], [1, 2]]}
    return compose(
        colours,
        rows,
        height=280,
        encoding={
            "x": {
                "field": "month",
                "type": "ordinal",
                "title": None,
                "scale": {"domain": [f"{number}月" for number in range(1, 13)]},
                "axis": configure_axis(labelAngle=0),
            },
            "y": {
                "field": "points",
                "type": "quantitative",
                "title": None,
                "axis": {"tickCount": 5, "domain": False, "ticks": False},
            },
            "color": colour_by("line", meanings, legend="top"),
            "tooltip": tell(
                ("month", "月份"), ("line", "对象"), ("text", "分值"), ("rank", "名次")
            ),
        },
        layer=[
            {
                "mark": {"type": "line", "strokeWidth": 2.2},
                "encoding": {
                    "strokeDash": {
                        "field": "line", "type": "nominal", "scale": dashes, "title": None,
                        "legend": {"orient": "top"},
                    }
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 48},
                "transform": [{"filter": {"field": "line", "equal": unit}}],
            },
        ],
    )  # fmt: skip


def _beyond(scored: pl.DataFrame) -> Rows:
    """Indicators that earned beyond their full points, where an interpretation allows it."""
    return scored.filter(pl.col("earned") > pl.col("full")).to_dicts()


def _step(label: str, step: str, low: Decimal, high: Decimal, text: str) -> dict[str, Any]:
    return {"label": label, "step": step, "low": float(low), "high": float(high), "text": text}
