"""Cells with marks, as the cases write them: ~~struck~~ runs, and objects over cells.

A cell that ends in `[图]` has a picture over it, in `[v]` or `[ ]` a check box.
"""

from __future__ import annotations

import io
import re
from typing import NamedTuple

from PIL import Image

from tests.warehouse.reading.workbooks import Grid

_DRAWN = re.compile(r"(.*)\[(图|v| )\]", re.DOTALL)
_NUMBER = re.compile(r"\{(.+)\}")


class Marked(NamedTuple):
    """One cell: its runs, each with a flag for struck out, and the object over it."""

    runs: list[tuple[str, bool]]
    drawn: str = ""

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)

    @property
    def is_struck(self) -> bool:
        return all(is_struck for _, is_struck in self.runs)

    @property
    def number(self) -> int | None:
        match = _NUMBER.fullmatch(self.text)
        return int(match[1]) if match else None


def parse(written: str) -> Marked:
    """Return the cell that a case writes."""
    match = _DRAWN.fullmatch(written)
    text, drawn = (match[1], match[2]) if match else (written, "")
    parts = text.split("~~")
    return Marked([(part, n % 2 == 1) for n, part in enumerate(parts) if part], drawn)


def parse_grid(grid: Grid) -> list[tuple[int, int, Marked]]:
    """Return the cells that hold anything, with row and column from 0."""
    cells = [(r, c, parse(text)) for r, row in enumerate(grid) for c, text in enumerate(row)]
    return [(r, c, cell) for r, c, cell in cells if cell.runs or cell.drawn]


def make_picture(kind: str) -> io.BytesIO:
    """Return a small picture, in a format that Pillow knows."""
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16), "green").save(buffer, kind)
    buffer.seek(0)
    return buffer
