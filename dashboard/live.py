"""Open pages that follow the warehouse: drawn anew within seconds of a landing, without reload."""

from __future__ import annotations

import streamlit as st

from dashboard.open_store import held_store

POLL_SECONDS = 2.0
DRAWN = "drawn_version"


def follow_store() -> None:
    """Redraw this page when the store has changed; called before the page reads anything."""
    st.session_state[DRAWN] = held_store().version
    _watch()


@st.fragment(run_every=POLL_SECONDS)
def _watch() -> None:
    """Look at a number only; the whole page runs again if it is another than was drawn."""
    if held_store().version != st.session_state.get(DRAWN):
        st.rerun()
