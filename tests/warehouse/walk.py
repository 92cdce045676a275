"""Land, revert and change rows of a store, and read its whole state, for tests."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from tests.examples import seeds
from tests.landing import ORIGIN
from warehouse.importing.import_file import revert_batch
from warehouse.importing.landing import land_table
from warehouse.reading.contract import TypedTable
from warehouse.results.rescoring import find_red_checks as list_red_checks
from warehouse.results.rescoring import rescore_and_check
from warehouse.schemes.schemes import read_choices, read_scheme
from warehouse.store import Store

SEEDS = seeds(int(os.environ.get("KAOHE_SOAK", "2")))
"""The seeds of random years; KAOHE_SOAK=40 tries 40 for each scheme."""


def land_tables(store: Store, scheme_id: str, tables: Sequence[TypedTable]) -> list[int]:
    """Land tables in one transaction and rescore only what they affect, as an import does."""
    months = [date.fromisoformat(f"{table.month}-01") for table in tables]
    with store.writer("import") as cursor:
        scheme = read_scheme(cursor, scheme_id)
        batches = [land_table(cursor, scheme, table, ORIGIN) for table in tables]
        first = min(month.month if month.year == scheme.year else 1 for month in months)
        rescore_and_check(
            cursor,
            scheme,
            read_choices(cursor, scheme),
            datasets=sorted({table.dataset for table in tables}),
            since_month=first,
        )
    return batches


def revert(store: Store, batch_id: int) -> int:
    """Revert a batch with a fixed reason."""
    return revert_batch(store, batch_id, actor="tester", reason="测试撤销")


def read_state(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that a landing writes, by table, each sorted."""
    tables = (
        "batch", "batch_column", "source_row", "source_file", "masked_copy", "standing_change",
        "month_state",
        "remembered_alias", "interpretation_choice", "scoring_run", "ledger", "figure", "result",
        "audit_entry",
        "seal_change", "edition", "edition_document", "objection", "decision",
    )  # fmt: skip
    with store.reader() as cursor:
        return {table: cursor.execute(f"from {table} order by all").fetchall() for table in tables}


@contextmanager
def only_refused(store: Store, times: int = 1) -> Iterator[None]:
    """Assert that the block changes nothing but the record, which gets `times` refused entries."""
    before = read_state(store)
    yield
    now = read_state(store)
    known = len(before["audit_entry"])
    added = now["audit_entry"][known:]
    assert [entry[2] for entry in added] == ["refused"] * times
    assert now | {"audit_entry": now["audit_entry"][:known]} == before


def read_ledger_bytes(store: Store) -> bytes:
    """Return the whole ledger in a canonical form."""
    with store.reader() as cursor:
        rows = cursor.execute("from ledger order by all").fetchall()
    return "\n".join(map(repr, rows)).encode()


def find_red_checks(store: Store) -> list[str]:
    """Return the names of the checks with wrong rows."""
    with store.reader() as cursor:
        return [name for name, _ in list_red_checks(cursor)]


def query(store: Store, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with store.reader() as cursor:
        return cursor.execute(sql, list(values)).fetchall()


def change(store: Store, sql: str, *values: Any) -> None:
    """Change the store by SQL, without the product's own checks and entries."""
    with store.writer("import") as cursor:
        cursor.execute(sql, list(values)).fetchall()
