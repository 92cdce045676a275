"""What stands around every page: its title, its source, and what to do while there is no data."""

from __future__ import annotations

import streamlit as st

from dashboard.filters import carry_assessment, carry_filters
from dashboard.navigation import page_file
from dashboard.readings import recall
from documents.wording import say_time
from scoring.scheme import Scheme
from warehouse.pages import read_data_state, read_months


def show_source(scheme: Scheme, view: str) -> None:
    """Say where the page's numbers come from."""
    state = recall(read_data_state)
    moment = f"（{say_time(state.created_at)}）" if state.created_at else ""
    until = f"数据截至第{state.batch_id}批{moment}" if state.batch_id else "还没有导入过数据"
    st.caption(f"{scheme.document} · {until} · 视图 {view}")


def stop_if_empty(scheme: Scheme) -> None:
    """Where nothing is reported yet, say what to do next and draw no more."""
    reported = recall(read_months, scheme).get_column("batch_id").drop_nulls()
    if not reported.is_empty():
        return
    st.info(f"“{scheme.short_title}”还没有数据。请先上传每月报表，导入后这里会自动更新。")
    with st.container(horizontal=True):
        st.page_link(page_file("imports"), label="去导入数据", icon=":material/upload_file:")
        st.page_link(page_file("rules"), label="先看怎样计分", icon=":material/menu_book:")
    st.stop()


def open_unit(unit: str) -> None:
    """Go to a unit's page under the same filters."""
    carry_filters(unit=unit)
    # Without a mapping Streamlit refuses to go while a filter is bound to the URL.
    st.switch_page(page_file("unit"), query_params={"unit": unit})


def open_unit_at(scheme: Scheme, assessment: str, unit: str) -> None:
    """Go to a unit's page at the assessment that a line told of."""
    said = carry_assessment(scheme, assessment, unit=unit)
    st.switch_page(page_file("unit"), query_params=said)
