"""The first slide of the large screen: at most five figures, who leads, who is late by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import describe_below, read_veto_words
from dashboard.shell.form_words import describe_due, format_wait, name_form, name_short
from dashboard.shell.month_state import judge_arrived
from dashboard.shell.months import name_month
from documents.wording import format_grade, format_points
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.results.scores import parse_month
from warehouse.views import read_leaderboard, read_overview, read_progress
from warehouse.views.calendar import read_calendar, read_filings

Row = dict[str, Any]
Figure = dict[str, str]

MOST_FIGURES = 5
MOST_FIRST = 5
MOST_FORMS = 6
"""Missing forms that are named."""


def draw_overview(scheme: Scheme, month: str) -> Iterator[dict[str, Any]]:
    """Yield the slide; none for users of a unit, who see neither others' forms nor the calendar."""
    if current_store().person.scope is not None:
        return
    today, number = today_in_china(), parse_month(scheme, month)
    calendar = read_cached(read_calendar, scheme, today)
    waiting = calendar.filter(pl.col("arrival").is_in(["missing", "upcoming"]))
    waiting = waiting.sort("month", "due_on", nulls_last=True, maintain_order=True)
    missing = waiting.filter(pl.col("month") <= number).to_dicts()
    rows = read_cached(read_overview, scheme, month).to_dicts()
    filings = read_cached(read_filings, scheme, month).filter(month=number).to_dicts()
    figures = [
        *_count_forms(scheme, number),
        *_count_late(filings),
        *_find_next(waiting.filter(pl.col("month") > number).to_dicts(), today),
        *_count_judged(scheme, rows),
    ]
    if len(figures) < MOST_FIGURES:
        figures.insert(0, {"title": "被考核单位", "value": f"{len(scheme.units)}家", "note": ""})
    yield {
        "kind": "overview",
        "title": "本月总览",
        "figures": figures[:MOST_FIGURES],
        "firsts": list(_name_firsts(scheme, rows, month)),
        "late": [*_name_late(filings), *_name_missing(scheme, missing)],
        "none": f"{'各单位均已按时报送，' if filings else ''}应报的报表均已报送。",
    }


def _count_forms(scheme: Scheme, month: int) -> Iterator[Figure]:
    expected = read_cached(read_progress, scheme).filter("is_expected", month=month)
    if not expected.is_empty():
        arrived = expected.get_column("is_in").sum()
        yield {"title": "本月报表", "value": f"{arrived}/{expected.height}份", "note": "已报/应报"}


def _count_late(filings: Sequence[Row]) -> Iterator[Figure]:
    if filings:
        missed = sum(row["missed"] for row in filings)
        yield {
            "title": "本月未按时报送",
            "value": f"{missed}家次",
            "note": "" if missed else "各单位均已按时报送",
            "tone": "bad" if missed else "good",
        }


def _find_next(coming: Sequence[Row], today: date) -> Iterator[Figure]:
    """Yield the next due day; `coming`: the forms of later months, the earliest first."""
    due = [row for row in coming if row["due_on"]]
    due = [row for row in due if row["arrival"] == "upcoming"] or due
    if not due:
        return
    first = due[0]
    same = [
        row for row in due if (row["month"], row["due_on"]) == (first["month"], first["due_on"])
    ]
    forms = "、".join(name_short(row) for row in same)
    yield {
        "title": "下一报送日" if first["arrival"] == "upcoming" else "已过报送日",
        "value": describe_due(first),
        "note": f"{forms}（{format_wait(first, today)}）",
    }


def _count_judged(scheme: Scheme, rows: Sequence[Row]) -> Iterator[Figure]:
    """Yield how many units have the last grade, settled or so far, and how many are vetoed."""
    for row in rows:
        assessment = scheme.assessment(row["assessment"])
        named = assessment.title if len(rows) > 1 else ""
        vetoed = f"{read_veto_words(scheme, assessment.id).act}{row['vetoed']}家"
        if row["failing"]:
            note = f"其中{vetoed}" if row["vetoed"] else named
            yield _judge(format_grade(assessment.grades[-1]), row["failing"], note)
        elif row["vetoed"]:
            yield _judge("限制性条件", row["vetoed"], f"已{vetoed}")
        if row["below"]:
            yield _judge(describe_below(assessment), row["below"], named)


def _judge(title: str, units: int, note: str) -> Figure:
    return {"title": title, "value": f"{units}家", "note": note, "tone": "bad"}


def _name_firsts(scheme: Scheme, rows: Sequence[Row], month: str) -> Iterator[dict[str, str]]:
    """Yield who leads each assessment, or the first units of a single one.

    Where groups are ranked by themselves, nobody leads.
    """
    if len(rows) == 1 and scheme.assessments[0].ranks_within == "all":
        board = read_cached(read_leaderboard, scheme, rows[0]["assessment"], month)
        for row in board.drop_nulls("rank").head(MOST_FIRST).iter_rows(named=True):
            named = {"title": f"第{row['rank']}名", "first": row["unit"]}
            yield {**named, "total": f"{format_points(row['total'])}分"}
        return
    for row in rows:
        assessment = scheme.assessment(row["assessment"])
        first, total = _name_first(row, assessment)
        if judge_arrived(scheme, assessment.id, month) == "none":
            first, total = "本月未报", ""
        yield {"title": assessment.title, "first": first, "total": total}


def _name_first(row: Row, assessment: AssessmentOutline) -> tuple[str, str]:
    if assessment.ranks_within != "all":
        return "各组分别排名", ""
    if not row["best_count"]:
        return "尚无数据", ""
    total = f"{row['best_total']}分"
    return row["best_unit"] if row["best_count"] == 1 else f"并列{row['best_count']}家", total


def _name_late(filings: Sequence[Row]) -> Iterator[dict[str, str]]:
    for row in filings:
        if row["missed"]:
            yield {
                "what": f"{row['name']}（每月{row['day']}日前）{row['missed']}家",
                "who": "、".join(row["missed_units"]),
            }


def _name_missing(scheme: Scheme, missing: Sequence[Row]) -> Iterator[dict[str, str]]:
    for row in missing[:MOST_FORMS]:
        named = f"{name_month(scheme, row['month'])} {name_form(row)}"
        yield {"what": f"未报：{named}", "who": row["provider"] or ""}
    if len(missing) > MOST_FORMS:
        yield {"what": f"另有{len(missing) - MOST_FORMS}份报表未报", "who": ""}
