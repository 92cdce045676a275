"""A store of many counties: SQL copies the demo's two county-years under other ids."""

from __future__ import annotations

from scoring.scheme import Scheme
from tests.changed_schemes import set_keys
from warehouse.database.audit import write_audit
from warehouse.database.connection import Cursor, quote_name
from warehouse.database.sql import run_script
from warehouse.schemes.schemes import read_schemes, register_scheme
from warehouse.store import Store

OFFSET = 1_000
"""Distance between the batch numbers of two copies; the demo has fewer batches."""


def multiply(store: Store, copies: int) -> None:
    """Copy each scheme of a store with all its data `copies` times; each copy is one act."""
    with store.reader() as cursor:
        schemes = read_schemes(cursor)
    for number in range(1, copies + 1):
        with store.writer("load_scheme") as cursor:
            for scheme in schemes:
                _copy(cursor, scheme, f"{scheme.id}-{number}", number * OFFSET)


def _copy(cursor: Cursor, scheme: Scheme, name: str, offset: int) -> None:
    copied = set_keys(scheme, id=name)
    version = register_scheme(cursor, copied)
    assert version
    write_audit(cursor, "bench", "load_scheme", {"scheme": name, **version._asdict()})
    run_script(cursor, _write_script(cursor, scheme, name, offset))


def _write_script(cursor: Cursor, scheme: Scheme, name: str, offset: int) -> str:
    """Return SQL that copies what belongs to a scheme: batches, facts, evidence, scores."""
    own = f"where scheme_id = '{scheme.id}'"
    batches = f"where batch_id in (select batch_id from batch {own})"

    def insert(table: str, condition: str, *changed: str, target: str = "") -> str:
        values = ", ".join([f"{_shift(column, offset)} as {column}" for column in changed])
        renamed = f", '{name}' as scheme_id" if condition == own else ""
        return (
            f"insert into {target or table} by name"
            f" select * replace ({(values + renamed).removeprefix(', ')}) from {table} {condition};"
        )

    facts = [
        insert(
            quote_name(scheme.id, form.key),
            "",
            "batch_id",
            "unit_id",
            target=quote_name(name, form.key),
        )
        for form in scheme.datasets
    ]
    scores = [
        insert("ledger", own, "unit_id", "batch_id"),
        insert("figure", own, "unit_id"),
        insert("result", own, "unit_id"),
        insert("scoring_run", own, "known_at"),
    ]
    return "\n".join(
        [
            "create or replace temp table unit_numbers as"
            " select old.unit_id as old, new.unit_id as new from unit old"
            f" inner join unit new using (unit_name) where old.scheme_id = '{scheme.id}'"
            f" and new.scheme_id = '{name}';",
            insert("source_row", batches, "batch_id", "unit_id"),
            insert("batch_column", batches, "batch_id", "source_batch_id"),
            insert("batch", own, "batch_id", "reverts_batch_id"),
            insert("month_state", own),
            insert(
                "standing_change",
                own,
                "change_id",
                "batch_id",
                "stands_batch_id",
                "stood_batch_id",
            ),
            *facts,
            *scores,
        ]
    )


def _shift(column: str, offset: int) -> str:
    """Return SQL of a number in a copy; 0 and NULL mean none and do not change."""
    if column == "unit_id":
        return "(select new from unit_numbers where old = unit_id)"
    return f"case when {column} > 0 then {column} + {offset} else {column} end"
