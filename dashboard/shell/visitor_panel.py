"""Show the signed-in user in the sidebar, or why the page is not available."""

from __future__ import annotations

import streamlit as st

from dashboard.gate.page_visitor import find_gate_state
from dashboard.navigation import DEFAULT, PAGES, may_open, name_first_page, page_file
from dashboard.runtime.current_store import current_store
from dashboard.shell.gate_link import show_link
from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from warehouse.access.people import Person
from warehouse.access.roles import ROLE_TITLES
from warehouse.faults import Denied, StoreUnavailable


def find_person() -> Person:
    """Return the user of this run; if nobody is signed in, show why and stop the run."""
    try:
        return current_store().person
    except Denied as fault:
        show_error(fault)
        show_link("去登录", "/login")
        st.stop()
    except StoreUnavailable as fault:
        show_error(fault)
        st.stop()


def show_person(person: Person) -> None:
    """Show name, units or role of the user in the sidebar, and a link to sign out."""
    units = "、".join(unit for _, unit in person.units)
    with st.sidebar:
        st.caption(escape(f"{person.name}（{units or ROLE_TITLES[person.role]}）"))
        if find_gate_state() is not None:  # None: nobody signs in here
            show_link("退出登录", "/logout")


def check_page(name: str, person: Person) -> None:
    """Stop a page that the user's role does not open; from the default page go to the role's first.

    This is not the guard: the store checks every read. It replaces a fault by a sentence.
    """
    if may_open(name):
        return
    if name == DEFAULT:
        st.switch_page(page_file(name_first_page(person)))
    current_store().record("denied", {"action": "open_page", "page": name})
    st.title(PAGES[name].title)
    st.info(f"{ROLE_TITLES[person.role]}不看这一页。需要的，请联系管理员。")
    st.stop()
