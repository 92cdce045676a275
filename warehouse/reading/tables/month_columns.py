"""Choose among columns that differ only by their month (11月 | 12月) those of the month read."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.reading.findings import Report
from warehouse.reading.tables.header_terms import HeaderMonth
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.period_words import Witness


def collect_header_months(block: Block) -> list[HeaderMonth]:
    """Return the distinct months that the headers of a block name, earliest first."""
    named = {month for columns in block.group.monthly.values() for month in columns.values()}
    return sorted(named, key=lambda month: (month.year or 0, month.month))


def find_header_witnesses(block: Block) -> list[Witness]:
    """Return what the headers say about the period: a single month, or the year of several."""
    months = collect_header_months(block)
    if len(months) == 1 and _reads_named(block):
        month = months[0]
        return [Witness("表头", _format_month(month), "strong", "month", month.year, month.month)]
    years = {month.year for month in months}
    year = years.pop() if len(years) == 1 else None
    text = "、".join(map(_format_month, months))
    return [Witness("表头", text, "strong", "none", year)] if year else []


def list_header_months(block: Block, options: Sequence[str]) -> tuple[str, ...]:
    """Return those of the months `YYYY-MM` that the headers name."""
    named = collect_header_months(block)
    return tuple(month for month in options if any(one.is_month(month) for one in named))


def select_month_columns(block: Block, month: str) -> None:
    """Read the columns of the month `YYYY-MM` where columns differ only by their month."""
    group = block.group
    before = dict(group.columns)
    for key, columns in group.monthly.items():
        own = [column for column, named in columns.items() if named.is_month(month)]
        if own and group.columns[key] in columns:
            group.columns[key] = own[0]
    if group.columns != before:
        block.read_again()


def check_month_columns(block: Block, month: str | None, report: Report) -> None:
    """Report columns of another month than the one read, and keys without a column of it."""
    group, sheet, row = block.group, block.sheet.name, block.header.bottom
    skipped = dict(group.skipped)
    for key, columns in group.monthly.items() if month else ():
        own = [column for column, named in columns.items() if named.is_month(month or "")]
        is_plain = group.columns[key] not in columns
        is_total = group.columns[key] == group.totals.get(key)
        if not is_total and (is_plain == bool(own) or len(own) > 1):
            _report_ambiguous(block, key, month or "", report)
        skipped |= {c: group.headers[c] for c in columns if c not in own}
    if skipped:
        names = "、".join(f"“{skipped[column]}”" for column in sorted(skipped))
        message = f"{names}不是本期的数据，没有读取。"
        report.add("warning", "other_period_column", message, sheet=sheet, row=row, found=names)


def _report_ambiguous(block: Block, key: str, month: str, report: Report) -> None:
    """Add an error: a key has several columns of the month, or none."""
    columns = block.group.monthly[key]
    named = "、".join(f"“{block.group.headers[column]}”" for column in columns)
    own = [
        block.group.headers[c] for c, named_month in columns.items() if named_month.is_month(month)
    ]
    if own:
        plain = block.group.headers[block.group.columns[key]]
        code, found = "column_twice", own[-1]
        message = f"“{found}”和“{plain}”都可能是 {month} 的数，不能确定以哪一列为准，请删去一列。"
    else:
        code, found = "month_not_in_header", block.group.headers[next(iter(columns))]
        message = f"表头写的是{named}，没有{month}的数。请核对月份；若月份不错，请改正表头。"
    report.add(
        "error",
        code,
        message,
        sheet=block.sheet.name,
        row=block.header.bottom,
        column=key,
        found=found,
    )


def _reads_named(block: Block) -> bool:
    """Return whether a column that names a month is the one read for some key."""
    group = block.group
    return any(group.columns[key] in columns for key, columns in group.monthly.items())


def _format_month(month: HeaderMonth) -> str:
    return f"{month.year}年{month.month}月" if month.year else f"{month.month}月"
