"""The export of a table: a workbook of the rows and columns that the browser shows."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from dashboard.runtime.current_store import current_store, current_user_name
from dashboard.widgets.error_box import show_error
from dashboard.widgets.table_data import Cell, Heading, PageTable
from dashboard.widgets.table_view import TableView, read_view
from documents.about import About, Stamp
from documents.tables import TableColumn, TableSheet
from documents.workbooks import WORKBOOK_TYPE, build_workbook
from warehouse.database.clock import utc_now
from warehouse.faults import Fault
from warehouse.views.file_release import release_file


@dataclass(frozen=True)
class Export:
    """The export of a table: file name, sheet title, and the rows of the page 说明."""

    file_name: str
    sheet: str
    describe: Callable[[], About]


def export_view(table: PageTable, export: Export, sent: object) -> bytes:
    """Return the workbook of the rows and columns that a browser shows, in its order.

    Raises WrongCall if the value sent has not the form of a view.
    """
    return _build(table, export, _read_view(table, sent))


def _read_view(table: PageTable, sent: object) -> TableView:
    titles = [heading.title for heading in table.headings if heading.kind != "bar"]
    return read_view(sent, table.ids, titles)


def _build(table: PageTable, export: Export, view: TableView) -> bytes:
    positions = {row_id: position for position, row_id in enumerate(table.ids)}
    titles = set(view.columns)
    shown = [
        number
        for number, heading in enumerate(table.headings)
        if heading.kind != "bar" and heading.title in titles
    ]
    rows = [
        [_to_cell(table.rows[positions[row_id]][number]) for number in shown] for row_id in view.ids
    ]
    columns = [_to_column(table.headings[number]) for number in shown]
    about = [*export.describe(), ("查找", view.search or "无")]
    about.append(("排序", "，".join(view.sort) if view.sort else "表内原顺序"))
    about.append(("行数", f"{len(rows)}行（全部{len(table.rows)}行）"))
    about += Stamp(current_user_name(), utc_now()).to_rows()
    return build_workbook([TableSheet(export.sheet, columns, rows)], about)


def _to_cell(cell: Cell) -> str | int | Decimal | None:
    return None if isinstance(cell, list) else cell


def _to_column(heading: Heading) -> TableColumn:
    if heading.kind == "difference":
        return TableColumn(heading.title, "points")
    if heading.kind in {"whole", "points", "exact", "percent"}:
        return TableColumn(heading.title, heading.kind)
    return TableColumn(heading.title)


def try_export(table: PageTable, export: Export, sent: object) -> bytes:
    """Return the file, to be sent after the table's data; show a Fault and return b'' instead."""
    try:
        return _encode_file(table, export, _read_view(table, sent))
    except Fault as fault:
        show_error(fault)
        return b""


def _encode_file(table: PageTable, export: Export, view: TableView) -> bytes:
    about = {
        "columns": list(view.columns),
        "rows": len(view.ids),
        "search": view.search,
        **dict(export.describe()),
    }
    built = release_file(
        current_store(),
        export.file_name,
        lambda: _build(table, export, view),
        about,
    )
    content = base64.b64encode(built).decode()
    data = {
        "nonce": view.nonce,
        "name": export.file_name,
        "type": WORKBOOK_TYPE,
        "content": content,
    }
    return json.dumps(data, ensure_ascii=False).encode()
