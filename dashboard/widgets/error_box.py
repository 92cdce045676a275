"""What a page shows when something stands in the way: a sentence, never a trace."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from dashboard.runtime.bug_reports import describe_bug, record_bug
from dashboard.widgets.markdown_escape import escape
from warehouse.faults import Fault

P = ParamSpec("P")


def show_error(error: Exception) -> None:
    """Show a fault as its sentence, a bug as a number that leads to the log."""
    said = str(error) if isinstance(error, Fault) else describe_bug(record_bug(error))
    st.error(escape(said))


def complaining(show: Callable[P, None]) -> Callable[P, None]:
    """Let a part of a page say what stands in its way; for fragments, which run by themselves."""

    @wraps(show)
    def show_or_complain(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            show(*args, **kwargs)
        except Exception as error:  # what pages do in app.py
            show_error(error)

    return show_or_complain
