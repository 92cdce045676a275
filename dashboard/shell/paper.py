"""What paper shows of a page: its heading, and the style that leaves out menu and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard.shell.filters import find_chosen_scheme
from dashboard.widgets.assets import read_page_style
from dashboard.widgets.watermark import describe_watermark
from documents.wording import format_month

NAMED = ("assessment", "unit", "kind", "group")
"""Filters that the heading names between the scheme and the month."""


def style_pages() -> None:
    """Give this tab the style of the page around the parts, on the screen and on paper."""
    st.html(f"<style>{read_page_style()}</style>")


def head_paper(shown: Mapping[str, Sequence[str]]) -> None:
    """Write what only paper shows under the title: what the figures are of, who printed it, when.

    `shown`: the page's filters as its address says them.
    """
    scheme = find_chosen_scheme() if "scheme" in shown else None
    parts = [scheme.title] if scheme else []
    parts += [text for key in NAMED for text in shown.get(key, [])]
    parts += [f"截至{format_month(month)}" for month in shown.get("month", [])]
    with st.container(key="paper"):
        st.html(f"<p>{escape(' · '.join(parts))}</p><p>打印：{escape(describe_watermark())}</p>")
