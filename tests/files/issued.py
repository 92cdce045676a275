"""Fill the blank forms that `kaohe template` writes, as an office would."""

from __future__ import annotations

from collections.abc import Iterator

from documents.forms.issuing import issue_form
from tests.documents.forms.answers import NOTHING, Answer, Row
from tests.documents.forms.every_form import Case
from tests.documents.forms.filling import fill
from tests.files.books import Page, list_pages
from tests.files.example_schemes import Round
from warehouse.store import Store


def fill_forms(store: Store, one: Round) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every form of a round, filled in."""
    for page in list_pages(one.scheme, one.known):
        month = page.month or one.scheme.calendar.write(one.month)
        case = Case(one.scheme, page.dataset, month)
        blank = issue_form(store, one.scheme, page.dataset.key, month)
        yield blank.name, fill(case, blank.content, _answer(case, page))


def _answer(case: Case, page: Page) -> dict[str, Row] | list[tuple[str, Row]]:
    keys = [column.key for column in page.dataset.columns]
    rows = [
        (str(unit), {key: to_answer(cell) for key, cell in zip(keys, cells, strict=True)})
        for unit, *cells in page.rows[1:]
    ]
    if page.dataset.shape == "dated_ledger":
        return rows
    blank: Row = dict.fromkeys(keys, NOTHING)
    roster = [unit.name for unit in case.scheme.roster(page.dataset.assessment)]
    return dict.fromkeys(roster, blank) | dict(rows)


def to_answer(cell: object) -> Answer:
    """Return a cell as it is typed."""
    return NOTHING if cell in ("", None) else Answer(cell, str(cell))  # type: ignore[arg-type]
