"""Answers outside a question's options: units, months, a cell's true value; several months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from dashboard.shell.question_words import Question
from scoring.months import YEAR
from scoring.scheme import Scheme
from warehouse.importing.import_file import ImportReport
from warehouse.importing.remembered_answers import ALL, SHEET_QUESTIONS

OtherKind = Literal["unit", "month", "value"]
"""A unit of the roster, a month, or a cell's true value."""

UNIT_QUESTIONS = {"unknown_unit"}


def find_other_kind(question: Question) -> OtherKind | None:
    """Return the kind of answer that is accepted beside the options."""
    if question.code in UNIT_QUESTIONS:
        return "unit"
    if question.code in SHEET_QUESTIONS:
        return "month"
    return "value" if question.takes_value else None


def list_others(
    question: Question, report: ImportReport, schemes: Mapping[str, Scheme]
) -> list[str]:
    """Return the units or months that are accepted beside the options."""
    forms = _list_forms(question, report)
    kind = find_other_kind(question)
    if kind == "month":
        asked = [schemes[scheme] for scheme, _ in forms] or list(schemes.values())
        return sorted({scheme.calendar.write(number) for scheme in asked for number in YEAR})
    if kind == "unit":
        rosters = [
            schemes[scheme].roster(schemes[scheme].dataset(dataset).assessment)
            for scheme, dataset in forms
        ]
        return list(dict.fromkeys(unit.name for roster in rosters for unit in roster))
    return []


def _list_forms(question: Question, report: ImportReport) -> list[tuple[str, str]]:
    """Return (scheme, dataset) of the tables on the question's sheet, or of all tables."""
    sheet = question.findings[0].sheet
    tables = [table for table in report.reading.tables if sheet in {None, table.sheet}]
    tables = tables or list(report.reading.tables)
    return list(dict.fromkeys((table.scheme, table.dataset) for table in tables))


def is_multiple(question: Question) -> bool:
    """Tell whether several options may be chosen together."""
    return question.code == "which_months"


def join_months(chosen: Sequence[str], options: Sequence[str]) -> str:
    """Return the answer to 'which months': all of them, or those chosen, in order."""
    months = [option for option in options if option != ALL]
    if set(months) <= set(chosen):
        return ALL
    return ",".join(month for month in months if month in chosen)
