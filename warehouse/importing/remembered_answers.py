"""What people have answered before: names of units, and questions that come again every month.

An alias is used from then on. Any other answer is only offered again: it never lands by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.scheme import Scheme
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.reading.contract import SKIP, Finding

SHEET_QUESTIONS = {
    "month_missing",
    "year_missing",
    "month_conflict",
    "period_cumulative",
    "period_weekly",
}
"""Questions which month a sheet is of; in a workbook of several sheets their topic is the sheet."""

ALL = "all"


@dataclass(frozen=True)
class Act:
    """The landing by which something was confirmed: its batch and who did it."""

    batch_id: int
    actor: str


@dataclass(frozen=True)
class Remembered:
    """An earlier answer as it fits the question now, with who gave it and when (UTC)."""

    answer: str
    actor: str
    created_at: datetime


def read_aliases(cursor: Cursor, scheme_id: str) -> dict[str, str]:
    """Return the names that people have explained: as written → unit."""
    rows = cursor.execute(
        "select written, unit_name from remembered_alias inner join unit using (unit_id)"
        " where remembered_alias.scheme_id = ?",
        [scheme_id],
    ).fetchall()
    return dict(rows)


def remember_aliases(cursor: Cursor, scheme: Scheme, used: Mapping[str, str], act: Act) -> None:
    """Keep the names that a person has just explained, with who and when."""
    shipped = {alias for unit in scheme.units for alias in (unit.name, *unit.aliases)}
    shipped |= {name for unit in scheme.units for name in unit.printed_names.values()}
    for written, unit in used.items():
        if written in shipped:
            continue
        cursor.execute(
            "insert into remembered_alias select ?, ?, unit_id, ?, ?, ? from unit"
            " where scheme_id = ? and unit_name = ? on conflict do nothing",
            [scheme.id, written, act.batch_id, act.actor, utc_now(), scheme.id, unit],
        ).fetchall()


def remember_answers(
    cursor: Cursor, scheme_id: str, dataset: str, answers: Mapping[str, str], act: Act
) -> None:
    """Keep a batch's answers to questions that will come again for its form."""
    for question, answer in answers.items():
        topic = name_topic(question, dataset)
        if topic is not None:
            cursor.execute(
                "insert into remembered_answer values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                [scheme_id, topic, answer, act.batch_id, act.actor, utc_now()],
            ).fetchall()


def name_topic(question: str, dataset: str) -> str | None:
    """Return what a question is about apart from its month; None where it is not remembered."""
    code, _, topic = question.partition(":")
    if code == "missing_column":
        key = topic.rpartition(":")[2]
        return f"{code}:{dataset}:{key}" if topic.startswith(f"{dataset}:") else None
    if code == "which_months":
        return f"{code}:{dataset}" if topic == dataset else None
    return f"sheet_month:{dataset}:{topic}" if code in SHEET_QUESTIONS and topic else None


def recall_answers(
    cursor: Cursor, scheme_id: str, dataset: str, questions: Sequence[Finding]
) -> dict[str, Remembered]:
    """Return earlier answers by question id, where they are still among what can be answered."""
    rows = cursor.execute(
        "select topic, arg_max(answer, batch_id), arg_max(actor, batch_id),"
        " arg_max(created_at, batch_id) from remembered_answer where scheme_id = ? group by topic",
        [scheme_id],
    ).fetchall()
    known = {topic: Remembered(*rest) for topic, *rest in rows}
    recalled = {}
    for one in questions:
        found = known.get(name_topic(one.id or "", dataset) or "")
        answer = fit_answer(found.answer, one) if found else None
        if found and answer and one.id:
            recalled[one.id] = Remembered(answer, found.actor, found.created_at)
    return recalled


def fit_answer(answer: str, question: Finding) -> str | None:
    """Return what an earlier answer means for a question now.

    Who took one month of a workbook with a sheet for each takes the newest one the next time. The
    month of a sheet is never offered again: 附件1 comes every month, each time of another one.
    """
    if question.code in SHEET_QUESTIONS and answer != SKIP:
        return None
    if question.code == "which_months" and answer != ALL:
        months = [option for option in question.options if option != ALL]
        return max(months) if months and "," not in answer else None
    return answer if answer in question.options else None
