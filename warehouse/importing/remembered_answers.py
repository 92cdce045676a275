"""Remember earlier answers: aliases of units, and questions that come again every month.

An alias is applied from then on. Any other answer is only offered as the default of the next
question: it never lands by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.scheme import Scheme
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.reading.contract import SKIP, Finding

SHEET_QUESTIONS = {
    "month_missing",
    "year_missing",
    "month_conflict",
    "period_cumulative",
    "period_weekly",
}
"""Questions about the month of a sheet; in a workbook of several each sheet is its own topic."""

ALL = "all"


@dataclass(frozen=True)
class Confirmation:
    """The landing that confirmed an answer: its batch and its user."""

    batch_id: int
    actor: str


@dataclass(frozen=True)
class Remembered:
    """An earlier answer, fitted to the question at hand, with its user and time (UTC)."""

    answer: str
    actor: str
    created_at: datetime


def read_aliases(cursor: Cursor, scheme_id: str) -> dict[str, str]:
    """Return the aliases that users confirmed: as written → unit."""
    return dict(run_query(cursor, "importing/remembered_aliases", [scheme_id]).fetchall())


def remember_aliases(
    cursor: Cursor, scheme: Scheme, used: Mapping[str, str], confirmation: Confirmation
) -> None:
    """Keep the aliases that a user has just confirmed; those that the scheme ships are left out."""
    shipped = {alias for unit in scheme.units for alias in (unit.name, *unit.aliases)}
    shipped |= {name for unit in scheme.units for name in unit.printed_names.values()}
    for written, unit in used.items():
        if written in shipped:
            continue
        cursor.execute(
            "insert into remembered_alias select ?, ?, unit_id, ?, ?, ? from unit"
            " where scheme_id = ? and unit_name = ? on conflict do nothing",
            [scheme.id, written, *_list_values(confirmation), scheme.id, unit],
        ).fetchall()


def remember_answers(
    cursor: Cursor,
    scheme_id: str,
    dataset: str,
    answers: Mapping[str, str],
    confirmation: Confirmation,
) -> None:
    """Keep a batch's answers to questions that will come again for its form."""
    for question, answer in answers.items():
        topic = name_topic(question, dataset)
        if topic is not None:
            cursor.execute(
                "insert into remembered_answer values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                [scheme_id, topic, answer, *_list_values(confirmation)],
            ).fetchall()


def _list_values(confirmation: Confirmation) -> tuple[int, str, datetime]:
    return confirmation.batch_id, confirmation.actor, utc_now()


def name_topic(question: str, dataset: str) -> str | None:
    """Return what a question is about, without its month; None if its answer is not remembered."""
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
    """Return earlier answers by question id, if they are still among the question's options."""
    rows = run_query(cursor, "importing/newest_answers", [scheme_id]).fetchall()
    known = {topic: Remembered(*rest) for topic, *rest in rows}
    recalled = {}
    for question in questions:
        earlier = known.get(name_topic(question.id or "", dataset) or "")
        answer = fit_answer(earlier.answer, question) if earlier else None
        if earlier and answer and question.id:
            recalled[question.id] = Remembered(answer, earlier.actor, earlier.created_at)
    return recalled


def fit_answer(answer: str, question: Finding) -> str | None:
    """Return an earlier answer as it fits a question of today; None if it does not.

    A user who chose one month of a workbook with a sheet per month is offered the newest month
    the next time. The month of a single sheet is never offered: a sheet named 附件1 comes every
    month, each time for another one.
    """
    if question.code in SHEET_QUESTIONS and answer != SKIP:
        return None
    if question.code == "which_months" and answer != ALL:
        months = [option for option in question.options if option != ALL]
        return max(months) if months and "," not in answer else None
    return answer if answer in question.options else None
