"""The facts of the random years, as CSV files, so that no later generator can change them.

Each sheet is a line `sheet,<dataset>,<month>,<columns>` and a line for each row: its unit and its
cells in the reader's canonical text, blank for none.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests.years.sheets import Facts, Sheet, Value

SHEET = "sheet"
LISTS = frozenset({"qy_veto", "qy_deduction", "qy_award"})
"""The dated ledgers, in which a unit may have several rows."""


def read_facts(path: Path) -> Facts:
    """Return the facts of a file, every value as its text."""
    facts: Facts = {}
    with path.open(encoding="utf-8", newline="") as file:
        for first, *cells in csv.reader(file):
            if first == SHEET:
                dataset, month, *columns = cells
                sheet = Sheet(frozenset(columns), [] if dataset in LISTS else {})
                facts.setdefault(dataset, {})[month] = sheet
                continue
            row: dict[str, Value] = {
                key: cell or None for key, cell in zip(columns, cells, strict=True)
            }
            if isinstance(sheet.rows, dict):
                sheet.rows[first] = row
            else:
                sheet.rows.append({"unit": first, **row})
    return facts
