"""Months, editions and corrections as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.widgets.table_data import Cell, Heading, PageTable
from documents.editions import CORRECTION_TITLES, CorrectionTable
from documents.wording import BLANK, format_month, format_time
from warehouse.views.seals import MonthSeal


def list_months(months: Sequence[MonthSeal], differing: Mapping[str, int]) -> PageTable:
    """Return the months of a year as a table; `differing`: month → figures that differ today."""
    rows: list[list[Cell]] = [
        [
            format_month(month.month),
            _describe_state(month),
            f"第{month.revision}版" if month.revision else BLANK,
            _describe_difference(month, differing),
            month.actor or "",
            format_time(month.changed_at) if month.changed_at else "",
            month.reason or "",
        ]
        for month in months
    ]
    headings = [
        Heading("月份", width=100),
        Heading("状态", "sign", 90, phone="side"),
        Heading("已印发", width=80),
        Heading("通报与现在的数据", "wrap", 150),
        Heading("经手人", width=90),
        Heading("时间", width=140),
        Heading("理由", "wrap", 200),
    ]
    return PageTable(
        "各月的封存与通报",
        headings,
        rows,
        [month.month for month in months],
        head=0,
        has_tools=False,
    )


def _describe_state(month: MonthSeal) -> str:
    if month.is_sealed:
        return "已封存"
    return "已解封" if month.changed_at else "未封存"


def _describe_difference(month: MonthSeal, differing: Mapping[str, int]) -> str:
    if not month.revision:
        return BLANK
    count = differing.get(month.month, 0)
    return f"{count}项不同" if count else "一致"


def list_corrections_table(table: CorrectionTable, caption: str) -> PageTable:
    """Return a 更正表 as a table."""
    widths = (140, 150, 150, 190, 190, 130)
    return PageTable(
        caption,
        [
            Heading(title, "wrap", width, phone="rest")
            for title, width in zip(CORRECTION_TITLES, widths, strict=True)
        ],
        [list(cells) for cells in table.rows],
        [str(number) for number in range(len(table.rows))],
        frozen=1,
        head=0,
    )
