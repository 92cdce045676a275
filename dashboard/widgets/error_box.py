"""Errors on a page: a sentence, never a traceback."""

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
    """Show a Fault as its sentence, a bug as the number under which it is logged."""
    text = str(error) if isinstance(error, Fault) else describe_bug(record_bug(error))
    st.error(escape(text))


def showing_errors(show: Callable[P, None]) -> Callable[P, None]:
    """Decorate a part of a page so that it shows its own errors.

    A fragment needs it: Streamlit reruns it alone, outside the handler in app.py.
    """

    @wraps(show)
    def show_with_errors(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            show(*args, **kwargs)
        except Exception as error:  # bugs too, as in app.py
            show_error(error)

    return show_with_errors
