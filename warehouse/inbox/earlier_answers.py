"""Offer the answers to earlier files of the inbox again, by form and question."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.database.connection import Cursor
from warehouse.importing.import_plan import ImportReport
from warehouse.importing.remembered_answers import Remembered, fit_answer
from warehouse.inbox.decisions import ABOUT_THE_FILE, Decisions
from warehouse.inbox.inbox_files import InboxFile, read_inbox


def list_forms(report: ImportReport) -> frozenset[str]:
    """Return the forms of a file's tables as `Decisions.forms` holds them."""
    return frozenset(f"{table.scheme}:{table.dataset}" for table in report.reading.tables)


def recall_from_inbox(
    cursor: Cursor, file: InboxFile, report: ImportReport
) -> dict[str, Remembered]:
    """Return the last answers to a file's open questions in other files of its forms.

    They are only offered, never applied by themselves.
    """
    open_questions = {
        question.id: question
        for question in report.questions
        if question.id and question.code not in ABOUT_THE_FILE
    }
    if not open_questions:
        return {}
    recalled: dict[str, Remembered] = {}
    for other, decisions in _list_others(cursor, file, list_forms(report)):
        for identity, question in open_questions.items():
            given = decisions.answers.get(identity)
            answer = fit_answer(given, question) if given else None
            if answer and identity not in recalled:
                recalled[identity] = Remembered(answer, other.changed_by, other.changed_at)
    return recalled


def _list_others(
    cursor: Cursor, file: InboxFile, forms: frozenset[str]
) -> Iterable[tuple[InboxFile, Decisions]]:
    """Yield the other files with answers about one of these forms, the newest first."""
    for other in sorted(read_inbox(cursor), key=lambda one: one.changed_at, reverse=True):
        if other.number == file.number:
            continue
        decisions = Decisions.from_json(other.decisions)
        if decisions.answers and decisions.forms & forms:
            yield other, decisions
