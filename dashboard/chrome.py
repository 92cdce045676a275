"""Streamlit's own words (the upload field, empty lists, the sidebar's buttons) in Chinese."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

_chrome = st.components.v2.component(
    "kaohe_chrome",
    html="<span hidden></span>\n<span hidden></span>",
    js=(files("dashboard") / "browser" / "chrome.js").read_text("utf-8"),
)


def speak_chinese() -> None:
    """Put Streamlit's words on this tab into Chinese, now and as they come up."""
    _chrome(key="chrome")
