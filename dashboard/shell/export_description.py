"""The description that is written into an exported table's workbook."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.runtime.read_cache import read_cached
from documents.about import describe_scheme_state
from scoring.scheme import Scheme
from warehouse.schemes.schemes import read_choices
from warehouse.views import read_data_state


def describe_shown(
    scheme: Scheme, as_of: str, filters: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """Return (label, text) lines: scheme, month, batch, interpretations and the page's filters."""
    choices, state = read_cached(read_choices, scheme), read_cached(read_data_state)
    about = describe_scheme_state(scheme, choices, as_of, state.batch_id)
    about[2:2] = filters
    return about
