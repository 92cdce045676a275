"""Tables of plain text rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, Kind, PageTable, Phone

KINDS: dict[str, Kind] = {
    "名次": "whole", "变化": "change", "得分": "points", "失分": "points", "待定": "points",
    "总分": "points", "得分率": "percent",
    "分值": "exact", "行": "whole", "同类中位": "points", "相差": "difference",
}  # fmt: skip
"""Title of a column → the kind of its cells; other columns are text."""

NOWHERE: Mapping[str, Phone] = {}

MAX_PLAIN = 8
"""Up to this many rows a table has no search and no other tools."""


def show_rows(
    rows: Sequence[Mapping[str, str]],
    alt: str,
    key: str | None = None,
    phone: Mapping[str, Phone] = NOWHERE,
) -> None:
    """Show rows of texts; the keys of the first row are the headings. `rows` is not empty.

    `phone`: title → place on a phone.
    """
    headings = [
        Heading(title, KINDS.get(title, "text"), phone=phone.get(title, "")) for title in rows[0]
    ]
    show_table(list_rows(alt, headings, [list(row.values()) for row in rows]), key or f"rows:{alt}")


def list_rows(
    caption: str, headings: Sequence[Heading], rows: Sequence[Sequence[Cell]], head: int = 0
) -> PageTable:
    """Return a table of rows that are called by their number; a short one has no tools."""
    ids = [str(number) for number in range(len(rows))]
    return PageTable(caption, headings, rows, ids, head=head, has_tools=len(rows) > MAX_PLAIN)
