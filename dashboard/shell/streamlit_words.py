"""Streamlit's own texts (upload field, empty lists, sidebar buttons) in Chinese, and its menu.

One of them appears when the session is over; it gets a link to the sign-in.
"""

from __future__ import annotations

import streamlit as st

from dashboard.runtime.base_path import prefix_path
from dashboard.widgets.assets import read_script

_chrome = st.components.v2.component(
    "kaohe_chrome",
    html="<span hidden></span>\n<span hidden></span>",
    js=read_script("chrome", "menu", "contents"),
)


def translate_streamlit() -> None:
    """Translate Streamlit's own texts in this tab, now and whenever one appears.

    On a phone the menu is closed whenever a page is opened, and the page's headings are listed.
    """
    _chrome(key="chrome", data={"login": prefix_path("/login")})
