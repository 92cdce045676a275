"""Write what is known of a scheme's units as the files that an office would hand in."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator, Sequence
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any, NamedTuple

import xlsxwriter

from scoring.dataset import Dataset
from scoring.scheme import Scheme
from scoring.year import LENGTH
from tests.twin.facts import Facts, Value

MADE = datetime.datetime(2021, 1, 1)


class Page(NamedTuple):
    """A form of one month, or a ledger, as a table."""

    dataset: Dataset
    month: str
    rows: list[list[Any]]
    """The header and a row a unit, or a dated row each."""

    @property
    def title(self) -> str:
        """The line above the table; a ledger's rows carry their dates."""
        if self.dataset.shape == "dated_ledger":
            return self.dataset.title
        return f"{self.month[:4]}年{int(self.month[5:])}月份{self.dataset.title}"


def list_pages(scheme: Scheme, known: Facts) -> list[Page]:
    """Return the forms of each month for which any unit has a cell, and the ledgers with rows."""
    return [*_list_forms(scheme, known), *_list_ledgers(scheme, known)]


def _list_forms(scheme: Scheme, known: Facts) -> Iterator[Page]:
    places: dict[tuple[str, int], None] = {}
    for name, _, month in known.cells:
        form, last = name.removeprefix("last:").rpartition(".")[0], name.startswith("last:")
        places.setdefault((form, month - 12 if last else month))
    for form, number in sorted(places):
        dataset = scheme.dataset(form)
        rows = [["单位", *(column.headers[0] for column in dataset.columns)]]
        ref, month = ("last:", number + 12) if number < 1 else ("", number)
        for unit in known.units:
            cells = [
                known.cells.get((f"{ref}{form}.{column.key}", unit.name, month))
                for column in dataset.columns
            ]
            if unit.first <= max(number, 1) <= unit.last:
                rows.append([unit.name, *map(to_cell, cells)])
        yield Page(dataset, scheme.calendar.write(number), rows)


def _list_ledgers(scheme: Scheme, known: Facts) -> Iterator[Page]:
    for dataset in scheme.datasets:
        if dataset.shape == "dated_ledger":
            headers = [column.headers[0] for column in dataset.columns]
            date = dataset.date_column.key
            rows = [
                [
                    row["unit"],
                    *(
                        to_cell(row.get("date" if c.key == date else c.key))
                        for c in dataset.columns
                    ),
                ]
                for row in known.rows
                if row["form"] == dataset.key and _is_taken(scheme, row["date"])
            ]
            if rows:
                yield Page(dataset, "", [["单位", *headers], *rows])


def _is_taken(scheme: Scheme, day: datetime.date) -> bool:
    """Return whether a row is not dated after the year: such a row is refused, not ignored."""
    return scheme.calendar.number(day.year, day.month) <= LENGTH


def to_cell(value: Value | None) -> Any:
    """Return a value as a person types it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "√" if value else "×"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    number = Fraction(value)
    return int(number) if number.denominator == 1 else float(number)


def write_book(pages: Sequence[Page]) -> bytes:
    """Return a workbook with a sheet for each page."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        for number, page in enumerate(pages, start=1):
            sheet = book.add_worksheet(f"表{number}")
            sheet.write_string(0, 0, page.title)
            for at, row in enumerate(page.rows, start=1):
                for column, cell in enumerate(row):
                    write = sheet.write_string if isinstance(cell, str) else sheet.write_number
                    write(at, column, cell)
    return buffer.getvalue()


def write_csv(page: Page) -> bytes:
    """Return a page as a CSV file."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([page.title])
    writer.writerows(page.rows)
    return text.getvalue().encode("gb18030")
