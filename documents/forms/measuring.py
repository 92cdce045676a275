"""How wide a form's columns are, and how many lines a text takes in them."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from documents.forms.plan import Form, FormColumn
from documents.wording import measure

NUMBER, NARROW, GROUPED, DATE, TEXT = 6.0, 9.0, 7.0, 13.0, 30.0
"""Widths in characters as Excel counts them; the narrowest ones of entries, by kind."""
UNIT_FROM, UNIT_TO = 14.0, 38.0
MOST_LINES = 2
"""Lines that a header may take before its column grows."""
PADDING = 2
UPRIGHT, ACROSS = (94.0, 720.0), (140.0, 480.0)
"""Width in characters and height in points of what an A4 page takes at full size."""
ACROSS_FROM = 135.0
MOST_STRETCH, MOST_SHRINK = 1.8, 1.3
"""How much a small form is widened to fill its page, and a long one shrunk to fit on one."""
FREE_FONT, BOLD = 1.1, 1.1
"""How much wider the larger and the bold type are than that by which columns are measured."""


class Page(NamedTuple):
    """How a form lies on paper."""

    is_across: bool
    is_single: bool
    """Whether it is shrunk to one page; else it is as wide as a page and as long as it needs."""


def list_widths(form: Form) -> list[float]:
    """Return the width of each column, so that a small form fills its page."""
    widths = [_width(form, column) for column in form.columns]
    stretch = min(max(UPRIGHT[0] / sum(widths), 1), MOST_STRETCH)
    return [round(width * stretch, 1) for width in widths]


def count_lines(text: str, width: float) -> int:
    """Return how many lines a text takes; a Chinese character is two wide."""
    return sum(max(1, ceil(measure(line) / max(width, 2))) for line in text.split("\n"))


def choose_page(width: float, height: float) -> Page:
    """Return how a form of this width and height (in points) lies on A4.

    One that would leave a few rows for a second page is shrunk to one.
    """
    is_across = width > ACROSS_FROM
    page_width, page_height = ACROSS if is_across else UPRIGHT
    pages = height * min(page_width / width, 1) / page_height
    return Page(is_across, is_single=pages <= MOST_SHRINK)


def _width(form: Form, column: FormColumn) -> float:
    entry = column.entry
    if column.role == "number":
        return NUMBER
    if column.role == "unit":
        names = form.units if any(form.units) else (entry.choices if entry else ())
        widest = max((measure(name) for name in names), default=0) * FREE_FONT
        return min(max(UNIT_FROM, widest + PADDING), UNIT_TO)
    lines = column.header.split("\n")
    shown = max(measure(line) for line in lines) / (MOST_LINES if len(lines) == 1 else 1)
    wanted = [shown * BOLD + PADDING / len(lines), GROUPED if column.group else NARROW]
    if entry is not None:
        wanted += [measure(one) * FREE_FONT + PADDING for one in entry.choices]
        wanted += {"@": [TEXT], "yyyy-mm-dd": [DATE]}.get(entry.number_format, [])
    return max(wanted)
