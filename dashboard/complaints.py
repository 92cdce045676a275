"""What a page shows when something stands in the way: a sentence, never a trace."""

from __future__ import annotations

import streamlit as st

from dashboard.bugs import record_bug, say_bug
from dashboard.markdown import escape
from warehouse.faults import Fault


def show_error(error: Exception) -> None:
    """Show a fault as its sentence, a bug as a number that leads to the log."""
    said = str(error) if isinstance(error, Fault) else say_bug(record_bug(error))
    st.error(escape(said))
