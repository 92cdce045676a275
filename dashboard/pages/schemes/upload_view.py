"""上传与发布: a workbook or text files in; faults by cell, or a preview, a trial, publication."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.pages.schemes.publication import show_publication
from dashboard.pages.schemes.scheme_texts import offer_blank_book
from dashboard.pages.schemes.trial_view import show_trial
from dashboard.runtime.limits import UPLOAD_MEGABYTES
from dashboard.widgets.downloads import offer_file
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.row_tables import show_rows
from documents.workbooks import WORKBOOK_TYPE
from scoring.clauses.faults import Refusal
from scoring.scheme import Scheme
from warehouse.scheme_life.checking import CheckedSource, SourceFault, check_source, mark_source
from warehouse.schemes.scheme_source import SchemeSource, is_workbook
from warehouse.store import Store

CHECKED = "scheme_checked"
"""Session key of (digest of the files, source, result): a check takes a second or more."""

ABOUT = (
    "一份方案是一个工作簿（.xlsx、.ods），或三个文本文件一起：scheme.toml、forms.toml、units.csv。"
    "系统先检查，再列出改动内容和得分变动的单位，经确认后发布。"
)


def show_upload(store: Store) -> None:
    """Take a scheme, show what is wrong with it, or what publishing it changes."""
    files = st.file_uploader(
        f"选择方案（可一起选三个文本文件，每份不超过 {UPLOAD_MEGABYTES} MB）",
        accept_multiple_files=True,
        max_upload_size=UPLOAD_MEGABYTES,
        key="scheme_files",
    )
    if not files:
        st.caption(ABOUT)
        offer_blank_book("upload")
        return
    source = find_source(files)
    if source is None:
        st.error(
            "请只选一个工作簿，或一起选三个文本文件：scheme.toml、forms.toml、units.csv。"
            "多选了的，点文件名旁边的×移去。"
        )
        return
    checked = _check(source)
    show_faults(source, checked)
    if checked.scheme is None:
        return
    show_summary(checked.scheme)
    if st.toggle("发布前先试算一条指标", key="tries_upload"):
        with st.container(border=True):
            filters = st.container(horizontal=True, vertical_alignment="top")
            show_trial(store, checked.scheme, filters, is_published=False)
    show_publication(store, checked.scheme, "upload")


def find_source(files: Sequence[UploadedFile]) -> SchemeSource | None:
    """Return the uploaded files as one scheme; None if they are several, or none.

    Of files with the same name the last one counts: who has mended a workbook uploads it again.
    """
    latest = {PurePath(file.name).name: file for file in files}
    books = [name for name in latest if is_workbook(name)]
    if books and len(latest) > 1:
        return None
    name = books[0] if books else "文本"
    return SchemeSource(name, {name: file.getvalue() for name, file in latest.items()})


def _check(source: SchemeSource) -> CheckedSource:
    """Return the result of a check, made once for the same files."""
    digest = hashlib.sha256()
    for name, content in sorted(source.files.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    key = digest.hexdigest()
    kept = st.session_state.get(CHECKED)
    if kept is None or kept[0] != key:
        with st.spinner("正在逐格检查……"):
            kept = (key, check_source(source))
        st.session_state[CHECKED] = kept
    found: CheckedSource = kept[1]
    return found


def show_faults(source: SchemeSource, checked: CheckedSource) -> None:
    """Show what keeps a scheme from loading, and its warnings, by cell; offer a marked copy."""
    if checked.problem is not None:
        st.error(escape(checked.problem))
    if checked.faults:
        st.error(f"有{len(checked.faults)}处须改正，暂不能发布。请改正后重新上传。")
        show_rows(list_faults(checked.faults), "须改正的内容", "scheme_faults")
    if checked.warnings:
        st.warning(f"有{len(checked.warnings)}处提醒，不影响发布，请核对。")
        show_rows(list_faults(checked.warnings), "提醒", "scheme_warnings")
    if source.workbook is not None and (checked.faults or checked.warnings):
        offer_file(
            "下载标记副本",
            lambda: mark_source(source, checked) or b"",
            f"{PurePath(source.name).stem}（标出问题）.xlsx",
            action="see_schemes",
            mime=WORKBOOK_TYPE,
            key="marked_scheme",
            help="原工作簿一份，须改正的单元格已标色并加批注，首页是问题清单",
        )


def list_faults(faults: Sequence[SourceFault]) -> list[dict[str, str]]:
    """Return the faults as rows: sheet, row and column, or file and key; what and what instead."""
    return [_to_cell_row(one) if one.cell else _to_text_row(one.refusal) for one in faults]


def _to_cell_row(fault: SourceFault) -> dict[str, str]:
    cell = fault.cell
    assert cell is not None
    found, allowed = split_message(cell.message)
    return {
        "工作表": cell.sheet or "全部",
        "行": str(cell.row or ""),
        "列": cell.header,
        "写的是": found,
        "应当是": allowed,
    }


def _to_text_row(refusal: Refusal) -> dict[str, str]:
    return {
        "文件": refusal.file,
        "位置": "，".join(refusal.place),
        "键": refusal.key,
        "写的是": refusal.found,
        "应当是": refusal.allowed,
    }


def split_message(message: str) -> tuple[str, str]:
    """Return what was found and what is allowed of a fault's sentence; '' where it says neither."""
    found, mark, allowed = message.partition("（允许：")
    return (found, allowed.removesuffix("）")) if mark else (message, "")


def show_summary(scheme: Scheme) -> None:
    """Say what was read."""
    clauses = sum(len(one.indicators) for one in scheme.assessments)
    st.success(
        escape(
            f"“{scheme.title}”（{scheme.year}年）没有错误："
            f"{clauses}条指标、{len(scheme.units)}个单位、{len(scheme.datasets)}张报表。"
        )
    )
