"""Land typed figures in a store in memory, over what stands there already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scoring.dataset import Dataset
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor, quote_name
from warehouse.database.sql import physical_columns
from warehouse.results.standing_batches import to_month
from warehouse.results.typed_values import Physical
from warehouse.scheme_life.trial_cells import Parsed


def land_typed(
    cursor: Cursor, scheme: Scheme, unit: str, parsed: Parsed, month: int, *, is_filled: bool
) -> None:
    """Write the typed figures of a unit.

    `is_filled`: other months up to `month` of a typed column count as reported, with a blank cell.
    """
    (unit_id,) = cursor.execute(
        "select unit_id from unit where scheme_id = ? and unit_name = ?", [scheme.id, unit]
    ).fetchall()[0]
    landing = _Landing(cursor, scheme, int(unit_id))
    for (form, typed_month), values in parsed.cells.items():
        landing.write_cells(form, typed_month, values)
    for (form, typed_month), rows in parsed.rows.items():
        landing.write_rows(form, typed_month, rows)
    if is_filled:
        for form, columns in _list_typed(parsed).items():
            for other in _list_filed(scheme, form, month):
                landing.write_cells(form, other, {}, columns)


def _list_typed(parsed: Parsed) -> dict[str, set[str]]:
    typed: dict[str, set[str]] = {}
    for (form, _), values in parsed.cells.items():
        typed.setdefault(form, set()).update(values)
    return typed


def _list_filed(scheme: Scheme, form: str, month: int) -> list[str]:
    """Return the months up to one in which a form is filed; an inspection has no such months."""
    shape = scheme.dataset(form).shape
    step = {"month_form": 1, "quarter": 3}.get(shape)
    return [scheme.calendar.write(one) for one in range(step, month + 1, step)] if step else []


class _Landing:
    """Writes into the batches of a store in memory; a month without one gets one."""

    def __init__(self, cursor: Cursor, scheme: Scheme, unit_id: int) -> None:
        self._cursor = cursor
        self._scheme = scheme
        self._unit_id = unit_id

    def write_cells(
        self, form: str, month: str, values: Mapping[str, Physical], reported: Iterable[str] = ()
    ) -> None:
        """Write cells of the unit's row; all other cells of the month stay as they are."""
        dataset = self._scheme.dataset(form)
        batch_id = self._find_batch(form, month)
        table = quote_name(self._scheme.id, form)
        self._report(batch_id, {*values, *reported})
        where = f"batch_id = {batch_id} and unit_id = {self._unit_id}"
        if not self._cursor.execute(f"select 1 from {table} where {where}").fetchall():
            self._cursor.execute(
                f"insert into {table} (batch_id, unit_id) values (?, ?)", [batch_id, self._unit_id]
            ).fetchall()
        for names, cells in _list_physical(dataset, values):
            marks = ", ".join(f"{quote_name(name)} = ?" for name in names)
            self._cursor.execute(f"update {table} set {marks} where {where}", cells).fetchall()

    def write_rows(self, form: str, month: str, rows: list[dict[str, Physical]]) -> None:
        """Add rows of the unit to a ledger."""
        dataset = self._scheme.dataset(form)
        batch_id = self._find_batch(form, month)
        self._report(batch_id, {column.key for column in dataset.columns})
        table = quote_name(self._scheme.id, form)
        first = self._cursor.execute(
            f"select coalesce(max(row_number), 0) + 1 from {table} where batch_id = ?", [batch_id]
        ).fetchall()[0][0]
        for number, row in enumerate(rows, start=first):
            pairs = [pair for names, cells in _list_physical(dataset, row)
                     for pair in zip(names, cells, strict=True)]  # fmt: skip
            names = ["batch_id", "row_number", "unit_id", *(name for name, _ in pairs)]
            listed = ", ".join(quote_name(name) for name in names)
            marks = ", ".join("?" * len(names))
            self._cursor.execute(
                f"insert into {table} ({listed}) values ({marks})",
                [batch_id, number, self._unit_id, *(cell for _, cell in pairs)],
            ).fetchall()

    def _find_batch(self, form: str, month: str) -> int:
        """Return the batch that stands for a month; a new one if none does."""
        place = [self._scheme.id, form, to_month(month)]
        found = self._cursor.execute(
            "select batch_id from standing where scheme_id = ? and dataset_key = ? and month = ?",
            place,
        ).fetchall()
        if found:
            return int(found[0][0])
        change, batch_id = self._cursor.execute(
            "select coalesce(max(change_id), 0) + 1, coalesce(max(batch_id), 0) + 1"
            " from standing_change"
        ).fetchall()[0]
        self._cursor.execute(
            "insert into standing_change values (?, ?, ?, ?, ?, ?, 0)",
            [change, batch_id, *place, batch_id],
        ).fetchall()
        return int(batch_id)

    def _report(self, batch_id: int, columns: Iterable[str]) -> None:
        for key in sorted(columns):
            self._cursor.execute(
                "insert into batch_column values (?, ?, null, ?) on conflict do nothing",
                [batch_id, key, batch_id],
            ).fetchall()


def _list_physical(
    dataset: Dataset, values: Mapping[str, Physical]
) -> Iterable[tuple[list[str], list[object]]]:
    """Yield the stored columns and values of each typed cell."""
    for key, physical in values.items():
        yield physical_columns(dataset.column(key)), list(physical)
