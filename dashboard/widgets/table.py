"""The product's one table, drawn by browser/table.js.

Python holds typed cells; the browser gets their texts, and sorts, searches and hides columns by
itself. For an export it sends back what it shows, and the export contains nothing else.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.widgets.assets import read_script, read_style
from dashboard.widgets.table_data import PageTable
from dashboard.widgets.table_export import Export, try_export

_table = st.components.v2.component(
    "kaohe_table",
    html='<div class="kh"><div class="tools"></div>\n<div class="edge">'
    '<div class="frame" role="region" tabindex="0">'
    "<table><caption></caption><thead></thead><tbody></tbody></table></div></div></div>",
    css=read_style("table", "edge", has_dark=True),
    js=read_script(
        "table", "table_tools", "table_sort", "table_rows", "table_arrangement", "edge", "dark"
    ),
)

ARRANGED = "arranged_tables"
"""The session key of a saved view's tables: caption → JSON for table_arrangement.js."""


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
    file = try_export(table, export, asked) if asked and export else b""
    arranged = st.session_state.get(ARRANGED, {}).get(table.caption, b"")
    if file or arranged:
        data += b"\n" + file + b"\n" + arranged
    result = _table(
        key=key,
        data=data,
        on_opened_change=_ignore,
        on_picked_change=_ignore,
        on_exported_change=lambda: _keep_request(key),
    )
    return Clicked(_check_row(table, result.opened), _check_row(table, result.picked))


def arrange_tables(tables: Mapping[str, Any]) -> None:
    """Let the page's tables be arranged so (caption → hidden columns and sort) when it is drawn."""
    nonce = secrets.token_hex(4)
    st.session_state[ARRANGED] = {
        caption: json.dumps({**one, "nonce": nonce}, ensure_ascii=False).encode()
        for caption, one in tables.items()
    }


def forget_arrangement() -> None:
    """Draw tables as their pages do."""
    st.session_state.pop(ARRANGED, None)


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
