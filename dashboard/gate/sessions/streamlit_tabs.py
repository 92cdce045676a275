"""Which of Streamlit's own sessions, one for each tab, and which files belong to which account.

Streamlit knows a tab by a number that the browser sends when it connects again, and keeps what was
typed, uploaded and offered for download under it. So a tab left behind by one person must not be
taken up by the next at the same machine, and what one account's pages show or offer as a file must
not be fetched by another's: the name of a file is the digest of its content, not a secret.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator

from google.protobuf.message import DecodeError
from starlette.types import Scope
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

TABS = 20_000
"""Tabs that are remembered; Streamlit itself forgets one two minutes after it was closed."""

FILES = 100_000
"""Pairs of file and account that are remembered."""

SUBPROTOCOLS = b"sec-websocket-protocol"
FILE_ADDRESS = re.compile(r"/media/([0-9a-f]{32,64})\b")
OFFER = re.compile(rb"/media/|\x20[0-9a-f]{32}")
"""What a message holds that offers a file: its address, or the number it is asked for by."""


class Tabs:
    """Tab → account, file → accounts; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._offered: OrderedDict[tuple[str, str], None] = OrderedDict()

    def claim(self, tab: str, account: str) -> bool:
        """Note that an account's page runs in a tab; False where the tab is another's."""
        with self._lock:
            owner = self._owners.setdefault(tab, account)
            self._owners.move_to_end(tab)
            while len(self._owners) > TABS:
                self._owners.popitem(last=False)
            return owner == account

    def list_of(self, account: str) -> list[str]:
        """Return the tabs in which an account's pages have run."""
        with self._lock:
            return [tab for tab, owner in self._owners.items() if owner == account]

    def hear(self, told: bytes, account: str) -> None:
        """Note the files that a tab of an account is told of: address, or number to ask by."""
        for file in list_offered(told):
            with self._lock:
                self._offered[file, account] = None
                self._offered.move_to_end((file, account))
                while len(self._offered) > FILES:
                    self._offered.popitem(last=False)

    def keep_request(self, sent: bytes, account: str) -> bytes:
        """Return what a browser sent, without the number of a file that its account was not told.

        A file that is made when it is taken is asked for by such a number; Streamlit makes it for
        any tab that names it.
        """
        try:
            message = BackMsg.FromString(sent)
        except DecodeError:
            return sent  # Streamlit's to refuse
        request = message.backend_operation_request
        number = request.deferred_file.file_id
        with self._lock:
            is_own = not number or (number, account) in self._offered
        if is_own:
            return sent
        request.deferred_file.file_id = ""
        return bytes(message.SerializeToString())

    def may_fetch(self, path: str, account: str) -> bool:
        """Tell whether a path below the base is no other account's upload or file."""
        parts = path.strip("/").split("/")
        with self._lock:
            if parts[:2] == ["_stcore", "upload_file"]:
                return len(parts) > 2 and self._owners.get(parts[2]) == account
            if parts[0] == "media":
                return len(parts) == 2 and (parts[1].partition(".")[0], account) in self._offered
        return True

    def keep_tab(self, scope: Scope, account: str) -> Scope:
        """Return a websocket's scope without the number of a tab that is not the account's.

        The browser sends it as the third of the subprotocols; without it a new tab begins.
        """
        headers = [
            (name, self._drop_foreign(value, account) if name == SUBPROTOCOLS else value)
            for name, value in scope["headers"]
        ]
        return {**scope, "headers": headers}

    def _drop_foreign(self, value: bytes, account: str) -> bytes:
        entries = value.decode("latin-1").split(",")
        if len(entries) < 3:
            return value
        with self._lock:
            is_own = self._owners.get(entries[2].strip()) == account
        return value if is_own else ",".join(entries[:2]).encode("latin-1")


def list_offered(told: bytes) -> Iterator[str]:
    """Yield the files that a message of Streamlit's offers for download.

    Only from the fields in which Streamlit itself writes addresses: what a browser sent, be it the
    name of a page or typed text, comes back in others and would open any file to its sender.
    """
    if not OFFER.search(told):
        return
    try:
        message = ForwardMsg.FromString(told)
    except DecodeError:
        return
    for url in (
        message.backend_operation_response.deferred_file.url,
        message.delta.new_element.download_button.url,
    ):
        if found := FILE_ADDRESS.search(url):
            yield found[1]
    if number := message.delta.new_element.download_button.deferred_file_id:
        yield number
