"""Tables for a terminal, where a Chinese character is two columns wide."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from documents.wording import measure

GAP = "  "


def draw_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str] = ()
) -> str:
    """Return an aligned table; the columns named in `right` are aligned to the right."""
    table = [list(headers), *([_flatten(cell) for cell in row] for row in rows)]
    widths = [max(measure(row[i]) for row in table) for i in range(len(headers))]
    lines = [_draw_row(row, headers, widths, right) for row in table]
    rule = GAP.join("─" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:]])


def _draw_row(
    row: Sequence[str], headers: Sequence[str], widths: Sequence[int], right: Collection[str]
) -> str:
    cells = []
    for cell, header, width in zip(row, headers, widths, strict=True):
        blank = " " * (width - measure(cell))
        cells.append(blank + cell if header in right else cell + blank)
    return GAP.join(cells).rstrip()


def _flatten(cell: str) -> str:
    """A line break in a cell would break the table."""
    return " ".join(cell.split())
