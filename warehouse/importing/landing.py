"""Land a table: write it as a new batch that stands for its month."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from scoring.dataset import Dataset
from scoring.scheme import Scheme
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor, quote_name
from warehouse.database.scheme_schema import PHYSICAL_TYPES
from warehouse.database.sql import insert_frame, physical_columns
from warehouse.faults import Refused
from warehouse.reading.contract import TypedTable
from warehouse.results.standing_batches import Row, StandingBatch, read_standing, to_month
from warehouse.results.typed_values import Physical, to_physical
from warehouse.schemes.schemes import latest_batch

POLARS_TYPES: dict[str, pl.DataType] = {
    "boolean": pl.Boolean(),
    "bigint": pl.Int64(),
    "decimal(9, 2)": pl.Decimal(9, 2),
    "decimal(18, 6)": pl.Decimal(18, 6),
    "date": pl.Date(),
    "varchar": pl.String(),
}


@dataclass(frozen=True)
class Origin:
    """Where a batch comes from, who landed it, and the warnings and answers that went with it."""

    actor: str
    sha256: str | None = None
    file_name: str | None = None
    reason: str | None = None
    warnings: Sequence[str] = ()
    answers: dict[str, str] = field(default_factory=dict)


class StandingChange(NamedTuple):
    """Which batch stands for a dataset's month after a change and which stood before; 0: none."""

    scheme_id: str
    dataset_key: str
    month: date
    stands: int
    stood: int


def land_table(
    cursor: Cursor,
    scheme: Scheme,
    table: TypedTable,
    origin: Origin,
    kept: frozenset[str] = frozenset(),
) -> int:
    """Write a table as a new batch that stands for its month; return the batch's number.

    `kept` columns are missing from the file and carried over from the standing batch. Scores are
    left alone: the caller refreshes them in the same transaction. Refused if the table has no
    month or its month is sealed.
    """
    if table.month is None:
        raise Refused("未确定数据的月份，不能写入。")
    dataset, month = scheme.dataset(table.dataset), to_month(table.month)
    touch_month(cursor, scheme.id, month)
    standing = read_standing(cursor, scheme.id, dataset, month)
    batch_id = latest_batch(cursor) + 1
    _write_batch(cursor, scheme, table, origin, batch_id, month)
    columns = list_columns(dataset, table, batch_id, standing.columns, kept)
    cursor.executemany("insert into batch_column values (?, ?, ?, ?)", columns).fetchall()
    _write_source_rows(cursor, scheme, table, batch_id)
    _write_facts(cursor, scheme, dataset, table, batch_id, standing, kept)
    change = StandingChange(scheme.id, dataset.key, month, stands=batch_id, stood=standing.batch_id)
    write_change(cursor, batch_id, change)
    detail = {
        "batch": batch_id,
        "dataset": dataset.key,
        "month": table.month,
        "sha256": origin.sha256,
        "reason": origin.reason,
    }
    write_audit(cursor, origin.actor, "land", detail)
    return batch_id


def touch_month(cursor: Cursor, scheme_id: str, month: date) -> None:
    """Update the month's own row, so that sealing and landing conflict; Refused if it is sealed."""
    rows = cursor.execute(
        "update month_state set revision = revision + 1 where scheme_id = ? and month = ?"
        " returning is_sealed",
        [scheme_id, month],
    ).fetchall()
    if not rows:
        cursor.execute(
            "insert into month_state values (?, ?, false, 1)", [scheme_id, month]
        ).fetchall()
    elif rows[0][0]:
        raise Refused(
            f"{month:%Y年%m月}已封存，不能改动。需要更正的，请管理员先解除封存并写明理由。"
        )


def write_change(cursor: Cursor, batch_id: int, change: StandingChange) -> None:
    """Write the change that a batch makes to what stands."""
    number = cursor.execute("select count(*) from standing_change").fetchall()[0][0] + 1
    cursor.execute(
        "insert into standing_change values (?, ?, ?, ?, ?, ?, ?)", [number, batch_id, *change]
    ).fetchall()


def _write_batch(
    cursor: Cursor, scheme: Scheme, table: TypedTable, origin: Origin, batch_id: int, month: date
) -> None:
    cursor.execute(
        "insert into batch values (?, 'import', ?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?, ?, ?)",
        [
            batch_id,
            scheme.id,
            table.dataset,
            month,
            origin.sha256,
            origin.file_name,
            table.sheet,
            list(table.headers),
            len(table.rows),
            origin.actor,
            origin.reason,
            json.dumps(list(origin.warnings), ensure_ascii=False),
            json.dumps(origin.answers, ensure_ascii=False),
            utc_now(),
        ],
    ).fetchall()


def list_columns(
    dataset: Dataset, table: TypedTable, batch_id: int, standing: Mapping[str, int], kept: Set[str]
) -> list[tuple[int, str, int | None, int]]:
    """Return the rows of batch_column: batch, column, position in the file, source batch.

    `standing`: column → the batch whose file it came from. A kept column has no position.
    """
    rows: list[tuple[int, str, int | None, int]] = []
    for column in dataset.columns:
        if column.key not in table.missing_columns:
            rows.append((batch_id, column.key, table.positions.get(column.key), batch_id))
        elif column.key in kept and column.key in standing:
            rows.append((batch_id, column.key, None, standing[column.key]))
    return rows


def _unit_ids(cursor: Cursor, scheme: Scheme) -> dict[str, int]:
    return dict(
        cursor.execute(
            "select unit_name, unit_id from unit where scheme_id = ?", [scheme.id]
        ).fetchall()
    )


def _write_source_rows(cursor: Cursor, scheme: Scheme, table: TypedTable, batch_id: int) -> None:
    ids = _unit_ids(cursor, scheme)
    frame = pl.DataFrame(
        [(batch_id, row.row, ids[row.unit], list(row.cells)) for row in table.rows],
        schema={
            "batch_id": pl.Int32,
            "row_number": pl.Int32,
            "unit_id": pl.Int32,
            "cells": pl.List(pl.String),
        },
        orient="row",
    )
    insert_frame(cursor, "source_row", frame)


def _write_facts(
    cursor: Cursor,
    scheme: Scheme,
    dataset: Dataset,
    table: TypedTable,
    batch_id: int,
    standing: StandingBatch,
    kept: frozenset[str],
) -> None:
    carried = {unit: row for unit, _, row in standing.rows} if kept else {}
    ids = _unit_ids(cursor, scheme)
    records = [
        (batch_id, row_number, ids[unit], *values)
        for row_number, unit, *values in list_facts(dataset, table, carried, kept)
    ]
    frame = pl.DataFrame(records, schema=_facts_schema(dataset), orient="row")
    insert_frame(cursor, quote_name(scheme.id, dataset.key), frame)


def list_facts(
    dataset: Dataset, table: TypedTable, carried: Mapping[str, Row], kept: Set[str]
) -> list[tuple[Any, ...]]:
    """Return (row number, unit, physical values …) of every fact that a table gives.

    `carried`: unit → its row in the standing batch, which supplies the `kept` columns. A unit that
    occurs only there has no row number.
    """
    is_form = dataset.shape != "dated_ledger"
    records: list[tuple[Any, ...]] = []
    seen: set[str] = set()
    for row in table.rows:
        if is_form and row.unit in seen:
            continue  # the reader admits a unit twice only with identical rows
        seen.add(row.unit)
        values: list[Any] = []
        for column in dataset.columns:
            if column.key in kept:
                values += carried.get(row.unit, {}).get(column.key, _blank(dataset, column.key))
            else:
                values += to_physical(column, row.values.get(column.key))
        records.append((row.row, row.unit, *values))
    for unit in carried.keys() - seen:
        values = [
            value
            for column in dataset.columns
            for value in (
                carried[unit][column.key] if column.key in kept else _blank(dataset, column.key)
            )
        ]
        records.append((None, unit, *values))
    return records


def _blank(dataset: Dataset, key: str) -> Physical:
    return (None,) * len(physical_columns(dataset.column(key)))


def _facts_schema(dataset: Dataset) -> dict[str, Any]:
    schema: dict[str, Any] = {"batch_id": pl.Int32, "row_number": pl.Int32, "unit_id": pl.Int32}
    for column in dataset.columns:
        for name, kind in zip(physical_columns(column), PHYSICAL_TYPES[column.type], strict=True):
            schema[name] = POLARS_TYPES[kind]
    return schema
