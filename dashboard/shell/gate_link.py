"""A link to one of the gate's pages that opens in this tab."""

from __future__ import annotations

import streamlit as st

from dashboard.runtime.base_path import prefix_path
from dashboard.widgets.assets import read_script, read_style

_link = st.components.v2.component(
    "kaohe_link",
    html='<div class="kh"><a></a></div>',
    css=read_style("link", has_dark=True),
    js=read_script("link", "dark"),
)


def show_link(label: str, path: str) -> None:
    """Show a link to a path of this server (st.link_button would open another tab)."""
    _link(key=f"link:{path}", data={"label": label, "address": prefix_path(path)}, width="content")
