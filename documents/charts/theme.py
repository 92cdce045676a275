"""The look that all charts share: fonts, axes, legends, and one colour for each meaning.

`to_spec` makes the Vega-Lite specification of an Altair chart. Pages keep the specification, since
building and validating a chart costs more than the rest of a click; tests validate every chart.
Figures that place a mark are floats, only for drawing; labels are the exact figures as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import altair as alt

from documents.charts.palette import FONT, Palette

Spec = dict[str, Any]
Rows = list[dict[str, Any]]

LABEL_PIXELS = "containerSize()[0] < 480 ? 130 : 210"
"""Room for names: on a phone more would leave none for the plot. On paper there is no container."""
COLUMNS = "width < 150 ? 1 : width < 420 ? 2 : 6"
"""Entries of a legend in a row, by the width of the plot: a longer row would be cut off."""
PADDING = {"left": 4, "top": 4, "right": 4, "bottom": 4}


class Drawing(NamedTuple):
    """A chart without data, and the rows that it shows.

    They are apart because Altair copies and examines all that a chart holds at each step of
    building it.
    """

    chart: alt.LayerChart
    rows: Rows


def layer(
    colours: Palette,
    rows: Rows,
    *layers: alt.Chart,
    encode: Mapping[str, Any],
    **properties: Any,
) -> Drawing:
    """Return layers over the same rows, in the colours of one mode.

    `encode` holds the channels that all layers share. The chart fills the width of its container.
    `properties` replace that and the other defaults: `width`, `height`, `padding`, `background`,
    `title`, `resolve`.
    """
    chart = alt.LayerChart(
        layer=list(layers),
        data=alt.NamedData(name="rows"),
        config=_configure(colours),
        **{"width": "container", "background": "transparent", "padding": PADDING, **properties},
    )
    return Drawing(chart.encode(**encode), rows)


def to_spec(drawing: Drawing, *, validate: bool = False) -> Spec:
    """Return a chart's Vega-Lite specification; `validate` checks it against the schema."""
    spec: Spec = drawing.chart.to_dict(validate=validate)
    return {**spec, "data": {"values": drawing.rows}}


def plain_axis(**parts: Any) -> alt.Axis:
    """Return an axis without grid, domain and ticks, for names."""
    return alt.Axis(
        **{
            "grid": False,
            "domain": False,
            "ticks": False,
            "labelLimit": alt.ExprRef(LABEL_PIXELS),
            "labelPadding": 8,
            **parts,
        }
    )


def colour(
    field: str, meanings: Mapping[str, str], *, legend: Literal["top", "bottom"] | None = None
) -> alt.Color:
    """Return a colour channel: text of the field → colour; the legend's place, or no legend."""
    return alt.Color(
        field,
        type="nominal",
        title=None,
        scale=alt.Scale(domain=list(meanings), range=list(meanings.values())),
        legend=alt.Legend(orient=legend, columns=alt.ExprRef(COLUMNS)) if legend else None,
    )


def tooltip(*fields: tuple[str, str]) -> list[alt.Tooltip]:
    """Return a tooltip of (field, title) pairs; each field is text that is ready to read."""
    return [alt.Tooltip(field, title=title, type="nominal") for field, title in fields]


def names(field: str, order: Sequence[str], **axis: Any) -> alt.Y:
    """Return a vertical axis of names in a given order."""
    return alt.Y(field, type="nominal", sort=list(order), title=None, axis=plain_axis(**axis))


def _configure(colours: Palette) -> alt.Config:
    return alt.Config(
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(color=colours.text, fontSize=12, font=FONT),
        axis=alt.AxisConfig(
            labelColor=colours.quiet,
            labelFontSize=12,
            gridColor=colours.line_light,
            domainColor=colours.line,
            tickColor=colours.line,
            titleColor=colours.quiet,
            titleFontWeight="normal",
        ),
        axisY=alt.AxisConfig(labelColor=colours.text),
        legend=alt.LegendConfig(
            labelColor=colours.text,
            labelFontSize=12,
            symbolSize=90,
            titleColor=colours.quiet,
        ),
    )
