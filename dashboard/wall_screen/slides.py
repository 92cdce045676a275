"""The slides of the large screen, in order: the overview, boards, vetoes, rank changes.

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
from dashboard.shell.assessment_words import (
    find_scale,
    format_unit_grade,
    list_vetoes,
    read_veto_words,
    read_words,
    take_added,
)
from dashboard.shell.month_before import blank_uncompared
from dashboard.shell.month_state import describe_month_state, judge_arrived
from dashboard.shell.page_frame import describe_source
from dashboard.wall_screen.overview_slide import draw_overview
from documents.wording import describe_change, format_month, format_percent, format_points
from scoring.clauses.roster import name_kind
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.faults import WrongCall
from warehouse.results.scores import parse_month
from warehouse.schemes.schemes import read_choices, read_schemes
from warehouse.views import (
    read_batches,
    read_comparisons,
    read_default_month,
    read_leaderboard,
)
from warehouse.views.margins import read_veto_events

Slide = dict[str, Any]

PAGE_ROWS = 50
"""Units on one slide: two columns of 25 can be read from across a room."""
MAX_PAGES = 3
"""Slides of one board. A province's board is cut: nobody waits for the sixtieth slide."""
MAX_MOVERS = 7
"""Units that rose, and as many that fell."""


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
    """Return the slides of a view: the overview, the boards, units vetoed, units that moved."""
    slides: list[Slide] = [*draw_overview(view.scheme, view.month)]
    for draw in (_board_slides, _veto_slides):
        for assessment in view.scheme.assessments:
            slides += draw(view, assessment)
    return [*slides, *_mover_slides(view)]


def describe(view: ScreenView) -> dict[str, str]:
    """Return the frame of every slide: scheme, month and its progress, source."""
    return {
        "scheme": view.scheme.title,
        "month": f"截至{format_month(view.month)}",
        "state": describe_month_state(view.scheme, view.month),
        "source": describe_source(view.scheme),
    }


def _board_slides(view: ScreenView, assessment: AssessmentOutline) -> Iterator[Slide]:
    board = read_cached(read_leaderboard, view.scheme, assessment.id, view.month)
    board = blank_uncompared(board, view.scheme, assessment.id, view.month)
    chosen = view.scheme.chosen(read_cached(read_choices, view.scheme))
    follows_rate = chosen.assessment(assessment.id).rank.by == "score_rate"
    scale = max([find_scale(board, assessment), *board.get_column("total").drop_nulls()])
    measure = None if follows_rate else scale
    unreported = judge_arrived(view.scheme, assessment.id, view.month) == "none"
    note = "（本月未报）" if unreported else ""
    words = read_words(view.scheme, assessment.id)
    for group, units in _split_groups(board, assessment):
        # One assessment has the title of its scheme, which stands above every slide.
        own = "" if assessment.title == view.scheme.title else assessment.title
        title = " · ".join(filter(None, ("排行榜", own, group)))
        rows = [
            _to_row(row, view.scheme, assessment, measure) for row in units.iter_rows(named=True)
        ]
        pages = [rows[start : start + PAGE_ROWS] for start in range(0, len(rows), PAGE_ROWS)]
        pages = pages[:MAX_PAGES]
        for number, page in enumerate(pages, start=1):
            part = f"（{number}/{len(pages)}）" if len(pages) > 1 else ""
            yield {
                "kind": "board",
                "title": f"{title}{note}{part}",
                "rows": page,
                "names": {"bonus": words.additions}
                | ({"earned": "得分率"} if follows_rate else {}),
            }


def _split_groups(
    board: pl.DataFrame, assessment: AssessmentOutline
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the boards that are ranked by themselves, in the roster's order, with their names."""
    if assessment.ranks_within == "all":
        yield "", board
        return
    for name in (
        board.sort("position").get_column(assessment.ranks_within).unique(maintain_order=True)
    ):
        yield name_kind(name), board.filter(pl.col(assessment.ranks_within) == name)


def _to_row(
    row: dict[str, Any], scheme: Scheme, assessment: AssessmentOutline, scale: Decimal | None
) -> dict[str, Any]:
    """Return a unit's row; `scale`: the points of a whole bar, None where ranks follow the rate."""
    if scale is None:
        figure, bars = format_percent(row["rate"], ""), {"earned": float(row["rate"] or 0)}
    else:
        figure, bars = format_points(row["total"], ""), _measure(row, scale)
    return {
        "rank": "" if row["rank"] is None else str(row["rank"]),
        "change": describe_change(row["rank"], row["previous_rank"]).replace("—", ""),
        "unit": row["unit"],
        "total": figure,
        "mark": _format_mark(row, scheme, assessment),
        "bars": bars,
    }


def _measure(row: dict[str, Any], scale: Decimal) -> dict[str, float]:
    """Return the parts of a bar in percent of its width: floats only draw it.

    It ends at the score; what may still come stands behind the end, what is lost is left out.
    """
    if row["earned"] is None:
        return {}
    added = take_added(row) or Decimal(0)
    parts = {
        "earned": max(row["earned"] + min(added, Decimal(0)), Decimal(0)),
        "bonus": max(added, Decimal(0)),
        "open": row["pending"] + row["provisional_lost"],
    }
    return {key: float(points / scale * 100) for key, points in parts.items() if points}


def _format_mark(row: dict[str, Any], scheme: Scheme, assessment: AssessmentOutline) -> str:
    if row["is_vetoed"]:
        return f"✕ {read_veto_words(scheme, assessment.id).act}"
    if row["vetoes"]:
        return f"✕ {assessment.indicator(row['vetoes'][0]).name}"
    if row["at_risk"]:
        return "！ 预警"
    return format_unit_grade(row, scheme, assessment.id)


def _veto_slides(view: ScreenView, assessment: AssessmentOutline) -> Iterator[Slide]:
    if not assessment.vetoes:
        return
    words = read_veto_words(view.scheme, assessment.id)
    marks = {"veto": f"✕ {words.act}", "at_risk": "！ 预警"}
    events = read_cached(read_veto_events, view.scheme, assessment.id, view.month)
    warns = any(veto.warn is not None for veto in list_vetoes(view.scheme, assessment.id))
    cases: dict[tuple[str, str], dict[str, Any]] = {}
    for row in events.sort("kind", descending=True, maintain_order=True).iter_rows(named=True):
        case = cases.setdefault(
            (row["kind"], row["unit"]),
            {
                "kind": row["kind"],
                "mark": marks[row["kind"]],
                "unit": row["unit"],
                "reasons": [],
                "sources": [],
            },
        )
        if row["reason"] not in case["reasons"]:
            case["reasons"].append(row["reason"])
        date = row["date"].isoformat() if row["date"] else ""
        source = (date, row["document"], row["clause"])
        case["sources"].append(" · ".join(part for part in source if part))
    yield {
        "kind": "vetoes",
        "title": f"{words.term}与预警" if warns else words.term,
        "rows": list(cases.values()),
        "none": f"没有单位{words.passive}{'，也没有预警' if warns else ''}。",
    }


def _mover_slides(view: ScreenView) -> Iterator[Slide]:
    """Yield one slide with the units that rose and those that fell, the greatest changes first."""
    comparisons = read_cached(read_comparisons, view.scheme, view.month)
    moves = [
        row | {"assessment": assessment.title}
        for assessment in view.scheme.assessments
        for row in comparisons[assessment.id].list_moves().iter_rows(named=True)
    ]
    moves.sort(key=lambda row: -abs(row["change"]))
    sides = {
        "up": [_to_mover(row) for row in moves if row["change"] > 0][:MAX_MOVERS],
        "down": [_to_mover(row) for row in moves if row["change"] < 0][:MAX_MOVERS],
    }
    if moves:
        yield {"kind": "movers", "title": "名次变动 · 与上月相比", **sides}


def _to_mover(row: dict[str, Any]) -> dict[str, str]:
    return {
        "unit": row["unit"],
        "assessment": row["assessment"],
        "change": describe_change(row["rank"], row["previous_rank"]),
        "ranks": f"第{row['previous_rank']}名 → 第{row['rank']}名",
        "total": format_points(row["total"]),
    }
