"""Take a file out of the inbox, and back again."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.imports.uploaded_file import Upload
from dashboard.pages.imports.uploads import list_discarded
from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from documents.wording import format_time
from warehouse.faults import Fault
from warehouse.inbox.handling import discard, take_back
from warehouse.inbox.inbox_files import InboxFile
from warehouse.store import Store

DISCARDED = "discarded_file"
"""Session key of the number of the file that was just discarded."""


def offer_discard(store: Store, upload: Upload) -> None:
    """Offer to take a waiting file out of the inbox."""
    if st.button("移除", key=f"discard:{upload.key}", icon=":material/delete:"):
        try:
            st.session_state[DISCARDED] = discard(store, upload.file).number
        except Fault as fault:
            upload.refusal = str(fault)
        st.rerun()


def show_discarded(store: Store) -> None:
    """Show the discarded files, the one just discarded in view, each with a way back."""
    files = list_discarded(store)
    just = st.session_state.get(DISCARDED)
    for file in [file for file in files if file.number == just]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(f"已移除“{escape(file.name)}”。")
            _offer_back(store, file, "just")
    others = [file for file in files if file.number != just]
    if others:
        with st.expander(f"已移除的文件（{len(others)}份）"):
            for file in others:
                with st.container(horizontal=True, vertical_alignment="center"):
                    who = f"{file.changed_by}于{format_time(file.changed_at)}移除"
                    st.markdown(f"{escape(file.name)}　{escape(who)}")
                    _offer_back(store, file, "other")


def _offer_back(store: Store, file: InboxFile, place: str) -> None:
    key = f"back:{place}:{file.number}"
    if st.button("撤回移除", key=key, icon=":material/undo:"):
        try:
            take_back(store, file)
        except Fault as fault:
            show_error(fault)
            return
        st.session_state.pop(DISCARDED, None)
        st.rerun()
