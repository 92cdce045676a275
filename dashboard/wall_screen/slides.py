"""The slides of the large screen, in the order of rotation: boards, vetoes, rank changes.

They use the same reading functions and wordings as the pages. All cells are texts; only the
lengths of bars are numbers, for drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import read_cached
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

PAGE_ROWS = 50
"""Units on one slide: two columns of 25 can be read from across a room."""
MAX_PAGES = 3
"""Slides of one board. A province's board is cut: nobody waits for the sixtieth slide."""
MAX_MOVERS = 10


class ScreenView(NamedTuple):
    """The scheme and month that a screen shows."""

    scheme: Scheme
    month: str


def choose_view(scheme: str | None, month: str | None) -> ScreenView | None:
    """Return the view: by default the scheme that reported last, at its last complete month.

    None while nothing is reported. Raises WrongCall for an unknown scheme or month.
    """
    schemes = read_cached(read_schemes)
    if scheme is not None:
        named = [known for known in schemes if scheme in {known.id, known.short_title}]
        if not named:
            known = "、".join(known.short_title for known in schemes)
            raise WrongCall(f"没有考核方案“{scheme}”（可选：{known}）。")
        chosen = named[0]
    else:
        newest = read_cached(read_batches).head(1)
        # Users of a unit see no batches, as these are whole files: they get their unit's scheme.
        ids = newest.get_column("scheme").to_list() or [
            scheme_id for scheme_id, _ in current_store().person.units
        ]
        if not ids:
            return None
        chosen = next(known for known in schemes if known.id == ids[0])
    if month is not None:
        parse_month(chosen, month)
    return ScreenView(chosen, month or read_cached(read_default_month, chosen))


def build_slides(view: ScreenView) -> list[Slide]:
    """Return the slides of a view: the boards, units vetoed or at risk, units whose rank moved."""
    slides: list[Slide] = []
    for draw in (_board_slides, _veto_slides):
        for assessment in view.scheme.assessments:
            slides += draw(view, assessment)
    return [*slides, *_mover_slides(view)]


def describe(view: ScreenView) -> dict[str, str]:
    """Return the frame of every slide: scheme, month and its progress, source."""
    state = read_cached(read_data_state)
    moment = f"（{format_time(state.created_at)}）" if state.created_at else ""
    return {
        "scheme": view.scheme.title,
        "month": f"截至{format_month(view.month)}",
        "state": describe_month_state(view.scheme, view.month),
        "source": f"{view.scheme.document} · 数据截至第{state.batch_id}批{moment}",
    }


def _board_slides(view: ScreenView, assessment: Assessment) -> Iterator[Slide]:
    board = read_cached(read_leaderboard, view.scheme, assessment.id, view.month)
    board = blank_uncompared(board, view.scheme, assessment.id, view.month)
    scale = _find_scale(board, assessment)
    rows = [_to_row(row, scale) for row in board.iter_rows(named=True)]
    unreported = judge_arrived(view.scheme, assessment.id, view.month) == "none"
    note = "（本月未报）" if unreported else ""
    pages = [rows[start : start + PAGE_ROWS] for start in range(0, len(rows), PAGE_ROWS)][
        :MAX_PAGES
    ]
    for number, page in enumerate(pages, start=1):
        part = f"（{number}/{len(pages)}）" if len(pages) > 1 else ""
        yield {"kind": "board", "title": f"排行榜 · {assessment.title}{note}{part}", "rows": page}


def _find_scale(board: pl.DataFrame, assessment: Assessment) -> Decimal:
    """Return the points of a full bar; no unit's total exceeds them."""
    full = assessment.full
    if isinstance(assessment.grading, VetoKeyBonus):
        full += assessment.grading.bonus_full
    totals: list[Decimal] = board.get_column("total").drop_nulls().to_list()
    return max(full, *totals) if totals else full


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
        # Percent of the bar's width; floats only draw it.
        "bars": {key: float(points / scale * 100) for key, points in accounts.items() if points},
    }


def _format_mark(row: dict[str, Any]) -> str:
    if row["is_vetoed"]:
        return "✕ 否决"
    if row["at_risk"]:
        return "！ 预警"
    return format_grade(row["grade"], is_settled=row["grade_settled"])


def _veto_slides(view: ScreenView, assessment: Assessment) -> Iterator[Slide]:
    if not any(indicator.part == "veto" for indicator in assessment.indicators):
        return
    events = read_cached(read_veto_events, view.scheme, assessment.id, view.month)
    cases: dict[tuple[str, str], dict[str, Any]] = {}
    for row in events.sort("kind", descending=True, maintain_order=True).iter_rows(named=True):
        case = cases.setdefault(
            (row["kind"], row["unit"]),
            {"kind": row["kind"], "unit": row["unit"], "reasons": [], "sources": []},
        )
        if row["reason"] not in case["reasons"]:
            case["reasons"].append(row["reason"])
        source = (row["date"].isoformat(), row["document"], row["clause"])
        case["sources"].append(" · ".join(part for part in source if part))
    yield {"kind": "vetoes", "title": "单项否决与预警", "rows": list(cases.values())}


def _mover_slides(view: ScreenView) -> Iterator[Slide]:
    comparisons = read_cached(read_comparisons, view.scheme, view.month)
    moves = [
        row | {"assessment": assessment.title}
        for assessment in view.scheme.assessments
        for row in comparisons[assessment.id].list_moves().iter_rows(named=True)
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
                "rows": [_to_mover(row) for row in chosen[:MAX_MOVERS]],
            }


def _to_mover(row: dict[str, Any]) -> dict[str, str]:
    return {
        "unit": row["unit"],
        "assessment": row["assessment"],
        "change": describe_change(row["rank"], row["previous_rank"]),
        "ranks": f"第{row['previous_rank']}名 → 第{row['rank']}名",
        "total": format_points(row["total"]),
    }
