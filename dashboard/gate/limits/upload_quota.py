"""A quota for uploads: Streamlit keeps every uploaded file in memory.

Users may send it any number of files of 30 MB each, and name their addresses themselves; it keeps
a file until two minutes after the tab was closed. So uploads are counted here, for each account
over all its tabs.
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

UPLOAD_PATH = ("_stcore", "upload_file")
UPLOADERS = ("import", "file_objection", "issue")
"""The actions that begin with a file from the browser."""

MEGABYTE = 2**20
MAX_BODY = UPLOAD_MEGABYTES * MEGABYTE + 64 * 1024
"""Bytes of a request: the largest file and the form around it."""

MAX_BYTES = 300 * MEGABYTE
"""Per account at one time: ten of the largest files. All months of a county have 20 MB."""

MAX_FILES = 200
METHODS_WITHOUT_FILE = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})

Refusal = tuple[int, str]
"""An HTTP status, and the sentence for the user."""


def _list_sizes(tab: str) -> list[int]:
    """Return the size of each upload that Streamlit keeps for a tab."""
    if not runtime.exists():
        return []
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)  # else nothing would be counted
    return [len(file.data) for file in list(manager.file_storage.get(tab, {}).values())]


class UploadQuota:
    """Counts uploads in progress, beside those that Streamlit keeps; thread-safe."""

    def __init__(self, list_sizes: Callable[[str], list[int]] = _list_sizes) -> None:
        self._list_sizes = list_sizes
        self._lock = threading.Lock()
        self._bytes: Counter[str] = Counter()
        self._files: Counter[str] = Counter()

    @contextmanager
    def taking(
        self, scope: Scope, person: Person, list_tabs: Callable[[], Iterable[str]]
    ) -> Iterator[Refusal | None]:
        """Count a request while it is served; yield why it is refused, or None.

        `list_tabs` returns all tabs of the person. A request that sends no file always passes.
        """
        path: str = scope["path"]
        is_upload = tuple(path.strip("/").split("/")[:2]) == UPLOAD_PATH
        if not is_upload or scope["method"] in METHODS_WITHOUT_FILE:
            yield None
            return
        size = _read_length(scope)
        refusal = _refuse_request(person, size)
        if refusal is not None or size is None:
            yield refusal
            return
        if not self._begin(person.name, size, list_tabs()):
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
        with self._lock:
            # Streamlit's list is read under the lock: two uploads must not take the same room.
            kept = [one for tab in tabs for one in self._list_sizes(tab)]
            is_full = sum(kept) + self._bytes[account] + size > MAX_BYTES
            if is_full or len(kept) + self._files[account] >= MAX_FILES:
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


def _refuse_request(person: Person, size: int | None) -> Refusal | None:
    """Return why a person's upload of a size in bytes (None: not stated) is refused, or None."""
    if not any(person.may(action) for action in UPLOADERS):
        return 403, "您没有上传文件的权限，如有需要请联系管理员。"
    if size is None:
        return 411, "上传的请求要写明长度。"
    if size > MAX_BODY:
        return 413, f"文件超过 {UPLOAD_MEGABYTES} MB，没有上传。"
    return None


def _read_length(scope: Scope) -> int | None:
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    is_stated = length.isascii() and length.isdigit() and "transfer-encoding" not in headers
    return int(length) if is_stated else None
