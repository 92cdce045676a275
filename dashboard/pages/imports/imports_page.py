"""数据导入: upload many files, answer what each needs, land them; blank forms; the history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.navigation import link_page
from dashboard.pages.imports.blank_forms import offer_forms
from dashboard.pages.imports.cell_pictures import draw_findings
from dashboard.pages.imports.discarding import show_discarded
from dashboard.pages.imports.import_history import offer_joint_revert, show_history, show_reverted
from dashboard.pages.imports.import_summary import build_summary
from dashboard.pages.imports.taking_files import take_files
from dashboard.pages.imports.upload_details import show_details
from dashboard.pages.imports.upload_states import (
    NEEDY,
    State,
    describe_head,
    describe_progress,
    draw_table,
    format_rows,
    judge_uploads,
    sort_landings,
    sort_uploads,
)
from dashboard.pages.imports.uploaded_file import Upload
from dashboard.pages.imports.uploads import hold_uploads, mark_undone, read_uploads
from dashboard.runtime.current_store import current_store, current_user_name
from dashboard.shell.filters import stop_without_scheme
from dashboard.widgets.downloads import offer_file
from dashboard.widgets.markdown_escape import escape
from documents.wording import format_time
from scoring.scheme import Scheme
from warehouse.database.clock import utc_now
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store

Schemes = dict[str, Scheme]
States = Mapping[str, State]


def read_with_progress(
    store: Store, uploads: Sequence[Upload], place: DeltaGenerator, schemes: Schemes
) -> None:
    """Read the files that are not read yet, and show their progress meanwhile."""
    unread = [upload for upload in uploads if not upload.is_read(store)]
    if not unread:
        return
    bar = st.progress(0.0, text="正在读取……")

    def show_progress(reading: Collection[str]) -> None:
        done = sum(upload.is_read(store) for upload in unread)
        bar.progress(done / len(unread), text=escape(describe_progress(unread, done, reading)))
        show_table(place, uploads, judge_uploads(uploads, reading), schemes)

    read_uploads(store, unread, show_progress)
    bar.empty()


def show_table(
    place: DeltaGenerator, uploads: Sequence[Upload], states: States, schemes: Schemes
) -> None:
    """Show one line per file; a single file needs no summary."""
    if len(uploads) > 1:
        place.html(draw_table(format_rows(uploads, states, schemes)))


def show_all_landed(store: Store, uploads: Sequence[Upload], states: States) -> None:
    """Show, when every file has landed, that nothing is left to do; offer to revert them all."""
    if set(states.values()) != {"landed"}:
        return
    reports = [upload.landed for upload in uploads if upload.landed]
    batches = [batch.id for report in reports for batch in report.batches if batch.id is not None]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"✓ 已导入{len(states)}份报表，名次已更新。")
        link_page("leaderboard", "看排行榜", ":material/leaderboard:")
        if len(batches) > 1:
            with st.popover("全部撤销", icon=":material/undo:", key="undo_all"):
                offer_joint_revert(store, batches)


def land_together(store: Store, uploads: Sequence[Upload], states: States) -> None:
    """Offer to land all files that can land; their warnings are shown and accepted here."""
    warned = [upload for upload in uploads if states[upload.key] == "warnings"]
    ready = [upload for upload in uploads if states[upload.key] == "ready"]
    if len(uploads) < 2 or not (warned or ready):
        return
    are_accepted = bool(warned) and _accept_warnings(warned)
    if are_accepted:
        ready += warned
    if st.button(f"一并导入（{len(ready)}份）", type="primary", key="land_all", disabled=not ready):
        for upload in warned if are_accepted else ():
            upload.accept_warnings(store)
        _land(store, sort_landings(ready))
        st.rerun()


def _accept_warnings(warned: Sequence[Upload]) -> bool:
    """Show the warnings of several files; return whether they are all accepted together."""
    previews = [
        (upload.name, upload.preview.report.warnings, upload.preview.pictures)
        for upload in warned
        if upload.preview and upload.preview.report
    ]
    shown = [warning for _, warnings, _ in previews for warning in warnings]
    with st.expander(f"{len(warned)}份有提醒，共{len(shown)}条"):
        for name, warnings, pictures in previews:
            st.markdown(f"**{escape(name)}**")
            st.html(draw_findings(warnings, pictures))
    return st.checkbox("已核对以上提醒，一并导入", key=f"seen_all:{hash(tuple(shown))}")


def _land(store: Store, uploads: Sequence[Upload]) -> None:
    """Land files one by one; a refused file does not stop the next."""
    bar = st.progress(0.0, text="正在导入……")
    for number, upload in enumerate(uploads, start=1):
        text = escape(f"正在导入并重新计分（{number}/{len(uploads)}）{upload.name}")
        bar.progress(number / (len(uploads) + 1), text=text)
        upload.land(store)
    bar.empty()


def offer_print(uploads: Sequence[Upload], states: States, schemes: Schemes) -> None:
    """Offer the summary as a page to print."""
    moment = format_time(utc_now())
    summary = build_summary(uploads, states, schemes, actor=current_user_name(), moment=moment)
    offer_file(
        "打印用汇总（A4）",
        lambda: summary,
        f"报表导入情况 {moment.replace(':', '')}.html",
        action="import",
        mime="text/html",
        icon=":material/print:",
        help="打开后按 Ctrl+P 打印",
    )


def show_files(store: Store, uploads: Sequence[Upload], schemes: Schemes) -> None:
    """Show the files: the summary, the button that lands all, then each file."""
    place = st.empty()
    read_with_progress(store, uploads, place, schemes)
    mark_undone(store, uploads)
    states = judge_uploads(uploads)
    ordered = sort_uploads(uploads, states)
    show_table(place, ordered, states, schemes)
    show_all_landed(store, uploads, states)
    land_together(store, ordered, states)
    for number, upload in enumerate(ordered):
        state = states[upload.key]
        is_open = number == 0 and (state in NEEDY or len(ordered) == 1)
        # The key changes with the state: a file that needs nothing more folds away, and the next
        # file that needs a person opens.
        expander = st.expander(
            escape(describe_head(upload, state, schemes)),
            expanded=is_open,
            key=f"file:{upload.key}:{state}:{is_open}",
            on_change="rerun",
        )
        if expander.open:
            with expander:
                show_details(store, upload, ordered, state, schemes)
    offer_print(ordered, states, schemes)


st.title("数据导入")
store = current_store()
with store.reader() as cursor:
    schemes = {scheme.id: scheme for scheme in read_schemes(cursor)}
if not schemes:
    stop_without_scheme()
st.caption(f"经手人：{escape(current_user_name())}")
land, sending, history = st.tabs(["导入报表", "发出表格", "导入历史"])
with land:
    show_reverted()
    take_files(store)
    show_discarded(store)
    uploads = hold_uploads(store)
    if uploads:
        show_files(store, uploads, schemes)
    else:
        st.caption(
            "可将收到的报表一并拖入，无需更改格式。系统先列出识别结果、待确认事项和与当前数据的差别，"
            "经确认后导入；导入后可以撤销。"
        )
with sending:
    offer_forms(store, schemes)
with history:
    show_history(store)
