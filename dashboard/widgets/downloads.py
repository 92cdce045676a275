"""The download buttons. Each download is authorised and recorded when it happens.

The file is made at the click, on a thread without a session. So each button keeps the store bound
to its user, and the user's permission is checked again at the click.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from dashboard.runtime.current_store import current_store, current_user_name
from documents.official.pdf import convert_to_pdf, find_office
from warehouse.views.file_release import About, release_file
from warehouse.work_slots import Turn, using_turn

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"


def offer_file(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    *,
    about: About | None = None,
    action: str = "export",
    icon: str | None = ":material/download:",
    **options: Any,
) -> None:
    """Show a button that makes and downloads a file, if the user may do `action`.

    `about` is written into the audit entry. Other arguments go to `st.download_button`.
    """
    store = current_store()
    if not store.person.may(action):
        return
    st.download_button(
        label,
        partial(release_file, store, file_name, make, about, action=action),
        file_name=file_name,
        icon=icon,
        on_click="ignore",
        **options,
    )


def offer_word_document(draw: Callable[[], bytes], stem: str) -> None:
    """Offer a Word document, made when it is downloaded."""
    offer_file("下载 Word 文档", draw, f"{stem}.docx", mime=DOCX_TYPE, type="primary")


def offer_pdf(draw: Callable[[], bytes], stem: str, digest: str) -> None:
    """Offer a PDF: a first click makes it, a second downloads it; `digest` identifies it.

    Making it takes seconds and can fail, and a download button cannot show an error.
    """
    if find_office() is None:
        st.caption("这台机器上没有 LibreOffice，不能直接生成 PDF；可用 WPS 或 Word 打开后另存。")
        return
    key = f"pdf:{stem}"
    made = st.session_state.get(key)
    if made is None or made[0] != digest:
        if not st.button("生成 PDF", icon=":material/picture_as_pdf:"):
            return
        with st.spinner("正在生成 PDF，约需几秒……"), using_turn(Turn(current_user_name())):
            made = (digest, convert_to_pdf(draw()))
        st.session_state[key] = made
    offer_file(
        "下载 PDF",
        lambda: made[1],
        f"{stem}.pdf",
        mime=PDF_TYPE,
        icon=":material/picture_as_pdf:",
    )
