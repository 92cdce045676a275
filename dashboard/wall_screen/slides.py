"""What the large screen shows: boards, vetoes and movers as texts, in the order of rotation.

The same reading functions and wordings as the pages; only lengths of bars are numbers, for drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import recall
from dashboard.shell.month_before import blank_uncompared
from dashboard.shell.month_state import describe_month_state, judge_arrived
from documents.wording import (
    describe_change,
    format_grade,
    format_month,
    format_points,
    format_time,
)
from scoring.scheme import Assessment, Scheme, VetoKeyBonus
from warehouse.faults import WrongCall
from warehouse.results.scores import parse_month
from warehouse.schemes.schemes import read_schemes
from warehouse.views import (
    read_batches,
    read_comparisons,
    read_data_state,
    read_default_month,
    read_leaderboard,
)
from warehouse.views.margins import read_veto_events

Slide = dict[str, Any]

ROWS = 50
"""Units on one slide: two columns of 25 can be read from across a room."""
MOST_PAGES = 3
"""A province's board is cut: nobody waits for the sixtieth page."""
MOST_MOVERS = 10


class View(NamedTuple):
    """What a screen was asked to show."""

    scheme: Scheme
    month: str


def choose_view(scheme: str | None, month: str | None) -> View | None:
    """Return what to show: by default the county that reported last, at its last complete month.

    None while nothing is reported; WrongCall where the address names what does not exist.
    """
    schemes = recall(read_schemes)
    if scheme is not None:
        named = [one for one in schemes if scheme in {one.id, one.short_title}]
        if not named:
            known = "、".join(one.short_title for one in schemes)
            raise WrongCall(f"没有考核方案“{scheme}”（可选：{known}）。")
        chosen = named[0]
    else:
        newest = recall(read_batches).head(1)
        # A unit's people see no batches, which are whole files: their own county is shown.
        ids = newest.get_column("scheme").to_list() or [
            one for one, _ in current_store().person.units
        ]
        if not ids:
            return None
        chosen = next(one for one in schemes if one.id == ids[0])
    if month is not None:
        parse_month(chosen, month)
    return View(chosen, month or recall(read_default_month, chosen))


def build_slides(view: View) -> list[Slide]:
    """Return the slides of a view: the boards, who is vetoed or at risk, whose rank moved."""
    return [
        *(slide for one in view.scheme.assessments for slide in _board(view, one)),
        *(slide for one in view.scheme.assessments for slide in _vetoes(view, one)),
        *_movers(view),
    ]


def describe(view: View) -> dict[str, str]:
    """Return what stands around every slide: scheme, month and how far it is, source."""
    state = recall(read_data_state)
    moment = f"（{format_time(state.created_at)}）" if state.created_at else ""
    return {
        "scheme": view.scheme.title,
        "month": f"截至{format_month(view.month)}",
        "state": describe_month_state(view.scheme, view.month),
        "source": f"{view.scheme.document} · 数据截至第{state.batch_id}批{moment}",
    }


def _board(view: View, assessment: Assessment) -> Iterator[Slide]:
    board = recall(read_leaderboard, view.scheme, assessment.id, view.month)
    board = blank_uncompared(board, view.scheme, assessment.id, view.month)
    scale = _scale(board, assessment)
    rows = [_to_row(row, scale) for row in board.iter_rows(named=True)]
    unreported = judge_arrived(view.scheme, assessment.id, view.month) == "none"
    note = "（本月未报）" if unreported else ""
    pages = [rows[at : at + ROWS] for at in range(0, len(rows), ROWS)][:MOST_PAGES]
    for number, page in enumerate(pages, start=1):
        part = f"（{number}/{len(pages)}）" if len(pages) > 1 else ""
        yield {"kind": "board", "title": f"排行榜 · {assessment.title}{note}{part}", "rows": page}


def _scale(board: pl.DataFrame, assessment: Assessment) -> Decimal:
    """The points at which a bar would be full: no unit's total is beyond it."""
    most = assessment.full
    if isinstance(assessment.grading, VetoKeyBonus):
        most += assessment.grading.bonus_full
    totals: list[Decimal] = board.get_column("total").drop_nulls().to_list()
    return max(most, *totals) if totals else most


def _to_row(row: dict[str, Any], scale: Decimal) -> dict[str, Any]:
    bonus = row["bonus"] if row["bonus_counted"] else None
    accounts = {"earned": row["earned"], "bonus": bonus, "pending": row["pending"]}
    if row["lost"] is not None:
        accounts["lost"] = row["lost"] - row["provisional_lost"]
        accounts["provisional"] = row["provisional_lost"]
    return {
        "rank": "" if row["rank"] is None else str(row["rank"]),
        "change": describe_change(row["rank"], row["previous_rank"]).replace("—", ""),
        "unit": row["unit"],
        "total": format_points(row["total"], ""),
        "mark": _format_mark(row),
        "bars": {key: float(one / scale * 100) for key, one in accounts.items() if one},
    }


def _format_mark(row: dict[str, Any]) -> str:
    if row["is_vetoed"]:
        return "✕ 否决"
    if row["at_risk"]:
        return "！ 预警"
    return format_grade(row["grade"], is_settled=row["grade_settled"])


def _vetoes(view: View, assessment: Assessment) -> Iterator[Slide]:
    if not any(one.part == "veto" for one in assessment.indicators):
        return
    events = recall(read_veto_events, view.scheme, assessment.id, view.month)
    cases: dict[tuple[str, str], dict[str, Any]] = {}
    for row in events.sort("kind", descending=True, maintain_order=True).iter_rows(named=True):
        case = cases.setdefault(
            (row["kind"], row["unit"]),
            {"kind": row["kind"], "unit": row["unit"], "reasons": [], "sources": []},
        )
        if row["reason"] not in case["reasons"]:
            case["reasons"].append(row["reason"])
        source = (row["date"].isoformat(), row["document"], row["clause"])
        case["sources"].append(" · ".join(one for one in source if one))
    yield {"kind": "vetoes", "title": "单项否决与预警", "rows": list(cases.values())}


def _movers(view: View) -> Iterator[Slide]:
    comparisons = recall(read_comparisons, view.scheme, view.month)
    moves = [
        row | {"assessment": one.title}
        for one in view.scheme.assessments
        for row in comparisons[one.id].list_moves().iter_rows(named=True)
    ]
    for title, is_up in (("名次上升", True), ("名次下降", False)):
        chosen = sorted(
            (row for row in moves if (row["change"] > 0) is is_up),
            key=lambda row: -abs(row["change"]),
        )
        if chosen:
            yield {
                "kind": "movers",
                "title": f"{title} · 与上月相比",
                "rows": [_to_mover(row) for row in chosen[:MOST_MOVERS]],
            }


def _to_mover(row: dict[str, Any]) -> dict[str, str]:
    return {
        "unit": row["unit"],
        "assessment": row["assessment"],
        "change": describe_change(row["rank"], row["previous_rank"]),
        "ranks": f"第{row['previous_rank']}名 → 第{row['rank']}名",
        "total": format_points(row["total"]),
    }
