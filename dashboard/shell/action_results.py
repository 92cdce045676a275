"""Run a form's action and show its result once after the rerun; show a Fault in place."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from warehouse.faults import Fault


def run_action(key: str, act: Callable[[], str]) -> None:
    """Run an action and rerun the page, which shows the sentence that `act` returns."""
    try:
        result = act()
    except Fault as fault:
        show_error(fault)
        return
    st.session_state[key] = result
    st.rerun()


def show_result(key: str) -> None:
    """Show the result of the action that ran under a key, once."""
    if key in st.session_state:
        st.success(escape(st.session_state.pop(key)))
