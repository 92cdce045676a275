"""Which Streamlit sessions (one for each browser tab) and which files belong to which account.

Streamlit knows a tab by an id that the browser sends when it reconnects, and keeps under it what
was typed, uploaded and offered for download. A tab left behind by one user must not be resumed by
the next user of the same machine, and a file that one account's pages show must not be fetched by
another account: its name is the digest of its content, not a secret.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

from cachetools import FIFOCache
from google.protobuf.message import DecodeError
from starlette.types import Scope
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

MAX_TABS = 20_000
"""Tabs that are remembered; Streamlit itself forgets one two minutes after it was closed."""

MAX_FILES = 100_000
"""Pairs of file and account that are remembered."""

SUBPROTOCOLS = b"sec-websocket-protocol"
FILE_ADDRESS = re.compile(r"/media/([0-9a-f]{32,64})\b")
OFFER = re.compile(rb"/media/|\x20[0-9a-f]{32}")
"""Bytes that a message contains if it offers a file: its address, or its id for later."""


class StreamlitTabs:
    """The owner of each tab, and the accounts that each file was offered to; thread-safe.

    A full cache drops the entry written longest ago. A page run writes its tab anew, an offer its
    file; reading does not count.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: FIFOCache[str, str] = FIFOCache(MAX_TABS)
        self._offered: FIFOCache[tuple[str, str], None] = FIFOCache(MAX_FILES)

    def claim(self, tab: str, account: str) -> bool:
        """Note that an account's page runs in a tab; return False if the tab is another's."""
        with self._lock:
            owner = self._owners.get(tab, account)
            self._owners[tab] = owner  # also for a known tab: it becomes the newest
            return owner == account

    def list_of(self, account: str) -> list[str]:
        """Return the tabs in which an account's pages have run."""
        with self._lock:
            return [tab for tab, owner in self._owners.items() if owner == account]

    def note_offers(self, sent: bytes, account: str) -> None:
        """Note the files, by address or id, that a message to a tab of the account offers."""
        for file in list_offered(sent):
            with self._lock:
                self._offered[file, account] = None

    def drop_foreign_request(self, received: bytes, account: str) -> bytes:
        """Return a browser's message, without the id of a file not offered to its account.

        A file that is made on demand is requested by this id; Streamlit makes it for any tab that
        names it.
        """
        try:
            message = BackMsg.FromString(received)
        except DecodeError:
            return received  # Streamlit refuses it
        request = message.backend_operation_request
        file = request.deferred_file.file_id
        with self._lock:
            is_own = not file or (file, account) in self._offered
        if is_own:
            return received
        request.deferred_file.file_id = ""
        return bytes(message.SerializeToString())

    def may_fetch(self, path: str, account: str) -> bool:
        """Tell whether a path is not another account's upload or file."""
        parts = path.strip("/").split("/")
        with self._lock:
            if parts[:2] == ["_stcore", "upload_file"]:
                return len(parts) > 2 and self._owners.get(parts[2]) == account
            if parts[0] == "media":
                return len(parts) == 2 and (parts[1].partition(".")[0], account) in self._offered
        return True

    def drop_foreign_tab(self, scope: Scope, account: str) -> Scope:
        """Return a websocket's scope without the id of a tab that is not the account's.

        The browser sends the id as the third subprotocol; without it a new tab begins.
        """
        headers = [
            (name, self._drop_foreign_id(value, account) if name == SUBPROTOCOLS else value)
            for name, value in scope["headers"]
        ]
        return {**scope, "headers": headers}

    def _drop_foreign_id(self, value: bytes, account: str) -> bytes:
        entries = value.decode("latin-1").split(",")
        if len(entries) < 3:
            return value
        with self._lock:
            is_own = self._owners.get(entries[2].strip()) == account
        return value if is_own else ",".join(entries[:2]).encode("latin-1")


def list_offered(sent: bytes) -> Iterator[str]:
    """Yield the files that a message of Streamlit offers for download.

    Only fields in which Streamlit itself writes addresses count. What a browser sent, be it the
    name of a page or typed text, comes back in other fields and would open any file to its sender.
    """
    if not OFFER.search(sent):
        return
    try:
        message = ForwardMsg.FromString(sent)
    except DecodeError:
        return
    for url in (
        message.backend_operation_response.deferred_file.url,
        message.delta.new_element.download_button.url,
    ):
        if found := FILE_ADDRESS.search(url):
            yield found[1]
    if file := message.delta.new_element.download_button.deferred_file_id:
        yield file
