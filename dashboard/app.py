"""The script that Streamlit runs for each page view: navigation and error handling."""

from __future__ import annotations

import streamlit as st

from dashboard.navigation import DEFAULT, build_pages
from dashboard.runtime.redrawing import end_redrawing
from dashboard.server.monitoring.page_runs import running_page
from dashboard.shell.filters import keep_filters
from dashboard.shell.scheme_pages import title_pages
from dashboard.shell.streamlit_words import translate_streamlit
from dashboard.shell.visitor_panel import check_page, find_person, show_person
from dashboard.widgets.error_box import show_error

SIDEBAR_PIXELS = 200

# The icon is an emoji: the browser would fetch a :material/…: icon from the internet.
st.set_page_config(
    page_title="考核看板", page_icon="📊", layout="wide", initial_sidebar_state=SIDEBAR_PIXELS
)

translate_streamlit()
person = find_person()
page = st.navigation(build_pages(person, title_pages()), position="sidebar", expanded=True)
show_person(person)
name = page.url_path or DEFAULT
keep_filters(page.url_path)
with running_page(name):
    try:
        check_page(name, person)
        page.run()
    except Exception as error:  # the last resort of all pages; callbacks have theirs in the server
        show_error(error)
    finally:
        end_redrawing()
