"""The picture under a table of scores: one bar per unit, earned, bonus, lost and pending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import altair as alt

from documents.bulletin.draft import ScoreBar
from documents.charts.palette import PALETTES, Palette
from documents.charts.theme import Drawing, Rows, colour, layer, names
from documents.scheme_words import ADDITIONS, DEDUCTIONS

WIDTH = 430
HIGHEST = 590
"""A page's worth of bars; with more units they get narrower."""
WIDEST_STEP, NARROWEST_STEP = 19, 8
NOTHING = Decimal(0)

Part = tuple[str, Decimal]
"""The title and the points of a part of a bar."""


def draw_scores(
    bars: Sequence[ScoreBar],
    title: str,
    *,
    addition: str = ADDITIONS,
    deduction: str = DEDUCTIONS,
) -> Drawing:
    """Return the chart of a board, in rank order; the figure at a bar's end is the total.

    `addition` and `deduction` are what the scheme calls points beside the full marks.
    """
    colours = PALETTES["light"]
    meanings = {
        "得分": colours.earned,
        addition: colours.bonus,
        deduction: colours.lost,
        "失分": colours.lost_light,
        "暂失": colours.mark,
        "待定": colours.pending,
    }
    rows = _list_rows(bars, addition, deduction)
    there = {row["part"] for row in rows if row["high"] > row["low"]}
    shown = {part: shade for part, shade in meanings.items() if part in there}
    step = max(NARROWEST_STEP, min(WIDEST_STEP, HIGHEST // max(1, len(bars))))
    size = max(7, min(11, step - 3))
    highest = max((row["end"] for row in rows), default=1.0)
    totals = (
        alt.Chart()
        .mark_text(align="left", dx=3, fontSize=size)
        .transform_filter(alt.FieldEqualPredicate(field="part", equal="待定"))
        .encode(x=alt.X("end", type="quantitative"), text=alt.Text("total", type="nominal"))
    )
    return layer(
        colours,
        rows,
        _draw_parts(colours, shown, highest * 1.08),
        totals,
        width=WIDTH,
        height={"step": step},
        background="white",
        title=alt.TitleParams(text=title, color=colours.text, fontSize=13, anchor="middle"),
        encode={"y": names("unit", [bar.unit for bar in bars], labelFontSize=size)},
    )


def _draw_parts(colours: Palette, meanings: Mapping[str, str], end: float) -> alt.Chart:
    """Return the bars' parts; the scale runs from 0 to `end`."""
    low = alt.X(
        "low",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, end], nice=False),
        axis=alt.Axis(orient="top", domain=False, tickCount=5),
    )
    height = alt.RelativeBandSize(band=0.72)
    bars = alt.Chart().mark_bar(height=height, stroke=colours.quiet, strokeWidth=0.4)
    chart: alt.Chart = bars.encode(
        x=low, x2="high", color=colour("part", meanings, legend="bottom")
    )
    return chart


def _list_parts(bar: ScoreBar, addition: str, deduction: str) -> list[Part]:
    """Return the parts of a bar from left to right; what is taken is a part of what was earned."""
    earned, added = Decimal(bar.earned), Decimal(bar.added)
    taken = min(max(-added, NOTHING), max(earned, NOTHING))
    return [
        ("得分", max(earned - taken, NOTHING)),
        (addition, max(added, NOTHING)),
        (deduction, taken),
        ("失分", Decimal(bar.lost)),
        ("暂失", Decimal(bar.provisional)),
        ("待定", Decimal(bar.pending)),
    ]


def _list_rows(bars: Sequence[ScoreBar], addition: str, deduction: str) -> Rows:
    rows: Rows = []
    for bar in bars:
        parts = _list_parts(bar, addition, deduction)
        end = sum((points for _, points in parts), NOTHING)
        low = NOTHING
        for title, points in parts:
            high = low + points
            rows.append(
                {
                    "unit": bar.unit,
                    "part": title,
                    "low": float(low),
                    "high": float(high),
                    "end": float(end),
                    "total": bar.total,
                }
            )
            low = high
    return rows
