"""重点关注单位: units that are vetoed, at risk or failing, or that are near or below the line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from dashboard.runtime.read_cache import read_cached
from dashboard.shell.month_state import judge_arrived
from dashboard.theme import SIGNS
from dashboard.widgets.table_data import Cell, Heading, PageTable, build_link_table
from documents.wording import BELOW_LINE, PROVISIONAL_LOST, describe_lost
from scoring.scheme import Assessment, Scheme
from warehouse.views import read_leaderboard
from warehouse.views.margins import read_margins

NEAR = 5
"""Points above the pass mark within which a unit is listed: a few deductions away."""

MOST_NAMED = Fraction(1, 3)
"""If a larger share of a board is below the line, or last, none is named: the year is young."""


class Danger(NamedTuple):
    """A row of the list: the unit, its state and the figures behind it."""

    unit: str
    state: str
    figures: str


def list_dangers(scheme: Scheme, month: str) -> PageTable:
    """Return the units to look at; in assessments without grades those that are last."""
    rows: list[list[Cell]] = []
    ids: list[str] = []
    for assessment in sorted(scheme.assessments, key=lambda assessment: assessment.grading is None):
        prefix = "" if len(scheme.assessments) == 1 else f"{assessment.title}："
        for danger in find_dangers(scheme, assessment, month):
            rows.append([danger.unit, danger.state, prefix + danger.figures])
            ids.append(f"{assessment.id}:{danger.unit}")
    headings = [
        Heading("单位", "wrap", 108),
        Heading("情况", "wrap", 88),
        Heading("说明", "wrap", 158),
    ]
    return build_link_table("重点关注单位", headings, rows, ids)


def find_dangers(scheme: Scheme, assessment: Assessment, month: str) -> list[Danger]:
    """Return the units of an assessment to look at, the gravest first; none if it has no data."""
    if judge_arrived(scheme, assessment.id, month) == "none":
        return []
    if assessment.grading is None:
        return find_last(read_cached(read_leaderboard, scheme, assessment.id, month))
    margins = read_cached(read_margins, scheme, assessment.id, month).to_dicts()
    described = [(row, describe_danger(row)) for row in margins]
    too_many = has_many_below(margins)
    return [
        Danger(row["unit"], *danger)
        for row, danger in described
        if danger is not None and not (too_many and is_below(row))
    ]


def describe_many_below(scheme: Scheme, month: str) -> list[str]:
    """Return how many units are below the line, of each board with too many to list them."""
    sentences = []
    for assessment in scheme.assessments:
        if assessment.grading is None or judge_arrived(scheme, assessment.id, month) == "none":
            continue
        margins = read_cached(read_margins, scheme, assessment.id, month).to_dicts()
        if has_many_below(margins):
            ranked = sum(row["rank"] is not None for row in margins)
            states = [_name_below(row) for row in margins if is_below(row)]
            counts = [f"{states.count(state)}家{state}" for state in dict.fromkeys(states)]
            sentences.append(
                f"{assessment.title}：有名次的{ranked}家中，{'、'.join(counts)}。"
                "暂失和待定的分以后还可能得到，单位较多，不逐一列出。"
            )
    return sentences


def has_many_below(margins: Sequence[dict[str, Any]]) -> bool:
    """Tell whether so many units are below the line that it says nothing about a single one."""
    ranked = sum(row["rank"] is not None for row in margins)
    return Fraction(sum(map(is_below, margins)), max(ranked, 1)) > MOST_NAMED


def is_below(row: dict[str, Any]) -> bool:
    """Tell whether a unit is below the line so far, without a settled grade.

    Pending points count neither for nor against it: it is below if its score rate on what is
    decided is below the line's, points ÷ (full − pending) < pass mark ÷ full.
    """
    is_final = row["grade"] is not None and row["grade_settled"]
    if row["rank"] is None or row["to_pass"] >= 0 or is_final:
        return False
    decided: Decimal = row["full"] - row["pending"]
    # Multiplied out, so that no division rounds and a board with nothing decided divides by no 0.
    return bool(row["points"] * row["full"] < row["pass_mark"] * decided)


def describe_danger(row: dict[str, Any]) -> tuple[str, str] | None:
    """Return what threatens a unit and the figures behind it; None if nothing does."""
    if row["is_vetoed"]:
        return f"{SIGNS['veto']} 否决", "不再计分"
    if row["is_at_risk"]:
        return f"{SIGNS['risk']} 预警", "再发生一次即触发单项否决"
    if row["rank"] is None:
        return None
    if row["grade"] == "不合格" and row["grade_settled"]:
        return f"{SIGNS['down']} 不合格", f"{row['points']}分，差{-row['to_pass']}分"
    if is_below(row):
        return _name_below(row), _describe_below(row)
    if 0 <= row["to_pass"] < NEAR and not row["grade_settled"]:
        distance = f"高出合格线{row['to_pass']}分" if row["to_pass"] else "正好在合格线"
        return "接近合格线", f"{row['points']}分，{distance}"
    return None


def find_last(board: pl.DataFrame) -> list[Danger]:
    """Return the last units that lost points for good; none if over a third share the last rank."""
    ranked = board.drop_nulls("rank")
    if ranked.is_empty():
        return []
    last = ranked.filter(pl.col("rank") == pl.col("rank").max())
    if Fraction(last.height, ranked.height) > MOST_NAMED:
        return []
    return [
        Danger(
            row["unit"],
            "末位",
            f"第{row['rank']}名，失分{describe_lost(row['lost'], row['provisional_lost'])}",
        )
        for row in last.iter_rows(named=True)
        if row["lost"] > row["provisional_lost"]
    ]


def _name_below(row: dict[str, Any]) -> str:
    return BELOW_LINE if row["grade"] else "暂未达合格线"


def _describe_below(row: dict[str, Any]) -> str:
    parts = [f"{row['points']}分，差{-row['to_pass']}分"]
    open_points = (("待定", row["pending"]), (PROVISIONAL_LOST, row["provisional_lost"]))
    parts += [f"{word}{points}分" for word, points in open_points if points]
    return "，".join(parts)
