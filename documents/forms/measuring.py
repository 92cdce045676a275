"""Measure a form: column widths, lines of text, and how it fits on A4."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from documents.forms.plan import FormPlan, PlannedColumn
from documents.wording import measure_width

NUMBER, NARROW, GROUPED, DATE, TEXT = 6.0, 9.0, 7.0, 13.0, 30.0
"""Minimum widths by kind of column, in characters as Excel counts them."""
UNIT_FROM, UNIT_TO = 14.0, 38.0
"""Range of the unit column's width."""
MOST_LINES = 2
"""Lines of a header before its column is widened."""
PADDING = 2
UPRIGHT, ACROSS = (94.0, 720.0), (140.0, 480.0)
"""(characters, points) that fit on an A4 page at full size, upright and across."""
ACROSS_FROM, SHORT_ACROSS_FROM = 135.0, 105.0
"""Width in characters from which a form is printed across; one that fits an across page whole."""
MOST_STRETCH, MOST_SHRINK = 1.8, 1.3
"""How far a small form is widened to fill its page, and a long one shrunk to fit on one page."""
FREE_FONT, BOLD = 1.1, 1.1
"""Width factors of the entries' larger type and of bold type, against the measured type."""


class PageFit(NamedTuple):
    """How a form is placed on paper."""

    is_across: bool
    is_single: bool
    """Whether it is shrunk to one page; else it fills the width and takes as many as it needs."""


def list_widths(form: FormPlan) -> list[float]:
    """Return the columns' widths in characters, stretched so that a small form fills a page."""
    widths = [_width(form, column) for column in form.columns]
    stretch = min(max(UPRIGHT[0] / sum(widths), 1), MOST_STRETCH)
    return [round(width * stretch, 1) for width in widths]


def count_lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a width; a Chinese character counts as two."""
    return sum(max(1, ceil(measure_width(line) / max(width, 2))) for line in text.split("\n"))


def choose_page(width: float, height: float) -> PageFit:
    """Return how a form of a width (characters) and height (points) is placed on A4.

    A form that would leave only a few rows for a second page is shrunk to one.
    """
    is_short = height * min(ACROSS[0] / width, 1) <= ACROSS[1]
    is_across = width > (SHORT_ACROSS_FROM if is_short else ACROSS_FROM)
    page_width, page_height = ACROSS if is_across else UPRIGHT
    pages = height * min(page_width / width, 1) / page_height
    return PageFit(is_across, is_single=pages <= MOST_SHRINK)


def _width(form: FormPlan, column: PlannedColumn) -> float:
    entry = column.entry
    if column.role == "number":
        return NUMBER
    if column.role == "unit":
        names = form.units if any(form.units) else (entry.choices if entry else ())
        widest = max((measure_width(name) for name in names), default=0) * FREE_FONT
        return min(max(UNIT_FROM, widest + PADDING), UNIT_TO)
    lines = column.header.split("\n")
    shown = max(measure_width(line) for line in lines) / (MOST_LINES if len(lines) == 1 else 1)
    wanted = [shown * BOLD + PADDING / len(lines), GROUPED if column.group else NARROW]
    if entry is not None:
        wanted += [measure_width(choice) * FREE_FONT + PADDING for choice in entry.choices]
        wanted += {"@": [TEXT], "yyyy-mm-dd": [DATE]}.get(entry.number_format, [])
    return max(wanted)
