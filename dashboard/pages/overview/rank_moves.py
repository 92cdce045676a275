"""名次变动: the greatest rank changes or, where ranks say nothing, who lost more points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from dashboard.runtime.read_cache import read_cached
from dashboard.widgets.table_data import Cell, Heading, PageTable, build_link_table
from documents.bulletin.movement import describe_obstacle
from documents.wording import describe_change
from scoring.scheme import Scheme
from warehouse.views import read_comparisons, read_overview
from warehouse.views.movement import take_most


def list_moves(scheme: Scheme, month: str) -> PageTable:
    """Return the greatest rises and falls of all assessments, then who lost more points.

    Points lost stand for the assessments whose ranks cannot be compared with the month before.
    """
    comparisons = read_cached(read_comparisons, scheme, month)
    moves = [
        row | {"assessment": assessment.id}
        for assessment in scheme.assessments
        for row in comparisons[assessment.id].list_moves().iter_rows(named=True)
    ]
    ordered = sorted(moves, key=lambda row: -abs(row["change"]))
    rises = take_most([row for row in ordered if row["change"] > 0], "change")
    falls = take_most([row for row in ordered if row["change"] < 0], "change")
    losers = [
        row | {"assessment": assessment.id}
        for assessment in scheme.assessments
        if comparisons[assessment.id].obstacle is not None
        for row in comparisons[assessment.id].list_losers().iter_rows(named=True)
    ]
    losers = take_most(sorted(losers, key=lambda row: -row["lost_change"]), "lost_change")
    rows = [[row["unit"], *_describe_move(scheme, row)] for row in [*rises, *falls]]
    rows += [[row["unit"], *_describe_loss(scheme, row)] for row in losers]
    ids = [f"{row['assessment']}:{row['unit']}" for row in [*rises, *falls, *losers]]
    headings = [
        Heading("单位", "wrap", 116),
        Heading("变化", "change", 88, phone="side"),
        Heading("现名次", "wrap", 130, phone="below"),
    ]
    return build_link_table("名次变动", headings, rows, ids)


def describe_uncompared(scheme: Scheme, month: str) -> list[str]:
    """Return why ranks are not compared, one sentence per reason with its assessments."""
    reasons: dict[str, list[str]] = {}
    for title, reason in _list_reasons(scheme, month):
        reasons.setdefault(reason, []).append(title)
    is_single = len(scheme.assessments) == 1
    return [
        f"{reason}。" if is_single else f"{'、'.join(titles)}：{reason}。"
        for reason, titles in reasons.items()
    ]


def _list_reasons(scheme: Scheme, month: str) -> Iterator[tuple[str, str]]:
    """Yield (title, reason) of each assessment whose ranks are not compared."""
    comparisons = read_cached(read_comparisons, scheme, month)
    for row in read_cached(read_overview, scheme, month).filter(pl.col("ranked") > 0).to_dicts():
        reason = describe_obstacle(comparisons[row["assessment"]])
        if reason:
            yield row["title"], reason


def _describe_move(scheme: Scheme, row: dict[str, Any]) -> list[Cell]:
    return [describe_change(row["rank"], row["previous_rank"]), _format_rank(scheme, row)]


def _describe_loss(scheme: Scheme, row: dict[str, Any]) -> list[Cell]:
    return [f"失分+{row['lost_change']}", _format_rank(scheme, row)]


def _format_rank(scheme: Scheme, row: dict[str, Any]) -> str:
    place = f"第{row['rank']}名"
    if len(scheme.assessments) == 1:
        return place
    return f"{scheme.assessment(row['assessment']).title} {place}"
