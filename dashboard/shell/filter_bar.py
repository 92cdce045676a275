"""The row of filters at the top of a page, with what belongs to its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.shell.address import Gone, begin_filters, find_address, write_address
from dashboard.shell.paper import head_paper
from dashboard.shell.view_menu import offer_views
from dashboard.widgets.markdown_escape import escape
from documents.wording import format_month

PRODUCT = "考核看板"

FILTERS = "filters"
"""The key of the filters' container, which paper leaves out (page.css)."""


@contextmanager
def filter_bar() -> Iterator[None]:
    """Hold a page's filters; after them the URL and the window's title say what they show."""
    begin_filters()
    with st.container(horizontal=True, vertical_alignment="bottom", key=FILTERS):
        yield
        offer_views()
        write_address(copies=True)
    _finish()


@contextmanager
def first_filters() -> Iterator[None]:
    """Hold the first filters of a page with more below; `close_address` is called at its end."""
    begin_filters()
    with st.container(horizontal=True, vertical_alignment="bottom", key=FILTERS):
        yield
        offer_views()
        beside = st.container(width="content")
    find_address().slots = (beside, st.container())


def close_address() -> None:
    """Write the URL and the title at the end of a page, if its filters have not done so."""
    address = find_address()
    if address.is_closed:
        return
    if address.slots is None:
        write_address(copies=False)
        _finish()
        return
    beside, below = address.slots
    with beside:
        write_address(copies=True)
    with below:
        _finish()


def name_window(title: str) -> None:
    """Give the window its title, unless it has it."""
    address = find_address()
    if address.window != title:
        address.window = title
        st.set_page_config(page_title=title)


def _finish() -> None:
    """Name the window, and say what a link asked for in vain."""
    address = find_address()
    name_window(write_title(address.title, address.shown))
    head_paper(address.shown)
    show_gone(address.gone)


def write_title(page: str, shown: dict[str, list[str]]) -> str:
    """Return the window's title: the page, whose figures, the scheme and the month."""
    parts = [page, *shown.get("unit", []), *shown.get("scheme", [])]
    parts += [format_month(month) for month in shown.get("month", [])]
    return f"{' · '.join(parts)} – {PRODUCT}"


def show_gone(gone: dict[str, Gone]) -> None:
    """Say which values of a link are not shown, and what is shown instead."""
    # Without its scheme a link's other values mean nothing.
    some = [gone["scheme"]] if "scheme" in gone else list(gone.values())
    sentences = [
        f"链接里的{one.title}“{one.wanted}”{one.why}，现在显示{one.instead}。" for one in some
    ]
    if sentences:
        st.warning(escape("".join(sentences)), icon=":material/link_off:")
