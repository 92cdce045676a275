"""The data of a table: typed cells under headings, and their texts for the browser."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from documents.wording import format_exact

Kind = Literal[
    "text", "wrap", "whole", "points", "exact", "percent", "difference", "change", "sign", "bar"
]
Phone = Literal["", "lead", "side", "below", "rest", "more"]
"""A cell's place in the two lines of a row on a phone: before the row's name, right of it, on the
line below it, in small print with its title, or there only once the user asks for more.
"""
Parts = list[float] | None
Cell = str | int | Decimal | Parts

FIGURES: tuple[Kind, ...] = ("whole", "points", "exact", "percent", "difference", "change")
"""Kinds that are aligned right and sorted as numbers."""


@dataclass(frozen=True)
class Heading:
    """One column: title, kind of cells, width in pixels, whether it is hidden at first, help.

    If any column of a table has a place on a phone, its rows become two lines there and the columns
    without one are small print; a table without places is scrolled.
    """

    title: str
    kind: Kind = "text"
    width: int | None = None
    hidden: bool = False
    help: str = ""
    phone: Phone = ""


@dataclass(frozen=True)
class Bar:
    """The parts of a bar as (colour, title), and the points that fill its whole width."""

    parts: tuple[tuple[str, str], ...]
    full: Decimal


@dataclass(frozen=True)
class PageTable:
    """A table. Each row has an id; the first `frozen` columns stay while the others scroll."""

    caption: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    ids: Sequence[str]
    frozen: int = 0
    head: int | None = None
    """The column that names the row."""
    acts: Literal["open", "pick"] | None = None
    """What a click on a row does: open another page, or pick the row."""
    bar: Bar | None = None
    signs: Mapping[str, str] | None = None
    """Text of a cell → the sign before it."""
    muted: Sequence[int] = ()
    marked: Mapping[int, Sequence[int]] | None = None
    """Row → the columns of its marked cells."""
    has_tools: bool = True

    def encode(self, *, exports: bool) -> bytes:
        """Return the JSON for the browser; `exports` shows the export button."""
        folds = any(heading.phone for heading in self.headings)
        data = {
            "caption": self.caption,
            "columns": [
                {
                    "title": heading.title,
                    "kind": heading.kind,
                    "align": "right" if heading.kind in FIGURES else "left",
                    "width": heading.width,
                    "hidden": heading.hidden,
                    "help": heading.help,
                    "place": (heading.phone or "rest") if folds else "",
                }
                for heading in self.headings
            ],
            "rows": [
                [
                    format_cell(cell, heading.kind)
                    for cell, heading in zip(row, self.headings, strict=True)
                ]
                for row in self.rows
            ],
            "ids": list(self.ids),
            "frozen": self.frozen,
            "head": self.head,
            "acts": self.acts,
            "bar": self.bar and {"parts": self.bar.parts, "full": float(self.bar.full)},
            "signs": dict(self.signs or {}),
            "muted": list(self.muted),
            "marked": {str(row): list(columns) for row, columns in (self.marked or {}).items()},
            "tools": self.has_tools,
            "exports": exports,
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def build_link_table(
    caption: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Cell]],
    ids: Sequence[str],
) -> PageTable:
    """Return a small table in which a click on a row opens what its id names."""
    return PageTable(caption, headings, rows, ids, head=0, acts="open", has_tools=False)


def drop_unsaid(table: PageTable, unsaid: Mapping[str, str]) -> PageTable:
    """Return a table without the columns of these titles in which every row has but this text."""
    kept = [
        number
        for number, heading in enumerate(table.headings)
        if heading.title not in unsaid
        or any(row[number] != unsaid[heading.title] for row in table.rows)
    ]
    return replace(
        table,
        headings=[table.headings[number] for number in kept],
        rows=[[row[number] for number in kept] for row in table.rows],
    )


def format_cell(cell: Cell, kind: Kind) -> str | list[float]:
    """Return a cell's text, or the numbers of a bar; '' for None."""
    if cell is None:
        return ""
    if isinstance(cell, list | str):
        return cell
    if kind == "exact" and isinstance(cell, Decimal):
        return format_exact(cell).replace("-", "−")
    if kind == "percent":
        return f"{cell:.2f}%"
    if kind == "difference":
        return f"{cell:+.2f}".replace("-", "−")
    return (f"{cell:.2f}" if isinstance(cell, Decimal) else str(cell)).replace("-", "−")
