"""A table of plain text rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.widgets.table import Heading, Kind, Table, show_table

KINDS: dict[str, Kind] = {
    "名次": "whole", "变化": "change", "得分": "points", "失分": "points", "待定": "points",
    "重点考核": "points", "加分": "points", "总分": "points", "得分率": "percent",
    "分值": "exact", "行": "whole", "同类中位": "points", "相差": "difference",
}  # fmt: skip
"""How the cells of a column are written and sorted, by its title; all others are text."""

SMALL = 8
"""Up to this many rows a table needs no search."""


def show_rows(rows: Sequence[Mapping[str, str]], alt: str, key: str | None = None) -> None:
    """Show rows of texts as they are."""
    table = Table(
        alt,
        _to_headings(list(rows[0])),
        [list(row.values()) for row in rows],
        [str(number) for number in range(len(rows))],
        head=0,
        has_tools=len(rows) > SMALL,
    )
    show_table(table, key or f"rows:{alt}")


def _to_headings(titles: Sequence[str]) -> list[Heading]:
    return [Heading(title, KINDS.get(title, "text")) for title in titles]
