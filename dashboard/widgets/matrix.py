"""A matrix of tiles, drawn by browser/matrix.js: the heat map and the calendar.

The text of a tile holds its meaning; tone and level only make it quicker to find.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import streamlit as st

from dashboard.widgets.assets import read_script, read_style

Tone = Literal["", "lost", "pending", "done", "late", "missing", "quiet"]

_matrix = st.components.v2.component(
    "kaohe_matrix",
    html='<div class="kh"><div class="legend"></div><div class="edge">'
    '<div class="frame" role="region" tabindex="0">'
    "<table><caption></caption><thead></thead><tbody></tbody></table></div></div></div>",
    css=read_style("matrix", "edge", has_dark=True),
    js=read_script("matrix", "edge", "dark"),
)


class Tile(NamedTuple):
    """One cell: its text, tone, strength of the tone (0–100), and help text.

    `note` stands small below the text; a click opens `id` (None: nothing); a sortable matrix puts
    the greatest `order` first.
    """

    text: str
    tone: Tone = ""
    level: int = 0
    help: str = ""
    note: str = ""
    order: float | None = None
    id: str | None = None


class MatrixRow(NamedTuple):
    """One row: its heading and note, the id that a click opens (None: nothing), its tiles."""

    title: str
    note: str
    id: str | None
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class Matrix:
    """A matrix: `columns` are (title, explanation), `legend` is (tile, meaning)."""

    caption: str
    corner: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[MatrixRow]
    legend: Sequence[tuple[Tile, str]] = ()
    is_sortable: bool = False
    """Whether a click on a column's title sorts the rows by it."""
    in_sight: int | None = None
    """The column to show first where not all fit, counted from 0; None: the first."""

    def encode(self) -> bytes:
        """Return the JSON for the browser."""
        data = {
            "caption": self.caption,
            "corner": self.corner,
            "columns": self.columns,
            "rows": [row._asdict() for row in self.rows],
            "legend": self.legend,
            "sorts": self.is_sortable,
            "inSight": self.in_sight,
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def show_matrix(matrix: Matrix, key: str) -> str | None:
    """Show a matrix; return the id of the row or tile that was just opened."""
    result = _matrix(key=key, data=matrix.encode(), on_opened_change=_ignore)
    known = {row.id for row in matrix.rows} | {tile.id for row in matrix.rows for tile in row.tiles}
    opened = result.opened
    return opened if isinstance(opened, str) and opened in known else None


def _ignore() -> None:
    """Do nothing. Without a callback Streamlit gives the result no such attribute."""
