"""An act of a form: done, then told once on the fresh page; what stands in its way is shown."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from warehouse.faults import Fault


def run_action(key: str, act: Callable[[], str]) -> None:
    """Do it and draw the page anew, which tells what `act` returns; a fault is shown here."""
    try:
        said = act()
    except Fault as fault:
        show_error(fault)
        return
    st.session_state[key] = said
    st.rerun()


def show_result(key: str) -> None:
    """Show once what was done under a key."""
    if key in st.session_state:
        st.success(escape(st.session_state.pop(key)))
