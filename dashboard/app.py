"""The script that Streamlit runs for each page view: navigation, and one place for errors."""

from __future__ import annotations

import streamlit as st

from dashboard.chrome import speak_chinese
from dashboard.complaints import show_error
from dashboard.filters import keep_filters
from dashboard.navigation import build_pages

SIDEBAR_PIXELS = 200

# The icon is an emoji: a :material/…: one would be fetched from the internet by the browser.
st.set_page_config(
    page_title="考核看板", page_icon="📊", layout="wide", initial_sidebar_state=SIDEBAR_PIXELS
)

speak_chinese()
page = st.navigation(build_pages(), position="sidebar", expanded=True)
keep_filters(page.url_path)
try:
    page.run()
except Exception as error:  # the one net below all pages; callbacks have theirs in server.py
    show_error(error)
