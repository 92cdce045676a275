"""One uploaded file in full: what it is, what is wrong with it, what is asked, and its landing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from dashboard.pages.imports.import_history import offer_revert
from dashboard.pages.imports.import_preview import (
    describe_form,
    show_batches,
    show_differences,
    show_findings,
    show_rows_read,
)
from dashboard.pages.imports.question_form import ask_questions
from dashboard.pages.imports.questions import describe_option, group_questions
from dashboard.pages.imports.upload_states import State, find_twins
from dashboard.pages.imports.uploads import Upload
from dashboard.widgets.downloads import offer_file
from dashboard.widgets.markdown_escape import escape
from documents.wording import STATE_TITLES
from documents.workbooks import WORKBOOK_TYPE
from scoring.scheme import Scheme
from warehouse.importing.annotations import annotate_file, name_copy
from warehouse.importing.import_file import ImportReport
from warehouse.reading.contract import Finding
from warehouse.store import Store
from warehouse.views import read_batches

Schemes = Mapping[str, Scheme]


def show_details(
    store: Store, upload: Upload, uploads: Sequence[Upload], state: State, schemes: Schemes
) -> None:
    """Show one file; whatever a person decides here runs the page again."""
    if upload.landed is not None:
        show_landed(store, upload.landed, schemes)
        return
    if upload.refused:
        st.error(escape(upload.refused))
    preview = upload.preview
    if preview is None:
        return
    if preview.report is None:
        st.error(escape(preview.said or ""))
        if not upload.is_read(store) and st.button("再试一次", key=f"retry:{upload.key}"):
            st.rerun()
    else:
        _show_report(store, upload, preview.report, schemes)
    pick_by_hand(upload, schemes)
    if state == "twice":
        others = "、".join(f"“{name}”" for name in find_twins(upload, uploads))
        st.warning(
            escape(f"与{others}是同一张报表、同一个月。只留下对的一份，把另一份从上面移除。")
        )
    elif preview.report is not None and preview.report.state == "dry_run":
        offer_landing(store, upload, preview.report)


def _show_report(store: Store, upload: Upload, report: ImportReport, schemes: Schemes) -> None:
    pictures = upload.preview.pictures if upload.preview else {}
    show_batches(report, schemes)
    for note in report.notes:
        st.info(escape(note))
    show_findings("错误：请改正文件后重新上传", report.errors, pictures)
    answers = ask_questions(upload, report, pictures, schemes)
    if answers:
        _take(upload, report, answers, schemes)
        st.rerun()
    if upload.decisions.answers:
        _show_answers(upload)
    show_findings("提醒", report.warnings, pictures)
    _offer_copy(store, upload, [*report.errors, *report.questions, *report.warnings])
    show_differences(report.differences, schemes, upload.key)
    show_rows_read(report, upload.key)


def _take(
    upload: Upload, report: ImportReport, answers: Mapping[str, str], schemes: Schemes
) -> None:
    """Keep answers, and in words what they mean."""
    for question in group_questions(report):
        if question.id in answers:
            answer = answers[question.id]
            upload.decisions.answers[question.id] = answer
            meaning = describe_option(question, answer, schemes)
            upload.decisions.said[question.id] = f"{question.findings[0].message} → {meaning}"


def _show_answers(upload: Upload) -> None:
    with st.expander(f"已回答 {len(upload.decisions.answers)} 个问题"):
        for said in upload.decisions.said.values():
            st.markdown(f"- {escape(said)}")
        if st.button("重新回答", key=f"again:{upload.key}"):
            upload.decisions.answers.clear()
            upload.decisions.said.clear()
            st.rerun()


def _offer_copy(store: Store, upload: Upload, findings: Sequence[Finding]) -> None:
    """Offer the workbook with its problems marked, to send back to whoever made it."""
    preview = upload.preview
    if not findings or preview is None or preview.report is None:
        return
    if not preview.report.reading.tables and not any(one.sheet for one in findings):
        return  # nothing could be opened
    make = partial(
        annotate_file, store, upload.name, upload.content, upload.decisions.options(), findings
    )
    offer_file(
        "下载标记副本（发回填报单位）",
        make,
        name_copy(upload.name),
        action="import",
        mime=WORKBOOK_TYPE,
        key=f"copy:{upload.key}",
        help="原表一份，有问题的格子已标色并加批注，首页是问题清单",
    )


def pick_by_hand(upload: Upload, schemes: Schemes) -> None:
    """Let a person say scheme, form and month where the file does not."""
    decided = upload.decisions
    with st.expander("识别不对？手工指定方案、报表和月份"):
        scheme = _pick(
            upload, "考核方案", {one.id: one.short_title for one in schemes.values()}, "scheme"
        )
        chosen = [one for one in schemes.values() if scheme in {None, one.id}]
        datasets = {
            dataset.key: f"{dataset.annex} {dataset.title}"
            for one in chosen
            for dataset in one.datasets
        }
        dataset = _pick(upload, "报表", datasets, "dataset")
        years = sorted({one.year for one in chosen})
        months = [f"{year}-{number:02d}" for year in years for number in range(1, 13)]
        month = _pick(upload, "月份", {one: one for one in months}, "month")
    given = replace(decided, scheme=scheme, dataset=dataset, month=month)
    if given != decided:
        upload.decisions = given
        st.rerun()


def _pick(upload: Upload, title: str, options: Mapping[str, str], name: str) -> str | None:
    now = getattr(upload.decisions, name)
    keys = list(options)
    return st.selectbox(
        title,
        keys,
        index=keys.index(now) if now in keys else None,
        key=f"{name}:{upload.key}",
        format_func=lambda one: options.get(one, one),
        placeholder="由文件识别",
    )


def offer_landing(store: Store, upload: Upload, report: ImportReport) -> None:
    """Offer to land a preview that nothing stands against."""
    decisions = upload.decisions
    if report.warnings:
        is_seen = st.checkbox(
            f"以上 {len(report.warnings)} 条提醒已看过，照常导入",
            value=upload.is_seen,
            # Another list of warnings is another box: a tick holds for what was shown beside it.
            key=f"seen:{upload.key}:{hash(tuple(report.warnings))}",
        )
        if is_seen != upload.is_seen:
            decisions.seen = frozenset(report.warnings if is_seen else ())
            st.rerun()
    if any(batch.changed or batch.removed for batch in report.batches):
        decisions.reason = st.text_input(
            "更新缘由（记入历史）", value=decisions.reason or "", key=f"reason:{upload.key}"
        )
    if st.button("导入", type="primary", key=f"land:{upload.key}", disabled=not upload.is_seen):
        with st.spinner("正在导入并重新计分……"):
            upload.land(store)
        st.rerun()


def show_landed(store: Store, report: ImportReport, schemes: Schemes) -> None:
    """Say what became of a file; what was landed can be undone right here."""
    if report.state != "landed":
        for note in report.notes:
            st.info(escape(note))
        show_findings("没有导入", [*report.errors, *report.questions], {})
        return
    with store.reader() as cursor:
        batches = {row["id"]: row for row in read_batches(cursor).iter_rows(named=True)}
    for batch in report.batches:
        said = f"已导入为第{batch.id}批：{describe_form(batch, schemes)}，{batch.rows} 行"
        known = batches.get(batch.id)
        if known is not None and known["state"] == "reverted":
            st.info(escape(f"{said}；后来{STATE_TITLES['reverted']}。"))
            continue
        st.success(escape(said))
        if known is not None and known["can_revert"]:
            _offer_undo(store, known)


def _offer_undo(store: Store, batch: dict[str, Any]) -> None:
    with st.popover("撤销这次导入", icon=":material/undo:", key=f"undo:{batch['id']}"):
        offer_revert(store, batch)
