"""Landing: rows become a batch, the batch becomes what stands; and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from scoring.dataset import Dataset
from scoring.scheme import Scheme
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.database.scheme_schema import PHYSICAL_TYPES
from warehouse.database.sql import insert_frame, physical_columns
from warehouse.faults import Fault, Refused, WrongCall
from warehouse.reading.contract import Table
from warehouse.results.standing_batches import Row, StandingBatch, read_standing, to_month
from warehouse.results.typed_values import Physical, to_physical
from warehouse.schemes.schemes import latest_batch

POLARS_TYPES: dict[str, pl.DataType] = {
    "boolean": pl.Boolean(),
    "bigint": pl.Int64(),
    "decimal(9, 2)": pl.Decimal(9, 2),
    "date": pl.Date(),
    "varchar": pl.String(),
}


@dataclass(frozen=True)
class Origin:
    """Where a batch comes from, and what was said about it."""

    actor: str
    sha256: str | None = None
    file_name: str | None = None
    reason: str | None = None
    warnings: Sequence[str] = ()
    answers: dict[str, str] = field(default_factory=dict)


def land_table(
    cursor: Cursor, scheme: Scheme, table: Table, origin: Origin, kept: frozenset[str] = frozenset()
) -> int:
    """Write a table as a new batch that stands for its month; return the batch's number.

    `kept` columns are missing from the file and carried over from what stands. Scores are not
    touched: the caller refreshes them in the same transaction.
    """
    if table.month is None:
        raise Refused("没有确定是哪个月的数据，不能写入。")
    dataset, month = scheme.dataset(table.dataset), to_month(table.month)
    touch_month(cursor, scheme.id, month)
    standing = read_standing(cursor, scheme.id, dataset, month)
    batch_id = latest_batch(cursor) + 1
    _write_batch(cursor, scheme, table, origin, batch_id, month)
    _write_columns(cursor, dataset, table, batch_id, standing, kept)
    _write_source_rows(cursor, scheme, table, batch_id)
    _write_facts(cursor, scheme, dataset, table, batch_id, standing, kept)
    _write_change(cursor, batch_id, scheme.id, dataset.key, month, batch_id, standing.batch_id)
    detail = {
        "batch": batch_id,
        "dataset": dataset.key,
        "month": table.month,
        "sha256": origin.sha256,
        "reason": origin.reason,
    }
    write_audit(cursor, origin.actor, "land", detail)
    return batch_id


def revert(cursor: Cursor, batch_id: int, *, actor: str, reason: str) -> tuple[int, str, str, date]:
    """Let what a batch replaced stand again; return the revert's number, scheme, dataset, month.

    Refused where the batch does not stand (any more: it may stand again after a revert). A revert
    is a batch, and can be reverted as long as nothing came after it.
    """
    if not reason.strip():
        raise WrongCall("撤销要写明理由。")
    reason = clean_typed_text(reason)
    changes = cursor.execute(
        "select scheme_id, dataset_key, month, change_id, stood_batch_id, stands_batch_id"
        " from standing_change where batch_id = ?",
        [batch_id],
    ).fetchall()
    if not changes:
        raise _describe_unknown(cursor, batch_id)
    scheme_id, dataset_key, month, change_id, stood, stands = changes[0]
    later = cursor.execute(
        "select batch_id, stands_batch_id from standing_change where scheme_id = ?"
        " and dataset_key = ? and month = ? and change_id > ? order by change_id",
        [scheme_id, dataset_key, month, change_id],
    ).fetchall()
    current = later[-1][1] if later else batch_id
    if later and current != batch_id:
        blocking = current if current > batch_id else later[-1][0]
        raise Refused(
            f"第{batch_id}批已不是当前数据：之后又有第{blocking}批。请先撤销第{blocking}批。"
        )
    touch_month(cursor, scheme_id, month)
    number = latest_batch(cursor) + 1
    cursor.execute(
        "insert into batch select ?, 'revert', scheme_id, dataset_key, month, null, null, null,"
        " null, 0, batch_id, ?, ?, '[]', '{}', ? from batch where batch_id = ?",
        [number, actor, reason, utc_now(), batch_id],
    ).fetchall()
    _write_change(cursor, number, scheme_id, dataset_key, month, stood, stands)
    write_audit(cursor, actor, "revert", {"batch": number, "reverts": batch_id, "reason": reason})
    return number, scheme_id, dataset_key, month


def _describe_unknown(cursor: Cursor, batch_id: int) -> Fault:
    if cursor.execute("select 1 from batch where batch_id = ?", [batch_id]).fetchall():
        return Refused(f"第{batch_id}批是复核调整，不能这样撤销；请在复核页撤回那项决定。")
    return WrongCall(f"没有第{batch_id}批。用 kaohe batches 查看已有批次。")


def touch_month(cursor: Cursor, scheme_id: str, month: date) -> None:
    """Update the month's own row, so that sealing and landing cannot pass each other."""
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


def _write_batch(
    cursor: Cursor, scheme: Scheme, table: Table, origin: Origin, batch_id: int, month: date
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


def _write_columns(
    cursor: Cursor,
    dataset: Dataset,
    table: Table,
    batch_id: int,
    standing: StandingBatch,
    kept: frozenset[str],
) -> None:
    rows = list_columns(dataset, table, batch_id, standing.columns, kept)
    cursor.executemany("insert into batch_column values (?, ?, ?, ?)", rows).fetchall()


def list_columns(
    dataset: Dataset, table: Table, batch_id: int, standing: Mapping[str, int], kept: Set[str]
) -> list[tuple[int, str, int | None, int]]:
    """Return the rows of batch_column; `standing`: column → the batch whose file it came from."""
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


def _write_source_rows(cursor: Cursor, scheme: Scheme, table: Table, batch_id: int) -> None:
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
    table: Table,
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
    insert_frame(cursor, f'"{scheme.id}".{dataset.key}', frame)


def list_facts(
    dataset: Dataset, table: Table, carried: Mapping[str, Row], kept: Set[str]
) -> list[tuple[Any, ...]]:
    """Return (row number, unit, physical values …) of every fact that a table gives.

    `carried`: unit → the row that stood, from which the `kept` columns are taken. A unit that is
    only there has no row number.
    """
    is_form = dataset.shape != "dated_ledger"
    records: list[tuple[Any, ...]] = []
    seen: set[str] = set()
    for row in table.rows:
        if is_form and row.unit in seen:
            continue  # the reader lets a unit stand twice only with identical rows
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


def _write_change(
    cursor: Cursor,
    batch_id: int,
    scheme_id: str,
    dataset_key: str,
    month: date,
    stands: int,
    stood: int,
) -> None:
    number = cursor.execute("select count(*) from standing_change").fetchall()[0][0] + 1
    cursor.execute(
        "insert into standing_change values (?, ?, ?, ?, ?, ?, ?)",
        [number, batch_id, scheme_id, dataset_key, month, stands, stood],
    ).fetchall()
