"""The forms as rows of 报表, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.clauses.faults import Findings
from scoring.sheets.book import Cells, SheetRow
from scoring.sheets.column import FORMS, OTHER
from scoring.sheets.kind import Context, Kind
from scoring.sheets.language import COLUMN, FORM
from scoring.sheets.marks import Repeated, Unreadable, raise_all
from scoring.sheets.notation import read_table, read_value, write_table, write_value
from scoring.sheets.places import UNREAD, Places, Spot
from scoring.sheets.table_columns import FORM_COLUMNS
from scoring.sheets.tables import COLUMN_READ, FORM_OTHER, SPECIAL, Table, refuse
from scoring.sheets.values import TEXT

FORM_CELLS = {one.header: one.keys[0] for one in FORM_COLUMNS[1:7]}
COLUMN_CELLS = {
    one.header: one.keys[0] for one in FORM_COLUMNS[9:] if one.keys and one.header != COLUMN_READ
} | {COLUMN_READ: "read"}


def write_forms(forms: Mapping[str, Any], plain: frozenset[str]) -> Iterator[Cells]:
    """Yield the rows of the forms, one a column; `plain` forms in the long notation."""
    for name, form in forms.items():
        if name in plain or not isinstance(form, dict) or not _has_columns(form):
            yield {"报表": write_value(TEXT, name), FORM_OTHER: write_value(FORM_TABLE, form)}
            continue
        rest = {key: value for key, value in form.items() if key != "column"}
        head = {"报表": write_value(TEXT, name), **_write_cells(rest, FORM_CELLS, FORM, FORM_OTHER)}
        for column, written in form["column"].items():
            part = {"type": written} if isinstance(written, str) else written
            own = {
                "列": write_value(TEXT, column),
                **_write_cells(part, COLUMN_CELLS, COLUMN, OTHER),
            }
            yield {**head, **own}
            head = {}


def _has_columns(form: Table) -> bool:
    columns = form.get("column")
    return (
        isinstance(columns, dict)
        and bool(columns)
        and all(isinstance(one, str | dict) and one for one in columns.values())
    )


class _FormTable(Kind):
    context = FORM

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        return read_table(text, FORM)


FORM_TABLE = _FormTable()


def _write_cells(
    part: Mapping[str, Any], headers: Mapping[str, str], context: Context, other: str
) -> Table:
    """Return a table's cells; what has no column of its own stands in the last one."""
    rest = dict(part)
    cells: Table = {}
    for header, key in headers.items():
        if key in rest:
            kind = SPECIAL.get(key, context.keys[key].kind)
            cells[header] = write_value(kind, rest.pop(key))
    if rest:
        cells[other] = write_table(rest, context)
    return cells


def _read_cells(
    cells: Mapping[str, str], headers: Mapping[str, str], context: Context, other: str
) -> Table:
    """Return the table that some cells say; Unreadable names the header as its key."""
    part: Table = {}
    faults: list[Unreadable] = []
    for header, text in cells.items():
        try:
            if header == other:
                found = read_table(text, context)
            elif header in headers:
                key = headers[header]
                found = {key: read_value(SPECIAL.get(key, context.keys[key].kind), text)}
            else:
                continue
        except Unreadable as fault:
            faults.append(Unreadable(fault.found, fault.allowed, header))
            continue
        for key in found.keys() & part.keys():
            word = context.keys[key].word
            faults.append(Unreadable(f"“{word}”写了两处", "只写一处", header))
        part = {**found, **part}
    raise_all(faults)
    return part


def read_forms(rows: Sequence[SheetRow], findings: Findings, places: Places) -> Table:
    """Return the forms with their columns."""
    forms: Table = {}
    name = None
    for row in rows:
        cells = dict(row.cells)
        name = TEXT.read(cells["报表"]) if cells.get("报表") else name
        if name is None:
            refuse(findings, FORMS, row.number, "报表", Unreadable("没有报表的名称", "报表的名称"))
            name = ""  # told once, for all rows above the first name
        if not name:
            continue
        try:
            _read_form_row(row, name, forms, places)
        except Unreadable as fault:
            refuse(findings, FORMS, row.number, fault.key, fault)
            if not isinstance(fault, Repeated):
                places.unread.add((FORMS, row.number))
    return forms


def _read_form_row(row: SheetRow, name: str, forms: Table, places: Places) -> None:
    form = forms.setdefault(name, {})
    place = (f"报表 {name}",)
    places.note(place, Spot(FORMS, row.number))
    column = row.cells.get("列")
    if column:
        key = TEXT.read(column)
        places.note((*place, f"列 {key}"), Spot(FORMS, row.number))
        places.note((*place, key), Spot(FORMS, row.number))
        if key in form.setdefault("column", {}):
            raise Repeated(f"报表“{name}”已有列“{key}”", "每列一行", "列")
        form["column"][key] = {UNREAD: True}  # until its cells are read
    own, part = _read_both(row.cells)
    for key, value in own.items():
        if key in form and form[key] != value:
            raise Unreadable("与报表第一行的写法不同", "只写在第一行", FORM.keys[key].word)
        form[key] = value
    if not column:
        if part:
            raise Unreadable("没有列的名称", "列的名称", "列")
        return
    form["column"][TEXT.read(column)] = part["type"] if part.keys() == {"type"} else part


def _read_both(cells: Mapping[str, str]) -> tuple[Table, Table]:
    """Return what a row says of its form and of its column; Unreadable with the faults of both."""
    found: list[Table] = []
    faults: list[Unreadable] = []
    for headers, context, other in ((FORM_CELLS, FORM, FORM_OTHER), (COLUMN_CELLS, COLUMN, OTHER)):
        try:
            found.append(_read_cells(cells, headers, context, other))
        except Unreadable as fault:
            faults += fault.every
    raise_all(faults)
    return found[0], found[1]
