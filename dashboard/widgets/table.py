"""The product's one table, drawn by browser/table.js.

Python holds typed cells; the browser gets their texts, and sorts, searches and hides columns by
itself. For an export it sends back what it shows, and the export contains nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.widgets.assets import read_script, read_style
from dashboard.widgets.table_data import PageTable
from dashboard.widgets.table_export import Export, try_export

_table = st.components.v2.component(
    "kaohe_table",
    html='<div class="kh"><div class="tools"></div>\n<div class="frame" role="region" tabindex="0">'
    "<table><caption></caption><thead></thead><tbody></tbody></table></div></div>",
    css=read_style("table", has_dark=True),
    js=read_script("table", "table_tools", "table_sort", "table_rows", "dark"),
)


@dataclass(frozen=True)
class Clicked:
    """The id of the row that was just opened, and that of the picked row."""

    opened: str | None
    picked: str | None


def show_table(
    table: PageTable, key: str, *, encoded: bytes | None = None, export: Export | None = None
) -> Clicked:
    """Show a table; `encoded` is a kept result of `table.encode`, to save its time."""
    data = encoded if encoded is not None else table.encode(exports=export is not None)
    asked = st.session_state.pop(_request_key(key), None)
    if asked and export:
        data += try_export(table, export, asked)
    result = _table(
        key=key,
        data=data,
        on_opened_change=_ignore,
        on_picked_change=_ignore,
        on_exported_change=lambda: _keep_request(key),
    )
    return Clicked(_check_row(table, result.opened), _check_row(table, result.picked))


def _keep_request(key: str) -> None:
    """Keep an export request for the next run: the script learns of it after drawing the table."""
    st.session_state[_request_key(key)] = st.session_state[key].exported


def _request_key(key: str) -> str:
    return f"export of {key}"


def _check_row(table: PageTable, row: object) -> str | None:
    """Return the row id that a browser sent, or None if the table has no such row."""
    return row if isinstance(row, str) and row in set(table.ids) else None


def _ignore() -> None:
    """Do nothing. Without a callback Streamlit gives the result no such attribute."""
