"""What all charts share: fonts, axes, legends, colours by meaning; Vega-Lite as plain data.

Charts are dictionaries, not Altair objects: building and checking those took longer than all
else that a click costs (DECISIONS.md). Marks are floats, labels the exact figures as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from documents.charts.palette import FONT, Palette

Spec = dict[str, Any]
Rows = list[dict[str, Any]]

LABEL_PIXELS = 210


def compose(colours: Palette, rows: Rows, **parts: Any) -> Spec:
    """Return a chart over rows, in the product's look."""
    return {
        "data": {"values": rows},
        "width": "container",
        "background": "transparent",
        "padding": {"left": 4, "top": 4, "right": 4, "bottom": 4},
        "config": _configure(colours),
        **parts,
    }


def configure_axis(**parts: Any) -> Spec:
    """Return an axis without lines and ticks, for names."""
    return {
        "grid": False,
        "domain": False,
        "ticks": False,
        "labelLimit": LABEL_PIXELS,
        "labelPadding": 8,
        **parts,
    }


def colour_by(field: str, meanings: Mapping[str, str], *, legend: str | None = None) -> Spec:
    """Return a colour channel: text of the field → colour; the legend's place, or none."""
    return {
        "field": field,
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(meanings), "range": list(meanings.values())},
        "legend": {"orient": legend} if legend else None,
    }


def tell(*fields: tuple[str, str]) -> list[Spec]:
    """Return a tooltip of (field, title) pairs, each shown as the text that it is."""
    return [{"field": field, "title": title, "type": "nominal"} for field, title in fields]


def name_axis(field: str, order: Sequence[str], **axis: Any) -> Spec:
    """Return a channel of names in a given order."""
    return {
        "field": field,
        "type": "nominal",
        "sort": list(order),
        "title": None,
        "axis": configure_axis(**axis),
    }


def _configure(colours: Palette) -> Spec:
    return {
        "font": FONT,
        "view": {"stroke": None},
        "text": {"color": colours.text, "fontSize": 12, "font": FONT},
        "axis": {
            "labelColor": colours.quiet,
            "labelFontSize": 12,
            "gridColor": colours.line_light,
            "domainColor": colours.line,
            "tickColor": colours.line,
            "titleColor": colours.quiet,
            "titleFontWeight": "normal",
        },
        "axisY": {"labelColor": colours.text},
        "legend": {
            "labelColor": colours.text,
            "labelFontSize": 12,
            "symbolSize": 90,
            "titleColor": colours.quiet,
        },
    }
