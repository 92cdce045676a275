"""Distinguish reruns that an open page starts after a change of the data from its user's own."""

from __future__ import annotations

import streamlit as st

REDRAWING = "redrawing"
"""The session state key that is set while the page redraws itself."""


def is_redrawing() -> bool:
    """Return whether the open page, not its user, started this run."""
    return REDRAWING in st.session_state


def end_redrawing() -> None:
    """Treat the next run as started by the user."""
    st.session_state.pop(REDRAWING, None)
