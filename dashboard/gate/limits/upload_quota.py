"""How much a browser may leave with the server: Streamlit keeps every upload in memory.

It takes 30 MB at an address of the sender's choosing, as often as one likes, and keeps it until
two minutes after the tab was closed. So it is counted here, for each account over all its tabs.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from starlette.datastructures import Headers
from starlette.types import Scope
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from dashboard.runtime.limits import UPLOAD_MEGABYTES
from warehouse.access.people import Person

ADDRESS = ("_stcore", "upload_file")
UPLOADERS = ("import", "file_objection", "issue")
"""The actions that begin with a file from the browser."""

MEGABYTE = 2**20
LARGEST_BODY = UPLOAD_MEGABYTES * MEGABYTE + 64 * 1024
"""Bytes: the greatest file, and what a form wraps around it."""

MOST_BYTES = 300 * MEGABYTE
"""Of one account at a time: ten of the greatest files; a county's months together have 20 MB."""

MOST_FILES = 200
READS_NOTHING = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})

Refusal = tuple[int, str]
"""A status, and the sentence for the person."""


def _list_held(tab: str) -> list[int]:
    """Return the size of each upload that Streamlit keeps for a tab."""
    if not runtime.exists():
        return []
    book = runtime.get_instance().uploaded_file_mgr
    assert isinstance(book, MemoryUploadedFileManager)  # else nothing would be counted
    return [len(one.data) for one in list(book.file_storage.get(tab, {}).values())]


class Uploads:
    """What is under way, beside what Streamlit's own book says is kept; safe from any thread."""

    def __init__(self, list_held: Callable[[str], list[int]] = _list_held) -> None:
        self._list_held = list_held
        self._lock = threading.Lock()
        self._bytes: Counter[str] = Counter()
        self._files: Counter[str] = Counter()

    @contextmanager
    def taking(self, scope: Scope, person: Person, tabs: Iterable[str]) -> Iterator[Refusal | None]:
        """Count a request while it is served; lend why it is refused, or None.

        `tabs`: all of the person's. What sends no file passes.
        """
        path: str = scope["path"]
        is_upload = tuple(path.strip("/").split("/")[:2]) == ADDRESS
        if not is_upload or scope["method"] in READS_NOTHING:
            yield None
            return
        if not any(person.may(one) for one in UPLOADERS):
            yield 403, "您的角色不上传文件。需要的，请联系管理员。"
            return
        size = _read_length(scope)
        if size is None:
            yield 411, "上传的请求要写明长度。"
            return
        if size > LARGEST_BODY:
            yield 413, f"文件超过 {UPLOAD_MEGABYTES} MB，没有上传。"
            return
        if not self._begin(person.name, size, tabs):
            yield (
                413,
                "这个账号打开的文件太多。请先处理或移除已上传的文件；刚关的页面两分钟后再算。",
            )
            return
        try:
            yield None
        finally:
            self._end(person.name, size)

    def _begin(self, account: str, size: int, tabs: Iterable[str]) -> bool:
        with self._lock:  # also around the book, else two would be let in on the same answer
            held = [one for tab in tabs for one in self._list_held(tab)]
            is_full = sum(held) + self._bytes[account] + size > MOST_BYTES
            if is_full or len(held) + self._files[account] >= MOST_FILES:
                return False
            self._bytes[account] += size
            self._files[account] += 1
            return True

    def _end(self, account: str, size: int) -> None:
        with self._lock:
            self._bytes[account] -= size
            self._files[account] -= 1
            if not self._files[account]:
                del self._bytes[account], self._files[account]


def _read_length(scope: Scope) -> int | None:
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    is_told = length.isascii() and length.isdigit() and "transfer-encoding" not in headers
    return int(length) if is_told else None
