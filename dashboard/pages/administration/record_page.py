"""操作记录: the audit record with its filters and export, the checks, and the backups."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard.pages.administration.backup_status import list_lines
from dashboard.pages.administration.record_export import make_record
from dashboard.pages.administration.record_tables import GROUPS, describe_detail, list_entries
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import pick_one, pick_or_all
from dashboard.widgets.downloads import offer_file
from dashboard.widgets.error_box import showing_errors
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from documents.wording import format_month, format_time
from documents.workbooks import WORKBOOK_TYPE
from scoring.scheme import Scheme
from warehouse.check_results import Depth
from warehouse.database.clock import utc_now
from warehouse.home.upkeep_notes import note_check
from warehouse.safekeeping.backups import back_up, prune
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store
from warehouse.views.record import (
    PAGE,
    RecordFilter,
    RecordState,
    count_record,
    read_entry,
    read_record,
    read_record_state,
)

RESULT = "record_said"
WANTED, PAGE_NUMBER = "record_wanted", "record_page"
LONGEST_SHOWN = 5_000
"""Characters of one entry that the page shows."""

EVERYONE, EVERYTHING, ALWAYS = "所有人", "全部", "所有月份"
CHECKING: dict[Depth, str] = {
    "quick": "正在核对数据、文件和操作记录……",
    "full": "正在重读原始文件、重算全部得分、核对操作记录……",
}
VERDICTS = {
    "sound": "✓ 核对一致：得分、明细、原始文件、印发的通报、操作记录和副本均完整。",
    "differs": "有出入：",
    "behind": "不完整：已经确认过的改动丢失了。",
}


def show_health(store: Store, state: RecordState) -> None:
    """Show how safe the data is and the record's last digest; offer to back up and to check."""
    lines = list_lines(store, state.digest, utc_now())
    for line in lines:
        if line.is_wrong:
            st.error(escape(f"{line.label}：{line.text}"))
    known = [f"- {line.label}：{escape(line.text)}" for line in lines if not line.is_wrong]
    st.markdown("\n".join([*known, f"- 操作记录：{state.entry_count}条"]))
    with st.container(horizontal=True):
        backs_up = store.person.may("back_up") and st.button("立即备份", icon=":material/save:")
        checks_quickly = st.button(
            "快速核对",
            icon=":material/fact_check:",
            help="将数据与操作记录中的摘要、文件与保存时的校验码逐项核对，通常几秒",
        )
        checks_all = st.button(
            "全部核对",
            help="另外重读全部原始文件，重算全部得分和印发的通报，数据较多时需几分钟",
        )
    if backs_up:
        _back_up(store)
    if checks_quickly or checks_all:
        _check(store, "full" if checks_all else "quick")
    if RESULT in st.session_state:
        show_check_result(*st.session_state.pop(RESULT))
    if state.digest:
        st.caption("最新校验码，由全部记录算出。留存此码，日后比对一致即表明此前的记录未被改动：")
        st.code(state.digest, language=None, wrap_lines=True)
    st.caption("看板运行时每天自动备份一次，备份均经校验，保留14天和每月最后一份。")


@showing_errors
def _back_up(store: Store) -> None:
    with st.spinner("正在备份并校验……"):
        folder = back_up(store)
        prune(store.home)
    st.session_state[RESULT] = ("sound", f"✓ 备份完成（{folder.name}），经校验数据完整。")
    st.rerun()


@showing_errors
def _check(store: Store, depth: Depth) -> None:
    with st.spinner(CHECKING[depth]):
        proof = verify_store(store, depth)
    note_check(store.home, proof)
    lines = [
        VERDICTS[proof.verdict],
        *(f"- {escape(finding.said)}" for finding in proof.findings),
        *(f"- 核对了：{escape(text)}" for text in proof.compared),
        *(f"- 没有核对：{escape(text)}" for text in proof.left_out),
    ]
    st.session_state[RESULT] = (proof.verdict, "\n".join(lines))


def show_check_result(verdict: str, text: str) -> None:
    """Show the result of the last check or backup."""
    if verdict == "sound":
        st.success(text)
    else:
        st.error(text)


def name_all(schemes: list[Scheme]) -> dict[str, str]:
    """Return the titles of schemes and forms by the keys that the record holds."""
    titles = {scheme.id: scheme.short_title for scheme in schemes}
    for scheme in schemes:
        for dataset in scheme.datasets:
            titles[dataset.key] = f"{dataset.annex} {dataset.title}".strip()
    return titles


def pick_wanted(state: RecordState) -> RecordFilter:
    """Pick whose entries to show, of which kind, and of which month."""
    with filter_bar():
        group = pick_or_all("内容", list(GROUPS), "record_group")
        actor = pick_one("操作人", [EVERYONE, *state.actors], "record_actor")
        month = pick_one("时间", [ALWAYS, *state.months], "record_month", name_time)
    return RecordFilter(
        actor=None if actor == EVERYONE else actor,
        actions=GROUPS[group] if group else None,
        month=None if month == ALWAYS else month,
    )


def name_time(month: str) -> str:
    """Return the label of a month in the filter."""
    return month if month == ALWAYS else format_month(month)


def show_page() -> None:
    """Show the state of the store, then the record, read at each run as it grows all the time."""
    store = current_store()
    state = read_record_state(store)
    show_health(store, state)
    if not state.entry_count:
        st.info("暂无操作记录。导入第一份报表后，各项操作将记录在此。")
        return
    wanted = pick_wanted(state)
    count = count_record(store, wanted)
    if not count:
        st.caption("没有该条记录。")
        return
    titles = name_all(read_cached(read_schemes, with_retired=True))
    about = [
        ("内容", "操作记录"),
        ("全部条数", str(state.entry_count)),
        ("末条校验码", state.digest or ""),
        ("操作人", wanted.actor or EVERYONE),
        ("月份", wanted.month or ALWAYS),
        ("类别", "、".join(wanted.actions) if wanted.actions else EVERYTHING),
    ]
    offer_file(
        f"导出这{count}条",
        partial(make_record, store, wanted, titles, about),
        "操作记录.xlsx",
        mime=WORKBOOK_TYPE,
        about={**dict(about), "rows": count},
        action="read_record",
    )
    entries = read_record(store, wanted, skipped=pick_page(wanted, count) * PAGE)
    picked = show_table(list_entries(entries, titles), "record").picked
    if picked is not None:
        show_entry(store, int(picked), titles)


def pick_page(wanted: RecordFilter, count: int) -> int:
    """Show the buttons that turn pages; return the page, counted from 0."""
    if st.session_state.get(WANTED) != wanted:
        st.session_state[WANTED], st.session_state[PAGE_NUMBER] = wanted, 0
    last = (count - 1) // PAGE
    page: int = min(st.session_state.get(PAGE_NUMBER, 0), last)
    if not last:
        return 0
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("较新的", disabled=page == 0, on_click=_turn_to, args=(page - 1,))
        st.button("较早的", disabled=page == last, on_click=_turn_to, args=(page + 1,))
        st.caption(
            f"第{page * PAGE + 1}–{min(count, (page + 1) * PAGE)}条，共{count}条，最新的在前；"
            "查找只找这一页"
        )
    return page


def _turn_to(page: int) -> None:
    st.session_state[PAGE_NUMBER] = page


def show_entry(store: Store, number: int, titles: Mapping[str, str]) -> None:
    """Show one entry whole; a very long one is cut on the page and offered as a file."""
    entry = read_entry(store, number)
    st.markdown(escape(f"第{number}条：{format_time(entry.happened_at)}，{entry.actor}"))
    text = describe_detail(entry.detail, titles)
    st.code(text[:LONGEST_SHOWN], language=None, wrap_lines=True)
    if len(text) > LONGEST_SHOWN:
        st.caption(f"全文{len(text)}字，仅显示前{LONGEST_SHOWN}字。")
        offer_file(
            "下载这一条的全文",
            entry.detail.encode,
            f"操作记录-{number}.json",
            mime="application/json",
            action="read_record",
        )
    st.caption("校验码")
    st.code(entry.digest, language=None, wrap_lines=True)


st.title("操作记录")
follow_store()
show_page()
