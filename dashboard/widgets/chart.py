"""Charts on a page: specifications made once, in the user's colours, with a text alternative."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, NamedTuple, ParamSpec

import streamlit as st
from altair.utils.schemapi import debug_mode

from dashboard.runtime.read_cache import compute_cached
from documents.charts.palette import PALETTES, Palette
from documents.charts.theme import Drawing, Spec, to_spec

P = ParamSpec("P")

ROW_BYTES = 400
"""About the memory of one row of a specification: a dictionary with five short texts or numbers."""


class KeptSpec(NamedTuple):
    """A chart's Vega-Lite specification, in the read cache."""

    spec: Spec

    def weigh(self) -> int:
        """Return about how many bytes it takes; see read_cache."""
        return ROW_BYTES * len(self.spec["data"]["values"])


def show_chart(
    alt: str,
    draw: Callable[Concatenate[Palette, P], Drawing],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Show the chart that `draw` makes of its arguments; `alt` says what it shows, in a sentence.

    The specification is made once for each version of the data, palette and arguments, which
    name the reading (scheme, assessment, month …) as for `compute_cached`. `st.altair_chart` would
    make and convert the chart at each click. TypeError for a function of the page script, which
    Streamlit makes again at each run: its specification would never be found again.
    """
    if draw.__module__ == "__main__":
        raise TypeError(f"{draw.__qualname__} belongs into a module beside the page")
    kept = compute_cached(_make_spec, draw, _choose_palette(), *args, **kwargs)
    st.vega_lite_chart(kept.spec, theme=None, alt=alt)


def _make_spec(
    draw: Callable[Concatenate[Palette, P], Drawing],
    colours: Palette,
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> KeptSpec:
    # Without it Altair checks each part of a chart against its schema; tests check all charts.
    with debug_mode(False):
        return KeptSpec(to_spec(draw(colours, *args, **kwargs)))


def _choose_palette() -> Palette:
    """Return the colours of the mode in which this user sees the pages."""
    return PALETTES["dark" if st.context.theme.type == "dark" else "light"]
