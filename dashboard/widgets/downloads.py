"""The one button by which a file is taken away: allowed and recorded as it is, not as it was drawn.

What a button hands out is made at the click, on a thread that knows no session: each button holds
the store as it was lent to its person, and that person is asked for anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from dashboard.runtime.current_store import current_store, signing_name
from documents.official.pdf import convert_to_pdf, find_office
from warehouse.views.file_release import About, release_file
from warehouse.work_slots import Turn, asking

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
    **look: Any,
) -> None:
    """Offer a file that is made when somebody takes it; `about` is what the record says of it.

    Nothing is drawn for whoever may not take it; `action` is what the person must be allowed.
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
        **look,
    )


def offer_word(draw: Callable[[], bytes], stem: str) -> None:
    """Offer a Word document, which is drawn when somebody takes it."""
    offer_file("下载 Word 文档", draw, f"{stem}.docx", mime=DOCX_TYPE, type="primary")


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
        with st.spinner("正在生成 PDF，约需几秒……"), asking(Turn(signing_name())):
            made = (digest, convert_to_pdf(draw()))
        st.session_state[key] = made
    offer_file(
        "下载 PDF",
        lambda: made[1],
        f"{stem}.pdf",
        mime=PDF_TYPE,
        icon=":material/picture_as_pdf:",
    )
