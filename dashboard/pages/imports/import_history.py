"""The import history, and the forms that revert a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.runtime.current_store import current_user_name
from dashboard.shell.import_words import NOTHING_IMPORTED, describe_revert
from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, PageTable
from documents.wording import STATE_TITLES, format_month, format_time
from warehouse.faults import Fault
from warehouse.importing.import_file import revert_batches
from warehouse.store import Store
from warehouse.views import read_batches

REVERTED = "revert_said"
"""Session key of the sentence that the next run shows once."""


def show_history(store: Store) -> None:
    """Show every batch, the newest first; the picked one can be reverted with a reason."""
    with store.reader() as cursor:
        batches = read_batches(cursor)
    show_reverted()
    if batches.is_empty():
        st.info(f"{NOTHING_IMPORTED}在“导入报表”里上传第一份报表。")
        return
    place = st.container()  # above the table: below a long table nobody would see the form
    picked = show_table(_list_batches(batches), f"history:{store.version}").picked
    with place:
        if picked is None:
            st.caption("点击一行可撤销该次导入。")
        else:
            offer_revert(store, batches.filter(pl.col("id") == int(picked)).row(0, named=True))


def show_reverted() -> None:
    """Show once which batches were just reverted."""
    if REVERTED in st.session_state:
        st.success(st.session_state.pop(REVERTED))


def _list_batches(batches: pl.DataFrame) -> PageTable:
    return PageTable(
        caption="导入历史：点击一行可撤销",
        headings=[
            Heading("批次", "whole", 70),
            Heading("状态", width=90, phone="side"),
            Heading("报表", "wrap", 200, phone="below"),
            Heading("月份", width=84),
            Heading("行数", "whole", 70, phone="more"),
            Heading("文件", "wrap", 260, phone="more"),
            Heading("经手人", width=90),
            Heading("时间", width=140),
            Heading("缘由", "wrap", 160),
        ],
        rows=[_to_cells(row) for row in batches.iter_rows(named=True)],
        ids=[str(number) for number in batches.get_column("id")],
        frozen=1,
        head=0,
        acts="pick",
    )


def _to_cells(row: dict[str, Any]) -> list[Cell]:
    return [
        row["id"],
        STATE_TITLES[row["state"]],
        row["title"],
        row["month"],
        row["rows"],
        row["file"] or "",
        row["actor"],
        format_time(row["created_at"]),
        row["reason"] or "",
    ]


def offer_revert(store: Store, batch: dict[str, Any]) -> None:
    """Offer to revert a batch (a row of `read_batches`) with a reason."""
    name = f"第{batch['id']}批 {batch['title']} {format_month(batch['month'])}"
    if not batch["can_revert"]:
        st.info(f"{name} 已不是这个月的最新变动，不能撤销。")
        return
    with st.form(f"revert:{batch['id']}"):
        st.markdown(f"**撤销 {escape(name)}**：恢复为该次导入之前的数据，名次随之重算。")
        reason = st.text_input("撤销缘由（必填）")
        is_submitted = st.form_submit_button("撤销", type="primary")
    if is_submitted:
        _revert(store, [batch["id"]], reason, escape(name))


def offer_joint_revert(store: Store, batch_ids: Sequence[int]) -> None:
    """Offer to revert several batches at once, all or none."""
    with st.form("revert:all"):
        st.markdown(f"**撤销这{len(batch_ids)}批**：一并恢复为导入之前的数据，名次随之重算。")
        reason = st.text_input("撤销缘由（必填）")
        is_submitted = st.form_submit_button("全部撤销", type="primary")
    if is_submitted:
        _revert(store, batch_ids, reason, f"{len(batch_ids)}批")


def _revert(store: Store, batch_ids: Sequence[int], reason: str, name: str) -> None:
    try:
        numbers = revert_batches(store, batch_ids, actor=current_user_name(), reason=reason)
    except Fault as fault:
        show_error(fault)
        return
    st.session_state[REVERTED] = describe_revert(name, numbers)
    st.rerun()
