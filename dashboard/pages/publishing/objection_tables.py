"""Objections as a table."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.widgets.table_data import Cell, Heading, PageTable
from documents.wording import OBJECTION_TITLES, format_days_left, format_month, format_time
from warehouse.views.objections import Objection

OPEN_SIGNS = {"待决定": "pending", "支持": "earned", "部分支持": "earned", "不予支持": "lost"}


def list_objections(rows: Sequence[Objection]) -> PageTable:
    """Return objections, one row each; a click picks one."""
    headings = [
        Heading("编号", "whole", 60),
        Heading("状态", "sign", 96, phone="side"),
        Heading(
            "剩余",
            width=140,
            help="工作日，已扣除法定节假日、计入调休上班日；“约”表示当年放假安排尚未收录",
        ),
        Heading("单位", width=140),
        Heading("指标", "wrap", 160),
        Heading("截至", width=110),
        Heading("请求和理由", "wrap", 260, phone="below"),
        Heading("调整", "difference", 80),
        Heading("决定理由", "wrap", 200),
        Heading("登记", width=150, phone="more"),
    ]
    return PageTable(
        "复核申请：点击一行查看详情和决定",
        headings,
        [_to_cells(row) for row in rows],
        [str(row["id"]) for row in rows],
        head=0,
        acts="pick",
        signs=OPEN_SIGNS,
    )


def _to_cells(row: Objection) -> list[Cell]:
    return [
        row["id"],
        OBJECTION_TITLES[row["state"]],
        format_days_left(row["days_left"], is_estimate=bool(row["unknown_years"])),
        row["unit"],
        f"{row['indicator']} {row['indicator_name']}",
        format_month(row["month"]),
        row["request"],
        row["points"] or None,
        row["reason"] or "",
        format_time(row["filed_at"]),
    ]
