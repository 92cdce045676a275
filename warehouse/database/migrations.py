"""Migrate a store's schema to this version, and replace its views with this program's."""

from __future__ import annotations

from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.database.database import Database
from warehouse.database.row_digests import digest_all
from warehouse.database.row_watch import has_digests, record_all_rows
from warehouse.database.scheme_schema import create_scheme_views
from warehouse.database.sql import digest_views, list_migrations, list_views, run_script
from warehouse.faults import StoreUnavailable


def migrate(database: Database, *, takes_stock: bool = False) -> None:
    """Apply the migrations that a store lacks; StoreUnavailable if it is too new or too old.

    `takes_stock`: record the digests of the rows that the migrations change, and of all rows if the
    audit record has no digests yet.
    """
    with database.transaction(may_use_reserve=True) as cursor:
        check_age(cursor)
        run_script(
            cursor,
            "create table if not exists schema_migration"
            " (number integer primary key, applied_at timestamp not null)",
        )
        missing = _list_missing(cursor)
        if missing:
            database.check_space()
        before = digest_all(cursor) if takes_stock and missing and has_digests(cursor) else None
        for number, text in missing:
            run_script(cursor, text)
            cursor.execute(
                "insert into schema_migration values (?, ?)", [number, utc_now()]
            ).fetchall()
        _renew_views(cursor)
        if takes_stock:
            record_all_rows(cursor, before)


FIRST_WITH_LANGUAGE = 10
"""The migration of the first program with the rule language (0010_outlines)."""


def check_age(connection: Cursor) -> None:
    """Raise StoreUnavailable if a store is from before the rule language; a new file is fine.

    Its schemes are written in rule kinds, which this program no longer knows, so its scores could
    neither be explained nor repeated.
    """
    if has_migrated(connection) and FIRST_WITH_LANGUAGE not in read_applied(connection):
        raise StoreUnavailable(
            "数据仓库由旧版本的程序写成，这个版本不能打开；数据没有变化。"
            "请用原来的程序打开，或用 KAOHE_HOME 指定新的数据目录，重新建立并导入。"
        )


def _list_missing(cursor: Cursor) -> list[tuple[int, str]]:
    """Return number and text of the migrations that a store lacks; see `migrate` for errors."""
    done = read_applied(cursor)
    known = list_migrations()
    if newer := done - {number for number, _ in known}:
        raise StoreUnavailable(
            f"数据仓库由更新的版本写成（第{max(newer)}号变更），请升级程序后再打开。"
        )
    return [(number, text) for number, text in known if number not in done]


def has_migrated(connection: Cursor) -> bool:
    """Tell whether a database file holds a store of any version."""
    tables = connection.execute(
        "select 1 from duckdb_tables() where table_name = 'schema_migration'"
    ).fetchall()
    return bool(tables)


def find_pending(connection: Cursor) -> list[int]:
    """Return the migrations that an existing store lacks; none for a new file."""
    if not has_migrated(connection):
        return []
    done = read_applied(connection)
    return [number for number, _ in list_migrations() if number not in done]


def read_applied(cursor: Cursor) -> set[int]:
    """Return the numbers of the migrations that a store has had."""
    return {row[0] for row in cursor.execute("select number from schema_migration").fetchall()}


def _renew_views(cursor: Cursor) -> None:
    """Recreate the views if this program's differ from those in the file."""
    digest = digest_views()
    cursor.execute("create table if not exists view_set (sha256 varchar not null)").fetchall()
    if cursor.execute("from view_set").fetchall() == [(digest,)]:
        return
    for text in list_views():
        run_script(cursor, text)
    create_scheme_views(cursor)
    cursor.execute("delete from view_set").fetchall()
    cursor.execute("insert into view_set values (?)", [digest]).fetchall()
