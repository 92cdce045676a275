"""Free text, kept as it is, or folded where equality matters."""

from __future__ import annotations

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.outcome import Outcome, Setting
from warehouse.reading.folding import fold, tidy
from warehouse.reading.grid import Cell


def read_text(cell: Cell, setting: Setting) -> Outcome:
    """Return the text, None for a dash; what starts with = stays text: nothing here computes."""
    if cell.kind == "text" and read_mark(cell) == "blank":
        return None
    text = cell.plain_text
    return (fold(text) if setting.column.is_folded else tidy(text)) or None
