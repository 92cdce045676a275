"""数据导入: upload, preview, answer, land; and the history with revert."""

from __future__ import annotations

import streamlit as st

from dashboard.complaints import show_error
from dashboard.console import name_actor
from dashboard.history import show_history
from dashboard.markdown import escape
from dashboard.open_store import held_store
from dashboard.previews import (
    ask_questions,
    say_form,
    show_batches,
    show_differences,
    show_findings,
    show_rows_read,
)
from dashboard.server_limits import UPLOAD_MEGABYTES
from dashboard.uploads import Upload, build_options, find_landed, land_upload, preview_upload
from scoring.scheme import Scheme
from warehouse.faults import Fault
from warehouse.importing import ImportOptions, ImportReport
from warehouse.schemes import read_schemes

Schemes = dict[str, Scheme]


def show_upload(upload: Upload, schemes: Schemes) -> None:
    """Show one file: preview, questions, warnings, and the button that lands it."""
    with st.container(border=True):
        st.markdown(f":material/description: **{escape(upload.name)}**")
        landed = find_landed(upload)
        if landed is not None:
            show_landed(landed, schemes)
            return
        try:
            show_preview(upload, schemes)
        except Fault as fault:
            show_error(fault)


def show_preview(upload: Upload, schemes: Schemes) -> None:
    """Show what landing would do, and let a person decide what is open."""
    given = pick_by_hand(upload, schemes)
    answers = st.session_state.setdefault(f"answers:{upload.key}", {})
    options = build_options(*given, answers=dict(answers), reason=None)
    with st.spinner("正在读取……"):
        report = preview_upload(held_store(), upload, options)
    show_batches(report, schemes)
    for note in report.notes:
        st.info(escape(note))
    show_findings("错误：请改正文件后重新上传", report.errors)
    new = ask_questions(report.questions, upload.key)
    if new:
        answers.update(new)
        st.rerun()
    if answers and st.button("重新回答", key=f"again:{upload.key}", type="tertiary"):
        answers.clear()
        st.rerun()
    show_findings("提醒", report.warnings)
    show_differences(report.differences, schemes)
    show_rows_read(report)
    if report.state == "dry_run":
        offer_landing(upload, options, report)


def pick_by_hand(upload: Upload, schemes: Schemes) -> tuple[str | None, str | None, str | None]:
    """Let a person say scheme, form and month where the file does not."""
    with st.expander("识别不对？手工指定方案、报表和月份"):
        scheme = st.selectbox(
            "考核方案",
            list(schemes),
            index=None,
            key=f"scheme:{upload.key}",
            format_func=lambda one: schemes[one].short_title,
            placeholder="由文件识别",
        )
        datasets = {
            dataset.key: f"{dataset.annex} {dataset.title}"
            for one in schemes.values()
            if scheme in {None, one.id}
            for dataset in one.datasets
        }
        dataset = st.selectbox(
            "报表",
            list(datasets),
            index=None,
            key=f"dataset:{upload.key}",
            format_func=lambda one: datasets.get(one, one),
            placeholder="由文件识别",
        )
        years = [one.year for one in schemes.values() if scheme in {None, one.id}]
        months = [f"{year}-{number:02d}" for year in sorted(set(years)) for number in range(1, 13)]
        month = st.selectbox(
            "月份", months, index=None, key=f"month:{upload.key}", placeholder="由文件识别"
        )
    return scheme, dataset, month


def offer_landing(upload: Upload, options: ImportOptions, report: ImportReport) -> None:
    """Offer to land a preview that nothing stands against."""
    is_seen = True
    if report.warnings:
        is_seen = st.checkbox(
            f"以上 {len(report.warnings)} 条提醒已看过，照常导入", key=f"seen:{upload.key}"
        )
    reason = None
    if any(batch.changed or batch.removed for batch in report.batches):
        reason = st.text_input("更新缘由（记入历史）", key=f"reason:{upload.key}")
    if st.button("导入", type="primary", key=f"land:{upload.key}", disabled=not is_seen):
        decided = build_options(
            options.scheme, options.dataset, options.month, options.answers, reason
        )
        land_upload(held_store(), upload, decided, report)
        st.rerun()


def show_landed(report: ImportReport, schemes: Schemes) -> None:
    """Say what became of the file."""
    if report.state == "landed":
        for batch in report.batches:
            st.success(
                escape(f"已导入为第{batch.id}批：{say_form(batch, schemes)}，{batch.rows} 行")
            )
        return
    for note in report.notes:
        st.info(escape(note))
    show_findings("没有导入", [*report.errors, *report.questions])


def upload_files(schemes: Schemes) -> None:
    """Take files and show each."""
    # No `type`: an unexpected extension would end the whole page with an English error; the
    # reader goes by content and says in Chinese what is wrong.
    files = st.file_uploader(
        f"选择每月报表（Excel 或 CSV，可多选，每份不超过 {UPLOAD_MEGABYTES} MB）",
        accept_multiple_files=True,
        max_upload_size=UPLOAD_MEGABYTES,
        key="files",
    )
    for file in files:
        show_upload(Upload(file.file_id, file.name, file.getvalue()), schemes)


st.title("数据导入")
store = held_store()
with store.reader() as cursor:
    schemes = {scheme.id: scheme for scheme in read_schemes(cursor)}
if not schemes:
    st.info("还没有考核方案。请先在命令行运行 kaohe init。")
    st.stop()
st.caption(f"经手人：{escape(name_actor())}")
land, history = st.tabs(["导入报表", "导入历史"])
with land:
    upload_files(schemes)
with history:
    show_history(store)
