"""操作记录: who did what and when, whether it is whole, and the backups."""

from __future__ import annotations

import streamlit as st

from dashboard.complaints import complaining
from dashboard.grid import Export, show_table
from dashboard.live import follow_store
from dashboard.markdown import escape
from dashboard.open_store import held_store
from dashboard.readings import recall
from dashboard.record_tables import list_entries
from documents.wording import say_time
from scoring.scheme import Scheme
from warehouse.audit import Entry, read_entries
from warehouse.backups import back_up, list_backups, prune
from warehouse.schemes import read_schemes
from warehouse.soundness import prove
from warehouse.store import Store

SAID = "record_said"
VERDICTS = {
    "sound": "✓ 完好：得分、明细、原始文件、印发的通报、操作记录和副本都对得上。",
    "differs": "有出入：",
    "behind": "不完整：已经确认过的改动丢失了。",
}


def show_health(store: Store, entries: list[Entry]) -> None:
    """Show the last backup and the record's head, and offer to back up and to check."""
    backups = list_backups(store.home)
    with st.grid(columns="auto", min_column_width=190):
        st.metric("最近备份", say_time(backups[0][1].moment) if backups else "还没有")
        st.metric("操作记录", f"{len(entries)} 条")
    with st.container(horizontal=True):
        if st.button("立即备份", icon=":material/save:"):
            _back_up(store)
        if st.button(
            "全部核对", icon=":material/fact_check:", help="重算全部得分，逐份核对原始文件"
        ):
            _check(store)
    if SAID in st.session_state:
        show_said(st.session_state.pop(SAID))
    if entries:
        st.caption("末条校验码，由全部记录算出。抄下它，以后对得上，就说明此前的记录一条没有改过：")
        st.code(entries[-1].digest, language=None, wrap_lines=True)
    if not backups:
        st.caption("看板开着时每天自动备份一次；备份打开核对过才算数，保留14天和每月最后一份。")


@complaining
def _back_up(store: Store) -> None:
    with st.spinner("正在备份并打开核对……"):
        folder = back_up(store)
        prune(store.home)
    st.session_state[SAID] = ("sound", f"✓ 已备份为 {folder.name}，已打开核对，完好。")
    st.rerun()


@complaining
def _check(store: Store) -> None:
    with st.spinner("正在重算全部得分、核对原始文件和操作记录……"):
        proof = prove(store)
    lines = [VERDICTS[proof.verdict], *(f"- {escape(one.said)}" for one in proof.findings)]
    st.session_state[SAID] = (proof.verdict, "\n".join(lines))


def show_said(said: tuple[str, str]) -> None:
    """Say what came of the last check or backup."""
    verdict, text = said
    if verdict == "sound":
        st.success(text)
    else:
        st.error(text)


def name_all(schemes: list[Scheme]) -> dict[str, str]:
    """Return the titles of schemes and forms by their keys, in which the record names them."""
    titles = {one.id: one.short_title for one in schemes}
    for scheme in schemes:
        for dataset in scheme.datasets:
            titles[dataset.key] = f"{dataset.annex} {dataset.title}".strip()
    return titles


def show_page() -> None:
    """Show the state of the store, then the record."""
    store = held_store()
    entries = recall(read_entries)
    show_health(store, entries)
    if not entries:
        st.info("还没有任何操作。导入第一份报表后，这里会记下谁在什么时候做了什么。")
        return
    about = [("内容", "操作记录"), ("条数", str(len(entries))), ("末条校验码", entries[-1].digest)]
    table = list_entries(entries, name_all(recall(read_schemes)))
    show_table(table, "record", export=Export("操作记录.xlsx", "操作记录", lambda: about))


st.title("操作记录")
follow_store()
show_page()
