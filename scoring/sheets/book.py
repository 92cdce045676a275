"""The sheets of a scheme's workbook: cell texts by row and column, with their headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Cells = Mapping[str, str]
"""Header → text of a filled cell."""


@dataclass(frozen=True)
class Page:
    """One sheet as it stands: row number → column number → text, both from 1."""

    rows: Mapping[int, Mapping[int, str]]


@dataclass(frozen=True)
class Sheets:
    """The sheets of a workbook by name."""

    pages: Mapping[str, Page] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetRow:
    """A row beneath the header: its number and its filled cells by header."""

    number: int
    cells: dict[str, str]


def lay_out(headers: Sequence[str], rows: Sequence[Cells]) -> Page:
    """Return a page with a header in its first row and the rows beneath it."""
    numbers = {header: number for number, header in enumerate(headers, start=1)}
    page: dict[int, dict[int, str]] = {1: {number: one for one, number in numbers.items()}}
    for number, cells in enumerate(rows, start=2):
        page[number] = {
            numbers[one]: cells[one] for one in sorted(cells, key=numbers.__getitem__) if cells[one]
        }
    return Page(page)
