"""Warn about a form with the figures of the month before: probably last month's file, retitled."""

from __future__ import annotations

from datetime import date

from scoring.dataset import Dataset
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.reading.contract import Finding, Reading, TypedTable
from warehouse.results.standing_batches import StandingBatch, read_standing, to_month
from warehouse.results.typed_values import Physical, to_physical

CODE = "like_last_month"
ALIKE_PERCENT = 95
FEWEST_CELLS = 20
"""Fewer figures than this can agree by chance, or because little happens."""

TELLING_TYPES = {"count", "quantity", "rate", "points", "mark", "filing", "date"}
"""Column types whose cells change from month to month; ticks and words hardly do."""

STEPS = {"month_form": 1, "quarter": 3}
"""Shape → months between two files of it; inspections and ledgers have no file 'before'."""

Cells = dict[tuple[str, str], Physical]
"""(unit, column key) → typed values."""


def find_likeness(
    cursor: Cursor, scheme: Scheme, table: TypedTable, reading: Reading
) -> Finding | None:
    """Return a warning if a table repeats the standing figures of the month before.

    Only telling cells are compared: those of columns whose values differ between units (a column
    of nothing but 100% shows nothing), without cells that are blank or 0 in both months, and only
    if at least FEWEST_CELLS remain. The same sheet of the same file under another month always
    warns.
    """
    dataset = scheme.dataset(table.dataset)
    before = month_before(dataset, table.month)
    if before is None:
        return None
    standing = read_standing(cursor, scheme.id, dataset, before)
    if not standing.batch_id:
        return None
    # A workbook with one sheet per month is rightly the same file, but another sheet of it.
    if (standing.sha256, standing.sheet) == (reading.sha256, table.sheet):
        return _warn(table, reading, before, "是同一份文件")
    alike, compared = count_alike(dataset, table, standing)
    # Whole numbers, so that the threshold is met exactly; the printed percentage is rounded down.
    if compared < FEWEST_CELLS or alike * 100 < compared * ALIKE_PERCENT:
        return None
    percent = alike * 100 // compared
    return _warn(table, reading, before, f"有{percent}%的数据相同（可比的{compared}格中{alike}格）")


def month_before(dataset: Dataset, month: str | None) -> date | None:
    """Return the month of a form's previous file; None if its shape has no regular one."""
    step = STEPS.get(dataset.shape)
    if step is None or month is None:
        return None
    now = to_month(month)
    months = now.year * 12 + now.month - 1 - step
    return date(months // 12, months % 12 + 1, 1)


def count_alike(dataset: Dataset, table: TypedTable, standing: StandingBatch) -> tuple[int, int]:
    """Return how many telling cells are equal in both months, and how many there are."""
    columns = [
        column
        for column in dataset.columns
        if column.type in TELLING_TYPES
        and column.key in standing.columns
        and column.key not in table.missing_columns
    ]
    units = {row.unit: row.values for row in table.rows}
    new = {
        (unit, column.key): to_physical(column, values.get(column.key))
        for unit, values in units.items()
        for column in columns
    }
    old = {
        (unit, column.key): row[column.key] for unit, _, row in standing.rows for column in columns
    }
    telling = {
        column.key for column in columns if _varies(column.key, new) or _varies(column.key, old)
    }
    compared = [
        address
        for address in new.keys() | old.keys()
        if address[1] in telling
        and (_has_content(new.get(address)) or _has_content(old.get(address)))
    ]
    return sum(new.get(address) == old.get(address) for address in compared), len(compared)


def _varies(key: str, cells: Cells) -> bool:
    """Return whether a column's values differ between units."""
    return len({value for (_, column), value in cells.items() if column == key}) > 1


def _has_content(value: Physical | None) -> bool:
    """Return whether a cell holds a figure or text; a bare tick, a blank and 0 do not count."""
    parts = [part for part in value or () if part is not None and not isinstance(part, bool)]
    return bool(parts) and bool(parts[0])


def _warn(table: TypedTable, reading: Reading, before: date, likeness: str) -> Finding:
    return Finding(
        severity="warning",
        code=CODE,
        message=f"本表与上一期（{before.year}年{before.month}月）已导入的{likeness}。"
        "请核对是不是拿错了月份；确实没有变化的，可以照常导入。",
        file=reading.file,
        sheet=table.sheet or None,
        found=f"{before:%Y-%m}",
    )
