"""单位详情: where each point of a unit comes from, down to the rows of the files."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.pages.unit.ledger_lines import LedgerContext, show_changes, show_lines, show_standing
from dashboard.pages.unit.print_sheet import show_sheet
from dashboard.pages.unit.unit_charts import draw_history, draw_waterfall
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.filters import (
    name_assessment,
    pick_month,
    pick_one,
    pick_scheme,
    pick_unit,
    pick_view,
)
from dashboard.shell.month_before import blank_uncompared
from dashboard.shell.page_frame import show_source, stop_if_empty
from dashboard.shell.view_log import note_view
from dashboard.widgets.chart import show_chart
from dashboard.widgets.error_box import showing_errors
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.watermark import mark_page
from documents.wording import (
    BLANK,
    KIND_TITLES,
    PROVISIONAL_LOST,
    describe_change,
    format_grade,
    format_percent,
    format_points,
)
from scoring.scheme import Assessment, Scheme
from warehouse.views import read_year

VIEWS = {"detail": "详情", "print": "打印页"}


@st.fragment
@showing_errors
def show_page() -> None:
    """Show the filters and the unit; a click inside reruns only this part."""
    with st.container(horizontal=True, vertical_alignment="top"):
        scheme = pick_scheme()
        unit = pick_unit(scheme)
        assessment = pick_unit_assessment(scheme, unit)
        month = pick_month(scheme)
        view = pick_view(VIEWS)
    stop_if_empty(scheme)
    context = LedgerContext(scheme, assessment, unit, month)
    mark_page()
    note_view("unit", scheme=scheme.id, unit=unit, assessment=assessment.id, as_of=month)
    year = read_cached(read_year, scheme, assessment.id)
    own = year.filter(as_of=context.month_number, unit=unit)
    row = blank_uncompared(own, scheme, assessment.id, month).row(0, named=True)
    if view == "print":
        show_sheet(context, row)
        return
    show_figures(row, assessment)
    show_charts(context, row)
    show_changes(context)
    show_standing(context)
    show_lines(context)
    show_source(scheme, "unit_ledger、unit_standing、unit_month_change、group_month、leaderboard")


def pick_unit_assessment(scheme: Scheme, unit: str) -> Assessment:
    """Pick one of the unit's assessments; none is offered if there is only one."""
    titles = {
        assessment.id: name_assessment(assessment)
        for assessment in scheme.assessments
        if any(member.name == unit for member in scheme.roster(assessment.id))
    }
    ids = list(titles)
    if len(ids) == 1:
        return scheme.assessment(ids[0])
    return scheme.assessment(pick_one("考核", ids, "assessment", titles.__getitem__))


def show_figures(row: dict[str, Any], assessment: Assessment) -> None:
    """Show the unit's published figures."""
    change = describe_change(row["rank"], row["previous_rank"])
    figures = [("名次", f"{row['rank'] or BLANK} {change}".strip())]
    if assessment.has_bonus:
        counted = row["bonus"] if row["bonus_counted"] else None
        figures += [
            ("重点考核", format_points(row["key"])),
            ("加分（计入）", format_points(counted)),
            ("总分", format_points(row["total"])),
        ]
    else:
        accounts = (("得分", "earned"), ("失分", "lost"), ("待定", "pending"))
        figures += [(title, format_points(row[key])) for title, key in accounts]
        if row["provisional_lost"]:
            figures.insert(3, (f"其中{PROVISIONAL_LOST}", format_points(row["provisional_lost"])))
        figures.append(("得分率", format_percent(row["rate"])))
    if row["grade"]:
        figures.append(("等次", format_grade(row["grade"], is_settled=row["grade_settled"])))
    with st.grid(columns="auto", min_column_width=110):
        for title, text in figures:
            st.metric(title, text)


def show_charts(context: LedgerContext, row: dict[str, Any]) -> None:
    """Chart the way from full points to the score, and the months beside its kind of unit."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("从满分到得分")
        if row["is_vetoed"]:
            st.info("已被单项否决，不再计分。以下明细只列出证据本来对应的分值。")
        else:
            show_chart("从满分逐项扣减到得分", draw_waterfall, *context.arguments, row["total"])
    with right:
        st.subheader("各月走势")
        kind = KIND_TITLES[row["kind"]]
        alt = f"各月总分与{kind}的中位数、最高分对照"
        show_chart(alt, draw_history, *context.arguments, kind)


st.title("单位详情")
follow_store()
show_page()
