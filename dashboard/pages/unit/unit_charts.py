"""The charts of a unit: from full points to its score, and its months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl

from dashboard.pages.unit.part_tree import UnitPart, list_contributions, read_parts
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import read_words
from dashboard.shell.months import list_months
from documents.charts.palette import Palette
from documents.charts.theme import PADDING, Drawing, Rows, colour, layer, names, plain_axis, tooltip
from documents.scheme_words import ADDITIONS, DEDUCTIONS, SchemeWords
from documents.wording import BLANK, PROVISIONAL_LOST, format_exact, format_points
from scoring.scheme import Scheme
from warehouse.results.scores import parse_month
from warehouse.views import read_group_months, read_year, trace_unit

STEP_PIXELS = 27
CENT = Decimal("0.01")
EXTRA, ADJUSTED = "超出满分", "折算与限制"
FIGURE_PIXELS = 58
"""What the figure beside the longest bar needs, on a phone as on a wide screen."""


def draw_waterfall(
    colours: Palette,
    scheme: Scheme,
    assessment: str,
    unit: str,
    month: str,
) -> Drawing:
    """Draw the steps from full points to a unit's score."""
    year = read_cached(read_year, scheme, assessment)
    row = year.filter(as_of=parse_month(scheme, month), unit=unit).row(0, named=True)
    parts = list_contributions(
        read_parts(scheme, assessment, unit, month), scheme.assessment(assessment).total.id
    )
    return waterfall_chart(parts, row, read_words(scheme, assessment), colours)


def draw_history(
    colours: Palette, scheme: Scheme, assessment: str, unit: str, month: str, kind: str
) -> Drawing:
    """Draw a unit's months up to one; `kind` is the title of its kind of unit."""
    year = read_cached(read_year, scheme, assessment)
    groups = read_cached(read_group_months, scheme, assessment)
    history = trace_unit(year, groups, unit, parse_month(scheme, month))
    return history_chart(history, unit, kind, list_months(scheme), colours)


def waterfall_chart(
    parts: Sequence[UnitPart], row: Mapping[str, Any], words: SchemeWords, colours: Palette
) -> Drawing:
    """Return the chart from full points down to the score, part by part; additions go up.

    `row` is the unit's row of the board. The scale starts at zero: a bar is as long as its points.
    """
    rows = list_steps(parts, row, words)
    highest = max(row["high"] for row in rows)
    meanings = {
        step: fill
        for step, fill in (
            ("满分", colours.median),
            ("失分", colours.lost),
            (PROVISIONAL_LOST, colours.lost_light),
            ("待定", colours.pending),
            (words.additions or ADDITIONS, colours.bonus),
            (EXTRA, colours.bonus),
            (words.deductions or DEDUCTIONS, colours.lost_text),
            (ADJUSTED, colours.quiet),
            ("得分", colours.earned),
            ("总分", colours.earned),
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


def list_steps(parts: Sequence[UnitPart], row: Mapping[str, Any], words: SchemeWords) -> Rows:
    """Return the steps of the waterfall: full, lost, pending, what is beside the total, the score.

    What is lost and may come back is a step of its own, after what is lost for good. `parts` are
    those of `list_contributions`, `row` the unit's row of the board.
    """
    level: Decimal = row["full"]
    steps = [_step("满分", "满分", Decimal(0), level, str(_plain(level)))]
    scored = [part for part in parts if part.full is not None]
    accounts = {
        "失分": [(part, part.lost - part.provisional_lost) for part in scored],
        PROVISIONAL_LOST: [(part, part.provisional_lost) for part in scored],
        "待定": [(part, part.pending) for part in scored],
    }
    moves = [
        (part.label if step == "失分" else f"{part.label}（{step}）", step, -points)
        for step, figures in accounts.items()
        for part, points in figures
    ]
    extra = sum((max(p.earned - (p.full or 0), Decimal(0)) for p in scored), Decimal(0))
    moves.append((EXTRA, EXTRA, extra))
    reached = level + sum(points for *_, points in moves)
    rest = Decimal(0) if row["earned"] is None else row["earned"] - reached
    moves.append(("四舍五入" if abs(rest) < CENT else "折算", ADJUSTED, rest))
    beside = [part for part in parts if part.full is None and part.is_counted]
    moves += [(part.label, _name_side(part, words), part.earned) for part in beside]
    reached = level + sum(points for *_, points in moves)
    total = reached if row["total"] is None else row["total"]  # None: a veto takes the points
    moves.append(("总分的限制", ADJUSTED, total - reached))
    for label, step, points in moves:
        if points:
            low, high = sorted((level, level + points))
            sign = "+" if points > 0 else "−"
            steps.append(_step(label, step, low, high, f"{sign}{format_exact(abs(points))}"))
            level += points
    # With what stands beside the full marks the bars lead to the total, not to the points earned.
    end = "总分" if words.has_additions else "得分"
    steps.append(_step(end, end, Decimal(0), level, format_exact(level)))
    return steps


def _name_side(part: UnitPart, words: SchemeWords) -> str:
    if part.earned < 0:
        return words.deductions or DEDUCTIONS
    return words.additions or ADDITIONS


def _plain(points: Decimal) -> Decimal:
    """Return points without decimals that say nothing: 100, not 100.00."""
    return points.to_integral_value() if points == points.to_integral_value() else points


def history_chart(
    history: pl.DataFrame, unit: str, kind: str, months: Sequence[str], colours: Palette
) -> Drawing:
    """Return the chart of a unit's months against the median and the best of its kind.

    `months` are the names of the year's twelve months.
    """
    lines_by_key = {"total": unit, "median": f"{kind}中位数", "best": f"{kind}最高"}
    rows = _list_points(history, lines_by_key, months)
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
                scale=alt.Scale(domain=list(months)),
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


def _list_points(
    history: pl.DataFrame, lines_by_key: Mapping[str, str], months: Sequence[str]
) -> Rows:
    return [
        {
            "month": months[row["month"] - 1],
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


def _step(label: str, step: str, low: Decimal, high: Decimal, text: str) -> dict[str, Any]:
    return {"label": label, "step": step, "low": float(low), "high": float(high), "text": text}
