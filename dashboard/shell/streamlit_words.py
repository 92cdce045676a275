"""Streamlit's own words (the upload field, empty lists, the sidebar's buttons) in Chinese.

One of them says that nobody is signed in any more; there a link leads to the sign-in.
"""

from __future__ import annotations

import streamlit as st

from dashboard.runtime.base_path import place
from dashboard.widgets.assets import read_script

_chrome = st.components.v2.component(
    "kaohe_chrome",
    html="<span hidden></span>\n<span hidden></span>",
    js=read_script("chrome"),
)


def translate_streamlit() -> None:
    """Put Streamlit's words on this tab into Chinese, now and as they come up."""
    _chrome(key="chrome", data={"login": place("/login")})
