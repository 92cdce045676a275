"""The history of imports, and undoing one."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard.complaints import show_error
from dashboard.console import name_actor
from dashboard.markdown import escape
from documents.wording import STATE_TITLES, say_month, say_time
from warehouse.faults import Fault
from warehouse.importing import revert_batch
from warehouse.pages import read_batches
from warehouse.store import Store

HEIGHT = 420
SAID = "revert_said"


def show_history(store: Store) -> None:
    """Show every batch, the newest first; a chosen one can be reverted with a reason."""
    with store.reader() as cursor:
        batches = read_batches(cursor)
    show_reverted()
    if batches.is_empty():
        st.info("还没有导入过数据。在“导入报表”里上传第一份报表。")
        return
    rows = [_to_row(row) for row in batches.iter_rows(named=True)]
    event = st.dataframe(
        pl.DataFrame(rows),
        key=f"history:{store.version}",
        on_select="rerun",
        selection_mode="single-cell",
        hide_index=True,
        height=HEIGHT,
        column_config={
            title: st.column_config.TextColumn(alignment="right") for title in ("批次", "行数")
        },
        alt="导入历史：点一行可以撤销",
    )
    cells: list[Any] = event["selection"]["cells"]
    if cells:
        offer_revert(store, batches.row(cells[0][0], named=True))
    else:
        st.caption("点一行可以撤销那次导入。")


def show_reverted() -> None:
    """Say once what was just undone."""
    if SAID in st.session_state:
        st.success(st.session_state.pop(SAID))


def _to_row(row: dict[str, Any]) -> dict[str, str]:
    return {
        "批次": str(row["id"]),
        "状态": STATE_TITLES[row["state"]],
        "报表": row["title"],
        "月份": row["month"],
        "行数": str(row["rows"]),
        "文件": row["file"] or "",
        "经手人": row["actor"],
        "时间": say_time(row["created_at"]),
        "缘由": row["reason"] or "",
    }


def offer_revert(store: Store, batch: dict[str, Any]) -> None:
    """Offer to undo a batch (a row of `read_batches`) with a reason."""
    name = f"第{batch['id']}批 {batch['title']} {say_month(batch['month'])}"
    if not batch["can_revert"]:
        st.info(f"{name} 已不是这个月的最新变动，不能撤销。")
        return
    with st.form(f"revert:{batch['id']}"):
        st.markdown(f"**撤销 {escape(name)}**：恢复成它之前的数据，名次随之重算。")
        reason = st.text_input("撤销缘由（必填）")
        is_asked = st.form_submit_button("撤销", type="primary")
    if is_asked:
        try:
            number = revert_batch(store, batch["id"], actor=name_actor(), reason=reason)
        except Fault as fault:
            show_error(fault)
        else:
            st.session_state[SAID] = f"已撤销{escape(name)}，记为第{number}批。"
            st.rerun()
