"""重点关注单位: units that are vetoed, at risk or failing, or that are near or below the line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import (
    describe_below,
    describe_effect,
    has_line,
    list_vetoes,
    read_veto_words,
)
from dashboard.shell.month_state import judge_arrived
from dashboard.theme import SIGNS
from dashboard.widgets.table_data import Cell, Heading, PageTable, build_link_table
from documents.wording import PROVISIONAL_LOST, describe_lost, format_grade
from scoring.clauses.roster import name_kind
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views import read_leaderboard
from warehouse.views.boards import is_last_grade
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
    order = sorted(scheme.assessments, key=lambda one: not one.grades)  # those with grades first
    for assessment in order:
        prefix = "" if len(scheme.assessments) == 1 else f"{assessment.title}："
        for danger in find_dangers(scheme, assessment, month):
            rows.append([danger.unit, danger.state, prefix + danger.figures])
            ids.append(f"{assessment.id}:{danger.unit}")
    headings = [
        Heading("单位", "wrap", 108),
        Heading("情况", "wrap", 88, phone="side"),
        Heading("说明", "wrap", 158, phone="below"),
    ]
    return build_link_table("重点关注单位", headings, rows, ids)


def find_dangers(scheme: Scheme, assessment: AssessmentOutline, month: str) -> list[Danger]:
    """Return the units of an assessment to look at, the gravest first; none if it has no data."""
    if judge_arrived(scheme, assessment.id, month) == "none":
        return []
    if not has_line(scheme, assessment.id):
        board = read_cached(read_leaderboard, scheme, assessment.id, month)
        return [*find_vetoed(board, scheme, assessment), *find_last(board, assessment)]
    margins = read_cached(read_margins, scheme, assessment.id, month).to_dicts()
    described = [(row, describe_danger(row, scheme, assessment)) for row in margins]
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
        has_data = judge_arrived(scheme, assessment.id, month) != "none"
        if not has_line(scheme, assessment.id) or not has_data:
            continue
        margins = read_cached(read_margins, scheme, assessment.id, month).to_dicts()
        if has_many_below(margins):
            ranked = sum(row["rank"] is not None for row in margins)
            states = [_name_below(row, assessment) for row in margins if is_below(row)]
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
    if row["rank"] is None or row["to_pass"] is None or row["to_pass"] >= 0 or is_final:
        return False
    decided: Decimal = row["full"] - row["pending"]
    # Multiplied out, so that no division rounds and a board with nothing decided divides by no 0.
    return bool(row["points"] * row["full"] < row["pass_mark"] * decided)


def describe_danger(
    row: dict[str, Any], scheme: Scheme, assessment: AssessmentOutline
) -> tuple[str, str] | None:
    """Return what threatens a unit and the figures behind it; None if nothing does."""
    veto = describe_veto(row, scheme, assessment)
    if veto is not None or row["rank"] is None or row["to_pass"] is None:
        return veto
    if is_last_grade(row["grade"], assessment.grades) and row["grade_settled"]:
        short = f"，差{-row['to_pass']}分" if row["to_pass"] < 0 else ""
        return f"{SIGNS['down']} {format_grade(row['grade'])}", f"{row['points']}分{short}"
    if is_below(row):
        return _name_below(row, assessment), _describe_below(row)
    if 0 <= row["to_pass"] < NEAR and not row["grade_settled"]:
        line = f"{row['pass_name']}线"
        distance = f"高出{line}{row['to_pass']}分" if row["to_pass"] else f"正好在{line}"
        return f"接近{line}", f"{row['points']}分，{distance}"
    return None


def describe_veto(
    row: dict[str, Any], scheme: Scheme, assessment: AssessmentOutline
) -> tuple[str, str] | None:
    """Return the veto of a unit, or that it is at risk; None if neither."""
    if row["is_vetoed"]:
        return f"{SIGNS['veto']} {read_veto_words(scheme, assessment.id).act}", "不再计分"
    held = [veto for veto in list_vetoes(scheme, assessment.id) if veto.id in row["vetoes"]]
    if held:
        effects = dict.fromkeys(describe_effect(veto) for veto in held)
        named = "、".join(veto.name for veto in held)
        return f"{SIGNS['veto']} {named}", "；".join(filter(None, effects))
    if row["is_at_risk"]:
        return f"{SIGNS['risk']} 预警", read_veto_words(scheme, assessment.id).risk
    return None


def find_vetoed(board: pl.DataFrame, scheme: Scheme, assessment: AssessmentOutline) -> list[Danger]:
    """Return the units of a board that are vetoed or at risk."""
    rows = [row | {"is_at_risk": bool(row["at_risk"])} for row in board.iter_rows(named=True)]
    described = [(row["unit"], describe_veto(row, scheme, assessment)) for row in rows]
    return [Danger(unit, *danger) for unit, danger in described if danger is not None]


def find_last(board: pl.DataFrame, assessment: AssessmentOutline) -> list[Danger]:
    """Return the last units that lost points for good, of each group that is ranked by itself.

    None of a group in which over a third share the last rank.
    """
    ranked = board.drop_nulls("rank")
    if assessment.ranks_within == "all":
        return _find_last(ranked, "")
    groups = ranked.sort("position").partition_by(assessment.ranks_within, maintain_order=True)
    return [
        danger
        for group in groups
        for danger in _find_last(group, name_kind(group.get_column(assessment.ranks_within)[0]))
    ]


def _find_last(ranked: pl.DataFrame, group: str) -> list[Danger]:
    last = ranked.filter(pl.col("rank") == pl.col("rank").max())
    if ranked.is_empty() or Fraction(last.height, ranked.height) > MOST_NAMED:
        return []
    return [
        Danger(
            row["unit"],
            "末位",
            f"{group}第{row['rank']}名，失分{describe_lost(row['lost'], row['provisional_lost'])}",
        )
        for row in last.iter_rows(named=True)
        if row["lost"] is not None and row["lost"] > row["provisional_lost"]
    ]


def _name_below(row: dict[str, Any], assessment: AssessmentOutline) -> str:
    if row["grade"]:
        return describe_below(assessment)
    return f"暂未达{row['pass_name']}线"


def _describe_below(row: dict[str, Any]) -> str:
    parts = [f"{row['points']}分，差{-row['to_pass']}分"]
    open_points = (("待定", row["pending"]), (PROVISIONAL_LOST, row["provisional_lost"]))
    parts += [f"{word}{points}分" for word, points in open_points if points]
    return "，".join(parts)
