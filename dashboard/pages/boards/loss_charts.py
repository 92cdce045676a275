"""The charts of 指标分析: where points are lost, and how units spread, as Vega-Lite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from dashboard.pages.boards.board_tables import filter_kinds
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import name_item
from documents.charts.palette import Palette
from documents.charts.theme import Drawing, colour, layer, names, tooltip
from documents.wording import format_percent, format_points
from scoring.scheme import Scheme
from warehouse.views.losses import rank_losses, read_losses

STEP_PIXELS = 28
LINE = "累计占比"
MOST_DOTS = 4_000
"""With more dots no unit can be told from another, and the browser only gets slower."""
LANES = 7
"""The dots of one item stand in this many lanes, so that those of equal losses do not overlap."""


def select_losses(
    scheme: Scheme, assessment: str, month: str, kinds: Sequence[str]
) -> pl.DataFrame:
    """Return what units of the chosen kinds have lost, item by item; no kind: of all units."""
    return filter_kinds(read_cached(read_losses, scheme, assessment, month), kinds)


def draw_pareto(
    colours: Palette, scheme: Scheme, assessment: str, month: str, kinds: Sequence[str]
) -> Drawing:
    """Draw what the items cost all units of the chosen kinds together."""
    return pareto_chart(rank_losses(select_losses(scheme, assessment, month, kinds)), colours)


def draw_spread(
    colours: Palette, scheme: Scheme, assessment: str, month: str, kinds: Sequence[str]
) -> Drawing:
    """Draw how the units of the chosen kinds differ on each item."""
    return spread_chart(select_losses(scheme, assessment, month, kinds), colours)


def pareto_chart(ranked: Sequence[dict[str, Any]], colours: Palette) -> Drawing:
    """Return the chart of points lost by item, the greatest first, with their cumulative share."""
    rows = [_to_bar(row) for row in ranked if row["lost"]]
    items = [row["item"] for row in rows]
    return layer(
        colours,
        rows,
        _draw_bars(colours),
        _draw_line(colours),
        height={"step": STEP_PIXELS},
        resolve=alt.Resolve(scale={"x": "independent"}),
        encode={
            "y": names("item", items),
            "tooltip": tooltip(
                ("item", "指标"),
                ("label", "失分合计"),
                ("share", "占全部失分"),
                ("so_far", LINE),
                ("units", "失分单位"),
            ),
        },
    )


def _draw_bars(colours: Palette) -> alt.Chart:
    lost = alt.X(
        "lost",
        type="quantitative",
        stack=None,
        title="失分合计",
        axis=alt.Axis(orient="bottom", tickCount=5, grid=False),
    )
    bar = colour("bar", {"失分合计": colours.lost})
    chart: alt.Chart = alt.Chart().mark_bar(height=16).encode(x=lost, color=bar)
    return chart


def _draw_line(colours: Palette) -> alt.Chart:
    """Return the line of cumulative shares, from the top item down."""
    cumulative = alt.X(
        "cumulative",
        type="quantitative",
        title=f"{LINE}（%，虚线）",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(orient="top", tickCount=5, grid=False),
    )
    # By default a line goes along x; y is in the same order here.
    order = alt.Order("cumulative", type="quantitative")
    dots = alt.OverlayMarkDef(filled=True, size=50, color=colours.text)
    line = alt.Chart().mark_line(strokeDash=[4, 3], point=dots, color=colours.text)
    chart: alt.Chart = line.encode(x=cumulative, order=order)
    return chart


def spread_chart(losses: pl.DataFrame, colours: Palette) -> Drawing:
    """Return the chart of the share of its points that each unit lost, item by item, with a box."""
    known = losses.filter(~pl.col("is_vetoed"), pl.col("pending") < pl.col("full"))
    rows = [_to_dot(number, row) for number, row in enumerate(known.iter_rows(named=True))]
    items = list(dict.fromkeys(row["item"] for row in rows))
    boxes = (
        alt.Chart()
        .mark_boxplot(
            extent="min-max",
            size=14,
            box=alt.MarkConfig(color=colours.lost_light, stroke=colours.lost),
            median=alt.MarkConfig(color=colours.text),
            rule=alt.MarkConfig(color=colours.lost),
        )
        .encode(tooltip=alt.value(None))
    )
    dots = (
        alt.Chart()
        .mark_point(filled=True, size=22, opacity=0.8, color=colours.earned)
        .encode(
            yOffset=alt.YOffset("lane", type="quantitative", scale=alt.Scale(domain=[-6, 12])),
            tooltip=tooltip(("unit", "单位"), ("item", "指标"), ("label", "失分 / 满分")),
        )
    )
    layers = [boxes, dots] if len(rows) <= MOST_DOTS else [boxes]
    return layer(
        colours,
        rows,
        *layers,
        height={"step": STEP_PIXELS},
        encode={
            "y": names("item", items),
            "x": alt.X(
                "share",
                type="quantitative",
                title="失分占该项满分（%）",
                axis=alt.Axis(tickCount=5, domain=False),
            ),
        },
    )


def _to_bar(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "item": name_loss(row),
        "bar": "失分合计",
        "lost": float(row["lost"]),
        "cumulative": float(row["cumulative"]),
        "label": format_points(row["lost"]),
        "share": format_percent(row["share"]),
        "so_far": format_percent(row["cumulative"]),
        "units": f"{row['units']}个",
    }


def _to_dot(number: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "item": name_loss(row),
        "unit": row["unit"],
        "share": float(row["loss_pct"]),
        "lane": number % LANES,
        "label": f"{format_points(row['lost'])} / {row['full']}",
    }


def name_loss(row: dict[str, Any]) -> str:
    """Return an item's sign and name; a subject's sign holds its name already."""
    item, name = str(row["item"]), str(row["name"])
    return item if item.endswith(name) else name_item(item, name)
