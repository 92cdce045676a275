"""Papers to take away: Word and Excel at a click, PDF once it has been made."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from documents.official.pdf import convert_to_pdf, find_office

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offer_word(draw: Callable[[], bytes], stem: str) -> None:
    """Offer a Word document, which is drawn when somebody takes it."""
    st.download_button(
        "下载 Word 文档",
        draw,
        file_name=f"{stem}.docx",
        mime=DOCX_TYPE,
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )


def offer_pdf(draw: Callable[[], bytes], stem: str, digest: str) -> None:
    """Offer a PDF: made at a first click, taken at a second; `digest` tells drafts apart.

    It takes seconds and can fail, which a download could not say.
    """
    if find_office() is None:
        st.caption("这台机器上没有 LibreOffice，不能直接生成 PDF；可用 WPS 或 Word 打开后另存。")
        return
    key = f"pdf:{stem}"
    made = st.session_state.get(key)
    if made is None or made[0] != digest:
        if not st.button("生成 PDF", icon=":material/picture_as_pdf:"):
            return
        with st.spinner("正在生成 PDF，约需几秒……"):
            made = (digest, convert_to_pdf(draw()))
        st.session_state[key] = made
    st.download_button(
        "下载 PDF",
        made[1],
        file_name=f"{stem}.pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        on_click="ignore",
    )
