"""The charts of a unit: from full points to its score, and its months."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl

from dashboard.runtime.read_cache import read_cached
from documents.charts.palette import Palette
from documents.charts.theme import PADDING, Drawing, Rows, colour, layer, names, plain_axis, tooltip
from documents.wording import BLANK, PROVISIONAL_LOST, format_points
from scoring.scheme import Assessment, Scheme
from warehouse.views import read_group_months, read_unit_standing, read_year, trace_unit

STEP_PIXELS = 27
FIGURE_PIXELS = 58
"""What the figure beside the longest bar needs, on a phone as on a wide screen."""


def draw_waterfall(
    colours: Palette,
    scheme: Scheme,
    assessment: str,
    unit: str,
    month: str,
    total: Decimal | None,
) -> Drawing:
    """Draw the steps from full points to a unit's score; bonus only if `total` contains it."""
    indicators = read_cached(read_unit_standing, scheme, assessment, unit, month)
    return waterfall_chart(indicators, scheme.assessment(assessment), total, colours)


def draw_history(
    colours: Palette, scheme: Scheme, assessment: str, unit: str, month: str, kind: str
) -> Drawing:
    """Draw a unit's months up to one; `kind` is the title of its kind of unit."""
    year = read_cached(read_year, scheme, assessment)
    groups = read_cached(read_group_months, scheme, assessment)
    return history_chart(trace_unit(year, groups, unit, int(month[5:])), unit, kind, colours)


def waterfall_chart(
    indicators: pl.DataFrame, assessment: Assessment, total: Decimal | None, colours: Palette
) -> Drawing:
    """Return the chart from full points down to the score, indicator by indicator; bonus goes up.

    The scale starts at zero: a bar is as long as its points.
    """
    rows = list_steps(indicators, assessment, total)
    highest = max(row["high"] for row in rows)
    meanings = {
        step: fill
        for step, fill in (
            ("满分", colours.median),
            ("失分", colours.lost),
            (PROVISIONAL_LOST, colours.lost_light),
            ("待定", colours.pending),
            ("加分", colours.bonus),
            ("得分", colours.earned),
        )
        if any(row["step"] == step for row in rows)
    }
    return layer(
        colours,
        rows,
        _draw_bars(colours, highest, meanings),
        _draw_figures(),
        height={"step": STEP_PIXELS},
        padding={**PADDING, "right": FIGURE_PIXELS},
        encode={"y": names("label", [row["label"] for row in rows])},
    )


def _draw_bars(colours: Palette, highest: float, meanings: Mapping[str, str]) -> alt.Chart:
    low = alt.X(
        "low",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, highest], nice=False),
        axis=alt.Axis(orient="top", domain=False, tickCount=5),
    )
    bars = alt.Chart().mark_bar(height=16, stroke=colours.quiet, strokeWidth=0.6)
    chart: alt.Chart = bars.encode(
        x=low,
        x2="high",
        color=colour("step", meanings, legend="bottom"),
        tooltip=tooltip(("label", "指标"), ("step", "变化"), ("text", "分值")),
    )
    return chart


def _draw_figures() -> alt.Chart:
    """Return the figures at the ends of the bars."""
    high, text = alt.X("high", type="quantitative"), alt.Text("text", type="nominal")
    chart: alt.Chart = alt.Chart().mark_text(align="left", dx=5).encode(x=high, text=text)
    return chart


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


def history_chart(history: pl.DataFrame, unit: str, kind: str, colours: Palette) -> Drawing:
    """Return the chart of a unit's months against the median and the best of its kind."""
    lines_by_key = {"total": unit, "median": f"{kind}中位数", "best": f"{kind}最高"}
    rows = _list_points(history, lines_by_key)
    meanings = dict(
        zip(lines_by_key.values(), (colours.earned, colours.median, colours.bonus), strict=True)
    )
    own = alt.FieldEqualPredicate(field="line", equal=unit)
    points = alt.Chart().mark_point(filled=True, size=48).transform_filter(own)
    return layer(
        colours,
        rows,
        _draw_dashed(list(meanings)),
        points,
        height=280,
        encode={
            "x": alt.X(
                "month",
                type="ordinal",
                title=None,
                scale=alt.Scale(domain=[f"{number}月" for number in range(1, 13)]),
                axis=plain_axis(labelAngle=0, labelOverlap="greedy"),
            ),
            "y": alt.Y(
                "points",
                type="quantitative",
                title=None,
                axis=alt.Axis(tickCount=5, domain=False, ticks=False),
            ),
            "color": colour("line", meanings, legend="top"),
            "tooltip": tooltip(
                ("month", "月份"), ("line", "对象"), ("text", "分值"), ("rank", "名次")
            ),
        },
    )


def _list_points(history: pl.DataFrame, lines_by_key: Mapping[str, str]) -> Rows:
    return [
        {
            "month": f"{row['month']}月",
            "line": name,
            "points": float(row[key]),
            "text": format_points(row[key]),
            "rank": str(row["rank"] or BLANK) if key == "total" else BLANK,
        }
        for row in history.iter_rows(named=True)
        for key, name in lines_by_key.items()
        if row[key] is not None
    ]


def _draw_dashed(lines: list[str]) -> alt.Chart:
    """Return the lines, each with a dash of its own: colour alone must not tell them apart."""
    scale = alt.Scale(domain=lines, range=[[1, 0], [4, 3], [1, 2]])
    legend = alt.Legend(orient="top")
    dash = alt.StrokeDash("line", type="nominal", scale=scale, title=None, legend=legend)
    chart: alt.Chart = alt.Chart().mark_line(strokeWidth=2.2).encode(strokeDash=dash)
    return chart


def _beyond(scored: pl.DataFrame) -> Rows:
    """Return the indicators that earned more than full points, as an interpretation may allow."""
    return scored.filter(pl.col("earned") > pl.col("full")).to_dicts()


def _step(label: str, step: str, low: Decimal, high: Decimal, text: str) -> dict[str, Any]:
    return {"label": label, "step": step, "low": float(low), "high": float(high), "text": text}
