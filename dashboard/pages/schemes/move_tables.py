"""What a change of a scheme moves, as tables: months, units of a month, items of a unit."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Heading, PageTable, drop_unsaid
from documents.wording import format_month
from warehouse.scheme_life.score_moves import MonthMoves, UnitMove

MONTHS = 12
"""Up to this many months the table has no tools."""

PRESENCE = {"both": "", "new": "新列入", "gone": "不再列入"}


def show_moves(moves: Sequence[MonthMoves], key: str, nothing: str) -> None:
    """Show the months that move; a click on one shows its units, on a unit its clauses."""
    if not moves:
        st.markdown(nothing)
        return
    picked = show_table(list_months(moves), f"months:{key}").picked
    month = moves[int(picked or 0)] if len(moves) == 1 or picked is not None else None
    if month is None:
        st.caption("点击月份，查看各单位总分、名次、等次的变动。")
        return
    title = f"{month.title}　截至{format_month(month.month)}"
    st.markdown(f"**{escape(title)}**")
    unit = show_table(list_units(month), f"units:{key}:{moves.index(month)}").picked
    found = next((one for one in month.units if one.unit == unit), None)
    if found is not None and found.items:
        st.markdown(f"**{escape(found.unit)}**")
        show_table(list_items(found), f"items:{key}")


def list_months(moves: Sequence[MonthMoves]) -> PageTable:
    """Return the months with how many units, ranks and grades move."""
    headings = [
        Heading("截至月份", width=110),
        Heading("考核", "wrap", 200),
        Heading("变动的单位", "whole", 100, help="总分、名次或指标得分有变动的单位", phone="side"),
        Heading("名次变动", "whole", 80),
        Heading("等次变动", "whole", 80),
        Heading("总分最大变动", "difference", 100),
        Heading("封存", width=80),
    ]
    rows = [
        [
            format_month(one.month),
            one.title,
            len(one.units),
            one.ranks_moved,
            one.grades_moved,
            (one.units[0].change or None) if one.units else None,
            "已封存" if one.is_sealed else "",
        ]
        for one in moves
    ]
    table = PageTable(
        "变动的月份：点击一行查看单位",
        headings,
        rows,
        [str(number) for number in range(len(rows))],
        head=0,
        acts="pick",
        signs={"已封存": "！"},
        has_tools=len(rows) > MONTHS,
    )
    return drop_unsaid(table, {"封存": ""})


def list_units(month: MonthMoves) -> PageTable:
    """Return the units of a month before and after."""
    headings = [
        Heading("单位", "wrap", 150),
        Heading("总分·原", "points"),
        Heading("总分·新", "points"),
        Heading("变化", "difference", phone="side"),
        Heading("名次·原", "whole"),
        Heading("名次·新", "whole"),
    ]
    has_grades = any(one.grade_before or one.grade_after for one in month.units)
    has_presence = any(one.presence != "both" for one in month.units)
    headings += [Heading("等次·原"), Heading("等次·新")] if has_grades else []
    headings += [Heading("名册")] if has_presence else []
    rows = [
        [
            one.unit,
            one.total_before,
            one.total_after,
            one.change if one.presence == "both" else None,
            one.rank_before,
            one.rank_after,
            *([one.grade_before or "", one.grade_after or ""] if has_grades else []),
            *([PRESENCE[one.presence]] if has_presence else []),
        ]
        for one in month.units
    ]
    ids = [one.unit for one in month.units]
    return PageTable(
        "变动的单位：点击一行查看指标", headings, rows, ids, frozen=1, head=0, acts="pick"
    )


def list_items(unit: UnitMove) -> PageTable:
    """Return the clauses and nodes of a unit whose points or full marks move."""
    headings = [
        Heading("指标", "wrap", 220),
        Heading("得分·原", "exact"),
        Heading("得分·新", "exact"),
        Heading("满分·原", "exact"),
        Heading("满分·新", "exact"),
    ]
    rows = [
        [f"{one.indicator} {one.name}", one.before, one.after, one.full_before, one.full_after]
        for one in unit.items
    ]
    ids = [one.indicator for one in unit.items]
    return PageTable("变动的指标", headings, rows, ids, head=0, has_tools=False)
