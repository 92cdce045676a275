"""Format words and figures for users, the same way on every page and in every export."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from scoring.clauses.roster import name_kind
from warehouse.database.clock import to_china

COUNTS_TO_TITLES = {"earned": "得分", "lost": "失分", "pending": "待定", "none": "不计入"}
PROVISIONAL_LOST = "暂失"
SEVERITY_TITLES = {"error": "错误", "question": "问题", "warning": "提醒"}
STATE_TITLES = {
    "standing": "现行",
    "replaced": "已被更新",
    "reverted": "已撤销",
    "revert": "撤销记录",
}
OBJECTION_TITLES = {
    "open": "待决定",
    "accepted": "支持",
    "partly": "部分支持",
    "rejected": "不予支持",
    "withdrawn": "已撤回",
}
BLANK = "—"
NOT_SAID = "文件未写明"
FOR_NOW = "目前"
"""How the text of a grade begins that is not settled."""
NEGATION = "不"


def format_month(month: str) -> str:
    """Return '2021-05' as 2021年5月."""
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月"


def cite_document(document: str) -> str:
    """Return a notice as a sentence cites it: its number as it is, a title in 《》."""
    is_cited = document.endswith("号") or document.startswith("《")
    return document if is_cited else f"《{document}》"


def format_points(value: Decimal | None, blank: str = BLANK) -> str:
    """Return points with two decimals and a minus sign, or `blank` for None."""
    return blank if value is None else f"{value:.2f}".replace("-", "−")


def format_percent(value: Decimal | None, blank: str = BLANK) -> str:
    """Return a rate in percent with two decimals, or `blank` for None."""
    return blank if value is None else f"{value:.2f}%"


def describe_change(rank: int | None, previous: int | None) -> str:
    """Return the change of rank since the month before: ▲2, ▼1, a dash for none; '' if unknown."""
    if rank is None or previous is None:
        return ""
    if rank == previous:
        return BLANK
    return f"▲{previous - rank}" if rank < previous else f"▼{rank - previous}"


def format_place(file: str | None, sheet: str | None, row: int | None) -> str:
    """Return a source address for the reader: file · sheet · 第n行."""
    parts = [file, sheet, f"第{row}行" if row is not None else None]
    return " · ".join(part for part in parts if part)


def format_time(moment: datetime) -> str:
    """Return a stored time (UTC) in Beijing time."""
    return to_china(moment).strftime("%Y-%m-%d %H:%M")


def format_grade(
    grade: str | None, *, is_settled: bool = True, grades: Collection[str] = ()
) -> str:
    """Return a grade with full-width brackets, or '' for None.

    Until the grade is settled, the text says what it would be now: on which side of its line the
    unit is, where a grade and its negation (合格, 不合格) share one. `grades` are those of the
    scheme's list; a grade that is not among them is what a veto does (不得评优).
    """
    if grade and not is_settled:
        return _format_open_grade(grade, grades)
    return (grade or "").replace("(", "（").replace(")", "）")


def _format_open_grade(grade: str, grades: Collection[str]) -> str:
    if grade not in grades:
        return f"{FOR_NOW}{format_grade(grade)}"
    if grade.startswith(NEGATION) and grade.removeprefix(NEGATION) in grades:
        return f"{FOR_NOW}低于{grade.removeprefix(NEGATION)}线"
    if f"{NEGATION}{grade}" in grades:
        return f"{FOR_NOW}达到{grade}线"
    return f"{FOR_NOW}为{grade}"


def describe_counts_to(counts_to: str, *, is_provisional: bool = False) -> str:
    """Return what a line's points count to; provisional lost points are 暂失."""
    return PROVISIONAL_LOST if is_provisional else COUNTS_TO_TITLES[counts_to]


def describe_lost(lost: Decimal | None, provisional: Decimal | None) -> str:
    """Return lost points and how many of them are provisional: `3.00（暂失1.00）`."""
    part = f"（{PROVISIONAL_LOST}{provisional:.2f}）" if provisional else ""
    return f"{format_points(lost)}{part}"


def name_grade(
    grade: str | None, *, is_settled: bool | None, grades: Collection[str] = ()
) -> str | None:
    """Return a settled grade as it is stored, and an unsettled one as format_grade words it."""
    if grade is None or is_settled is not False:
        return grade
    return format_grade(grade, is_settled=False, grades=grades)


def format_exact(value: Decimal) -> str:
    """Return a ledger line's points with two decimals, or more if they are needed."""
    return f"{value:.2f}" if value == round(value, 2) else f"{value.normalize():f}"


def describe_signed(value: Decimal | None) -> str:
    """Return a difference with its sign, or a dash for None."""
    return BLANK if value is None else f"{value:+.2f}".replace("-", "−")


def format_sum(row: Mapping[str, Any]) -> str:
    """Return an indicator's published figures as arithmetic: `20.00 − 1.80 = 18.20`."""
    parts = [f"{row['full']:.2f}"]
    if row["lost"]:
        parts.append(f"− {row['lost']:.2f}")
    if row["pending"]:
        parts.append(f"− 待定 {row['pending']:.2f}")
    return f"{' '.join(parts)} = {row['earned']:.2f}"


def measure_width(text: str) -> int:
    """Return the display width of a text; a Chinese character counts as two."""
    return sum(map(_measure_character, text))


def _measure_character(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def describe_kinds(kinds: Collection[str]) -> str:
    """Return the titles of the selected kinds of unit."""
    return "、".join(map(name_kind, kinds)) or "全部单位"


def format_days_left(days: int | None, *, is_estimate: bool = False) -> str:
    """Return how many working days are left for an answer; '' once it is given (None).

    An estimate counts Monday to Friday, because the year's public holidays are not known.
    """
    if days is None:
        return ""
    about = "约" if is_estimate else ""
    if days < 0:
        return f"{about}已超期{-days}个工作日"
    return f"{about}还剩{days}个工作日" if days else f"{about}今天到期"


def describe_unknown_holidays(years: Collection[int]) -> str:
    """Return how working days were counted in years without known public holidays; '' for none."""
    if not years:
        return ""
    listed = "、".join(str(year) for year in sorted(years))
    return f"{listed}年的放假安排尚未收录，工作日按周一至周五推算，遇法定节假日和调休请另行核对。"
