"""Every change by SQL that a store's catalog allows, and what each depth of verifying says to it.

`python -m tests.warehouse.forging` prints the table in Markdown.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import duckdb

from tests.conftest import reading_here
from tests.warehouse.editions.county import (
    OFFICE,
    SCHEME,
    SECOND,
    TOWN,
    decide,
    fill_county,
    issue,
    object_to,
)
from warehouse import soundness
from warehouse.access.account_acts import add_account
from warehouse.access.settings import change_setting
from warehouse.audit import read_entries
from warehouse.connecting import Cursor
from warehouse.objections import Claim
from warehouse.sealing import unseal_month
from warehouse.soundness import FULL, QUICK, Looked
from warehouse.store import Store

EXEMPT = {
    ("schema_migration", "applied_at"): "when a migration ran decides and shows nothing",
}
"""(Table, column) → why a change of it need not be found."""

OF_OTHER_CHECKS = {
    "assessment", "indicator", "dataset", "roster", "unit_attribute", "visible_month",
    "schema_migration", "view_set",
}  # fmt: skip
"""What is held against the registered schemes and the program's text, not against the record."""

FIRST_ASKED = ("rows", "record", "seals", "issued", "schemes")
"""Checks that are fast and find most changes."""


@dataclass(frozen=True)
class Change:
    """One change: of which table, what, and SQL that does it; the first that is allowed counts."""

    table: str
    what: str
    tried: tuple[str, ...]


def fill(home: Path) -> None:
    """Fill a home by acts of each kind."""
    with reading_here():
        fill_county(home)
    store = Store.open(home)
    add_account(store, "zhang", "leader")
    change_setting(store, "idle_minutes", "15")
    issue(store, SECOND)
    unseal_month(store, SCHEME, SECOND, OFFICE)
    decide(store, object_to(store, Claim(SCHEME, SECOND, "2", TOWN, "K1")), "4.50")
    store.close()


def list_changes(cursor: Cursor) -> list[Change]:
    """Return the changes of every table, by the catalog."""
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
    if not cursor.execute(f"select 1 from {table} limit 1").fetchall():
        made = ", ".join(_list_other_values("null", kind, words)[0] for _, kind in columns)
        yield Change(table, "a row added", (f"insert into {table} select {made}",))
        return
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
    """Return the words that a table's check constraints allow."""
    rows = cursor.execute(
        "select constraint_text from duckdb_constraints() where schema_name = ?"
        " and table_name = ? and constraint_type = 'CHECK'",
        [schema, name],
    ).fetchall()
    return [word for (text,) in rows for word in re.findall(r"'(\w+)'", text)]


def _list_other_values(column: str, kind: str, words: list[str]) -> list[str]:
    """Return SQL of values that differ from what a column has."""
    if kind.startswith("STRUCT") and kind.endswith("[]"):
        return [f"list_append(coalesce({column}, []), {{'scheme_id': 'x', 'unit': 'y'}})"]
    if kind.endswith("[]"):
        return [f"list_append(coalesce({column}, []), 'x')"]
    if kind == "BOOLEAN":
        return [f"not coalesce({column}, false)"]
    if kind in ("DATE", "TIMESTAMP"):
        return [f"coalesce({column}, '2023-01-01'::{kind}) + interval 31 day"]
    if kind == "VARCHAR":
        others = [f"(case when {column} = '{one}' then null else '{one}' end)" for one in words]
        return [f"coalesce({column}, '') || 'x'", *others]
    return [f"coalesce({column}, 0) + 1", f"coalesce({column}, 0) - 1"]


def try_change(store: Store, change: Change, *, is_full: bool = False) -> str | None:
    """Return the check that finds a change, "" where none does, None where DuckDB refuses it."""
    for sql in change.tried:
        cursor = store._database.begin()
        try:
            try:
                changed = cursor.execute(sql).fetchall()
            except duckdb.Error:
                continue
            if changed != [(0,)]:
                return _find(store, cursor, is_full=is_full)
        finally:
            cursor.rollback()
            cursor.close()
    return None


def _find(store: Store, cursor: Cursor, *, is_full: bool) -> str:
    looked = Looked(store, cursor, read_entries(cursor))
    checks = {name: QUICK[name] for name in FIRST_ASKED} | QUICK | (FULL if is_full else {})
    for name, check in checks.items():
        if soundness._run(name, check, looked).findings:
            return name
    return ""


def main() -> None:
    """Print what each change of a filled store is found by."""
    with tempfile.TemporaryDirectory() as folder:
        fill(home := Path(folder) / "home")
        store = Store.open(home)
        with store.reader() as cursor:
            changes = list_changes(cursor)
        lines = ["| table | change | quick | full |", "|---|---|---|---|"]
        for one in changes:
            quick = try_change(store, one)
            full = quick or (quick if quick is None else try_change(store, one, is_full=True))
            words = [
                "refused by DuckDB" if it is None else it or "not found" for it in (quick, full)
            ]
            lines.append(f"| {one.table} | {one.what} | {words[0]} | {words[1]} |")
        store.close()
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
