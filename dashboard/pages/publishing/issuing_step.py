"""The step before a month is issued: what is open, number and date, the pages, the month typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.pages.publishing.bulletin_draft import digest_draft, show_preview
from dashboard.runtime.current_store import current_user_name
from dashboard.runtime.limits import UPLOAD_MEGABYTES
from dashboard.runtime.read_cache import read_cached
from dashboard.widgets.downloads import PDF_TYPE, offer_file
from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from documents.bulletin.preparing import PreparedBulletin
from documents.issuing_check import IssueMarks, check_marks, list_open_objections
from documents.official.page_pictures import draw_pages
from documents.official.pdf import convert_to_pdf, find_office
from documents.wording import format_month
from warehouse.database.clock import today_in_china
from warehouse.editions.attachments import KINDS
from warehouse.editions.document_numbers import check_number_is_free
from warehouse.editions.issuing import NamedBytes
from warehouse.faults import Fault
from warehouse.store import Store
from warehouse.views.objections import read_objections
from warehouse.work_slots import Turn, using_turn

PAGES_ACROSS = 3
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def show_open_matters(bulletin: PreparedBulletin, month: str) -> None:
    """Show what is pending, missing or objected to in the month."""
    st.markdown("**一、尚待处理的事项**")
    objections = read_cached(read_objections, today_in_china(), bulletin.scheme.id)
    matters = [*bulletin.warnings, *list_open_objections(objections, month)]
    if matters:
        lines = "\n".join(f"- {escape(matter)}" for matter in matters)
        st.warning(f"以下事项尚未办结，印发前请逐项确认：\n{lines}")
    else:
        st.success("没有待定事项，也没有未决定的复核申请。")


def ask_marks(store: Store, bulletin: PreparedBulletin, month: str) -> IssueMarks | None:
    """Ask for number, date and signer; None, with the reason shown, while they cannot be used."""
    st.markdown("**二、文号和日期**")
    key = f"{bulletin.scheme.id}:{month}"
    number = signer = ""
    with st.container(horizontal=True, vertical_alignment="top"):
        if bulletin.letterhead.office:
            number = st.text_input("发文字号（必填）", key=f"number:{key}", help="可以只写序号")
        day = st.date_input("成文日期（必填）", _find_day(bulletin), key=f"dated:{key}")
        if bulletin.letterhead.office:
            default = bulletin.letterhead.signer
            signer = st.text_input("签发人（上行文填写）", default, key=f"signer:{key}")
    try:
        marks = check_marks(bulletin, number, day if isinstance(day, date) else None, signer)
        with store.reader() as cursor:
            check_number_is_free(cursor, marks.number, bulletin.scheme.id, month)
    except Fault as fault:
        st.caption(escape(str(fault)))
        return None
    if marks.number:
        st.caption(escape(marks.number))
    return marks


def show_pages(marked: PreparedBulletin) -> None:
    """Show the bulletin's pages as they are printed, or its texts where they cannot be drawn."""
    st.markdown("**三、版面**")
    if find_office() is None:
        st.caption("这台机器上没有 LibreOffice，不能显示版面，请核对下面的文字和附表。")
        _show_texts(marked)
        return
    digest = digest_draft(marked.draft) + repr(marked.head)
    made = st.session_state.get("pages")
    if made is None or made[0] != digest:
        try:
            with st.spinner("正在生成版面，约需几秒……"), using_turn(Turn(current_user_name())):
                drawn = convert_to_pdf(marked.draw())
        except Fault as fault:
            show_error(fault)
            _show_texts(marked)
            return
        made = st.session_state["pages"] = (digest, drawn, draw_pages(drawn))
    _, pdf, pages = made
    if pages:
        with st.expander(f"共{len(pages)}页", expanded=True):
            for start in range(0, len(pages), PAGES_ACROSS):
                columns = st.columns(PAGES_ACROSS)
                for column, page in zip(columns, pages[start:], strict=False):
                    column.container(border=True).image(page, width="stretch")
    name = f"{marked.file_stem}（核对稿）.pdf"
    offer_file("下载 PDF 核对稿", lambda: pdf, name, mime=PDF_TYPE, key="pages_pdf")


def ask_confirmation(month: str, key: str) -> tuple[str, str, Sequence[NamedBytes]] | None:
    """Ask to type the month; return it with the note and further files once submitted."""
    with st.form(f"issue:{key}"):
        st.markdown("**四、确认印发**")
        typed = st.text_input(f"请输入要印发的月份（{format_month(month)}）以确认")
        reason = st.text_input("说明（可不填）", placeholder="例如：11月月通报")
        files = st.file_uploader(
            f"另外一并保存的文件（如盖章扫描件，每份不超过 {UPLOAD_MEGABYTES} MB，可不选）",
            accept_multiple_files=True,
            max_upload_size=UPLOAD_MEGABYTES,
            help=f"只收{KINDS}。",
        )
        st.caption("印发后本月不再接受导入；需更改的，解除封存后印发下一版。")
        if not st.form_submit_button("印发并封存", type="primary"):
            return None
    return typed, reason, [(file.name, file.getvalue()) for file in files]


def _find_day(bulletin: PreparedBulletin) -> date | None:
    """Return the date that the bulletin has already; None if it is still blank."""
    found = DAY.fullmatch(bulletin.draft.issued_on)
    return date(*map(int, found.groups())) if found else None


def _show_texts(marked: PreparedBulletin) -> None:
    draft = marked.draft
    with st.expander("文字和附表", expanded=True):
        for text in (draft.title, draft.recipients, *draft.opening):
            st.text(text)
        for number, section in enumerate(draft.sections):
            st.markdown(f"**{escape(section.heading)}**")
            for sentence in section.sentences:
                if sentence.text:
                    st.text(f"{sentence.about}。{sentence.text}")
            for place, table in enumerate(section.tables):
                st.markdown(escape(f"附件：{table.title}"))
                show_preview(table, f"issued:{number}:{place}")
        for text in (*draft.closing, draft.issuer, draft.issued_on):
            st.text(text)
