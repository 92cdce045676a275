"""The leader's first page: what changed, who is in danger, what is not in yet."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.calendar_tables import name_form, say_due
from dashboard.frame import open_unit_at
from dashboard.grid import Cell, Heading, Table, list_links, show_table
from dashboard.loss_tables import NOT_SAID
from dashboard.navigation import go_to_page, link_page
from dashboard.readings import recall
from dashboard.terms import explain
from dashboard.theme import SIGNS
from documents.wording import say_change, say_month, say_points
from scoring.scheme import Scheme
from warehouse.clock import today_in_china
from warehouse.pages import read_leaderboard, read_movers, read_overview
from warehouse.pages.calendar import read_calendar
from warehouse.pages.margins import read_margins

MOST_MOVED = 4
NEAR = 5
"""Points above the pass mark within which a unit is named: a few deductions away."""


def show_leader(scheme: Scheme, month: str) -> None:
    """Show the month on one screen."""
    show_results(scheme, month)
    left, middle, right = st.columns([6, 7, 5], gap="medium")
    with left:
        st.subheader("谁在变化", help="名次与上月相比，各列升降最大的几个；点单位看原因。")
        _open_clicked(scheme, list_movers(scheme, month), "movers", "与上月相比，名次没有变化。")
    with middle:
        st.subheader("谁有危险", help=f"{explain('单项否决')}{explain('预警')}")
        _open_clicked(
            scheme, list_dangers(scheme, month), "dangers", "没有单位不合格或临近不合格。"
        )
    with right:
        st.subheader("还缺什么", help="到这个月为止应报而没有报来的报表，先看最早的。")
        show_missing(scheme, month)


def show_results(scheme: Scheme, month: str) -> None:
    """Show one card per assessment: the mean, its change, the best, who failed."""
    overview = recall(read_overview, scheme, month)
    with st.grid(columns="auto", min_column_width=190):
        for row in overview.iter_rows(named=True):
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{row['assessment']} {row['title']}**")
                st.metric("平均分", say_points(row["mean_total"]), say_mean_change(row))
                st.caption(say_card(row))


def say_mean_change(row: dict[str, Any]) -> str | None:
    """Return the change of the mean since the month before, or nothing where there is none."""
    mean, before = row["mean_total"], row["mean_total_before"]
    return None if mean is None or before is None else f"{mean - before:+.2f} 较上月"


def say_card(row: dict[str, Any]) -> str:
    """Return the small print of a card."""
    parts = [f"{row['ranked']}/{row['units']} 个单位已排名"]
    if row["best_unit"]:
        more = f"等{row['best_count']}个单位" if row["best_count"] > 1 else ""
        parts.append(f"最高 {row['best_unit']}{more} {row['best_total']}")
    for key, word in (("vetoed", "已否决"), ("at_risk", "预警"), ("failing", "不合格")):
        if row[key]:
            parts.append(f"{word} {row[key]}")
    return "；".join(parts)


def list_movers(scheme: Scheme, month: str) -> Table:
    """Return the greatest rises and falls of rank over all assessments, rises first."""
    moves = [
        row | {"assessment": one.id}
        for one in scheme.assessments
        for row in recall(read_movers, scheme, one.id, month).iter_rows(named=True)
    ]
    ordered = sorted(moves, key=lambda row: -abs(row["change"]))
    rises = [row for row in ordered if row["change"] > 0][:MOST_MOVED]
    falls = [row for row in ordered if row["change"] < 0][:MOST_MOVED]
    is_single = len(scheme.assessments) == 1
    headings = [
        Heading("单位", "wrap", 150),
        Heading("变化", "change", 64),
        Heading("现在", width=124),
    ]
    rows: list[list[Cell]] = [
        [
            row["unit"],
            say_change(row["rank"], row["previous_rank"]),
            f"第{row['rank']}名" if is_single else f"考核{row['assessment']} 第{row['rank']}名",
        ]
        for row in [*rises, *falls]
    ]
    ids = [f"{row['assessment']}:{row['unit']}" for row in [*rises, *falls]]
    return list_links("名次变化", headings, rows, ids)


def list_dangers(scheme: Scheme, month: str) -> Table:
    """Return who is vetoed, at risk, failing or near it; where no grades are given, who is last."""
    rows: list[list[Cell]] = []
    ids: list[str] = []
    for one in sorted(scheme.assessments, key=lambda one: one.grading is None):
        prefix = "" if len(scheme.assessments) == 1 else f"考核{one.id} "
        if one.grading is None:
            rows += _list_last(scheme, one.id, month, prefix)
            ids += [f"{one.id}:{row[0]}" for row in rows[len(ids) :]]
            continue
        for row in recall(read_margins, scheme, one.id, month).iter_rows(named=True):
            said = say_danger(row)
            if said:
                rows.append([row["unit"], said[0], prefix + said[1]])
                ids.append(f"{one.id}:{row['unit']}")
    headings = [
        Heading("单位", "wrap", 140),
        Heading("情况", width=92),
        Heading("说明", "wrap", 190),
    ]
    return list_links("有危险的单位", headings, rows, ids)


def say_danger(row: dict[str, Any]) -> tuple[str, str] | None:
    """Return what threatens a unit and how near it is; None where nothing does."""
    if row["is_vetoed"]:
        return f"{SIGNS['veto']} 否决", "不再计分"
    if row["is_at_risk"]:
        return f"{SIGNS['risk']} 预警", "再有一次即否决"
    if row["grade"] == "不合格":
        return f"{SIGNS['down']} 不合格", f"{row['points']}，差{-row['to_pass']}分"
    if row["to_pass"] < 0 and row["grade"] is None:
        return "未到线", f"{row['points']}，差{-row['to_pass']}分，待定{row['pending']}分"
    if row["to_pass"] == 0:
        return "贴线", f"{row['points']}，正好在合格线"
    if 0 < row["to_pass"] < NEAR:
        return "贴线", f"{row['points']}，高出合格线{row['to_pass']}分"
    return None


def show_missing(scheme: Scheme, month: str) -> None:
    """Show which forms are not in for the months up to this one, or which is due next."""
    calendar = recall(read_calendar, scheme, today_in_china())
    waiting = [
        row for row in calendar.sort("month", maintain_order=True).iter_rows(named=True)
        if row["arrival"] in {"missing", "upcoming"}
    ]  # fmt: skip
    missing = [row for row in waiting if row["month"] <= int(month[5:])]
    if not missing:
        st.markdown(f"✓ 截至{say_month(month)}，应报的都已报来。")
        if waiting:
            month_next = say_month(f"{scheme.year}-{waiting[0]['month']:02d}")
            st.caption(f"下一个：{month_next} {name_form(waiting[0])}（{say_due(waiting[0])}）")
        link_page("calendar", "看考核日历", ":material/calendar_month:")
        return
    rows: list[list[Cell]] = [
        [f"{row['annex']} {row['month']}月", say_due(row), row["provider"] or NOT_SAID]
        for row in missing
    ]
    headings = [
        Heading("报表", "wrap", 110),
        Heading("报送日", width=84),
        Heading("数据提供", "wrap", 120),
    ]
    ids = [f"{row['dataset']}:{row['month']}" for row in missing]
    if show_table(list_links("还没有报来的报表", headings, rows, ids), "missing").opened:
        go_to_page("calendar")


def _list_last(scheme: Scheme, assessment: str, month: str, prefix: str) -> list[list[Cell]]:
    ranked = recall(read_leaderboard, scheme, assessment, month).drop_nulls("rank")
    if ranked.is_empty():
        return []
    last = ranked.row(-1, named=True)
    return [[last["unit"], "末位", f"{prefix}第{last['rank']}名，{last['total']}分"]]


def _open_clicked(scheme: Scheme, table: Table, key: str, nothing: str) -> None:
    if not table.rows:
        st.caption(nothing)
        return
    opened = show_table(table, key).opened
    if opened:
        # The line tells of one assessment: that one is opened, not the first of the unit.
        assessment, _, unit = opened.partition(":")
        open_unit_at(scheme, assessment, unit)
