"""排行榜: ranks and their change, a bar per unit, another month beside, ranks over the year."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.pages.boards.board_tables import BoardView, prepare_board, prepare_side_by_side
from dashboard.pages.boards.rank_history import draw_courses, pick_courses
from dashboard.pages.boards.whole_board_exports import offer_exports
from dashboard.runtime.read_cache import compute_cached, read_cached
from dashboard.shell.export_description import describe_shown
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import (
    pick_assessment,
    pick_comparison,
    pick_groups,
    pick_kinds,
    pick_month,
    pick_scheme,
    pick_view,
)
from dashboard.shell.month_state import show_month_state
from dashboard.shell.page_frame import open_unit, show_source, stop_if_empty
from dashboard.widgets.chart import show_chart
from dashboard.widgets.error_box import showing_errors
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.table import show_table
from dashboard.widgets.table_export import Export
from documents.about import name_assessment
from documents.bulletin.movement import describe_obstacle
from documents.file_names import name_export
from documents.wording import describe_kinds
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.results.scores import parse_month
from warehouse.views import read_comparisons

VIEWS = {"board": "榜单", "courses": "名次走势"}


@st.fragment
@showing_errors
def show_page() -> None:
    """Show the filters, and the board or rank history; a click inside reruns only this part."""
    with filter_bar():
        scheme = pick_scheme()
        assessment = pick_assessment(scheme, side_by_side=True)
        month = pick_month(scheme)
        other = pick_comparison(scheme, month) if assessment else None
        view = pick_view(VIEWS) if assessment else "board"
        kinds = pick_kinds(scheme, assessment)
        groups = pick_groups(scheme, assessment)
        units: list[str] = []
        if assessment and view == "courses":
            units = pick_courses(scheme, assessment, parse_month(scheme, month), kinds, groups)
    stop_if_empty(scheme)
    show_month_state(scheme, month, assessment.id if assessment else None)
    if assessment is None:
        show_side_by_side(scheme, month, kinds)
    elif view == "courses":
        show_courses(scheme, assessment, month, units, groups)
    else:
        show_board(scheme, assessment, month, other, kinds, groups)


def show_board(
    scheme: Scheme,
    assessment: AssessmentOutline,
    month: str,
    other: str | None,
    kinds: list[str],
    groups: list[str],
) -> None:
    """Show the board of one assessment; a click on a unit opens its page."""
    then = parse_month(scheme, other) if other else None
    number = parse_month(scheme, month)
    shown = compute_cached(prepare_board, scheme, assessment.id, number, then, kinds, groups)
    offer_units(shown, scheme, assessment, month, [*kinds, *groups])
    reason = describe_obstacle(read_cached(read_comparisons, scheme, month)[assessment.id])
    if reason:
        st.caption(f"变化：{reason}。")
    offer_exports(scheme, assessment, month)
    show_source(scheme, "leaderboard")


def show_side_by_side(scheme: Scheme, month: str, kinds: list[str]) -> None:
    """Show the totals of all assessments beside each other."""
    shown = compute_cached(prepare_side_by_side, scheme, month, kinds)
    offer_units(shown, scheme, None, month, kinds)
    if scheme.reference_mean:
        st.caption(f"“{scheme.reference_mean}”为参考，文件没有规定各项考核合并计算。")
    show_source(scheme, "side_by_side")


def show_courses(
    scheme: Scheme, assessment: AssessmentOutline, month: str, units: list[str], groups: list[str]
) -> None:
    """Show how the ranks of some units went over the year."""
    if assessment.ranks_within != "all" and len(groups) != 1:
        st.caption("名次是各组之内的名次。")
    number = parse_month(scheme, month)
    show_chart("各单位各月名次走势", draw_courses, scheme, assessment.id, number, units)
    show_source(scheme, "leaderboard")


def offer_units(
    shown: BoardView,
    scheme: Scheme,
    assessment: AssessmentOutline | None,
    month: str,
    kinds: list[str],
) -> None:
    """Show a table of units with its export; a click opens the unit's page."""
    if not shown.table.rows:
        st.caption("没有符合筛选条件的单位。")
        return
    board = name_assessment(scheme, assessment) if assessment else [("考核", "各项并列")]
    filters = [*board, ("筛选", describe_kinds(kinds))]
    subject = (assessment.title, "排行榜") if assessment else (scheme.title, "各项考核并列")
    export = Export(
        f"{name_export(*subject, month)}.xlsx",
        "排行榜",
        partial(describe_shown, scheme, month, filters),
    )
    key = f"units:{assessment.id if assessment else 'all'}"
    unit = show_table(shown.table, key, encoded=shown.encoded, export=export).opened
    if unit:
        open_unit(scheme, unit)


st.title("排行榜")
follow_store()
show_page()
