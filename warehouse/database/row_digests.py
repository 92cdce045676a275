"""Digests of the protected rows, computed by the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from warehouse.database.connection import Cursor, quote_name, quote_text
from warehouse.database.row_text import (
    Texts,
    get_row_text,
    list_fact_tables,
    write_all_texts,
)
from warehouse.database.sql import run_query

ADDED: dict[str, tuple[str, ...]] = {
    "source_file": ("sha256",),
    "masked_copy": ("sha256",),
    "scheme_version": ("scheme_id", "version"),
    "scheme_retirement": ("change_id",),
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
    "draft_step": ("step_id",),
}
"""Tables to which acts only add rows → the columns that identify a row."""

CHANGED: dict[str, tuple[str, ...]] = {
    "account": ("account_id",),
    "setting": ("key",),
    "month_state": ("scheme_id", "month"),
    "contact": ("scheme_id", "kind", "subject"),
    "saved_view": ("view_id",),
    "inbox_file": ("file_id",),
    "bulletin_draft": ("scheme_id", "month", "revision"),
}
"""Tables whose rows acts also change or delete → the columns that identify a row."""

BATCH_PARTS = ("source_row", "batch_column")
"""The tables beside the facts that hold rows of a batch. All rows of a batch share one digest."""

SCORES = ("ledger", "figure", "result", "scoring_run")
"""The tables of scores. An assessment's scores as of a month share one digest, because a scoring
rewrites the months from one on and must not vouch for those before."""

SCHEMES_AT_ONCE = 10
"""The number of schemes whose scores one query reads; 300 at once need more than 2 GB."""

TABLES_AT_ONCE = 50
"""The number of fact tables that one query reads; a longer query takes long to plan."""

Digests = dict[str, str]
"""Key, made of a table and a row or group → SHA-256 in hex."""

Newest = dict[str, int]
"""Table → the rowid of its last row, to find the rows that are added later."""


def digest_all(cursor: Cursor) -> Digests:
    """Return the digest of every protected row and group of a store."""
    texts = write_all_texts(cursor)
    return {
        **digest_changed(cursor, texts),
        **digest_added(cursor, texts),
        **_digest_all_scores(cursor, texts),
        **digest_batches(cursor, texts, list_fact_tables(cursor)),
    }


def digest_changed(cursor: Cursor, texts: Texts) -> Digests:
    """Return the digests of the rows that acts change, and of each scheme's list of units."""
    rows = [_select_rows(cursor, texts, name, keys) for name, keys in CHANGED.items()]
    return _read(cursor, [*rows, _select_group(cursor, texts, "unit", ("scheme_id",), ("unit",))])


def digest_added(
    cursor: Cursor, texts: Texts, conditions: Mapping[str, str] | None = None
) -> Digests:
    """Return the digests of the rows of the tables that only grow.

    `conditions`: table → SQL condition on its rows; tables without one are skipped.
    """
    wanted = dict.fromkeys(ADDED, "true") if conditions is None else conditions
    selects = [
        _select_rows(cursor, texts, name, ADDED[name], condition)
        for name, condition in wanted.items()
    ]
    return _read(cursor, selects)


def find_newest(cursor: Cursor) -> Newest:
    """Return the last rowid of each table that only grows, and of scoring_run."""
    names = (*ADDED, "scoring_run")
    parts = [f"(select coalesce(max(rowid), -1) from {name})" for name in names]
    (newest,) = cursor.execute(f"select {', '.join(parts)}").fetchall()
    return dict(zip(names, newest, strict=True))


def digest_new(cursor: Cursor, texts: Texts, before: Newest) -> Digests:
    """Return the digests of the rows and batches added since `before`."""
    now = find_newest(cursor)
    grown = {name: f"rowid > {before[name]}" for name in ADDED if now[name] > before[name]}
    digests = digest_added(cursor, texts, grown)
    if "batch" in grown:
        digests |= _digest_new_batches(cursor, texts, grown["batch"])
    return digests


def digest_scored(cursor: Cursor, texts: Texts, before: Newest) -> Digests:
    """Return the digests of the scores written since `before`.

    They cover all of an assessment's months from the first rewritten one on.
    """
    newest = {"newest": before["scoring_run"]}
    months = [
        f"(scheme_id = {quote_text(scheme)} and assessment_id = {quote_text(assessment)}"
        f" and as_of >= {month})"
        for scheme, assessment, month in run_query(
            cursor, "database/scored_months", newest
        ).fetchall()
    ]
    return digest_scores(cursor, texts, " or ".join(months)) if months else {}


def digest_scores(cursor: Cursor, texts: Texts, condition: str = "true") -> Digests:
    """Return one digest for each assessment's scores as of each month."""
    keys = ("scheme_id", "assessment_id", "as_of")
    return _read(cursor, [_select_group(cursor, texts, "scores", keys, SCORES, condition)])


def _digest_all_scores(cursor: Cursor, texts: Texts) -> Digests:
    """Return the digests of all scores, a few schemes at a time to bound the memory."""
    present = [name for name in SCORES if name in texts]  # a later migration creates the others
    if not present:
        return {}
    named = " union ".join(f"select scheme_id from {name}" for name in present)
    schemes = [quote_text(row[0]) for row in cursor.execute(f"{named} order by 1").fetchall()]
    digests: Digests = {}
    for start in range(0, len(schemes), SCHEMES_AT_ONCE):
        chunk = ", ".join(schemes[start : start + SCHEMES_AT_ONCE])
        digests |= digest_scores(cursor, texts, f"scheme_id in ({chunk})")
    return digests


def digest_batches(
    cursor: Cursor, texts: Texts, facts: Iterable[str], batches: Iterable[int] | None = None
) -> Digests:
    """Return one digest for each batch's rows of evidence, columns and the given fact tables.

    `batches`: only these; None: all.
    """
    wanted = "true"
    if batches is not None:
        wanted = f"batch_id in ({', '.join(map(str, map(int, batches)))})"
    selects = [
        f"select batch_id, {_join_digests(f'sha256({quote_text(name)} || {text})')} as digest"
        f" from {name} where {wanted} group by batch_id"
        for name in (*BATCH_PARTS, *facts)
        if (text := get_row_text(cursor, texts, name))
    ]
    parts: dict[int, list[str]] = {}
    for start in range(0, len(selects), TABLES_AT_ONCE):
        chunk = " union all ".join(selects[start : start + TABLES_AT_ONCE])
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
    tables = {quote_name(scheme, dataset) for _, scheme, dataset in rows if dataset}
    return digest_batches(cursor, texts, sorted(tables), [batch_id for batch_id, *_ in rows])


def _select_rows(
    cursor: Cursor, texts: Texts, table: str, keys: Sequence[str], condition: str = "true"
) -> str:
    """Return a query for the digest of each row; "" if the table does not exist."""
    text = get_row_text(cursor, texts, table)
    if not text:
        return ""
    key = _write_key(table, keys)
    return f"select {key} as row_key, sha256({text}) as digest from {table} where {condition}"


def _select_group(
    cursor: Cursor,
    texts: Texts,
    word: str,
    keys: Sequence[str],
    tables: Sequence[str],
    condition: str = "true",
) -> str:
    """Return a query for one digest of all rows of some tables that have the same key."""
    selects = [
        f"select {_write_key(word, keys)} as row_key, sha256('{table}' || {text}) as digest"
        f" from {table} where {condition}"
        for table in tables
        if (text := get_row_text(cursor, texts, table))
    ]
    rows = " union all ".join(selects)
    query = f"select row_key, {_join_digests('digest')} as digest from ({rows}) group by row_key"
    return query if selects else ""


def _join_digests(digest: str) -> str:
    """Return SQL that makes one digest of many, independent of the order of the rows."""
    return f"sha256(array_to_string(list_sort(list({digest})), ''))"


def _write_key(word: str, keys: Sequence[str]) -> str:
    return " || ".join([f"'{word}'", *(f"' ' || {key}::varchar" for key in keys)])


def _read(cursor: Cursor, selects: Sequence[str]) -> Digests:
    """Return the digests by key; several of one key, which no intact table has, are joined."""
    digests: Digests = {}
    query = " union all ".join(select for select in selects if select)
    for key, digest in cursor.execute(query).fetchall() if query else ():
        digests[key] = f"{digests[key]} {digest}" if key in digests else digest
    return digests
