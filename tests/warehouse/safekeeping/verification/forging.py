"""Make every change by SQL that a store's catalog allows, and find the check that reports it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import duckdb

from warehouse.check_results import CheckFinding
from warehouse.database.audit import read_entries
from warehouse.database.connection import Cursor
from warehouse.safekeeping.verification import program_objects, scheme_lists, verify
from warehouse.safekeeping.verification.verify import FULL, QUICK, Snapshot
from warehouse.store import Store

EXEMPT = {
    ("schema_migration", "applied_at"): "when a migration ran decides and shows nothing",
}
"""(Table, column) → why its change need not be found."""

REFUSED = {
    ("batch", "kind"): "the database ties it to the file and to the batch that is reverted",
}
"""(Table, column) → why the database refuses to change it alone."""

CHECKS = {
    **dict.fromkeys(scheme_lists.TABLES, "lists"),
    **dict.fromkeys(program_objects.FILLED, "text"),
    "audit_entry": "record",
    "unit": "rows",
}
"""Table → the check that is run first; for all others it is `rows`."""


@dataclass(frozen=True)
class Change:
    """One change: the table, the change, and alternative SQL, of which the first allowed counts."""

    table: str
    what: str
    tried: tuple[str, ...]


def list_changes(cursor: Cursor) -> list[Change]:
    """Return the changes of every table in the catalog."""
    tables = cursor.execute(
        "select schema_name, table_name from duckdb_tables() where not internal order by all"
    ).fetchall()
    return [one for place in tables for one in _change_table(cursor, *place)]


def _change_table(cursor: Cursor, schema: str, name: str) -> Iterator[Change]:
    table = name if schema == "main" else f'"{schema}".{name}'
    columns = cursor.execute(
        "select column_name, data_type from duckdb_columns()"
        " where schema_name = ? and table_name = ? order by column_index",
        [schema, name],
    ).fetchall()
    words = _list_words(cursor, schema, name)
    row = f"(select max(rowid) from {table})"
    for column, kind in columns:
        values = _list_other_values(column, kind, words)
        yield Change(
            table,
            column,
            tuple(f"update {table} set {column} = {one} where rowid = {row}" for one in values),
        )
    yield Change(table, "a row deleted", (f"delete from {table} where rowid = {row}",))
    names = [column for column, _ in columns]
    copies = [
        f"insert into {table} select * replace ({value} as {column}) from {table}"
        f" where rowid = {row}"
        for column, kind in columns
        for value in _list_other_values(column, kind, words)[:1]
    ]
    plain = f"insert into {table} select {', '.join(names)} from {table} where rowid = {row}"
    values = [_list_other_values(column, kind, [])[0] for column, kind in columns]
    other = f"insert into {table} select {', '.join(values)} from {table} where rowid = {row}"
    keyed = [
        f"insert into {table} select * replace ({', '.join(pair)}) from {table} where rowid = {row}"
        for pair in combinations([f"{v} as {n}" for v, n in zip(values, names, strict=True)], 2)
    ]
    yield Change(table, "a row added", (plain, *copies, other, *keyed))


def _list_words(cursor: Cursor, schema: str, name: str) -> list[str]:
    """Return the values that a table's check constraints allow."""
    rows = cursor.execute(
        "select constraint_text from duckdb_constraints() where schema_name = ?"
        " and table_name = ? and constraint_type = 'CHECK'",
        [schema, name],
    ).fetchall()
    return [word for (text,) in rows for word in re.findall(r"'(\w+)'", text)]


def _list_other_values(column: str, kind: str, words: list[str]) -> list[str]:
    """Return SQL expressions for values that differ from a column's value."""
    if kind.startswith("STRUCT") and kind.endswith("[]"):
        return [f"list_append(coalesce({column}, []), {{'scheme_id': 'x', 'unit': 'y'}})"]
    if kind.endswith("[]"):
        other = "'x'" if kind == "VARCHAR[]" else "1"
        return [f"list_append(coalesce({column}, []), {other})"]
    if kind == "BOOLEAN":
        return [f"not coalesce({column}, false)"]
    if kind in ("DATE", "TIMESTAMP"):
        return [f"coalesce({column}, '2023-01-01'::{kind}) + interval 31 day"]
    if kind == "VARCHAR":
        others = [f"(case when {column} = '{one}' then null else '{one}' end)" for one in words]
        return [f"coalesce({column}, '') || 'x'", *others]
    return [f"coalesce({column}, 0) + 1", f"coalesce({column}, 0) - 1"]


def try_change(store: Store, change: Change) -> str | None:
    """Return the quick check that finds a change; "" if none does, None if DuckDB refuses it."""
    names = dict.fromkeys([CHECKS.get(change.table, "rows"), "rows", *QUICK])
    found = find_change(store, change, list(names), is_first=True)
    return found if found is None else "".join(found)


def find_change(
    store: Store, change: Change, names: Sequence[str], *, is_first: bool = False
) -> list[str] | None:
    """Return which of some checks find a change; None if DuckDB refuses all alternatives.

    `is_first`: stop at the first check that finds it.
    """
    for sql in change.tried:
        cursor = store._database.begin()
        try:
            try:
                changed = cursor.execute(sql).fetchall()
            except duckdb.Error:
                continue
            if changed != [(0,)]:
                found = (name for name in names if run_check(store, cursor, name))
                return [next(found, "")] if is_first else list(found)
        finally:
            cursor.rollback()
            cursor.close()
    return None


def run_check(store: Store, cursor: Cursor, name: str) -> tuple[CheckFinding, ...]:
    """Return a check's findings on a cursor's snapshot."""
    snapshot = Snapshot(store, cursor, read_entries(cursor))
    return verify._run(name, {**QUICK, **FULL}[name], snapshot).findings
