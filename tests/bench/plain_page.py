"""The board as a plain Streamlit page that reads, tabulates and draws without a cache."""

from __future__ import annotations

import os

import altair as alt
import duckdb
import streamlit as st

BOARD = """
    select rank, previous_rank, unit, kind, earned, lost, pending, rate_pct, grade
    from leaderboard
    where scheme_id = ? and assessment_id = ? and as_of = ?
    order by rank nulls last, position
"""
ACCOUNTS = ["earned", "lost", "pending"]

st.set_page_config(page_title="排行榜", layout="wide")
st.title("排行榜")
connection = duckdb.connect(os.environ["PLAIN_STORE"], read_only=True)
months = [f"2021-{number:02d}" for number in range(11, 0, -1)]
left, middle, right = st.columns(3)
with left:
    st.selectbox("考核方案", ["绛县 2021"])
with middle:
    st.selectbox("考核", ["1 优化营商环境工作推进情况"])
with right:
    month = st.selectbox("截至月份", months)
kinds = st.pills("单位类别", ["town", "department", "zone"], selection_mode="multi")
board = connection.execute(BOARD, [os.environ["PLAIN_SCHEME"], "1", int(month[5:])]).df()
if kinds:
    board = board[board["kind"].isin(kinds)]
table, chart = st.columns([3, 2])
with table:
    st.dataframe(board, hide_index=True, height=600)
with chart:
    long = board.melt(
        id_vars=["unit"], value_vars=ACCOUNTS, var_name="account", value_name="points"
    )
    bars = (
        alt.Chart(long.head(4500))  # Altair takes no more than 5,000 rows
        .mark_bar()
        .encode(
            y=alt.Y("unit:N", sort=board["unit"].tolist()),
            x="points:Q",
            color="account:N",
            tooltip=["unit", "account", "points"],
        )
    )
    st.altair_chart(bars)
connection.close()
