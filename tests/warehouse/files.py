"""Make workbooks of a scheme's forms, with the notice's headers, and import them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from scoring.dataset import Dataset
from scoring.scheme import Scheme
from warehouse.importing.import_file import ImportOptions, ImportReport, import_file
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

QUARTERS = {3: "一", 6: "二", 9: "三", 12: "四"}
FIRST_ROW = 3
"""The first data row of these files in Excel's numbering, after title and headers."""

Rows = Sequence[Mapping[str, str]]


def land(
    store: Store,
    scheme_id: str,
    dataset: str,
    month: str,
    rows: Rows,
    *,
    columns: Sequence[str] | None = None,
    name: str | None = None,
    **options: Any,
) -> ImportReport:
    """Import one month's file and expect that it lands; `columns`: the file's columns."""
    report = offer(store, scheme_id, dataset, month, rows, columns=columns, name=name, **options)
    assert report.state == "landed", (report.state, report.errors, report.questions)
    return report


def offer(
    store: Store,
    scheme_id: str,
    dataset: str,
    month: str,
    rows: Rows,
    *,
    columns: Sequence[str] | None = None,
    name: str | None = None,
    **options: Any,
) -> ImportReport:
    """Import one month's file with any result; warnings are accepted by default."""
    with store.reader() as cursor:
        scheme = read_scheme(cursor, scheme_id)
    content = write_file(scheme, dataset, month, rows, columns)
    settings = {"actor": "tester", "scheme": scheme_id, "accept_warnings": True, **options}
    return import_file(store, name or f"{dataset} {month}.xlsx", content, ImportOptions(**settings))


def write_file(
    scheme: Scheme, key: str, month: str, rows: Rows, columns: Sequence[str] | None = None
) -> bytes:
    """Return a month's workbook: a title with the month, the form's headers, cells as typed."""
    dataset = scheme.dataset(key)
    columns = list_columns(dataset, rows) if columns is None else columns
    headers = ["单位", *(dataset.column(one).headers[0] for one in columns)]
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties(
            {"created": datetime(2021, 1, 1)}
        )  # so that equal cells give equal bytes
        page = book.add_worksheet("Sheet1")
        page.write_string(0, 0, write_title(dataset, month))
        page.write_row(1, 0, headers)
        for at, row in enumerate(rows, start=FIRST_ROW - 1):
            for column, cell in enumerate([row["unit"], *(row.get(one, "") for one in columns)]):
                _write_cell(page, at, column, cell)
    return buffer.getvalue()


def list_columns(dataset: Dataset, rows: Rows) -> list[str]:
    """Return every column of the form, optional ones only if a row has them."""
    return [
        column.key
        for column in dataset.columns
        if not column.optional or any(column.key in row for row in rows)
    ]


def write_title(dataset: Dataset, month: str) -> str:
    """Return the form's title with its month, or its quarter."""
    year, number = int(month[:4]), int(month[5:])
    if dataset.shape == "quarter":
        return f"{year}年第{QUARTERS[number]}季度{dataset.title}"
    return f"{year}年{number}月份{dataset.title}"


def _write_cell(page: Any, row: int, column: int, cell: str) -> None:
    if re.fullmatch(r"-?\d+(\.\d+)?", cell):
        page.write_number(row, column, float(cell))
    else:
        page.write_string(row, column, cell)
