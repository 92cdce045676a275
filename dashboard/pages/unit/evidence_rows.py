"""The evidence of a ledger line: the original rows of the files, with the deciding cells marked."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard.runtime.current_store import current_store
from dashboard.shell.view_log import note_view
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.source_rows import ShownRow, build_row, show_source_rows
from documents.wording import format_place
from scoring.clauses.requests import RowRequest, list_assessment_uses
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.reading.personal_data.masking import is_masked
from warehouse.views import read_evidence, read_source_row


def show_evidence(scheme: Scheme, line: pl.DataFrame) -> None:
    """Show the evidence of one ledger line (a frame of one row), and log the view."""
    row = line.row(0, named=True)
    note_view("evidence", scheme=scheme.id, unit=row["unit"], indicator=row["indicator"])
    if line.get_column("kind").item() == "adjustment":
        st.caption("依据复核决定。申请、证明材料和决定见“复核”页。")
        return
    rows: list[ShownRow] = []
    absent: list[str] = []
    with current_store().reader() as cursor:
        for place in read_evidence(cursor, line).iter_rows(named=True):
            if place["row"] is None:
                absent.append(format_place(place["file"], place["sheet"], None))
            else:
                rows.append(_read_row(cursor, place, scheme, row))
    if not rows and not absent:
        st.caption("这一行由上面各行或方案本身得出，没有单独的佐证。")
    show_source_rows(rows)
    if any(is_masked(cell) for row in rows for cell in row.cells):
        st.caption("行里的个人号码在导入时已隐去；存档的是隐去号码后的副本，不是原文件。")
    if absent:
        st.caption(f"以下报表里没有这个单位，按未完成计：{escape('；'.join(absent))}")


def _read_row(
    cursor: Cursor, place: dict[str, Any], scheme: Scheme, line: dict[str, Any]
) -> ShownRow:
    source = read_source_row(cursor, place["batch"], place["row"])
    columns = find_columns(scheme, line, source.dataset, place["month"])
    marked = {position for key, position in source.positions.items() if key in columns}
    return build_row(
        place["file"], place["sheet"], place["row"], source.headers, source.cells, marked
    )


def find_columns(scheme: Scheme, line: dict[str, Any], form: str, month: date) -> set[str]:
    """Return the columns of a form whose cells a ledger line rests on, in a month of the form.

    A line names its cells as form.column, with the months of each; last year's with `last:`, in
    the same months. A line of one ledger row names the form: what its clause reads is marked.
    """
    # Month 1 to 12 of its own year: a cell of last year is named with the months of this year.
    number = (scheme.calendar.number(month.year, month.month) - 1) % 12 + 1
    found: set[str] = set()
    for cell, months in zip(line["cells"], line["cell_months"], strict=True):
        dataset, _, column = cell.removeprefix("last:").partition(".")
        if dataset == form and column and months >> (number - 1) & 1:
            found.add(column)
        elif dataset == form and not column:
            found |= _list_row_columns(scheme, line, form)
    return found


def _list_row_columns(scheme: Scheme, line: dict[str, Any], form: str) -> set[str]:
    """Return the columns of a ledger that an indicator reads, under any readings' defaults."""
    requests = [
        use.request
        for use in list_assessment_uses(scheme.chosen().assessment(line["assessment_id"]))
        if use.clause == line["indicator"] and isinstance(use.request, RowRequest)
        if use.request.form == form
    ]
    columns = {name for one in requests for name in (one.amount, one.price_column, one.highest_per)}
    return (columns | {name for one in requests for name, _ in one.where}) - {""}
