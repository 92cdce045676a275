"""The charts of 指标分析: where points are lost, and how units spread, as Vega-Lite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from documents.charts.grammar import Spec, colour_by, compose, name_axis, tell
from documents.charts.palette import Palette
from documents.wording import format_percent, format_points

STEP_PIXELS = 28
LINE = "累计占比"
MOST_DOTS = 4_000
"""Beyond it single units cannot be told apart, and only cost the browser time."""
LANES = 7
"""Units with the same loss stand beside each other in so many lanes, not on one another."""


def draw_pareto(ranked: Sequence[dict[str, Any]], colours: Palette) -> Spec:
    """Draw the points lost by item, the greatest first, with the cumulative share as a line."""
    rows = [_to_bar(row) for row in ranked if row["lost"]]
    items = [row["item"] for row in rows]
    told = tell(
        ("item", "指标"), ("label", "失分合计"), ("share", "占全部失分"),
        ("so_far", LINE), ("units", "失分单位"),
    )  # fmt: skip
    bars = {
        "mark": {"type": "bar", "height": 16},
        "encoding": {
            "x": {
                "field": "lost",
                "type": "quantitative",
                "stack": None,
                "title": "失分合计",
                "axis": {"orient": "bottom", "tickCount": 5, "grid": False},
            },
            "color": colour_by("bar", {"失分合计": colours.lost}),
        },
    }
    line = {
        "mark": {
            "type": "line",
            "strokeDash": [4, 3],
            "point": {"filled": True, "size": 50, "color": colours.text},
            "color": colours.text,
        },
        "encoding": {
            "x": {
                "field": "cumulative",
                "type": "quantitative",
                "title": f"{LINE}（%，虚线）",
                "scale": {"domain": [0, 100]},
                "axis": {"orient": "top", "tickCount": 5, "grid": False},
            },
            # By itself a line goes along x; y is in the same order here.
            "order": {"field": "cumulative", "type": "quantitative"},
        },
    }
    return compose(
        colours,
        rows,
        height={"step": STEP_PIXELS},
        encoding={"y": name_axis("item", items), "tooltip": told},
        layer=[bars, line],
        resolve={"scale": {"x": "independent"}},
    )


def draw_spread(losses: pl.DataFrame, colours: Palette) -> Spec:
    """Draw, item by item, which share of its points each unit has lost: a box, and every unit."""
    known = losses.filter(~pl.col("is_vetoed"), pl.col("pending") < pl.col("full"))
    rows = [_to_dot(number, row) for number, row in enumerate(known.iter_rows(named=True))]
    items = list(dict.fromkeys(row["item"] for row in rows))
    boxes = {
        "mark": {
            "type": "boxplot",
            "extent": "min-max",
            "size": 14,
            "box": {"color": colours.lost_light, "stroke": colours.lost},
            "median": {"color": colours.text},
            "rule": {"color": colours.lost},
        },
        "encoding": {"tooltip": None},
    }
    dots = {
        "mark": {"type": "point", "filled": True, "size": 22, "opacity": 0.8,
                 "color": colours.earned},
        "encoding": {
            "yOffset": {"field": "lane", "type": "quantitative", "scale": {"domain": [-6, 12]}},
            "tooltip": tell(("unit", "单位"), ("item", "指标"), ("label", "失分 / 满分")),
        },
    }  # fmt: skip
    share = {
        "field": "share",
        "type": "quantitative",
        "title": "失分占该项满分（%）",
        "axis": {"tickCount": 5, "domain": False},
    }
    return compose(
        colours,
        rows,
        height={"step": STEP_PIXELS},
        encoding={"y": name_axis("item", items), "x": share},
        layer=[boxes, dots] if len(rows) <= MOST_DOTS else [boxes],
    )


def _to_bar(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "item": name_item(row),
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
        "item": name_item(row),
        "unit": row["unit"],
        "share": float(row["loss_pct"]),
        "lane": number % LANES,
        "label": f"{format_points(row['lost'])} / {row['full']}",
    }


def name_item(row: dict[str, Any]) -> str:
    """Return an item's sign and name; a subject's sign holds its name already."""
    item, name = str(row["item"]), str(row["name"])
    return item if item.endswith(name) else f"{item} {name}"
