"""The script that Streamlit runs for each page view: navigation and error handling."""

from __future__ import annotations

import streamlit as st

from dashboard.navigation import DEFAULT, build_pages, list_paths
from dashboard.runtime.redrawing import end_redrawing
from dashboard.server.monitoring.page_runs import running_page
from dashboard.shell.address import begin_page
from dashboard.shell.filter_bar import close_address, name_window, write_title
from dashboard.shell.paper import style_pages
from dashboard.shell.scheme_pages import title_pages
from dashboard.shell.streamlit_words import translate_streamlit
from dashboard.shell.visitor_panel import check_page, find_person, show_person
from dashboard.widgets.error_box import show_error

SIDEBAR_PIXELS = 200

# The icon is an emoji: the browser would fetch a :material/…: icon from the internet.
# The title follows with the page and its filters: one set here would flash at each click.
st.set_page_config(page_icon="📊", layout="wide", initial_sidebar_state=SIDEBAR_PIXELS)

translate_streamlit()
style_pages()
person = find_person()
page = st.navigation(build_pages(person, title_pages()), position="sidebar", expanded=True)
show_person(person)
name = page.url_path or DEFAULT
if begin_page(page.url_path, page.title, list_paths(person)):
    name_window(write_title(page.title, {}))
with running_page(name):
    try:
        check_page(name, person)
        page.run()
        close_address()
    except Exception as error:  # the last resort of all pages; callbacks have theirs in the server
        show_error(error)
    finally:
        end_redrawing()
