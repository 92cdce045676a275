"""The frame of every page: where its numbers come from, and what to do without data."""

from __future__ import annotations

import streamlit as st

from dashboard.navigation import link_page, may_open, page_file
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.address import carry
from dashboard.shell.filters import carry_assessment
from documents.wording import format_time
from scoring.scheme import Scheme
from warehouse.access.people import OWN_ONLY
from warehouse.views import read_data_state, read_months
from warehouse.views.batches import DataState


def show_source(scheme: Scheme, view: str) -> None:
    """Show the source of the page's numbers: document, time and newest batch, and the view."""
    st.caption(describe_source(scheme), help=f"数据来自视图 {view}")


def describe_source(scheme: Scheme) -> str:
    """Return the small print of a page: the document, and until when data are counted."""
    state = _describe_state(read_cached(read_data_state))
    return " · ".join(filter(None, (scheme.document, state)))


def _describe_state(state: DataState) -> str:
    if not state.batch_id:
        return "暂无导入数据"
    moment = f"截至{format_time(state.created_at)}" if state.created_at else ""
    return f"数据统计{moment}（第{state.batch_id}批）"


def stop_if_empty(scheme: Scheme) -> None:
    """If nothing is reported yet, show what to do next and stop the page run."""
    reported = read_cached(read_months, scheme).get_column("batch_id").drop_nulls()
    if not reported.is_empty():
        return
    st.info(f"“{scheme.short_title}”尚无数据。请先上传每月报表，导入后本页自动更新。")
    with st.container(horizontal=True):
        link_page("imports", "前往导入数据", ":material/upload_file:")
        link_page("rules", "查看计分规则", ":material/menu_book:")
    st.stop()


def open_unit(scheme: Scheme, unit: str) -> None:
    """Open a unit's page with the current filters. Users of another unit stay and see why."""
    if not current_store().person.sees(scheme.id, unit):
        st.toast(OWN_ONLY)
        return
    carry(unit=unit)
    go_to_page("unit")


def open_unit_at(scheme: Scheme, assessment: str, unit: str) -> None:
    """Open a unit's page at an assessment."""
    carry_assessment(scheme, assessment, unit=unit)
    go_to_page("unit")


def go_to_page(name: str) -> None:
    """Open a page with the filters kept and carried; do nothing if the user may not open it."""
    if may_open(name):
        st.switch_page(page_file(name))
