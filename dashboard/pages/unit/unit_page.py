"""单位详情: where each point of a unit comes from, down to the rows of the files."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.pages.unit.ledger_lines import LedgerContext, show_changes, show_lines, show_standing
from dashboard.pages.unit.print_sheet import show_sheet
from dashboard.pages.unit.tree_table import show_tree
from dashboard.pages.unit.unit_charts import draw_history, draw_waterfall
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import (
    describe_effect,
    format_unit_grade,
    list_vetoes,
    name_beside,
    read_veto_words,
    read_words,
    take_added,
)
from dashboard.shell.filter_bar import filter_bar
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
    PROVISIONAL_LOST,
    describe_change,
    format_percent,
    format_points,
)
from scoring.clauses.roster import name_kind
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views import read_year

VIEWS = {"detail": "详情", "print": "打印页"}


@st.fragment
@showing_errors
def show_page() -> None:
    """Show the filters and the unit; a click inside reruns only this part."""
    with filter_bar():
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
    show_figures(row, scheme, assessment)
    show_vetoes(context, row)
    show_charts(context, row)
    show_tree(context)
    show_changes(context)
    show_standing(context)
    show_lines(context)
    show_source(scheme, "unit_ledger、unit_standing、unit_month_change、group_month、leaderboard")


def pick_unit_assessment(scheme: Scheme, unit: str) -> AssessmentOutline:
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


def show_figures(row: dict[str, Any], scheme: Scheme, assessment: AssessmentOutline) -> None:
    """Show the unit's published figures."""
    change = describe_change(row["rank"], row["previous_rank"])
    figures = [("名次", f"{row['rank'] or BLANK} {change}".strip())]
    words = read_words(scheme, assessment.id)
    if assessment.ranks_within == "group":
        figures.insert(0, ("组别", row["group"]))
    if words.has_additions:
        figures += [
            (words.base or "得分", format_points(row["earned"])),
            (f"{name_beside(words)}（计入）", format_points(take_added(row))),
            ("总分", format_points(row["total"])),
        ]
        if row["pending"]:
            figures.append(("待定", format_points(row["pending"])))
    else:
        accounts = {"得分": "earned", "失分": "lost", f"其中{PROVISIONAL_LOST}": "provisional_lost"}
        if not row["provisional_lost"]:
            accounts.popitem()
        accounts["待定"] = "pending"
        figures += [(title, format_points(row[key])) for title, key in accounts.items()]
        figures.append(("得分率", format_percent(row["rate"])))
    if row["grade"]:
        figures.append(("等次", format_unit_grade(row, scheme, assessment.id)))
    with st.container(horizontal=True, gap="medium"):
        for title, text in figures:
            # As wide as its text: a column of fixed width cuts long names of grades.
            st.metric(title, text, width="content")


def show_vetoes(context: LedgerContext, row: dict[str, Any]) -> None:
    """Show what a veto does to a unit that keeps its points."""
    if row["is_vetoed"]:
        return
    for veto in list_vetoes(context.scheme, context.assessment.id):
        if veto.id in row["vetoes"]:
            st.info(f"{veto.name}：{describe_effect(veto)}（{veto.clause or '方案'}）。")


def show_charts(context: LedgerContext, row: dict[str, Any]) -> None:
    """Chart the way from full points to the score, and the months beside its kind of unit."""
    left, right = st.columns(2, gap="large")
    with left:
        words = read_words(context.scheme, context.assessment.id)
        st.subheader("从满分到总分" if words.has_additions else "得分构成（由满分扣减）")
        if row["is_vetoed"]:
            passive = read_veto_words(context.scheme, context.assessment.id).passive
            st.info(f"已{passive}，不再计分。以下明细只列出证据本来对应的分值。")
        else:
            show_chart("从满分逐项扣减到得分", draw_waterfall, *context.arguments)
    with right:
        st.subheader("各月走势")
        kind = name_kind(row["kind"])
        alt = f"各月总分与{kind}的中位数、最高分对照"
        show_chart(alt, draw_history, *context.arguments, kind)


st.title("单位详情")
follow_store()
show_page()
