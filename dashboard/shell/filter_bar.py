"""The row of filters at the top of a page, with what belongs to its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.shell.address import Gone, begin_filters, find_address, write_address
from dashboard.shell.view_menu import offer_views
from dashboard.widgets.assets import read_script, read_style
from dashboard.widgets.markdown_escape import escape
from documents.wording import format_month

PRODUCT = "考核看板"

_copier = st.components.v2.component(
    "kaohe_copy_link",
    html='<div class="kh"><button type="button">复制链接</button></div>',
    css=read_style("copy_link", has_dark=True),
    js=read_script("copy_link", "dark"),
)


@contextmanager
def filter_bar(*, closes: bool = True) -> Iterator[None]:
    """Hold a page's filters; after them the URL and the window's title say what they show.

    `closes`: there are no more filters below; else app.py writes the URL at the end of the page.
    """
    begin_filters()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        yield
        offer_views()
        _copier(key="copy_link", width="content")
    if closes:
        close_address()


def close_address() -> None:
    """Write the URL and the title, and say what a link asked for in vain; once a run."""
    address = find_address()
    if address.is_closed:
        return
    address.is_closed = True
    st.set_page_config(page_title=write_title(address.title, address.shown))
    write_address()
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
