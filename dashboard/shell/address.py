"""The address of a page: its URL says everything that the page shows, also what is the default.

The URL is read when it is what a person asks for: when a page is loaded, and after Back or Forward.
In all other runs the session's values decide and the URL follows them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.runtime.base_path import prefix_path
from dashboard.widgets.assets import read_script, read_style
from dashboard.widgets.table import forget_arrangement

Texts = dict[str, list[str]]
"""Key of a filter → its values as the URL holds them."""

STATE = "shown_address"
"""The key in the session; no widget has it."""

_writer = st.components.v2.component(
    "kaohe_address",
    html='<div class="kh" hidden><button type="button">复制链接</button>'
    '<button type="button" class="print">打印本页</button></div>',
    css=read_style("copy_link", has_dark=True),
    js=read_script("address", "copy_link", "dark"),
)


@dataclass(frozen=True)
class Gone:
    """A value that a link asks for and the page does not have."""

    title: str
    """The filter's label."""
    wanted: str
    shown: object
    """The value that is shown instead."""
    shown_text: str = ""
    why: str = "已不存在"

    @property
    def instead(self) -> str:
        """The value shown, as a sentence names it."""
        return f"“{self.shown_text}”" if self.shown_text else "全部"


@dataclass
class Address:
    """What a browser's tab shows, and what its URL still has to say."""

    page: str | None = None
    """The path of the page, None before the first; '' is the first page's."""
    title: str = ""
    """The page's title in the navigation."""
    pages: Collection[str] = ()
    """The paths that the user may open."""
    values: dict[str, object] = field(default_factory=dict)
    """Key of a filter → its last value, on whichever page."""
    carried: dict[str, object] = field(default_factory=dict)
    """Values for the page that is opened next."""
    said: Texts | None = None
    """The URL that was opened; None if the session's values decide."""
    taken: set[str] = field(default_factory=set)
    """The keys of `said` that were read."""
    gone: dict[str, Gone] = field(default_factory=dict)
    shown: Texts = field(default_factory=dict)
    """The page's filters in this run."""
    before: Texts = field(default_factory=dict)
    """The page's filters in the run before."""
    pending: Texts | None = None
    """A saved view to open with the next run."""
    is_closed: bool = False
    """Whether the URL is written in this run."""
    slots: tuple[DeltaGenerator, DeltaGenerator] | None = None
    """Where a page with filters in several places shows the button and what is gone."""
    window: str = ""
    """The window's title."""
    is_first: bool = True
    """Whether no page has been drawn yet."""
    default_month: str | None = None
    """The month at which the last page would have opened by itself."""


def find_address() -> Address:
    """Return the address of this tab."""
    address: Address = st.session_state.setdefault(STATE, Address())
    return address


def begin_page(page: str, title: str, pages: Collection[str]) -> bool:
    """Note which page is shown, and whether the URL or the session decides; before each page.

    Return whether it is another page than in the run before.
    """
    address = find_address()
    is_other = address.page != page
    address.title, address.pages = title, pages
    begin_filters()
    if address.pending is not None:
        open_texts(address, address.pending)
    elif _is_opening(address):
        open_texts(address, {key: st.query_params.get_all(key) for key in st.query_params})
        forget_arrangement()
    elif is_other:
        forget_arrangement()
        address.carried = address.values | address.carried
        address.said, address.gone = None, {}
    address.page = page
    return is_other


def begin_filters() -> None:
    """Forget the filters of the run before."""
    address = find_address()
    if address.is_closed:
        address.before = address.shown
    address.shown, address.is_closed, address.slots = {}, False, None


def open_texts(address: Address, texts: Texts) -> None:
    """Show what these texts say, and the defaults of the filters that they leave out."""
    address.said, address.taken = texts, set()
    address.carried, address.gone, address.pending = {}, {}, None


def find_coming(address: Address, key: str) -> list[str] | None:
    """Return the texts of a filter that this run opens, also before the page begins.

    None if no URL and no saved view has a say: the session's values decide.
    """
    if address.pending is not None:
        return address.pending.get(key, [])
    return st.query_params.get_all(key) if _is_opening(address) else find_said(address, key)


def _is_opening(address: Address) -> bool:
    return address.page is None or (came_by_history() and bool(st.query_params))


def came_by_history() -> bool:
    """Tell whether Back or Forward started this run."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation


def carry(**values: object) -> None:
    """Set filters of the page that is opened next; the others keep what they show."""
    find_address().carried.update(values)


def settle(
    key: str,
    title: str,
    read: Callable[[list[str]], object | None],
    is_allowed: Callable[[object], bool],
    fallback: object,
) -> None:
    """Give a filter its value before it is drawn: the URL's, the carried one, or the fallback.

    `read` returns the value of the URL's texts, None if there is none. A value of the session
    that is not allowed here (another scheme's, another page's) is replaced by the fallback.
    """
    address = find_address()
    said = find_said(address, key)
    if said is not None:
        value = read(said) if said else fallback
        if said and value is None:
            address.gone[key] = Gone(title, "、".join(said), fallback)
        st.session_state[key] = fallback if value is None else value
    elif key in address.carried:
        st.session_state[key] = address.carried[key]
    elif key not in st.session_state:
        st.session_state[key] = address.values.get(key, fallback)
    if not is_allowed(st.session_state[key]):
        st.session_state[key] = fallback


def find_said(address: Address, key: str) -> list[str] | None:
    """Return the URL's texts for a filter; None if it has nothing to say any more."""
    if address.said is None or key in address.taken:
        return None
    return address.said.get(key, [])


def note_shown(key: str, value: object, texts: Sequence[str]) -> None:
    """Note what a filter shows and how the URL writes it; after it is drawn.

    Only now is what it was told forgotten: a run may be broken off and begun again before.
    """
    address = find_address()
    address.taken.add(key)
    address.carried.pop(key, None)
    address.values[key] = value
    address.shown[key] = list(texts)
    found = address.gone.get(key)
    if found is not None and found.shown != value:
        del address.gone[key]  # the user has chosen something else since
    elif found is not None:
        address.gone[key] = replace(found, shown_text="、".join(texts))


def explain_gone(key: str, why: str, known: Collection[str]) -> None:
    """Say of a link's value that exists (it is one of `known`) why it is not shown."""
    found = find_address().gone.get(key)
    if found is not None and found.wanted in known:
        find_address().gone[key] = replace(found, why=why)


def write_address(*, copies: bool) -> None:
    """Write the URL; `copies`: show buttons that copy it and print the page, beside the filters."""
    address = find_address()
    query = write_query(address.shown)
    _writer(
        key="address",
        width="content",
        data={
            "path": prefix_path(f"/{address.page or ''}"),
            "query": query,
            "copies": copies,
            "pages": [prefix_path(f"/{page}") for page in address.pages],
        },
    )
    address.is_closed = True
    if not address.is_first:
        # Streamlit keeps a copy of the query, which would lag behind and come back after the
        # connection was lost. Without one it reads the address bar. Before the first page is
        # drawn the script may not be loaded, and Streamlit would add an entry.
        st.query_params.clear()
    address.is_first = False


def write_query(texts: Mapping[str, Sequence[str]]) -> str:
    """Return texts as the query of a URL, encoded as Streamlit encodes it."""
    return urlencode(texts, doseq=True)
