"""What the column types have in common; with the table in `reading.py`, all that a type needs."""

from __future__ import annotations

from scoring.dataset import ColumnType

YES_NO: frozenset[ColumnType] = frozenset({"tick", "filing", "mark", "fault"})
"""Types whose cells may mean yes or no: `yes` and `no` answer a question about such a cell."""
SHOWN_ONLY: frozenset[ColumnType] = frozenset({"tick", "filing", "fault", "choice", "date", "text"})
"""Types for which a bare number means nothing: the text that its number format shows is read."""
ZERO_IS_NOT_DONE: frozenset[ColumnType] = frozenset({"tick", "filing"})
"""Types whose monthly columns read a 0 that is shown as nothing, or as a dash, as a blank."""
