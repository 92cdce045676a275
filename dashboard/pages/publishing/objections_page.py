"""复核: the units' objections to lines of their ledgers, and the office's decisions."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import streamlit as st

from dashboard.navigation import link_page
from dashboard.pages.publishing.objection_forms import (
    offer_decision,
    offer_filing,
    show_objection_result,
)
from dashboard.pages.publishing.objection_tables import list_objections
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import pick_scheme
from dashboard.shell.page_frame import show_source
from dashboard.shell.view_log import note_view
from dashboard.widgets.downloads import offer_file
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.watermark import mark_page
from documents.wording import (
    OBJECTION_TITLES,
    describe_signed,
    describe_unknown_holidays,
    format_exact,
    format_month,
    format_points,
    format_sum,
    format_time,
)
from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.results.scores import parse_month
from warehouse.store import Store
from warehouse.views import read_unit_indicators
from warehouse.views.objections import Objection, read_objections


def show_objections(scheme: Scheme) -> None:
    """Show the objections of a scheme, and the picked one."""
    rows = read_cached(read_objections, today_in_china(), scheme.id)
    if not rows:
        st.info("暂无复核申请。")
        link_page("unit", "前往“单位详情”", ":material/search:")
        return
    waiting = sum(row["state"] == "open" for row in rows)
    late = sum((row["days_left"] or 0) < 0 for row in rows)
    st.markdown(f"共{len(rows)}件，待决定{waiting}件" + (f"，**已超期{late}件**" if late else ""))
    if unknown := describe_unknown_holidays(
        {year for row in rows for year in row["unknown_years"]}
    ):
        st.caption(f"！ {unknown}")
    picked = show_table(list_objections(rows), f"objections:{scheme.id}").picked
    if picked is None:
        st.caption("点击一行查看详情和决定。")
        return
    show_objection(current_store(), scheme, next(row for row in rows if str(row["id"]) == picked))


def show_objection(store: Store, scheme: Scheme, objection: Objection) -> None:
    """Show an objection with the ledger line as it was, its evidence, and the decision."""
    mark_page()
    note_view("objections", unit=objection["unit"], objection=str(objection["id"]))
    line = objection["line"]
    st.subheader(f"第{objection['id']}号复核：{objection['unit']}")
    st.text(f"指标：{objection['indicator']} {objection['indicator_name']}（{line['clause']}）")
    points = format_exact(Decimal(line["points"]))
    st.text(f"{format_month(objection['month'])}的得分明细：{line['reason']}，{points}分")
    st.text(f"请求和理由：{objection['request']}")
    if objection["file"]:
        offer_file(
            escape(f"证明材料：{objection['file']}"),
            partial(store.read_original, objection["sha256"]),
            objection["file"],
            about={"objection": objection["id"]},
            icon=None,
            key=f"evidence:{objection['id']}",
        )
    if objection["state"] != "open":
        show_decision(objection)
    show_current_points(scheme, objection)
    first = parse_month(scheme, objection["month"])
    months = [scheme.calendar.write(number) for number in range(first, 13)]
    offer_decision(store, objection, months)


def show_current_points(scheme: Scheme, objection: Objection) -> None:
    """Show the indicator's points now: a decision can move no more than these."""
    key = objection["assessment"], objection["unit"], objection["month"]
    if objection["assessment"] not in [assessment.id for assessment in scheme.assessments]:
        return  # a later version of the scheme has no such assessment
    indicators = read_cached(read_unit_indicators, scheme, *key)
    for row in indicators.filter(indicator=objection["indicator"]).iter_rows(named=True):
        if row["full"] is None:
            st.text(f"这项指标现在：{format_points(row['earned'])}分")
        else:
            st.text(f"这项指标现在：{format_sum(row)}（满分 − 失分 − 待定 = 得分）")


def show_decision(objection: Objection) -> None:
    """Show the decision: by whom, why, and how it changed the points."""
    title = OBJECTION_TITLES[objection["state"]]
    moved = objection["points"] or None
    what = (
        f"{format_month(objection['from_month'])}起调整{describe_signed(moved)}分"
        if moved
        else "分值不变"
    )
    who = f"{objection['decided_by']} {format_time(objection['decided_at'])}"
    st.markdown(escape(f"决定：{title}，{what}。{objection['reason']}（{who}）"))


st.title("复核")
follow_store()
with filter_bar():
    scheme = pick_scheme()
show_objection_result()
offer_filing(current_store(), scheme)
show_objections(scheme)
show_source(scheme, "objection_status")
