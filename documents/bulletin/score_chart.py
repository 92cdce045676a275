"""The picture under a table of scores: one bar per unit, earned, bonus, lost and pending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import altair as alt

from documents.bulletin.draft import ScoreBar
from documents.charts.palette import PALETTES, Palette
from documents.charts.theme import Drawing, Rows, colour, layer, names

WIDTH = 430
HIGHEST = 590
"""A page's worth of bars; with more units they get narrower."""
WIDEST_STEP, NARROWEST_STEP = 19, 8
PARTS = (
    ("得分", "earned"), ("加分", "bonus"), ("失分", "lost"), ("暂失", "provisional"),
    ("待定", "pending"),
)  # fmt: skip


def draw_scores(bars: Sequence[ScoreBar], title: str) -> Drawing:
    """Return the chart of a board, in rank order; the figure at a bar's end is the total."""
    colours = PALETTES["light"]
    meanings = {
        "得分": colours.earned,
        "加分": colours.bonus,
        "失分": colours.lost_light,
        "暂失": colours.mark,
        "待定": colours.pending,
    }
    rows = _list_parts(bars)
    there = {row["part"] for row in rows if row["high"] > row["low"]}
    shown = {part: shade for part, shade in meanings.items() if part in there}
    step = max(NARROWEST_STEP, min(WIDEST_STEP, HIGHEST // max(1, len(bars))))
    size = max(7, min(11, step - 3))
    highest = max((_end(bar) for bar in bars), default=Decimal(1))
    totals = (
        alt.Chart()
        .mark_text(align="left", dx=3, fontSize=size)
        .transform_filter(alt.FieldEqualPredicate(field="part", equal="待定"))
        .encode(x=alt.X("end", type="quantitative"), text=alt.Text("total", type="nominal"))
    )
    return layer(
        colours,
        rows,
        _draw_parts(colours, shown, float(highest) * 1.08),
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


def _list_parts(bars: Sequence[ScoreBar]) -> Rows:
    rows: Rows = []
    for bar in bars:
        low = Decimal(0)
        for title, key in PARTS:
            high = low + Decimal(getattr(bar, key))
            rows.append(
                {
                    "unit": bar.unit,
                    "part": title,
                    "low": float(low),
                    "high": float(high),
                    "end": float(_end(bar)),
                    "total": bar.total,
                }
            )
            low = high
    return rows


def _end(bar: ScoreBar) -> Decimal:
    return sum((Decimal(getattr(bar, key)) for _, key in PARTS), Decimal())
