"""The words of pages for an assessment's own parts: its grades, vetoes, groups and full marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import polars as pl

from documents.scheme_words import VETO, SchemeWords, find_words
from documents.wording import format_grade
from scoring.clauses.decisions import Veto
from scoring.clauses.figures import Rows
from scoring.clauses.quantities import Fixed
from scoring.outline import AssessmentOutline
from scoring.scheme import Choices, Scheme
from warehouse.views.margins import find_lines

BOTH = "附加、扣减分"
PROVISIONAL_GRADE = "（暂定）"
"""After a grade with a limited number of seats, while units may still pass each other."""

EFFECTS = {
    "no_score": "不再计分、不参加排名",
    "points": "得分按规定改计",
    "no_rank": "不参加排名",
    "last_place": "排在末位",
    "none": "",
}


@lru_cache(maxsize=128)
def read_words(scheme: Scheme, assessment: str) -> SchemeWords:
    """Return what an assessment calls its parts; kept, since every page asks."""
    return find_words(scheme, scheme.assessment(assessment))


def name_item(item_id: str, name: str) -> str:
    """Return an item's sign and name; only the name where it tells the sign, and of the total."""
    tells = not item_id.isascii() and not any(map(str.isdigit, item_id)) and item_id in name
    return name if tells or item_id == "total" else f"{item_id} {name}"


def name_assessment(scheme: Scheme, assessment: AssessmentOutline) -> str:
    """Return an assessment's sign and title; only the title where the scheme has no other."""
    alone = len(scheme.assessments) == 1
    return assessment.title if alone else name_item(assessment.id, assessment.title)


def say_item(assessment: AssessmentOutline, item_id: str, choices: Choices) -> str | None:
    """Return a part or veto in words, with the names of others; None if it is not there."""
    sentence = assessment.sentence(item_id, choices)
    return None if sentence is None else name_parts(assessment, sentence)


def name_parts(assessment: AssessmentOutline, text: str) -> str:
    """Return a sentence in which parts that it cites by their sign stand with their names."""
    for item in assessment.items:
        text = text.replace(f"“{item.id}”", f"“{name_item(item.id, item.name)}”")
    return text


def format_unit_grade(row: Mapping[str, Any], scheme: Scheme, assessment: str) -> str:
    """Return a unit's grade (a row of a board), or where it stands so far; '' for none."""
    grade, is_settled = row["grade"], row["grade_settled"]
    has_seats = row["grade_provisional"] or grade in list_seat_grades(scheme, assessment)
    if grade and has_seats and not is_settled:
        return format_grade(grade) + PROVISIONAL_GRADE
    names = scheme.assessment(assessment).grades
    return format_grade(grade, is_settled=is_settled is not False, grades=names)


@lru_cache(maxsize=128)
def list_seat_grades(scheme: Scheme, assessment: str) -> frozenset[str]:
    """Return the grades that a limited number of units can have."""
    grades = scheme.chosen().assessment(assessment).grades
    return frozenset(
        line.name
        for line in (grades.list if grades else ())
        if line.share is not None or line.first is not None or line.last is not None
    )


def describe_below(assessment: AssessmentOutline) -> str:
    """Return what is said of a unit that would have the last grade by what is known so far."""
    return format_grade(assessment.grades[-1], is_settled=False, grades=assessment.grades)


def describe_full(assessment: AssessmentOutline) -> str:
    """Return the full mark of an assessment in words: one number, or how it differs by unit."""
    if assessment.full is not None:
        return f"满分{assessment.full}分"
    if assessment.total.fulls is not None:
        least, most = assessment.total.fulls
        return f"满分{least}—{most}分，因单位而异"
    return "没有统一的满分"


def find_scale(board: pl.DataFrame, assessment: AssessmentOutline) -> Decimal:
    """Return the points that fill a whole bar of a board: the most that a unit may have."""
    if assessment.most is not None:
        return assessment.most
    most = [
        row["full"] + max(row["added"] or Decimal(0), Decimal(0))
        for row in board.drop_nulls("full").iter_rows(named=True)
    ]
    scale: Decimal = max([*most, Decimal(1)])
    return scale


def take_added(row: Mapping[str, Any]) -> Decimal | None:
    """Return what additions and deductions bring to a unit's total; None where none counts."""
    added: Decimal | None = row["added"]
    return added if added or row["bonus_counted"] else None


def name_beside(words: SchemeWords) -> str:
    """Return the heading of what counts beside the points with full marks."""
    if words.additions and words.deductions:
        return BOTH
    return words.additions or words.deductions


@dataclass(frozen=True)
class VetoWords:
    """What an assessment's vetoes are called, and what they do."""

    term: str
    """单项否决, 一票否决, or 限制性条件."""
    effect: str
    """What follows from a veto, of all of them."""
    is_next: bool
    """Whether one event more vetoes a unit at risk."""

    @property
    def act(self) -> str:
        """What a veto does to a unit, as a mark: 否决, 否优; else 触发."""
        act = self.term[-2:]
        return act if act.startswith("否") else "触发"

    @property
    def passive(self) -> str:
        """What happened to a unit: 被单项否决."""
        return f"触发{self.term}" if self.act == "触发" else f"被{self.term}"

    @property
    def risk(self) -> str:
        """What a warning means."""
        return f"再发生一次即{self.passive}" if self.is_next else f"接近{self.term}"


@lru_cache(maxsize=128)
def read_veto_words(scheme: Scheme, assessment: str) -> VetoWords:
    """Return the words for an assessment's vetoes; those of the scheme where it has none itself."""
    vetoes = list_vetoes(scheme, assessment)
    effects = dict.fromkeys(describe_effect(veto) for veto in vetoes)
    return VetoWords(
        read_words(scheme, assessment).veto or VETO,
        "；".join(filter(None, effects)),
        all(_is_next(veto) for veto in vetoes if veto.warn is not None),
    )


def _is_next(veto: Veto) -> bool:
    limit = veto.condition.against
    return (
        isinstance(veto.condition.subject, Rows)
        and isinstance(limit, Fixed)
        and veto.warn is not None
        and limit.value - veto.warn == 1
    )


def list_vetoes(scheme: Scheme, assessment: str) -> tuple[Veto, ...]:
    """Return an assessment's vetoes under the default readings."""
    return scheme.chosen().assessment(assessment).vetoes


def describe_effect(veto: Veto) -> str:
    """Return what a veto does to a unit: its grade, then its effect on points and rank."""
    bars = f"不得评为{'、'.join(veto.bars)}" if veto.bars else ""
    return "，".join(filter(None, (format_grade(veto.grade), EFFECTS[veto.effect], bars)))


@lru_cache(maxsize=128)
def has_line(scheme: Scheme, assessment: str) -> bool:
    """Tell whether a grade begins at a number of points (under the default readings)."""
    return find_lines(scheme, assessment, scheme.choices()).passing is not None


def name_veto_list(scheme: Scheme, assessment: str, ids: list[str]) -> str:
    """Return the names of some vetoes."""
    outline = scheme.assessment(assessment)
    return "、".join(outline.indicator(one).name for one in ids)
