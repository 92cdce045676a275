"""The two uploaders, and the files on their way from them into the inbox."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from dashboard.pages.imports.arrivals import (
    Arriving,
    forget_failed,
    hand_over,
    list_failed,
    list_under_way,
)
from dashboard.pages.imports.uploads import POLL_SECONDS
from dashboard.runtime.limits import UPLOAD_MEGABYTES
from dashboard.widgets.markdown_escape import escape
from warehouse.store import Store


def take_files(store: Store) -> None:
    """Hand the files of the two uploaders over: one is for files, one for a folder."""
    # No `type`: an unexpected extension would end the page with an English error. The reader
    # goes by the content and reports in Chinese what is wrong.
    files = list(
        st.file_uploader(
            f"选择每月报表（Excel 或 CSV，可多选，每份不超过 {UPLOAD_MEGABYTES} MB）",
            accept_multiple_files=True,
            max_upload_size=UPLOAD_MEGABYTES,
            key="files",
        )
    )
    # Drawn only when opened: with two uploaders in view users wonder which one to use.
    folder = st.expander("一次上传整个文件夹", key="folder_opened", on_change="rerun")
    if folder.open or st.session_state.get("folder"):
        with folder:
            files += st.file_uploader(
                "选择一个月的文件夹，其中的报表全部读取",
                accept_multiple_files="directory",
                max_upload_size=UPLOAD_MEGABYTES,
                key="folder",
            )
    hand_over(store, files)
    _await_arrivals(store)
    _show_failed()


def _await_arrivals(store: Store) -> None:
    """Wait until this person's files have arrived, and show how far they are meanwhile."""
    coming = list_under_way(store)
    if not coming:
        return
    bar = st.progress(0.0, text="正在接收……")
    while not all(one.is_done for one in coming):
        done = sum(one.is_done for one in coming)
        bar.progress(done / len(coming), text=escape(_describe_arrivals(coming, done)))
        time.sleep(POLL_SECONDS)
    bar.empty()


def _describe_arrivals(coming: Sequence[Arriving], done: int) -> str:
    """Return one line: how many files have arrived, and which wait in the server's queue."""
    parts = [f"正在接收（{done}/{len(coming)}）"]
    parts += [
        f"{one.name} 正在排队（前面还有{one.turn.ahead}个文件）"
        for one in coming
        if one.turn.ahead is not None
    ]
    return "；".join(parts)


def _show_failed() -> None:
    failed = list_failed()
    for one in failed.values():
        st.error(f"“{escape(one.name)}”没有收到。{escape(one.failure or '')}")
    if failed and st.button("再试一次", key="receive_again"):
        forget_failed()
        st.rerun()
