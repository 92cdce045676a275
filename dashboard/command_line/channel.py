"""What both ends of the command channel share: the note in `serve.json`, and messages.

The serving process listens on loopback and leaves its port and key in `KAOHE_HOME/serve.json`,
which only its owner can read. Messages are JSON, never pickles, since unpickling can run code. The
client sends one request; the server answers with calls on the client's console, the last of which
is `exit`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from warehouse.database.atomic_files import describe_os_error, write_whole
from warehouse.faults import StoreUnavailable

FILE_NAME = "serve.json"
LOOPBACK = "127.0.0.1"


class HangUpError(Exception):
    """The other end closed the connection."""


@dataclass(frozen=True)
class Serving:
    """The content of `serve.json`: where the serving process listens for commands."""

    pid: int
    port: int
    key: str
    place: str = ""
    """Device and inode of the served folder; empty if an older program wrote the file."""


def read_serving(home: Path) -> Serving | None:
    """Return the content of `serve.json`; None if it is missing or malformed."""
    try:
        serving = Serving(**json.loads((home / FILE_NAME).read_text("utf-8")))
        bytes.fromhex(serving.key)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    is_port = isinstance(serving.port, int) and 0 < serving.port < 2**16
    return serving if is_port and isinstance(serving.pid, int) else None


def write_serving(home: Path, serving: Serving) -> None:
    """Write `serve.json` atomically and for its owner only; StoreUnavailable if that fails."""
    try:
        write_whole(home / FILE_NAME, json.dumps(serving.__dict__).encode(), is_private=True)
    except OSError as error:
        raise StoreUnavailable(
            f"看板不能写入 {home / FILE_NAME}（{describe_os_error(error)}）。"
            "请检查目录权限和磁盘空间。"
        ) from None


def name_place(home: Path) -> str:
    """Return device and inode: they differ for a copy of the folder, but not for another path."""
    status = home.stat()
    return f"{status.st_dev}:{status.st_ino}"


def send(connection: Connection, message: dict[str, Any]) -> None:
    """Send a message; HangUpError if the other end is gone."""
    send_bytes(connection, json.dumps(message).encode())


def receive(connection: Connection) -> dict[str, Any]:
    """Wait for a message and return it; HangUpError if the other end is gone."""
    message: dict[str, Any] = json.loads(receive_bytes(connection))
    return message


def send_bytes(connection: Connection, content: bytes) -> None:
    """Send the content of a file, or a piece of it; HangUpError if the other end is gone."""
    try:
        connection.send_bytes(content)
    except OSError:
        raise HangUpError from None


def receive_bytes(connection: Connection) -> bytes:
    """Wait for what `send_bytes` sends and return it; HangUpError if the other end is gone."""
    try:
        return connection.recv_bytes()
    except (OSError, EOFError):
        raise HangUpError from None


def receive_pieces(connection: Connection) -> Iterator[bytes]:
    """Yield the pieces of a file up to the empty one that ends it."""
    return iter(lambda: receive_bytes(connection), b"")
