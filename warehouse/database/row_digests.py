"""Digests of the protected rows, made by the database from the columns that its catalog names.

A column that is NULL adds nothing to the digest, so that a migration that only adds nullable
columns changes no digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from warehouse.database.connection import Cursor

ADDED: dict[str, tuple[str, ...]] = {
    "source_file": ("sha256",),
    "masked_copy": ("sha256",),
    "scheme_version": ("scheme_id", "version"),
    "interpretation_choice": ("choice_id",),
    "batch": ("batch_id",),
    "standing_change": ("change_id",),
    "remembered_alias": ("scheme_id", "written"),
    "remembered_answer": ("scheme_id", "topic", "batch_id"),
    "seal_change": ("change_id",),
    "edition": ("edition_id",),
    "edition_document": ("edition_id", "position"),
    "objection": ("objection_id",),
    "decision": ("decision_id",),
}
"""Tables to which acts only add rows → the columns that name a row."""

CHANGED: dict[str, tuple[str, ...]] = {
    "account": ("account_id",),
    "setting": ("key",),
    "month_state": ("scheme_id", "month"),
}
"""Tables whose rows acts also change or delete → the columns that name a row."""

BATCH_PARTS = ("source_row", "batch_column")
"""The tables beside the facts that hold rows of a batch; all its rows have one digest."""

SCORES = ("ledger", "bound", "scoring_run")
"""The tables of an assessment's scores as of a month, which have one digest: a scoring rewrites
the months from one on, and must not vouch for those before."""

SCHEMES_AT_ONCE = 10
"""So many schemes' scores are read by one query; 300 at once need more than 2 GB."""

TABLES_AT_ONCE = 50
"""So many tables of facts are read by one query: a longer one takes long to plan."""

Digests = dict[str, str]
"""Key, which names a table and a row or group → SHA-256 in hex."""

Newest = dict[str, int]
"""Table → the number of its last row, for what comes after."""


Texts = dict[str, str]
"""Table → SQL of a row's text: kept by whoever asks often, for the catalog takes time to ask."""


def digest_all(cursor: Cursor) -> Digests:
    """Return the digest of every protected row and group of a store."""
    texts = _write_all_texts(cursor)
    return {
        **digest_changed(cursor, texts),
        **digest_added(cursor, texts),
        **_digest_all_scores(cursor, texts),
        **digest_batches(cursor, texts, _list_facts(cursor)),
    }


def digest_changed(cursor: Cursor, texts: Texts) -> Digests:
    """Return the digests of the rows that acts change, and of each scheme's units."""
    rows = [_select_rows(cursor, texts, name, keys) for name, keys in CHANGED.items()]
    return _read(cursor, [*rows, _select_group(cursor, texts, "unit", ("scheme_id",), ("unit",))])


def digest_added(
    cursor: Cursor, texts: Texts, conditions: Mapping[str, str] | None = None
) -> Digests:
    """Return the digests of the rows of the tables that only grow.

    `conditions`: table → which of its rows; other tables are left out.
    """
    wanted = dict.fromkeys(ADDED, "true") if conditions is None else conditions
    selects = [
        _select_rows(cursor, texts, name, ADDED[name], condition)
        for name, condition in wanted.items()
    ]
    return _read(cursor, selects)


def find_newest(cursor: Cursor) -> Newest:
    """Return the last row's number of each table that only grows, and of scoring_run."""
    names = (*ADDED, "scoring_run")
    parts = [f"(select coalesce(max(rowid), -1) from {name})" for name in names]
    (newest,) = cursor.execute(f"select {', '.join(parts)}").fetchall()
    return dict(zip(names, newest, strict=True))


def digest_new(cursor: Cursor, texts: Texts, before: Newest) -> Digests:
    """Return the digests of what was added and scored since those were the newest rows."""
    now = find_newest(cursor)
    grown = {name: f"rowid > {before[name]}" for name in ADDED if now[name] > before[name]}
    digests = digest_added(cursor, texts, grown)
    if "batch" in grown:
        digests |= _digest_new_batches(cursor, texts, grown["batch"])
    return digests


def digest_scored(cursor: Cursor, texts: Texts, before: Newest) -> Digests:
    """Return the digests of the scores that were written since: all of an assessment's months
    that are not before the first."""
    rows = cursor.execute(
        "select scheme_id, assessment_id, min(as_of) from scoring_run"
        f" where rowid > {before['scoring_run']} group by all"
    ).fetchall()
    places = [
        f"(scheme_id = {_literal(scheme)} and assessment_id = {_literal(assessment)}"
        f" and as_of >= {month})"
        for scheme, assessment, month in rows
    ]
    return digest_scores(cursor, texts, " or ".join(places)) if places else {}


def digest_scores(cursor: Cursor, texts: Texts, condition: str = "true") -> Digests:
    """Return a digest of each assessment's scores as of each month."""
    keys = ("scheme_id", "assessment_id", "as_of")
    return _read(cursor, [_select_group(cursor, texts, "scores", keys, SCORES, condition)])


def _digest_all_scores(cursor: Cursor, texts: Texts) -> Digests:
    """Return the digests of all scores, a few schemes at a time: their lists must fit in memory."""
    present = [name for name in SCORES if name in texts]  # a later migration makes the others
    if not present:
        return {}
    named = " union ".join(f"select scheme_id from {name}" for name in present)
    schemes = [_literal(one) for (one,) in cursor.execute(f"{named} order by 1").fetchall()]
    digests: Digests = {}
    for at in range(0, len(schemes), SCHEMES_AT_ONCE):
        chunk = ", ".join(schemes[at : at + SCHEMES_AT_ONCE])
        digests |= digest_scores(cursor, texts, f"scheme_id in ({chunk})")
    return digests


def digest_batches(
    cursor: Cursor, texts: Texts, facts: Iterable[str], batches: Iterable[int] | None = None
) -> Digests:
    """Return one digest of each batch's rows in the tables of facts given, evidence and columns."""
    wanted = "true"
    if batches is not None:
        wanted = f"batch_id in ({', '.join(map(str, map(int, batches)))})"
    selects = [
        f"select batch_id, {_join_digests(f'sha256({_literal(name)} || {text})')} as digest"
        f" from {name} where {wanted} group by batch_id"
        for name in (*BATCH_PARTS, *facts)
        if (text := _recall_text(cursor, texts, name))
    ]
    parts: dict[int, list[str]] = {}
    for at in range(0, len(selects), TABLES_AT_ONCE):
        chunk = " union all ".join(selects[at : at + TABLES_AT_ONCE])
        for batch_id, digest in cursor.execute(chunk).fetchall():
            parts.setdefault(batch_id, []).append(digest)
    return {
        f"rows {batch_id}": hashlib.sha256("".join(sorted(found)).encode()).hexdigest()
        for batch_id, found in parts.items()
    }


def _digest_new_batches(cursor: Cursor, texts: Texts, condition: str) -> Digests:
    rows = cursor.execute(
        f"select batch_id, scheme_id, dataset_key from batch where {condition}"
    ).fetchall()
    tables = {_name_table(scheme, dataset) for _, scheme, dataset in rows if dataset}
    return digest_batches(cursor, texts, sorted(tables), [batch_id for batch_id, *_ in rows])


def _list_facts(cursor: Cursor) -> list[str]:
    """Return the tables that hold rows of batches outside the main schema."""
    rows = cursor.execute(
        "select table_schema, table_name from information_schema.tables"
        " inner join information_schema.columns using (table_schema, table_name)"
        " where table_type = 'BASE TABLE' and table_schema <> 'main' and column_name = 'batch_id'"
        " order by all"
    ).fetchall()
    return [_name_table(schema, name) for schema, name in rows]


def _select_rows(
    cursor: Cursor, texts: Texts, table: str, keys: Sequence[str], condition: str = "true"
) -> str:
    """Return a query of the digest of each row; "" where there is no such table."""
    text = _recall_text(cursor, texts, table)
    if not text:
        return ""
    key = _name_row(table, keys)
    return f"select {key} as row_key, sha256({text}) as digest from {table} where {condition}"


def _select_group(
    cursor: Cursor,
    texts: Texts,
    word: str,
    keys: Sequence[str],
    tables: Sequence[str],
    condition: str = "true",
) -> str:
    """Return a query of one digest for all rows of some tables that have the same key."""
    selects = [
        f"select {_name_row(word, keys)} as row_key, sha256('{table}' || {text}) as digest"
        f" from {table} where {condition}"
        for table in tables
        if (text := _recall_text(cursor, texts, table))
    ]
    rows = " union all ".join(selects)
    query = f"select row_key, {_join_digests('digest')} as digest from ({rows}) group by row_key"
    return query if selects else ""


def _join_digests(digest: str) -> str:
    """Return SQL that makes one digest of many, whatever the order of the rows."""
    return f"sha256(array_to_string(list_sort(list({digest})), ''))"


def _name_row(word: str, keys: Sequence[str]) -> str:
    return " || ".join([f"'{word}'", *(f"' ' || {key}::varchar" for key in keys)])


def _recall_text(cursor: Cursor, texts: Texts, table: str) -> str:
    """Return SQL of a row's text; a table of facts may have got a column since it was asked."""
    if table in texts:
        return texts[table]
    text = _write_text(cursor, table)
    if text and "." not in table:
        texts[table] = text
    return text


def _write_all_texts(cursor: Cursor) -> Texts:
    """Return SQL of a row's text for every table: one look at the catalog instead of thousands."""
    rows = cursor.execute(
        "select schema_name, table_name, column_name, data_type"
        " from system.main.duckdb_columns() where not internal order by all"
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {}
    for schema, table, *column in rows:
        name = table if schema == "main" else _name_table(schema, table)
        columns.setdefault(name, []).append((column[0], column[1]))
    return {name: _join_columns(found) for name, found in columns.items()}


def _write_text(cursor: Cursor, table: str) -> str:
    """Return SQL of a row's text; "" where there is no such table: a later migration makes it."""
    try:
        columns = cursor.execute(
            f"select name, type from pragma_table_info({_literal(table)}) order by name"
        ).fetchall()
    except duckdb.CatalogException:
        return ""
    return _join_columns(columns)


def _join_columns(columns: Iterable[tuple[str, str]]) -> str:
    """Return SQL of name=length:value of each column that is not NULL, by name."""
    return f"concat({', '.join(_write_column(name, kind) for name, kind in columns)})"


def _write_column(name: str, kind: str) -> str:
    """Return two arguments of concat, which leaves both out where the column is NULL."""
    quoted = '"' + name.replace('"', '""') + '"'
    is_nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))
    value = f"to_json({quoted})::varchar" if is_nested else f"{quoted}::varchar"
    return f"{_literal(name + '=')} || strlen({value}) || ':', {value}"


def _read(cursor: Cursor, selects: Sequence[str]) -> Digests:
    """Return what some queries give; rows of one key, which no table of ours can have, together."""
    found: Digests = {}
    query = " union all ".join(one for one in selects if one)
    for key, digest in cursor.execute(query).fetchall() if query else ():
        found[key] = f"{found[key]} {digest}" if key in found else digest
    return found


def _name_table(schema: str, name: str) -> str:
    return ".".join('"' + one.replace('"', '""') + '"' for one in (schema, name))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
