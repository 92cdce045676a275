"""Charts on a page: the visitor's colours, and the sentence for who cannot see them."""

from __future__ import annotations

import streamlit as st

from documents.charts.grammar import Spec
from documents.charts.palette import PALETTES, Palette


def current_palette() -> Palette:
    """Return the colours of the mode in which this visitor sees the pages."""
    return PALETTES["dark" if st.context.theme.type == "dark" else "light"]


def show_chart(spec: Spec, alt: str, key: str | None = None) -> None:
    """Show a chart; `alt` says in a sentence what a screen reader cannot see."""
    st.vega_lite_chart(spec, theme=None, key=key, alt=alt)
