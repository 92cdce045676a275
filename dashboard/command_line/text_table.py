"""Aligned tables for a terminal, where a Chinese character is two columns wide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from documents.wording import measure_width

if TYPE_CHECKING:
    from documents.editions import CorrectionRow

GAP = "  "


def draw_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str] = ()
) -> str:
    """Return an aligned table; the columns whose headers are in `right` are right-aligned."""
    table = [list(headers), *([_flatten(cell) for cell in row] for row in rows)]
    widths = [max(measure_width(row[i]) for row in table) for i in range(len(headers))]
    lines = [_draw_row(row, headers, widths, right) for row in table]
    rule = GAP.join("─" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:]])


def _draw_row(
    row: Sequence[str], headers: Sequence[str], widths: Sequence[int], right: Collection[str]
) -> str:
    cells = []
    for cell, header, width in zip(row, headers, widths, strict=True):
        blank = " " * (width - measure_width(cell))
        cells.append(blank + cell if header in right else cell + blank)
    return GAP.join(cells).rstrip()


def _flatten(cell: str) -> str:
    """Return a cell on one line: a line break would break the table."""
    return " ".join(cell.split())


def draw_corrections(rows: Sequence[CorrectionRow]) -> str:
    """Return a 更正表: the reasons with their files, then a table whose rows refer to them."""
    # This import is slow, and most commands that draw tables draw no corrections.
    from documents.editions import CORRECTION_TITLES, build_correction_table

    table = build_correction_table(rows)
    return "\n".join([*table.reasons, draw_table(CORRECTION_TITLES, table.rows)])
