"""Whether the page itself asked for this run, after a change of the data, and not its user."""

from __future__ import annotations

import streamlit as st

REDRAWING = "redrawing"
"""Session state key that is set while the page redraws itself."""


def is_redrawing() -> bool:
    """Tell whether this run was asked for by the open page itself and not by its person."""
    return REDRAWING in st.session_state


def end_redrawing() -> None:
    """Count what comes next as the person's own doing."""
    st.session_state.pop(REDRAWING, None)
