"""Fill the unlocked cells of an issued form and save it again."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl

from documents.forms.issuing import issue_form
from tests.documents.forms.answers import Row
from tests.documents.forms.every_form import Case
from warehouse.store import Store

Answers = dict[str, Row] | list[tuple[str, Row]]


def send_out(store: Store, case: Case) -> bytes:
    """Return the blank form as issued."""
    return issue_form(store, case.scheme, case.dataset.key, case.month).content


def fill(case: Case, blank: bytes, answers: Answers) -> bytes:
    """Return the form with the answers typed into it; only unlocked cells are written."""
    book = openpyxl.load_workbook(BytesIO(blank))
    page, first, columns = book.worksheets[0], first_row(case), case.form.columns
    for at, (unit, row) in enumerate(_list_rows(case, answers), start=first):
        for column, planned in enumerate(columns, start=1):
            if planned.key is not None and (typed := row[planned.key].typed) is not None:
                _type(page.cell(at, column), typed)
            elif planned.role == "unit" and not case.has_roster:
                _type(page.cell(at, column), unit)
    return save(book)


def expect(case: Case, answers: Answers) -> list[tuple[str, dict[str, str | None]]]:
    """Return the rows that must be read: unit and values, in the form's order."""
    rows = [
        (unit, {key: answer.read for key, answer in row.items()})
        for unit, row in _list_rows(case, answers)
    ]
    if case.dataset.is_roster_complete:
        return rows
    return [row for row in rows if any(row[1].values())]


def first_row(case: Case) -> int:
    """Return the first row below the header, as Excel counts."""
    return 1 + bool(case.form.annex) + 1 + (2 if case.form.has_groups else 1)


def printed_units(case: Case) -> dict[str, str]:
    """Return the names on the form, in its order, with the units that they stand for."""
    roster = case.scheme.roster(case.dataset.assessment)
    names = {
        spelling: unit.name
        for unit in roster
        for spelling in (*unit.aliases, *unit.printed_names.values(), unit.name)
    }
    return {name: names[name] for name in case.form.units if name}


def save(book: Any) -> bytes:
    """Return a workbook's bytes."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _list_rows(case: Case, answers: Answers) -> list[tuple[str, Row]]:
    if isinstance(answers, list):
        return answers
    return [(unit, answers[unit]) for unit in printed_units(case).values()]


def _type(cell: Any, typed: Any) -> None:
    assert not cell.protection.locked, f"{cell.coordinate} is locked"
    cell.value = typed
    if isinstance(typed, str):
        cell.data_type = "s"  # openpyxl would read =… as a formula
    elif not isinstance(typed, int | float):
        cell.number_format = "yyyy-mm-dd"  # as Excel does when a date is typed
