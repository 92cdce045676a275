"""总览: the state of the month: what is reported, averages, vetoes, who moved."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.charts import draw_reports
from dashboard.filters import pick_month, pick_scheme
from dashboard.frame import show_source, stop_if_empty
from dashboard.live import follow_store
from dashboard.open_store import held_store
from dashboard.tables import show_movers
from dashboard.wording import say_month, say_points
from scoring.scheme import Scheme
from warehouse.pages import read_months, read_movers, read_overview
from warehouse.store import Cursor

MOVERS = 8


def show_results(cursor: Cursor, scheme: Scheme, month: str) -> None:
    """Show one card per assessment: the mean, its change, the best, who failed."""
    overview = read_overview(cursor, scheme, month)
    with st.grid(columns="auto", min_column_width=190):
        for row in overview.iter_rows(named=True):
            mean, before = row["mean_total"], row["mean_total_before"]
            change = mean - before if mean is not None and before is not None else None
            with st.container(border=True, height="stretch"):
                st.metric(
                    name_card(row),
                    say_points(mean),
                    None if change is None else f"{change:+.2f} 较上月",
                )
                st.caption(say_card(row))


def say_card(row: dict[str, object]) -> str:
    """Return the small print of a card."""
    parts = [f"平均分；{row['ranked']}/{row['units']} 个单位已排名"]
    if row["best_unit"]:
        others = row["best_count"]
        more = f"等{others}个单位" if isinstance(others, int) and others > 1 else ""
        parts.append(f"最高 {row['best_unit']}{more} {row['best_total']}")
    for key, word in (("vetoed", "已否决"), ("at_risk", "临近否决"), ("failing", "不合格")):
        if row[key]:
            parts.append(f"{word} {row[key]}")
    return "；".join(parts)


def name_card(row: dict[str, object]) -> str:
    """Return a card's title: the assessment's number, which the tables below use, and name."""
    return f"{row['assessment']} {row['title']}"


def list_movers(cursor: Cursor, scheme: Scheme, month: str) -> pl.DataFrame:
    """Return the greatest changes of rank over all assessments."""
    moves = [
        read_movers(cursor, scheme, one.id, month).with_columns(assessment=pl.lit(one.id))
        for one in scheme.assessments
    ]
    return pl.concat(moves).sort(pl.col("change").abs(), descending=True, maintain_order=True)


st.title("总览")
follow_store()
with held_store().reader() as cursor:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scheme = pick_scheme(cursor)
        month = pick_month(cursor, scheme)
    stop_if_empty(cursor, scheme)
    months = read_months(cursor, scheme)
    number = int(month[5:])
    due = months.filter(pl.col("month") == number, pl.col("shape") == "month_form")
    if not due.is_empty():
        done = due.filter(pl.col("batch_id").is_not_null()).height
        st.markdown(f"{say_month(month)}：{due.height} 份月报表，已报 {done} 份。")
    show_results(cursor, scheme, month)
    left, right = st.columns([11, 9], gap="large")
    with left:
        st.subheader("报表进度")
        st.altair_chart(draw_reports(months), alt="各报表各月是否已导入")
    with right:
        st.subheader("名次变化")
        show_movers(list_movers(cursor, scheme, month).head(MOVERS), scheme)
    show_source(cursor, scheme, "overview、dataset_month")
