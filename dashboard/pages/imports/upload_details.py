"""One uploaded file in full: its form, findings and questions, and its landing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.navigation import link_page
from dashboard.pages.imports.discarding import offer_discard
from dashboard.pages.imports.effect_table import show_effect
from dashboard.pages.imports.file_reading import load_file
from dashboard.pages.imports.import_history import offer_revert
from dashboard.pages.imports.import_preview import (
    show_batches,
    show_differences,
    show_findings,
    show_rows_read,
)
from dashboard.pages.imports.question_form import ask_questions
from dashboard.pages.imports.upload_states import State, describe_twins
from dashboard.pages.imports.uploaded_file import Upload
from dashboard.shell.import_words import describe_batch, describe_refusal
from dashboard.shell.question_words import describe_option, group_questions
from dashboard.widgets.downloads import offer_file
from dashboard.widgets.markdown_escape import escape
from documents.wording import STATE_TITLES, format_time
from documents.workbooks import WORKBOOK_TYPE
from scoring.months import YEAR
from scoring.scheme import Scheme
from warehouse.importing.annotations import annotate_file, name_copy
from warehouse.importing.import_file import ImportReport
from warehouse.inbox.earlier_answers import list_forms
from warehouse.reading.contract import Finding
from warehouse.store import Store
from warehouse.views import read_batches

Schemes = Mapping[str, Scheme]


def show_details(
    store: Store, upload: Upload, uploads: Sequence[Upload], state: State, schemes: Schemes
) -> None:
    """Show one file; each decision made here reruns the page."""
    if upload.landed is not None:
        show_landed(store, upload.landed, schemes)
        return
    if upload.refusal:
        st.error(escape(describe_refusal(upload.refusal)))
    _describe_hands(upload)
    preview = upload.preview
    if preview is None:
        return
    if preview.report is None:
        st.error(escape(describe_refusal(preview.failure or "")))
        if not upload.is_read(store) and st.button("再试一次", key=f"retry:{upload.key}"):
            st.rerun()
    else:
        _show_report(store, upload, preview.report, schemes)
    pick_by_hand(store, upload, schemes)
    if state == "twice":
        st.warning(escape(describe_twins(upload, uploads)))
    elif state != "sealed" and preview.report is not None and preview.report.state == "dry_run":
        show_effect(store, upload)
        offer_landing(store, upload, preview.report)
    offer_discard(store, upload)


def _describe_hands(upload: Upload) -> None:
    """Show who uploaded the file, and who acted on it last."""
    file = upload.file
    said = f"{file.arrived_by}于{format_time(file.arrived_at)}上传"
    if file.version > 1:
        said += f"；{file.changed_by}于{format_time(file.changed_at)}处理"
    st.caption(escape(f"{said}。"))


def _show_report(store: Store, upload: Upload, report: ImportReport, schemes: Schemes) -> None:
    pictures = upload.preview.pictures if upload.preview else {}
    show_batches(report, schemes)
    for note in report.notes:
        st.info(escape(note))
    if report.sealed:
        link_page("editions", "封存与更正", ":material/lock:")
    show_findings(report.errors, pictures)
    if report.sealed:
        show_differences(report.differences, schemes, upload.key)
        return
    answers = ask_questions(upload, report, pictures, schemes)
    if answers:
        _keep_answers(upload, report, answers, schemes)
        upload.save(store)
        st.rerun()
    if upload.decisions.answers:
        _show_answers(store, upload)
    show_findings(report.warnings, pictures)
    _offer_copy(store, upload, [*report.errors, *report.questions, *report.warnings])
    show_differences(report.differences, schemes, upload.key)
    show_rows_read(report, schemes, upload.key)


def _keep_answers(
    upload: Upload, report: ImportReport, answers: Mapping[str, str], schemes: Schemes
) -> None:
    """Take the answers into the decisions, with their meaning in words."""
    upload.decisions.forms = list_forms(report)
    for question in group_questions(report):
        if question.id in answers:
            answer = answers[question.id]
            upload.decisions.answers[question.id] = answer
            meaning = describe_option(question, answer, schemes)
            text = f"{question.findings[0].message} → {meaning}"
            upload.decisions.answer_texts[question.id] = text


def _show_answers(store: Store, upload: Upload) -> None:
    with st.expander(f"已回答{len(upload.decisions.answers)}个问题"):
        for text in upload.decisions.answer_texts.values():
            st.markdown(f"- {escape(text)}")
        if st.button("重新回答", key=f"again:{upload.key}"):
            upload.decisions.answers.clear()
            upload.decisions.answer_texts.clear()
            upload.save(store)
            st.rerun()


def _offer_copy(store: Store, upload: Upload, findings: Sequence[Finding]) -> None:
    """Offer the workbook with its problems marked, to send back to its author."""
    preview = upload.preview
    if not findings or preview is None or preview.report is None:
        return
    if not preview.report.reading.tables and not any(found.sheet for found in findings):
        return  # the file could not be opened
    options = upload.decisions.build_options(store.person.name)

    def make() -> bytes:
        return annotate_file(store, upload.name, load_file(store, upload.file), options, findings)

    offer_file(
        "下载标记副本（发回填报单位）",
        make,
        name_copy(upload.name),
        action="import",
        mime=WORKBOOK_TYPE,
        key=f"copy:{upload.key}",
        help="原表一份，有问题的单元格已标色并加批注，首页是问题清单",
    )


def pick_by_hand(store: Store, upload: Upload, schemes: Schemes) -> None:
    """Let a user set scheme, form and month by hand, for files that do not name them."""
    with st.expander("识别有误时：手工指定方案、报表和月份"):
        titles = {scheme.id: scheme.short_title for scheme in schemes.values()}
        scheme_id = _pick(upload, "考核方案", titles, "scheme")
        chosen = [scheme for scheme in schemes.values() if scheme_id in {None, scheme.id}]
        datasets = {
            dataset.key: f"{dataset.annex} {dataset.title}"
            for scheme in chosen
            for dataset in scheme.datasets
        }
        dataset = _pick(upload, "报表", datasets, "dataset")
        months = sorted({scheme.calendar.write(number) for scheme in chosen for number in YEAR})
        month = _pick(upload, "月份", {month: month for month in months}, "month")
    decisions = replace(upload.decisions, scheme=scheme_id, dataset=dataset, month=month)
    if decisions != upload.decisions:
        upload.decisions = decisions
        upload.save(store)
        st.rerun()


def _pick(upload: Upload, title: str, options: Mapping[str, str], name: str) -> str | None:
    current = getattr(upload.decisions, name)
    keys = list(options)
    return st.selectbox(
        title,
        keys,
        index=keys.index(current) if current in keys else None,
        key=f"{name}:{upload.key}",
        format_func=lambda option: options.get(option, option),
        placeholder="由文件识别",
    )


def offer_landing(store: Store, upload: Upload, report: ImportReport) -> None:
    """Offer to land a preview without errors or open questions."""
    decisions = upload.decisions
    if report.warnings:
        is_accepted = st.checkbox(
            f"已核对以上{len(report.warnings)}条提醒，照常导入",
            value=upload.is_accepted,
            # Another list of warnings gets another box: a tick holds for the list it stood under.
            key=f"seen:{upload.key}:{hash(tuple(report.warnings))}",
        )
        if is_accepted != upload.is_accepted:
            decisions.accepted = frozenset(report.warnings if is_accepted else ())
            upload.save(store)
            st.rerun()
    if any(batch.changed or batch.removed for batch in report.batches):
        reason = st.text_input(
            "更新缘由（记入历史）", value=decisions.reason or "", key=f"reason:{upload.key}"
        )
        if reason != (decisions.reason or ""):
            decisions.reason = reason
            upload.save(store)
    is_disabled = not upload.is_accepted
    if st.button("导入", type="primary", key=f"land:{upload.key}", disabled=is_disabled):
        with st.spinner("正在导入并重新计分……"):
            upload.land(store)
        st.rerun()


def show_landed(store: Store, report: ImportReport, schemes: Schemes) -> None:
    """Show the batches of a landed file, each with a way to revert it."""
    if report.state != "landed":  # the same bytes had landed before: a note names the batch
        for note in report.notes:
            st.info(escape(note))
        return
    with store.reader() as cursor:
        batches = {row["id"]: row for row in read_batches(cursor).iter_rows(named=True)}
    for batch in report.batches:
        text = describe_batch(batch, schemes)
        row = batches.get(batch.id)
        if row is not None and row["state"] == "reverted":
            st.info(escape(f"{text}；后来{STATE_TITLES['reverted']}。"))
            continue
        st.success(escape(text))
        if row is not None and row["can_revert"]:
            _offer_undo(store, row)


def _offer_undo(store: Store, batch: dict[str, Any]) -> None:
    with st.popover("撤销这次导入", icon=":material/undo:", key=f"undo:{batch['id']}"):
        offer_revert(store, batch)
