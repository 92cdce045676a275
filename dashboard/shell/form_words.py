"""How pages name a form, its due day and its arrival."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.widgets.matrix import Tile
from documents.wording import NOT_SAID

TILES = {
    "on_time": (Tile("✓", "done"), "按时报送"),
    "late": (Tile("迟", "late"), "逾期报送"),
    "reported": (Tile("●", "done"), "已报（文件没有规定日期）"),
    "backfilled": (Tile("补", "done"), "年度结束后补录，不判断是否按时"),
    "missing": (Tile("缺", "missing"), "到期未报"),
    "upcoming": (Tile("待", "pending"), "未到期"),
    "unasked": (Tile("", ""), ""),
}
"""Arrival (warehouse.views.calendar) → its tile and its meaning."""

WORDS = {key: meaning for key, (_, meaning) in TILES.items()}
NO_DUE = "文件未规定"
UNSAID = {"报送日": NO_DUE, "数据提供": NOT_SAID}
"""Title of a column → what stands in it where the notice says nothing."""
SHAPES = {
    "month_form": "每月",
    "quarter": "每季度",
    "inspection": "检查后报",
    "dated_ledger": "有则报",
}


def name_form(row: dict[str, Any]) -> str:
    """Return a form's annex and title."""
    return f"{row['annex']} {row['title']}" if row["annex"] else str(row["title"])


def name_short(row: dict[str, Any]) -> str:
    """Return a form's short name: its numbered annex, else its title."""
    return str(row["annex"] if row["annex"].startswith("附") else row["title"])


def describe_due(row: dict[str, Any]) -> str:
    """Return a form's due day, or that the notice sets none."""
    return f"{row['due_on'].month}月{row['due_on'].day}日" if row["due_on"] else NO_DUE


def format_wait(row: dict[str, Any], today: date) -> str:
    """Return how many days remain until a form is due, or that it is overdue."""
    if row["arrival"] == "missing":
        # If the notice sets no day, none has passed; the month is over.
        return "未报 · 已过期" if row["due_on"] else "未报 · 已过当月"
    if row["due_on"] is None:
        return "待报"
    days = (row["due_on"] - today).days
    return "待报 · 今天到期" if days == 0 else f"待报 · 还有{days}天"
