"""Values that no act writes, in every table: verifying finds them and never raises an error."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import copy_home
from tests.warehouse.safekeeping.verification.forging import EXEMPT
from tests.warehouse.safekeeping.verification.test_rereading import read_once
from warehouse.database.connection import Cursor
from warehouse.database.database import Database
from warehouse.home.opening import open_store
from warehouse.importing.reading_series import ReadingSeries
from warehouse.safekeeping.verification import program_objects
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.store import Store

SOAK = bool(os.environ.get("KAOHE_SOAK"))
"""Whether every table is spoiled; by default every third."""
LARGEST = {
    "BOOLEAN": ("true", "false"),
    "DATE": ("'infinity'::date", "'5881580-07-10'::date"),
    "TIMESTAMP": ("'infinity'::timestamp", "'290309-12-22'::timestamp"),
    "VARCHAR": ("chr(127) || repeat('{', 5000)", "''"),
    "INTEGER": ("2147483647", "-2147483648"),
    "BIGINT": ("9223372036854775807", "-9223372036854775808"),
}
"""Type of a column → SQL of values at the limits of the type."""


LAST = "(select max(rowid) from {})"


class Shared:
    """A cursor with an open transaction that all readers of a test see; closing it does nothing."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def close(self) -> None:
        """Leave the cursor open for the other readers."""


@pytest.fixture(scope="module")
def filled(forged_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with an act of each kind; scoring, which other tests cover, is cached."""
    store = open_store(copy_home(forged_home, tmp_path_factory.mktemp("garbage") / "home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ReadingSeries, "read", read_once)
        patch.setattr(program_objects, "_expect", _once(program_objects._expect))
        yield store
    store.close()


def _once(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that computes only once for equal schemes."""
    known: list[tuple[Any, Any]] = []

    def remembering(schemes: Any) -> Any:
        for earlier, result in known:
            if earlier == schemes:
                return result
        known.append((schemes, function(schemes)))
        return known[-1][1]

    return remembering


@contextmanager
def forged(store: Store) -> Iterator[Cursor]:
    """Yield a cursor whose changes all readers see within the block, and nobody after it."""
    cursor = store._database.begin()
    with pytest.MonkeyPatch.context() as patch:
        begin, own = Database.begin, store._database
        patch.setattr(Database, "begin", lambda one: Shared(cursor) if one is own else begin(one))
        try:
            yield cursor
        finally:
            with suppress(duckdb.TransactionException):  # a statement that failed has ended it
                cursor.rollback()
            cursor.close()


def list_columns(cursor: Cursor) -> dict[str, list[tuple[str, str]]]:
    """Return each table that has rows, with the names and types of its columns."""
    tables: dict[str, list[tuple[str, str]]] = {}
    for schema, table, column, kind in cursor.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns()"
        " where not internal and table_name in (select table_name from duckdb_tables())"
        " order by schema_name, table_name, column_index"
    ).fetchall():
        name = table if schema == "main" else f'"{schema}".{table}'
        tables.setdefault(name, []).append((column, kind))
    return {
        name: columns
        for name, columns in tables.items()
        if cursor.execute(f"select 1 from {name} limit 1").fetchall()
    }


def spoil(cursor: Cursor, table: str, columns: list[tuple[str, str]]) -> list[str]:
    """Write values at the limits of the type into the columns that accept them; return these."""
    done: dict[str, str] = {}
    for column, kind in columns:
        if (table, column) in EXEMPT:
            continue
        for value in _list_values(kind):
            sql = f"update {table} set {column} = {value} where rowid = {LAST.format(table)}"
            try:
                cursor.execute(sql).fetchall()
            except duckdb.Error:  # which may have ended the transaction
                cursor.rollback()
                cursor.begin()
                for statement in done.values():
                    cursor.execute(statement).fetchall()
                continue
            done[column] = sql
            break
    return list(done)


def _list_values(kind: str) -> tuple[str, ...]:
    if kind.startswith("DECIMAL"):
        width, scale = map(int, kind[8:-1].split(","))
        largest = "9" * (width - scale) + "." + "9" * scale
        return (largest, f"-{largest}")
    if kind.endswith("[]"):
        return ("[null]", "[]")
    return (*LARGEST.get(kind, ()), "null")


def test_garbage_in_any_table_is_found_and_stops_no_verifying(filled: Store) -> None:
    with filled.reader() as cursor:
        tables = list_columns(cursor)
    assert len(tables) > 20
    for table, columns in list(tables.items())[:: 1 if SOAK else 3]:
        with forged(filled) as cursor:
            if spoil(cursor, table, columns):
                assert verify_store(filled).verdict != "sound", table
