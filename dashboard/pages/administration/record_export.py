"""The audit record as a workbook: every wanted entry, whole, written in constant memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from dashboard.pages.administration.record_tables import ACTIONS, describe_detail
from documents.about import About
from documents.exports import ExportBook, Stamp, export_path, save_book
from documents.tables import TableColumn, TableSheet
from documents.wording import format_time
from warehouse.database.clock import utc_now
from warehouse.store import Store
from warehouse.views.record import RecordFilter, stream_record

COLUMNS = (
    TableColumn("序号", "whole"),
    TableColumn("时间", width=18),
    TableColumn("操作人", width=18),
    TableColumn("操作", width=16),
    TableColumn("内容", "wrap", 60),
    TableColumn("校验码", width=68),
)


def make_record(
    store: Store, wanted: RecordFilter, titles: Mapping[str, str], about: About
) -> bytes:
    """Return the workbook of all wanted entries, the newest first."""
    book = ExportBook(
        [TableSheet("操作记录", COLUMNS, chunks=_list_chunks(store, wanted, titles))], about
    )
    with export_path(store, ".xlsx") as path:
        save_book(book, path, Stamp(store.person.name, utc_now()))
        return path.read_bytes()


def _list_chunks(
    store: Store, wanted: RecordFilter, titles: Mapping[str, str]
) -> Iterator[pl.DataFrame]:
    for entries in stream_record(store, wanted):
        rows = [
            (
                entry.number,
                format_time(entry.happened_at),
                entry.actor,
                ACTIONS.get(entry.action, entry.action),
                describe_detail(entry.detail, titles),
                entry.digest,
            )
            for entry in entries
        ]
        schema = [str(number) for number in range(len(COLUMNS))]
        yield pl.DataFrame(rows, schema=schema, orient="row")
