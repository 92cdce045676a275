"""考核日历: the forms of the year, in time, late, missing or sealed, and what is due next."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.boards.calendar_tables import list_due, list_missed, map_filings, map_year
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import carry_assessment, pick_month, pick_scheme
from dashboard.shell.page_frame import go_to_page, show_source
from dashboard.shell.terms import explain
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.matrix import show_matrix
from dashboard.widgets.table import show_table
from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.results.scores import parse_month
from warehouse.views.calendar import read_calendar, read_filings


def show_year(scheme: Scheme, month: str) -> None:
    """Show what is due next, and the year's forms by month; a click opens the import page."""
    today = today_in_china()
    calendar = read_cached(read_calendar, scheme, today)
    st.subheader("近期应报报表", help="按月份先后排列；点击一行前往导入。")
    table = list_due(calendar, scheme, today)
    if table.rows:
        opened = show_table(table, f"due:{scheme.id}").opened
        if opened:
            go_to_page("imports")
    else:
        st.caption("全年应报的报表均已报送。")
    st.subheader("全年报表", help=explain("报表") + "封：" + explain("封存"))
    opened = show_matrix(
        map_year(calendar, scheme, parse_month(scheme, month)), f"year:{scheme.id}"
    )
    if opened:
        go_to_page("imports")


def show_filings(scheme: Scheme, month: str) -> None:
    """Show how many units filed in time the items with a due day."""
    filings = read_cached(read_filings, scheme, month)
    st.subheader(
        "各单位按时报送",
        help="按报表登记的报送日期或标记判断，与文件导入时间无关。点击一项查看失分单位。",
    )
    if filings.is_empty():
        st.caption("文件没有规定按日报送的事项，或尚无数据。")
        return
    number = parse_month(scheme, month)
    opened = show_matrix(map_filings(filings, scheme, number), f"filings:{scheme.id}:{month}")
    late = list_missed(filings, scheme, number)
    st.markdown(f"**{format_month(month)}没有按时报送的单位**")
    if late.rows:
        opened = show_table(late, f"late:{scheme.id}:{month}").opened or opened
    else:
        st.caption("无：本月按日报送的事项，各单位均已按时报送，或本月不要求。")
    if opened:
        carry_assessment(scheme, opened.partition(":")[0])
        go_to_page("indicators")


st.title("考核日历")
follow_store()
with filter_bar():
    scheme = pick_scheme()
    month = pick_month(scheme)
show_year(scheme, month)
show_filings(scheme, month)
show_source(scheme, "dataset_calendar、quota_month")
