"""Fill the blank forms that `kaohe template` writes, as an office would."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from documents.forms.issuing import issue_form
from scoring.dataset import Column
from tests.documents.forms.answers import NOTHING, Answer, Row
from tests.documents.forms.every_form import Case
from tests.documents.forms.filling import fill
from tests.files.books import Page, list_pages
from tests.files.example_schemes import Round
from warehouse.store import Store


def fill_forms(store: Store, one: Round) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every form of a round, filled in."""
    for page, month in _list_months(one):
        case = Case(one.scheme, page.dataset, month)
        blank = issue_form(store, one.scheme, page.dataset.key, month)
        yield blank.name, fill(case, blank.content, _answer(case, page))


def _list_months(one: Round) -> Iterator[tuple[Page, str]]:
    """Yield pages with their months; a ledger's form takes the rows of its own month."""
    for page in list_pages(one.scheme, one.known):
        if page.dataset.shape != "dated_ledger":
            yield page, page.month or one.scheme.calendar.write(one.month)
            continue
        header, *rows = page.rows
        at = page.rows[0].index(page.dataset.date_column.headers[0])
        for month in sorted({str(row[at])[:7] for row in rows}):
            own = [row for row in rows if str(row[at]).startswith(month)]
            yield page._replace(rows=[header, *own]), month


def _answer(case: Case, page: Page) -> dict[str, Row] | list[tuple[str, Row]]:
    columns = page.dataset.columns
    keys = [column.key for column in columns]
    rows = [
        (str(unit), {c.key: to_answer(cell, c) for c, cell in zip(columns, cells, strict=True)})
        for unit, *cells in page.rows[1:]
    ]
    if page.dataset.shape == "dated_ledger":
        return rows
    blank: Row = dict.fromkeys(keys, NOTHING)
    roster = [unit.name for unit in case.scheme.roster(page.dataset.assessment)]
    return dict.fromkeys(roster, blank) | dict(rows)


def to_answer(cell: object, column: Column | None = None) -> Answer:
    """Return a cell as it is typed; 80 in a cell of percentages is kept as 0.8."""
    if column and column.type == "rate" and isinstance(cell, int | float):
        return Answer(float(Fraction(str(cell)) / 100), f"{cell}%")
    return NOTHING if cell in ("", None) else Answer(cell, str(cell))  # type: ignore[arg-type]
