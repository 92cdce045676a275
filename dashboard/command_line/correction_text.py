"""A 更正表 for a terminal: the reasons with their files, then the rows that name them."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.command_line.text_table import draw_table
from documents.editions import CORRECTION_TITLES, CorrectionRow, build_correction_table


def draw_corrections(rows: Sequence[CorrectionRow]) -> str:
    """Return the reasons and an aligned table."""
    table = build_correction_table(rows)
    return "\n".join([*table.reasons, draw_table(CORRECTION_TITLES, table.rows)])
