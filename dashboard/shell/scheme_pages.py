"""What the navigation shows for the chosen scheme: a page is called by what the scheme has."""

from __future__ import annotations

from dashboard.shell.assessment_words import has_line, read_words
from dashboard.shell.filters import find_chosen_scheme
from scoring.scheme import Scheme

LINES = "等次分数线"
"""The page of vetoes of a scheme without vetoes: how far units are from a grade."""


def title_pages() -> dict[str, str]:
    """Return the titles of the pages that depend on the scheme; '' for one with nothing to say."""
    scheme = find_chosen_scheme()
    return {} if scheme is None else {"veto": title_vetoes(scheme)}


def title_vetoes(scheme: Scheme) -> str:
    """Return what the page of vetoes and grade lines is called; '' if the scheme has neither."""
    for assessment in scheme.assessments:
        if assessment.vetoes:
            return read_words(scheme, assessment.id).veto
    return LINES if any(has_line(scheme, one.id) for one in scheme.assessments) else ""
