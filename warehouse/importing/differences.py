"""Compare the rows of a table with the standing rows, cell by cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import polars as pl

from scoring.dataset import Dataset
from warehouse.reading.contract import TypedTable
from warehouse.results.standing_batches import Row, StandingBatch
from warehouse.results.typed_values import to_physical, to_text

SCHEMA = pl.Schema(
    {
        "dataset": pl.String(),
        "month": pl.String(),
        "unit": pl.String(),
        "row": pl.Int32(),
        "column_key": pl.String(),
        "header": pl.String(),
        "old": pl.String(),
        "new": pl.String(),
        "change": pl.String(),
    }
)

RowChange = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class Differences:
    """How many rows are added, changed and removed, and the cells that differ."""

    added: int
    changed: int
    removed: int
    cells: pl.DataFrame
    """One row per cell that differs; columns as in SCHEMA."""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing would change."""
        return self.added + self.changed + self.removed == 0


def compare_with_standing(
    dataset: Dataset, table: TypedTable, standing: StandingBatch, kept: set[str]
) -> Differences:
    """Compare a table with the standing batch; `kept` columns are carried over and not compared."""
    if dataset.shape == "dated_ledger":
        return _compare_events(dataset, table, standing)
    return _compare_forms(dataset, table, standing, kept)


def _compare_forms(
    dataset: Dataset, table: TypedTable, standing: StandingBatch, kept: set[str]
) -> Differences:
    old = {unit: row for unit, _, row in standing.rows}
    new = {row.unit: (row.row, _type_row(dataset, row.values)) for row in table.rows}
    keys = [column.key for column in dataset.columns if column.key not in kept]
    cells = []
    counts: Counter[RowChange] = Counter()
    for unit in {**old, **new}:
        number, row = new.get(unit, (None, {}))
        before = old.get(unit, {})
        changed = [key for key in keys if _differs(row, before, key)]
        if unit in new and unit in old and not changed:
            continue
        change = _name_change(is_old=unit in old, is_new=unit in new)
        # The kept columns of a unit that the file leaves out are carried over: it is not removed.
        if change == "removed" and kept and not changed:
            continue
        counts[change] += 1
        cells += [
            _to_cell(dataset, table, unit, number, key, before, row, change) for key in changed
        ]
    return Differences(
        counts["added"],
        counts["changed"],
        counts["removed"],
        pl.DataFrame(cells, SCHEMA, orient="row"),
    )


def _name_change(*, is_old: bool, is_new: bool) -> RowChange:
    if not is_old:
        return "added"
    return "changed" if is_new else "removed"


def _differs(row: Row, before: Row, key: str) -> bool:
    new, old = row.get(key), before.get(key)
    return _drop_blank(new) != _drop_blank(old)


def _drop_blank(value: tuple[object, ...] | None) -> tuple[object, ...] | None:
    return None if value is None or all(part is None for part in value) else value


def _compare_events(dataset: Dataset, table: TypedTable, standing: StandingBatch) -> Differences:
    """Compare dated rows as a whole: a dated row has no key, so it is added or removed only.

    Equal rows are counted, because a ledger may hold the same row twice.
    """
    new = [(row.unit, row.row, _type_row(dataset, row.values)) for row in table.rows]
    unmatched = Counter(_identity(unit, row) for unit, _, row in standing.rows)
    cells = []
    added = 0
    for unit, number, row in new:
        if unmatched[_identity(unit, row)] > 0:
            unmatched[_identity(unit, row)] -= 1
            continue
        added += 1
        cells += _list_cells(dataset, table, unit, number, {}, row, "added")
    removed = sum(unmatched.values())
    for unit, old_number, row in standing.rows:
        if unmatched[_identity(unit, row)] > 0:
            unmatched[_identity(unit, row)] -= 1
            cells += _list_cells(dataset, table, unit, old_number, row, {}, "removed")
    return Differences(added, 0, removed, pl.DataFrame(cells, SCHEMA, orient="row"))


def _identity(unit: str, row: Row) -> tuple[object, ...]:
    return (unit, *sorted((key, _drop_blank(value)) for key, value in row.items()))


def _type_row(dataset: Dataset, values: dict[str, str | None]) -> Row:
    return {column.key: to_physical(column, values.get(column.key)) for column in dataset.columns}


def _list_cells(
    dataset: Dataset,
    table: TypedTable,
    unit: str,
    number: int | None,
    old: Row,
    new: Row,
    change: RowChange,
) -> list[tuple[object, ...]]:
    keys = [column.key for column in dataset.columns if _differs(new, old, column.key)]
    return [_to_cell(dataset, table, unit, number, key, old, new, change) for key in keys]


def _to_cell(
    dataset: Dataset,
    table: TypedTable,
    unit: str,
    number: int | None,
    key: str,
    old: Row,
    new: Row,
    change: RowChange,
) -> tuple[object, ...]:
    column = dataset.column(key)
    before, after = old.get(key), new.get(key)
    return (
        dataset.key,
        table.month,
        unit,
        number,
        key,
        column.headers[0],
        to_text(column, before) if before else None,
        to_text(column, after) if after else None,
        change,
    )
