"""Columns that differ by their month alone (11月 | 12月): those of the month reported are read."""

from __future__ import annotations

from warehouse.reading.findings import Report
from warehouse.reading.tables.column_labels import HeaderMonth
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.period_words import Witness


def named_months(block: Block) -> list[HeaderMonth]:
    """Return the different months that the headers of a block's columns name, earliest first."""
    named = {month for columns in block.group.monthly.values() for month in columns.values()}
    return sorted(named, key=lambda one: (one.year or 0, one.month))


def witnesses_of_headers(block: Block) -> list[Witness]:
    """Return what the headers say of the period: a month named alone, or the year of several."""
    months = named_months(block)
    if len(months) == 1 and _reads_named(block):
        month = months[0]
        return [Witness("表头", _say(month), "strong", "month", month.year, month.month)]
    years = {month.year for month in months}
    year = years.pop() if len(years) == 1 else None
    said = "、".join(map(_say, months))
    return [Witness("表头", said, "strong", "none", year)] if year else []


def options_of_headers(block: Block, year: int) -> tuple[str, ...]:
    """Return the months `YYYY-MM` that the headers name, as far as they can be of a year."""
    months = named_months(block)
    return tuple(f"{year:04d}-{one.month:02d}" for one in months if one.year in {None, year})


def take_month_columns(block: Block, month: str) -> None:
    """Read, of columns that differ by their month alone, those of the month `YYYY-MM`."""
    group = block.group
    before = dict(group.columns)
    for key, columns in group.monthly.items():
        own = [column for column, named in columns.items() if named.is_month(month)]
        if own and group.columns[key] in columns:
            group.columns[key] = own[0]
    if group.columns != before:
        block.read_again()


def check_month_columns(block: Block, month: str | None, report: Report) -> None:
    """Say which columns are of another month than the one reported, or that none is of it."""
    group, sheet, row = block.group, block.sheet.name, block.header.bottom
    passed = dict(group.passed)
    for key, columns in group.monthly.items() if month else ():
        own = [column for column, named in columns.items() if named.is_month(month or "")]
        is_plain = group.columns[key] not in columns
        is_total = group.columns[key] == group.totals.get(key)
        if not is_total and (is_plain == bool(own) or len(own) > 1):
            _refuse(block, key, month or "", report)
        passed |= {c: group.headers[c] for c in columns if c not in own}
    if passed:
        said = "、".join(f"「{passed[column]}」" for column in sorted(passed))
        message = f"{said}不是本期的数据，没有读取。"
        report.say("warning", "other_period_column", message, sheet=sheet, row=row, found=said)


def _refuse(block: Block, key: str, month: str, report: Report) -> None:
    columns = block.group.monthly[key]
    named = "、".join(f"「{block.group.headers[column]}」" for column in columns)
    own = [block.group.headers[c] for c, one in columns.items() if one.is_month(month)]
    if own:
        plain = block.group.headers[block.group.columns[key]]
        code, found = "column_twice", own[-1]
        message = f"「{found}」和「{plain}」都可能是 {month} 的数，不知道以哪一列为准，请删去一列。"
    else:
        code, found = "month_not_in_header", block.group.headers[next(iter(columns))]
        message = f"表头写的是{named}，没有 {month} 的数。请核对月份；若月份不错，请改正表头。"
    report.say(
        "error",
        code,
        message,
        sheet=block.sheet.name,
        row=block.header.bottom,
        column=key,
        found=found,
    )


def _reads_named(block: Block) -> bool:
    group = block.group
    return any(group.columns[key] in columns for key, columns in group.monthly.items())


def _say(month: HeaderMonth) -> str:
    return f"{month.year}年{month.month}月" if month.year else f"{month.month}月"
