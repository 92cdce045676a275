"""A matrix of tiles, drawn in the browser by browser/matrix.js: the heat map and the calendar.

A tile says what it means by its text; tone and level only make it quicker to find.
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
    html='<div class="kh"><div class="legend"></div><div class="frame" role="region" tabindex="0">'
    "<table><caption></caption><thead></thead><tbody></tbody></table></div></div>",
    css=read_style("matrix", has_dark=True),
    js=read_script("matrix", "dark"),
)


class Tile(NamedTuple):
    """One cell: what stands in it, how it is toned, how strongly (0–100), and what it says."""

    text: str
    tone: Tone = ""
    level: int = 0
    help: str = ""


class MatrixRow(NamedTuple):
    """One row: its heading with a note, the id that a click opens (None: nothing), its tiles."""

    title: str
    note: str
    id: str | None
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class Matrix:
    """What is shown; `columns` are (title, what it stands for), `legend` a tile and its meaning."""

    caption: str
    corner: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[MatrixRow]
    legend: Sequence[tuple[Tile, str]] = ()

    def encode(self) -> bytes:
        """Return what the browser gets."""
        told = {
            "caption": self.caption,
            "corner": self.corner,
            "columns": self.columns,
            "rows": [row._asdict() for row in self.rows],
            "legend": self.legend,
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def show_matrix(matrix: Matrix, key: str) -> str | None:
    """Show a matrix; return the id of the row that was just opened."""
    result = _matrix(key=key, data=matrix.encode(), on_opened_change=_ignore)
    known = {row.id for row in matrix.rows}
    opened = result.opened
    return opened if isinstance(opened, str) and opened in known else None


def _ignore() -> None:
    """Without a callback Streamlit gives the result no such attribute."""
