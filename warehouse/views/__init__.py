"""Read what the pages show: each function returns one view or query of queries/ as a frame.

Points are decimals with 2 places, months are numbers 1–12 of the scheme's year. What a null means
is in the header comment of the view.
"""

from warehouse.views.batches import read_batches, read_data_state, read_latest_month, read_months
from warehouse.views.boards import (
    compare_months,
    read_leaderboard,
    read_overview,
    read_side_by_side,
    read_vetoes,
    read_year,
)
from warehouse.views.evidence import read_evidence, read_source_row
from warehouse.views.movement import MonthComparison, read_comparisons
from warehouse.views.progress import read_default_month, read_progress
from warehouse.views.units import (
    read_group_months,
    read_unit_changes,
    read_unit_indicators,
    read_unit_ledger,
    read_unit_nodes,
    read_unit_standing,
    trace_unit,
)

__all__ = [
    "MonthComparison",
    "compare_months",
    "read_batches",
    "read_comparisons",
    "read_data_state",
    "read_default_month",
    "read_evidence",
    "read_group_months",
    "read_latest_month",
    "read_leaderboard",
    "read_months",
    "read_overview",
    "read_progress",
    "read_side_by_side",
    "read_source_row",
    "read_unit_changes",
    "read_unit_indicators",
    "read_unit_ledger",
    "read_unit_nodes",
    "read_unit_standing",
    "read_vetoes",
    "read_year",
    "trace_unit",
]
