"""Read a `text` cell: free text, folded where the column compares it."""

from __future__ import annotations

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.outcome import CellContext, Outcome
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.words.folding import fold, tidy


def read_text(cell: Cell, setting: CellContext) -> Outcome:
    """Return the text, None for a dash; a text that starts with = is no formula here."""
    # A dash begins with no letter or digit: most texts skip the costly folding.
    if cell.kind == "text" and not cell.raw[:1].isalnum() and read_mark(cell) == "blank":
        return None
    return (fold(cell.text) if setting.column.is_folded else tidy(cell.text)) or None
