"""未报报表: the forms that are missing, and the units that filed late what has a due day."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.navigation import link_page
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.form_words import UNSAID, describe_due, name_form, name_short
from dashboard.shell.months import name_month
from dashboard.shell.page_frame import go_to_page
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, build_link_table, drop_unsaid
from documents.wording import NOT_SAID, format_month
from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.results.scores import parse_month
from warehouse.views.calendar import read_calendar, read_filings


def show_missing(scheme: Scheme, month: str) -> None:
    """Show the forms missing up to this month or, if none is, the next one due."""
    calendar = read_cached(read_calendar, scheme, today_in_china())
    waiting = [
        row for row in calendar.sort("month", maintain_order=True).iter_rows(named=True)
        if row["arrival"] in {"missing", "upcoming"}
    ]  # fmt: skip
    missing = [row for row in waiting if row["month"] <= parse_month(scheme, month)]
    if not missing:
        st.markdown(f"✓ 截至{format_month(month)}，应报的报表均已报送。")
        if waiting:
            month_next = format_month(scheme.calendar.write(waiting[0]["month"]))
            st.caption(
                f"下一份：{month_next} {name_form(waiting[0])}（{describe_due(waiting[0])}）"
            )
        link_page("calendar", "看考核日历", ":material/calendar_month:")
        return
    rows: list[list[Cell]] = [
        [
            f"{name_short(row)} {name_month(scheme, row['month'])}",
            describe_due(row),
            row["provider"] or NOT_SAID,
        ]
        for row in missing
    ]
    headings = [
        Heading("报表", "wrap", 110),
        Heading("报送日", width=84, phone="side"),
        Heading("数据提供", "wrap", 120),
    ]
    ids = [f"{row['dataset']}:{row['month']}" for row in missing]
    table = drop_unsaid(build_link_table("未报报表", headings, rows, ids), UNSAID)
    if show_table(table, "missing").opened:
        go_to_page("calendar")


def show_late(scheme: Scheme, month: str) -> None:
    """Show how many filings of the month were late, and whose; nothing if none was due."""
    filings = read_cached(read_filings, scheme, month).filter(month=parse_month(scheme, month))
    late = filings.filter(pl.col("missed") > 0)
    if late.is_empty():
        if not filings.is_empty():
            st.markdown("✓ 本月按日报送的事项，各单位都已按时报送。")
        return
    st.markdown(f"**本月未按时报送：{late.get_column('missed').sum()}家次**")
    for row in late.iter_rows(named=True):
        units = "、".join(row["missed_units"])
        st.caption(escape(f"{row['name']}（每月{row['day']}日前）{row['missed']}家：{units}"))
