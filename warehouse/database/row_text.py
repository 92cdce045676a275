"""SQL that writes a row as one text, made from the columns that the database's catalog names.

A column that is NULL adds nothing to the text, so a migration that only adds nullable columns
changes no digest.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from warehouse.database.connection import Cursor, quote_name, quote_text
from warehouse.database.sql import run_query

Texts = dict[str, str]
"""Table → SQL of a row's text: a cache, because each question to the catalog takes time."""


def get_row_text(cursor: Cursor, texts: Texts, table: str) -> str:
    """Return SQL of a row's text; "" if the table is missing, because a later migration adds it.

    Texts of fact tables are not cached: a new scheme version may add columns to them.
    """
    if table in texts:
        return texts[table]
    text = _write_text(cursor, table)
    if text and "." not in table:
        texts[table] = text
    return text


def write_all_texts(cursor: Cursor) -> Texts:
    """Return SQL of a row's text for every table, with one catalog query instead of thousands."""
    rows = cursor.execute(
        "select schema_name, table_name, column_name, data_type"
        " from system.main.duckdb_columns() where not internal order by all"
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {}
    for schema, table, column, kind in rows:
        name = table if schema == "main" else quote_name(schema, table)
        columns.setdefault(name, []).append((column, kind))
    return {name: _join_columns(found) for name, found in columns.items()}


def list_fact_tables(cursor: Cursor) -> list[str]:
    """Return the quoted names of the tables that hold rows of batches outside the main schema."""
    rows = run_query(cursor, "database/fact_tables").fetchall()
    return [quote_name(schema, name) for schema, name in rows]


def _write_text(cursor: Cursor, table: str) -> str:
    try:
        columns = cursor.execute(
            f"select name, type from pragma_table_info({quote_text(table)}) order by name"
        ).fetchall()
    except duckdb.CatalogException:
        return ""
    return _join_columns(columns)


def _join_columns(columns: Iterable[tuple[str, str]]) -> str:
    """Return SQL of name=length:value for each column that is not NULL, sorted by name."""
    return f"concat({', '.join(_write_column(name, kind) for name, kind in columns)})"


def _write_column(name: str, kind: str) -> str:
    """Return two arguments of concat, which skips both where the column is NULL.

    The length before the value makes the text unambiguous: no value can imitate another column.
    """
    quoted = quote_name(name)
    is_nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))
    value = f"to_json({quoted})::varchar" if is_nested else f"{quoted}::varchar"
    return f"{quote_text(name + '=')} || strlen({value}) || ':', {value}"
