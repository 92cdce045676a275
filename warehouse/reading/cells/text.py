"""Free text, kept as it is, or folded where equality matters."""

from __future__ import annotations

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.outcome import Outcome, Setting
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.words.folding import fold, tidy


def read_text(cell: Cell, setting: Setting) -> Outcome:
    """Return the text, None for a dash; what starts with = stays text: nothing here computes."""
    # No mark begins with a letter: most texts of a large file need no folding to be told.
    if cell.kind == "text" and not cell.raw[:1].isalnum() and read_mark(cell) == "blank":
        return None
    return (fold(cell.text) if setting.column.is_folded else tidy(cell.text)) or None
