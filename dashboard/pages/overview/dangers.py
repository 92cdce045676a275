"""重点关注单位: who is vetoed, at risk or failing; who is below the line or near it so far."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from dashboard.runtime.read_cache import recall
from dashboard.shell.month_state import judge_arrived
from dashboard.theme import SIGNS
from dashboard.widgets.table import Cell, Heading, Table, list_links
from documents.wording import BELOW_LINE, PROVISIONAL_LOST, describe_lost
from scoring.scheme import Assessment, Scheme
from warehouse.views import read_leaderboard
from warehouse.views.margins import read_margins

NEAR = 5
"""Points above the pass mark within which a unit is named: a few deductions away."""

MOST_NAMED = Fraction(1, 3)
"""With more of a board below the line, or last, than this share, it is the year that is young."""


class Danger(NamedTuple):
    """A line of the list: the unit, its state and the figures behind it."""

    unit: str
    state: str
    said: str


def list_dangers(scheme: Scheme, month: str) -> Table:
    """Return who is vetoed, at risk, failing or near it; where no grades are given, who is last."""
    rows: list[list[Cell]] = []
    ids: list[str] = []
    for one in sorted(scheme.assessments, key=lambda one: one.grading is None):
        prefix = "" if len(scheme.assessments) == 1 else f"{one.title}："
        for danger in find_dangers(scheme, one, month):
            rows.append([danger.unit, danger.state, prefix + danger.said])
            ids.append(f"{one.id}:{danger.unit}")
    headings = [
        Heading("单位", "wrap", 108),
        Heading("情况", "wrap", 88),
        Heading("说明", "wrap", 158),
    ]
    return list_links("重点关注单位", headings, rows, ids)


def find_dangers(scheme: Scheme, assessment: Assessment, month: str) -> list[Danger]:
    """Return the units of an assessment to look at, the gravest first; none without its data."""
    if judge_arrived(scheme, assessment.id, month) == "none":
        return []
    if assessment.grading is None:
        return find_last(recall(read_leaderboard, scheme, assessment.id, month))
    margins = recall(read_margins, scheme, assessment.id, month).to_dicts()
    said = [(row, describe_danger(row)) for row in margins]
    too_many = has_many_below(margins)
    return [
        Danger(row["unit"], *one)
        for row, one in said
        if one is not None and not (too_many and is_below(row))
    ]


def describe_many_below(scheme: Scheme, month: str) -> list[str]:
    """Return how many are below the line where they are too many to be named one by one."""
    said = []
    for one in scheme.assessments:
        if one.grading is None or judge_arrived(scheme, one.id, month) == "none":
            continue
        margins = recall(read_margins, scheme, one.id, month).to_dicts()
        if has_many_below(margins):
            ranked = sum(row["rank"] is not None for row in margins)
            states = [_name_below(row) for row in margins if is_below(row)]
            counts = [f"{states.count(one)}家{one}" for one in dict.fromkeys(states)]
            said.append(
                f"{one.title}：有名次的{ranked}家中，{'、'.join(counts)}。"
                "暂失和待定的分以后还可能得到，单位较多，不逐一列出。"
            )
    return said


def has_many_below(margins: Sequence[dict[str, Any]]) -> bool:
    """Return whether so many are below the line for now that it says nothing of a unit."""
    ranked = sum(row["rank"] is not None for row in margins)
    return Fraction(sum(map(is_below, margins)), max(ranked, 1)) > MOST_NAMED


def is_below(row: dict[str, Any]) -> bool:
    """Return whether a unit is below the line for now: so far graded, or by its score rate.

    What is pending counts neither for nor against it: points ÷ (full − pending) is held against
    pass mark ÷ full.
    """
    is_final = row["grade"] is not None and row["grade_settled"]
    if row["rank"] is None or row["to_pass"] >= 0 or is_final:
        return False
    decided: Decimal = row["full"] - row["pending"]
    return bool(row["points"] * row["full"] < row["pass_mark"] * decided)


def describe_danger(row: dict[str, Any]) -> tuple[str, str] | None:
    """Return what threatens a unit and how near it is; None where nothing does."""
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
    """Return who is last and has lost points for good; nobody where a third shares that rank."""
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
