"""单位详情: where each point of a unit comes from, and the row of the file behind it."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from dashboard.charts import draw_history, draw_waterfall
from dashboard.evidence import show_evidence
from dashboard.exports import export_ledger, has_bonus
from dashboard.filters import pick_month, pick_one, pick_scheme, pick_unit
from dashboard.frame import show_source, stop_if_empty
from dashboard.live import follow_store
from dashboard.open_store import held_store
from dashboard.tables import show_ledger
from dashboard.wording import (
    BLANK,
    COUNTS_TO_TITLES,
    say_change,
    say_grade,
    say_percent,
    say_points,
)
from scoring.scheme import Assessment, Scheme
from warehouse.pages import (
    read_evidence,
    read_leaderboard,
    read_unit_history,
    read_unit_indicators,
    read_unit_ledger,
)
from warehouse.store import Cursor


class Place(NamedTuple):
    """What the page is about."""

    scheme: Scheme
    assessment: Assessment
    unit: str
    month: str


def pick_unit_assessment(scheme: Scheme, unit: str) -> Assessment:
    """Let a person pick one of the assessments that the unit is in."""
    ids = [one.id for one in scheme.assessments if unit in [u.name for u in scheme.roster(one.id)]]
    if len(ids) == 1:
        return scheme.assessment(ids[0])
    titles = {one: f"{one} {scheme.assessment(one).title}" for one in ids}
    return scheme.assessment(pick_one("考核", ids, "assessment", titles.__getitem__))


def show_figures(row: dict[str, Any], assessment: Assessment) -> None:
    """Show the unit's published figures."""
    change = say_change(row["rank"], row["previous_rank"])
    figures = [("名次", f"{row['rank'] or BLANK} {change}".strip())]
    if has_bonus(assessment):
        counted = row["bonus"] if row["bonus_counted"] else None
        figures += [
            ("重点考核", say_points(row["key"])),
            ("加分（计入）", say_points(counted)),
            ("总分", say_points(row["total"])),
        ]
    else:
        accounts = (("得分", "earned"), ("失分", "lost"), ("待定", "pending"))
        figures += [(title, say_points(row[key])) for title, key in accounts]
        figures.append(("得分率", say_percent(row["rate"])))
    if row["grade"]:
        figures.append(("等次", say_grade(row["grade"])))
    with st.grid(columns="auto", min_column_width=110):
        for title, text in figures:
            st.metric(title, text)


def show_charts(cursor: Cursor, place: Place, row: dict[str, Any]) -> None:
    """Show the way from full points to the score, and the months against the median."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("从满分到得分")
        if row["is_vetoed"]:
            st.info("已被单项否决，不再计分。以下明细只列出证据本来对应的分值。")
        else:
            indicators = read_unit_indicators(
                cursor, place.scheme, place.assessment.id, place.unit, place.month
            )
            chart = draw_waterfall(indicators, place.assessment, row["total"])
            st.altair_chart(chart, alt="从满分逐项扣减到得分")
    with right:
        st.subheader("各月走势")
        history = read_unit_history(cursor, place.scheme, place.assessment.id, place.unit)
        st.altair_chart(draw_history(history, place.unit), alt="各月总分与中位数、最高分对照")


def show_lines(cursor: Cursor, place: Place) -> None:
    """Show the ledger, and the evidence of the line that is chosen."""
    st.subheader("得分明细")
    lines = read_unit_ledger(cursor, place.scheme, place.assessment.id, place.unit, place.month)
    evidence = read_evidence(cursor, place.scheme, lines)
    kinds = [one for one in COUNTS_TO_TITLES if one in set(lines.get_column("counts_to"))]
    shown = st.pills(
        "只看",
        kinds,
        selection_mode="multi",
        key="counts_to",
        format_func=COUNTS_TO_TITLES.__getitem__,
        label_visibility="collapsed",
    )
    if shown:
        lines = lines.filter(pl.col("counts_to").is_in(shown))
    about = f"{place.scheme.id}:{place.assessment.id}:{place.unit}:{place.month}:{shown}"
    chosen = show_ledger(lines, evidence, key=f"ledger:{about}")
    if chosen is None:
        st.caption("点一行，看它在报表里的原样。")
        return
    line = lines.row(chosen, named=True)
    st.markdown(f"**佐证：{line['indicator']} {line['name']}**")
    st.text(line["reason"])
    show_evidence(cursor, place.scheme, lines[chosen])


st.title("单位详情")
follow_store()
with held_store().reader() as cursor:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scheme = pick_scheme(cursor)
        unit = pick_unit(scheme)
        assessment = pick_unit_assessment(scheme, unit)
        month = pick_month(cursor, scheme)
        store = held_store()
        st.download_button(
            "导出 Excel",
            partial(export_ledger, store, scheme.id, assessment.id, unit, month),
            file_name=f"得分明细-{unit}-{assessment.id}-{month}.xlsx",
            icon=":material/download:",
            on_click="ignore",
        )
    stop_if_empty(cursor, scheme)
    place = Place(scheme, assessment, unit, month)
    board = read_leaderboard(cursor, scheme, assessment.id, month)
    row = board.filter(pl.col("unit") == unit).row(0, named=True)
    show_figures(row, assessment)
    show_charts(cursor, place, row)
    show_lines(cursor, place)
    show_source(cursor, scheme, "unit_ledger、unit_indicator、unit_history")
