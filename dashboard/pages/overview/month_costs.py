"""本月失分 and 失分减少: the items that newly cost most, and the units that regained most."""

from __future__ import annotations

from typing import Any

from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import name_item
from dashboard.widgets.table_data import Cell, Heading, PageTable, drop_unsaid
from documents.brief.facts import list_gains as find_gains
from documents.wording import describe_change, describe_lost
from scoring.scheme import Scheme
from warehouse.views import read_comparisons
from warehouse.views.month_costs import read_month_costs

MAX_ITEMS = 6


def list_costs(scheme: Scheme, month: str) -> PageTable:
    """Return the items by the points that units newly lost this month."""
    costs = read_cached(read_month_costs, scheme, month)[:MAX_ITEMS].to_dicts()
    rows: list[list[Cell]] = [
        [
            name_item(row["item"], row["name"]) if row["item"] == row["indicator"] else row["name"],
            row["added"],
            row["units"],
            describe_lost(row["lost"], row["provisional_lost"]),
            "首次评定" if row["is_first"] else "",
            row["clause"],
        ]
        for row in costs
    ]
    headings = [
        Heading("指标", "wrap", 150),
        Heading("新增失分", "points", 84, phone="side"),
        Heading("涉及单位", "whole", 76),
        Heading("截至本月失分", "wrap", 150),
        Heading("备注", width=84),
        Heading("依据", width=100),
    ]
    ids = [f"{row['assessment']}:{row['item']}" for row in costs]
    table = PageTable("本月失分较多的指标", headings, rows, ids, head=0, has_tools=False)
    return drop_empty(table)


def list_gains(scheme: Scheme, month: str) -> PageTable:
    """Return the units that lost fewer points than the month before, in each assessment.

    The change of rank stands beside only where the ranks of the two months are comparable.
    """
    comparisons = read_cached(read_comparisons, scheme, month)
    gains = find_gains(comparisons)
    rows: list[list[Cell]] = [
        [
            row["unit"],
            -row["lost_change"],
            "" if len(comparisons) == 1 else scheme.assessment(row["assessment"]).title,
            _describe_change(row) if comparisons[row["assessment"]].obstacle is None else "",
        ]
        for row in gains
    ]
    headings = [
        Heading("单位", "wrap", 116),
        Heading("失分减少", "points", 84, phone="side"),
        Heading("考核", "wrap", 130),
        Heading("名次变化", "change", 80, phone="side"),
    ]
    ids = [f"{row['assessment']}:{row['unit']}" for row in gains]
    return drop_empty(
        PageTable("失分减少较多的单位", headings, rows, ids, head=0, acts="open", has_tools=False)
    )


def drop_empty(table: PageTable) -> PageTable:
    """Return a table without the columns in which nothing stands."""
    unsaid = {heading.title: "" for heading in table.headings}
    return drop_unsaid(table, unsaid) if table.rows else table


def _describe_change(row: dict[str, Any]) -> str:
    return describe_change(row["rank"], row["previous_rank"])
