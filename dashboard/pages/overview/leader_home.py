"""The leader's first page: the month in figures, rank changes, units to look at, missing forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from dashboard.pages.overview.dangers import describe_many_below, list_dangers
from dashboard.pages.overview.lateness import show_late, show_missing
from dashboard.pages.overview.map_tiles import MEASURES, Measure
from dashboard.pages.overview.month_costs import list_costs, list_gains
from dashboard.pages.overview.rank_moves import describe_uncompared, list_moves
from dashboard.pages.overview.unit_map import map_units
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import describe_below, read_veto_words
from dashboard.shell.filters import pick_segment
from dashboard.shell.month_state import judge_arrived
from dashboard.shell.page_frame import open_unit_at
from dashboard.shell.terms import explain
from dashboard.widgets.downloads import PDF_TYPE, offer_file
from dashboard.widgets.matrix import show_matrix
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import PageTable
from documents.brief.brief_page import draw_brief_pdf, draw_brief_png, name_brief
from documents.brief.facts import Brief, collect_brief
from documents.bulletin.movement import NO_MONTH_BEFORE
from documents.wording import BLANK, format_points
from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.store import Store
from warehouse.views import MonthComparison, read_comparisons, read_overview

LOST_HELP = (
    "较上月失分：两个月都有名次的单位，只比较两个月都已有判定的指标，"
    "本月失分减上月失分，各单位平均，保留两位小数。首次评定的指标不计入；失分包括暂失。"
)

MAP_HELP = "点击单元格查看该单位；点击表头按该列排序。"
NO_SUM = "文件未规定各项考核合计的总分，不作合计。"
COST_HELP = (
    "本月较上月新增的失分，按指标合计；年度第一个月为当月全部失分。备注“首次评定”的，上月均为待定。"
)
GAIN_HELP = (
    "两个月都有名次的单位，只比较两个月都已有判定的指标，本月失分少于上月的。"
    "名次不能与上月比较的考核，不列名次变化。"
)

BRIEFS = (
    ("月度简报（PDF）", ".pdf", PDF_TYPE, draw_brief_pdf),
    ("月度简报（图片）", ".png", "image/png", draw_brief_png),
)
"""Label, suffix, type and drawing of each form of the brief."""


class CardNote(NamedTuple):
    """The note under a card's mean: a text, its colour and its arrow."""

    text: str
    colour: str = "off"
    arrow: str = "off"


def show_leader(scheme: Scheme, month: str) -> None:
    """Show the month on one screen."""
    show_results(scheme, month)
    offer_brief(scheme, month)
    left, middle, right = st.columns([6, 7, 5], gap="medium")
    with left:
        st.subheader(
            "名次变动",
            help="与上月相比名次升降最大的几个；名次不能与上月比较的考核，列失分增加最多的几个。"
            "失分包括暂失。点击单位查看原因。",
        )
        reasons = describe_uncompared(scheme, month)
        # Without a comparison "no change" would be false: only the reason is shown.
        nothing = "" if reasons else "与上月相比，名次没有变化。"
        _open_clicked(scheme, list_moves(scheme, month), "movers", nothing)
        for reason in reasons:
            st.caption(reason)
    with middle:
        st.subheader("重点关注单位", help=_explain_dangers(scheme))
        notes = describe_many_below(scheme, month)
        nothing = "" if notes else "没有需要列出的单位。"
        _open_clicked(scheme, list_dangers(scheme, month), "dangers", nothing)
        for note in notes:
            st.caption(note)
    with right:
        st.subheader("未报报表", help="截至本月应报未报的报表，按月份先后排列。")
        show_missing(scheme, month)
        show_late(scheme, month)
    show_map(scheme, month)
    show_costs(scheme, month)


def offer_brief(scheme: Scheme, month: str) -> None:
    """Offer the month's one-page brief."""
    store, today = current_store(), today_in_china()
    with st.container(horizontal=True):
        for label, suffix, mime, draw in BRIEFS:
            offer_file(
                label,
                partial(_draw_brief, draw, store, scheme.id, month, today),
                f"{name_brief(scheme, month)}{suffix}",
                about={"scheme": scheme.id, "as_of": month},
                mime=mime,
            )


def _draw_brief(
    draw: Callable[[Brief], bytes], store: Store, scheme_id: str, month: str, today: date
) -> bytes:
    return draw(collect_brief(store, scheme_id, month, today))


def show_map(scheme: Scheme, month: str) -> None:
    """Show the heat map; a click opens the unit at the assessment."""
    has_several = len(scheme.assessments) > 1
    told = (MAP_HELP, NO_SUM if has_several else "", f"得分率：{explain('得分率')}")
    st.subheader("各单位得分一览", help="".join(told))
    measure: Measure = pick_segment("显示内容", MEASURES, "map") if has_several else "rate"
    matrix = map_units(scheme, month, measure)
    opened = show_matrix(matrix, f"map:{scheme.id}:{month}:{measure}")
    if opened:
        _open_row(scheme, opened)


def show_costs(scheme: Scheme, month: str) -> None:
    """Show which items newly cost most this month, and which units lost fewer points."""
    left, right = st.columns([11, 7], gap="medium")
    with left:
        st.subheader("本月失分", help=COST_HELP + explain("暂失"))
        costs = list_costs(scheme, month)
        if costs.rows:
            show_table(costs, "costs")
        else:
            st.caption("本月没有新增失分。")
    with right:
        st.subheader("失分减少", help=GAIN_HELP)
        _open_clicked(scheme, list_gains(scheme, month), "gains", "没有失分较上月减少的单位。")


def show_results(scheme: Scheme, month: str) -> None:
    """Show one card per assessment: its mean, the change, the best unit, how many failed."""
    overview = read_cached(read_overview, scheme, month)
    comparisons = read_cached(read_comparisons, scheme, month)
    # Two beside each other on a phone.
    with st.grid(columns="auto", min_column_width=150 if overview.height > 1 else 190):
        for row in overview.iter_rows(named=True):
            arrived = judge_arrived(scheme, row["assessment"], month)
            note = describe_note(row, arrived, comparisons[row["assessment"]])
            is_shown = arrived != "none" and row["ranked"]
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{row['title']}**")
                st.metric(
                    "平均分",
                    format_points(row["mean_total"]) if is_shown else BLANK,
                    note.text,
                    delta_color=note.colour,  # type: ignore[arg-type]
                    delta_arrow=note.arrow,  # type: ignore[arg-type]
                    help=LOST_HELP if is_shown else None,
                )
                if is_shown:
                    st.caption(describe_card(row, scheme))


def describe_note(row: dict[str, Any], arrived: str, comparison: MonthComparison) -> CardNote:
    """Return the note under a card's mean: the change of the points lost, or why there is none."""
    if not row["ranked"]:
        return CardNote("本月未报" if arrived == "none" else "尚无数据")
    if arrived == "none":
        return CardNote("本月未报")
    if arrived == "unasked":
        return CardNote("本月没有新数据")
    if comparison.obstacle == "no_month_before":
        return CardNote(NO_MONTH_BEFORE)
    return describe_lost_change(comparison.mean_lost_change)


def describe_lost_change(change: Decimal | None) -> CardNote:
    """Return the mean change of the points lost in words: more is red, fewer is green."""
    if change is None:
        return CardNote("暂不与上月比较")
    if change == 0:
        return CardNote("较上月持平")
    if change > 0:
        return CardNote(f"较上月失分 +{change}", "red", "up")
    return CardNote(f"较上月失分 −{-change}", "green", "down")


def describe_card(row: dict[str, Any], scheme: Scheme) -> str:
    """Return the small print of a card."""
    parts = [f"参评{row['units']}家"]
    if row["ranked"] < row["units"]:
        parts[0] += f"，有名次的{row['ranked']}家"
    assessment = scheme.assessment(row["assessment"])
    if assessment.ranks_within != "all":
        parts.append("各组分别排名")
    elif row["best_count"] == 1:
        parts.append(f"第一名：{row['best_unit']}（{row['best_total']}分）")
    elif row["best_count"]:
        parts.append(f"并列第一{row['best_count']}家（{row['best_total']}分）")
    words = {"vetoed": f"已{read_veto_words(scheme, assessment.id).act}", "at_risk": "预警"}
    if assessment.grades:
        words |= {"failing": assessment.grades[-1], "below": describe_below(assessment)}
    parts += [f"{word}{row[key]}家" for key, word in words.items() if row[key]]
    return "；".join(parts)


def _explain_dangers(scheme: Scheme) -> str:
    terms = ["暂失"]
    if any(assessment.vetoes for assessment in scheme.assessments):
        terms = ["限制性条件", "预警", *terms]
    return "".join(map(explain, terms))


def _open_clicked(scheme: Scheme, table: PageTable, key: str, nothing: str) -> None:
    if not table.rows:
        if nothing:
            st.caption(nothing)
        return
    opened = show_table(table, key).opened
    if opened:
        _open_row(scheme, opened)


def _open_row(scheme: Scheme, row_id: str) -> None:
    """Open what a row or tile is about: a unit at one assessment, not at the unit's first."""
    assessment, _, unit = row_id.partition(":")
    open_unit_at(scheme, assessment, unit)
