"""The product's one table, drawn in the browser by browser/table.js.

Python gives typed cells; the browser gets their texts, and sorts, searches and hides columns by
itself. What it shows, and nothing else, comes back to be exported.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import streamlit as st

from dashboard.runtime.current_store import current_store, signing_name
from dashboard.widgets.assets import read_script, read_style
from dashboard.widgets.error_box import show_error
from dashboard.widgets.table_view import View, read_view
from documents.about import Stamp
from documents.tables import Sheet, TableColumn
from documents.wording import format_exact
from documents.workbooks import WORKBOOK_TYPE, build_workbook
from warehouse.database.clock import utc_now
from warehouse.faults import Fault
from warehouse.views.file_release import release_file

Kind = Literal[
    "text", "wrap", "whole", "points", "exact", "percent", "difference", "change", "sign", "bar"
]
Parts = list[float] | None
Cell = str | int | Decimal | Parts
About = Sequence[tuple[str, str]]

FIGURES: tuple[Kind, ...] = ("whole", "points", "exact", "percent", "difference", "change")
"""Kinds that stand on the right, digit under digit, and are sorted as numbers."""


_table = st.components.v2.component(
    "kaohe_table",
    html='<div class="kh"><div class="tools"></div>\n<div class="frame" role="region" tabindex="0">'
    "<table><caption></caption><thead></thead><tbody></tbody></table></div></div>",
    css=read_style("table", has_dark=True),
    js=read_script("table", "dark"),
)


@dataclass(frozen=True)
class Heading:
    """One column: its title, how its cells are written, whether it is shown at first."""

    title: str
    kind: Kind = "text"
    width: int | None = None
    hidden: bool = False
    help: str = ""


@dataclass(frozen=True)
class Bar:
    """What the parts of a bar are, (colour, title), and how much the whole width is."""

    parts: tuple[tuple[str, str], ...]
    full: Decimal


@dataclass(frozen=True)
class Table:
    """What is shown. Each row has an id; `frozen` columns stay while the others are scrolled."""

    caption: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    ids: Sequence[str]
    frozen: int = 0
    head: int | None = None
    """The column that names the row."""
    acts: Literal["open", "pick"] | None = None
    """What a click on a row does: open another page, or choose the row."""
    bar: Bar | None = None
    signs: Mapping[str, str] | None = None
    """Text of a cell → the sign before it."""
    muted: Sequence[int] = ()
    marked: Mapping[int, Sequence[int]] | None = None
    """Row → the columns of its marked cells."""
    has_tools: bool = True

    def encode(self, *, exports: bool) -> bytes:
        """Return what the browser gets."""
        told = {
            "caption": self.caption,
            "columns": [
                {
                    "title": one.title,
                    "kind": one.kind,
                    "align": "right" if one.kind in FIGURES else "left",
                    "width": one.width,
                    "hidden": one.hidden,
                    "help": one.help,
                }
                for one in self.headings
            ],
            "rows": [
                [format_cell(cell, one.kind) for cell, one in zip(row, self.headings, strict=True)]
                for row in self.rows
            ],
            "ids": list(self.ids),
            "frozen": self.frozen,
            "head": self.head,
            "acts": self.acts,
            "bar": self.bar and {"parts": self.bar.parts, "full": float(self.bar.full)},
            "signs": dict(self.signs or {}),
            "muted": list(self.muted),
            "marked": {str(row): list(columns) for row, columns in (self.marked or {}).items()},
            "tools": self.has_tools,
            "exports": exports,
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def list_links(
    caption: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Cell]],
    ids: Sequence[str],
) -> Table:
    """Return a small table, each row of which opens what its id names."""
    return Table(caption, headings, rows, ids, head=0, acts="open", has_tools=False)


@dataclass(frozen=True)
class Export:
    """A workbook of what a table shows: its name, its sheet, and what it says of itself."""

    file_name: str
    sheet: str
    describe: Callable[[], About]


@dataclass(frozen=True)
class Chosen:
    """The ids of the row that was just opened, and of the one that is picked."""

    opened: str | None
    picked: str | None


def show_table(
    table: Table, key: str, *, encoded: bytes | None = None, export: Export | None = None
) -> Chosen:
    """Show a table; `encoded` is what `table.encode` gave before, where that was kept."""
    data = encoded if encoded is not None else table.encode(exports=export is not None)
    asked = st.session_state.pop(_request_key(key), None)
    if asked and export:
        data += _try_export(table, export, asked)
    result = _table(
        key=key,
        data=data,
        on_opened_change=_ignore,
        on_picked_change=_ignore,
        on_exported_change=lambda: _keep_request(key),
    )
    return Chosen(_known(table, result.opened), _known(table, result.picked))


def build_shown(table: Table, export: Export, told: object) -> bytes:
    """Return the workbook of the rows and columns that a browser says it shows, in its order.

    WrongCall where what it says has not the form of a view.
    """
    return _build(table, export, _read_view(table, told))


def _read_view(table: Table, told: object) -> View:
    titles = [one.title for one in table.headings if one.kind != "bar"]
    return read_view(told, table.ids, titles)


def _build(table: Table, export: Export, view: View) -> bytes:
    places = {one: number for number, one in enumerate(table.ids)}
    titles = set(view.columns)
    shown = [
        number
        for number, one in enumerate(table.headings)
        if one.kind != "bar" and one.title in titles
    ]
    rows = [[_to_cell(table.rows[places[one]][number]) for number in shown] for one in view.ids]
    columns = [_to_column(table.headings[number]) for number in shown]
    about = [*export.describe(), ("查找", view.search or "无")]
    about.append(("排序", "，".join(view.sort) if view.sort else "表内原顺序"))
    about.append(("行数", f"{len(rows)}行（全部{len(table.rows)}行）"))
    about += Stamp(signing_name(), utc_now()).to_rows()
    return build_workbook([Sheet(export.sheet, columns, rows)], about)


def format_cell(cell: Cell, kind: Kind) -> str | list[float]:
    """Return a cell as it is shown; nothing where there is nothing."""
    if cell is None:
        return ""
    if isinstance(cell, list | str):
        return cell
    if kind == "exact" and isinstance(cell, Decimal):
        return format_exact(cell).replace("-", "−")
    if kind == "percent":
        return f"{cell:.2f}%"
    if kind == "difference":
        return f"{cell:+.2f}".replace("-", "−")
    return (f"{cell:.2f}" if isinstance(cell, Decimal) else str(cell)).replace("-", "−")


def _to_cell(cell: Cell) -> str | int | Decimal | None:
    return None if isinstance(cell, list) else cell


def _to_column(heading: Heading) -> TableColumn:
    if heading.kind == "difference":
        return TableColumn(heading.title, "points")
    if heading.kind in {"whole", "points", "exact", "percent"}:
        return TableColumn(heading.title, heading.kind)
    return TableColumn(heading.title)


def _try_export(table: Table, export: Export, told: object) -> bytes:
    """Return the file behind the table's own data; nothing where it may not be taken away."""
    try:
        return b"\n" + _encode_file(table, export, _read_view(table, told))
    except Fault as fault:
        show_error(fault)
        return b""


def _encode_file(table: Table, export: Export, view: View) -> bytes:
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
    told = {
        "nonce": view.nonce,
        "name": export.file_name,
        "type": WORKBOOK_TYPE,
        "content": content,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _keep_request(key: str) -> None:
    """An event is known to the script only after the table is drawn: it is kept for then."""
    st.session_state[_request_key(key)] = st.session_state[key].exported


def _request_key(key: str) -> str:
    return f"export of {key}"


def _known(table: Table, row: object) -> str | None:
    """The browser's word is not taken for an id that is not in the table."""
    return row if isinstance(row, str) and row in set(table.ids) else None


def _ignore() -> None:
    """Without a callback Streamlit gives the result no such attribute."""
