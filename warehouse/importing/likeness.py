"""The same figures as the month before: most likely last month's file under a new title."""

from __future__ import annotations

from datetime import date

from scoring.dataset import Dataset
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.reading.contract import Finding, Reading, Table
from warehouse.results.standing_batches import StandingBatch, read_standing, to_month
from warehouse.results.typed_values import Physical, to_physical

CODE = "like_last_month"
ALIKE_PERCENT = 95
FEWEST_CELLS = 20
"""Fewer figures than this are alike by chance, or because little happens."""

TELLING_TYPES = {"count", "rate", "points", "mark", "filing", "date"}
"""Columns whose cells differ from month to month; ticks and words do not."""

STEPS = {"month_form": 1, "quarter": 3}
"""How many months lie between two files of a shape; inspections and ledgers have no 'before'."""

Cells = dict[tuple[str, str], Physical]


def find_likeness(cursor: Cursor, scheme: Scheme, table: Table, reading: Reading) -> Finding | None:
    """Return a warning where a table says what stands for the month before.

    Compared are cells that can tell: of columns whose values differ between units (a column of
    nothing but 100% tells nothing), without those that are blank or 0 in both months, and only
    where at least FEWEST_CELLS remain. The very same sheet under another month always warns.
    """
    dataset = scheme.dataset(table.dataset)
    before = month_before(dataset, table.month)
    if before is None:
        return None
    standing = read_standing(cursor, scheme.id, dataset, before)
    if not standing.batch_id:
        return None
    # A workbook with a sheet for each month is rightly the same file, under another sheet.
    if (standing.sha256, standing.sheet) == (reading.sha256, table.sheet):
        return _warn(table, reading, before, "是同一份文件")
    alike, compared = count_alike(dataset, table, standing)
    if compared < FEWEST_CELLS or alike * 100 < compared * ALIKE_PERCENT:
        return None
    share = alike * 100 // compared
    return _warn(table, reading, before, f"有{share}%的数据相同（可比的{compared}格中{alike}格）")


def month_before(dataset: Dataset, month: str | None) -> date | None:
    """Return the month that a form's file came for before this one; None where there is none."""
    step = STEPS.get(dataset.shape)
    if step is None or month is None:
        return None
    now = to_month(month)
    months = now.year * 12 + now.month - 1 - step
    return date(months // 12, months % 12 + 1, 1)


def count_alike(dataset: Dataset, table: Table, standing: StandingBatch) -> tuple[int, int]:
    """Return how many telling cells are equal in both, and how many there are."""
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
    telling = {one.key for one in columns if _varies(one.key, new) or _varies(one.key, old)}
    compared = [
        place
        for place in new.keys() | old.keys()
        if place[1] in telling and (_holds(new.get(place)) or _holds(old.get(place)))
    ]
    return sum(new.get(place) == old.get(place) for place in compared), len(compared)


def _varies(key: str, cells: Cells) -> bool:
    return len({value for (_, column), value in cells.items() if column == key}) > 1


def _holds(value: Physical | None) -> bool:
    """Tell whether a cell says more than nothing: a bare tick, a blank and 0 do not."""
    said = [part for part in value or () if part is not None and not isinstance(part, bool)]
    return bool(said) and bool(said[0])


def _warn(table: Table, reading: Reading, before: date, what: str) -> Finding:
    return Finding(
        severity="warning",
        code=CODE,
        message=f"本表与上一期（{before.year}年{before.month}月）已导入的{what}。"
        "请核对是不是拿错了月份；确实没有变化的，可以照常导入。",
        file=reading.file,
        sheet=table.sheet or None,
        found=f"{before:%Y-%m}",
    )
