"""Forged definitions: each table and view of a store replaced or dropped, and objects added.

Changes of one kind are made together, because the check names each changed object.
"""

from __future__ import annotations

from typing import NamedTuple

from warehouse.database.connection import Cursor
from warehouse.safekeeping.verification import program_objects
from warehouse.safekeeping.verification.verify import QUICK, Snapshot
from warehouse.store import Store


class Redefinition(NamedTuple):
    """A change of one object: the object, the change, its SQL, and its title in a finding."""

    subject: str
    what: str
    sql: str
    said: str


ADDED = {
    "view": ("create view made_up as select 1 as one", "视图“made_up”"),
    "view in front of one of the program's": (
        'create schema other; create view other.unit_score as select 1 as one',
        "视图“other.unit_score”",
    ),
    "table": ("create table made_up_rows (a integer)", "数据表“made_up_rows”"),
    "macro in the place of a function": ("create macro sum(one) as 0", "函数“sum”"),
    "table macro": ("create macro duckdb_views() as table select 1", "函数“duckdb_views”"),
    "index": ("create index made_up_index on source_row (batch_id)", "索引“made_up_index”"),
    "sequence": ("create sequence made_up_numbers", "序列“made_up_numbers”"),
    "type": ("create type made_up_mood as enum ('a')", "类型“made_up_mood”"),
    "schema": ("create schema made_up_schema", "模式“made_up_schema”"),
}  # fmt: skip
"""Added object → SQL, and its title in a finding."""


READ_BY_CHECK = {"scheme_version", *program_objects.FILLED}
"""Tables without which the check of definitions fails: they are dropped one at a time."""


def list_redefinitions(cursor: Cursor) -> list[list[Redefinition]]:
    """Return the changes in groups that can be made together."""
    views = _list_objects(cursor, "duckdb_views", "view_name")
    tables = _list_objects(cursor, "duckdb_tables", "table_name")
    return [
        [_replace_view(cursor, *place) for place in views],
        [_change(*place, "view", "视图", "dropped", "drop view {0}") for place in views],
        [
            _change(*place, "table", "数据表", "a column added", "alter table {0} add column z int")
            for place in tables
        ],
        [
            _change(*place, "table", "数据表", "dropped", "drop table {0}")
            for place in tables
            if place[1] not in READ_BY_CHECK
        ],
        [Redefinition(name, "added", sql, said) for name, (sql, said) in ADDED.items()],
    ]


def find_unnamed(store: Store, changes: list[Redefinition]) -> list[Redefinition]:
    """Make all changes together; return those that no finding of the check of definitions names."""
    cursor = store._database.begin()
    try:
        for one in changes:
            cursor.execute(one.sql).fetchall()
        said = [one.said for one in QUICK["text"](Snapshot(store, cursor, ())).findings]
    finally:
        cursor.rollback()
        cursor.close()
    return [one for one in changes if not any(one.said in each for each in said)]


def _list_objects(cursor: Cursor, function: str, name: str) -> list[tuple[str, str]]:
    return cursor.execute(
        f"select distinct schema_name, {name} from {function}() where not internal order by all"
    ).fetchall()


def _change(schema: str, name: str, kind: str, title: str, what: str, sql: str) -> Redefinition:
    shown = name if schema == "main" else f"{schema}.{name}"
    return Redefinition(
        f"{kind} {shown}", what, sql.format(f'"{schema}"."{name}"'), f"{title}“{shown}”"
    )


def _replace_view(cursor: Cursor, schema: str, name: str) -> Redefinition:
    """Return the replacement of a view by one with the same columns and no rows."""
    place = f'"{schema}"."{name}"'
    columns = cursor.execute(f"describe {place}").fetchall()
    nothing = ", ".join(f'null::{kind} as "{column}"' for column, kind, *_ in columns)
    sql = f"create or replace view {place} as select {nothing} where false"
    return _change(schema, name, "view", "视图", "replaced", sql)
