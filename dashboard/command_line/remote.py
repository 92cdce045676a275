"""Commands given while the dashboard is up go through its process, which owns the warehouse.

The serving process listens on loopback and leaves port and key in `KAOHE_HOME/serve.json`, which
only its owner can read. Messages are JSON (never pickles, which would run what they are told):
the client sends one request; the server answers with calls on the client's console, the last of
which is `exit`.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Client,
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path
from typing import Any

from dashboard.command_line.console import Console
from warehouse.database.atomic_files import describe_os_error, write_whole
from warehouse.faults import StoreUnavailable, WrongCall

FILE_NAME = "serve.json"
LOOPBACK = "127.0.0.1"
KEY_BYTES = 32
PIECE = 1024 * 1024
PATIENCE_SECONDS = 5.0
"""How long a client waits for whoever listens on the port to begin its proof."""
CHALLENGE_SECONDS = 2.0
"""How long a caller may take to prove itself; a client of ours needs milliseconds."""
MOST_UNPROVEN = 8
"""Callers that may be at their proof at one moment; others wait to be accepted."""
BACKLOG = 32
RETRY_SECONDS = 0.2
"""The pause after a call could not be accepted, for example for want of descriptors."""

Perform = Callable[[Sequence[str], Console], int]
"""Runs a command line against a console and returns its exit code."""


class HangUpError(Exception):
    """The other end of a connection is gone."""


@dataclass(frozen=True)
class Serving:
    """What `serve.json` says of the serving process."""

    pid: int
    port: int
    key: str
    place: str = ""
    """Which folder on which disk is served; empty where an older program wrote it."""


class RemoteConsole:
    """The console of a client, as the serving process sees it."""

    def __init__(self, connection: Connection, actor: str) -> None:
        self.actor = actor
        self._connection = connection

    def write(self, text: str) -> None:
        """Print a result at the client."""
        _send(self._connection, {"call": "write", "text": text})

    def say(self, text: str) -> None:
        """Print a message at the client."""
        _send(self._connection, {"call": "say", "text": text})

    def read_file(self, path: str) -> bytes:
        """Return a file of the client."""
        _send(self._connection, {"call": "read_file", "path": path})
        reply = _receive(self._connection)
        if "fault" in reply:
            raise WrongCall(reply["fault"])
        return _receive_bytes(self._connection)

    def read_password(self) -> str:
        """Return a line of the client's standard input."""
        _send(self._connection, {"call": "read_password"})
        return str(_receive(self._connection)["password"])

    def write_file(self, path: str, content: bytes) -> None:
        """Write a file at the client."""
        _send(self._connection, {"call": "write_file", "path": path})
        _send_bytes(self._connection, content)
        self._expect_success()

    def copy_file(self, path: str, source: Path) -> None:
        """Write a copy of a file at the client; a long one never stands in the server's memory."""
        _send(self._connection, {"call": "copy_file", "path": path})
        with source.open("rb") as file:
            while piece := file.read(PIECE):
                _send_bytes(self._connection, piece)
        _send_bytes(self._connection, b"")
        self._expect_success()

    def _expect_success(self) -> None:
        reply = _receive(self._connection)
        if "fault" in reply:
            raise WrongCall(reply["fault"])


def delegate(home: Path, argv: Sequence[str], console: Console) -> int | None:
    """Run a command in the serving process; None where nothing serves this home."""
    connection = connect(home)
    if connection is None:
        return None
    try:
        with connection:
            _send(connection, {"argv": list(argv), "actor": console.actor})
            while (call := _receive(connection))["call"] != "exit":
                _answer(connection, call, console)
            return int(call["code"])
    except HangUpError:
        raise StoreUnavailable(
            "看板进程中途停止，命令可能没有完成。请用 kaohe batches 核对后再试。"
        ) from None


def connect(home: Path) -> Connection | None:
    """Return a proven connection to the process that serves this home; None if there is none.

    A `serve.json` left behind by a killed process is no obstacle: nobody answers there, or
    somebody who does not know the key. Nor is one that was copied along with another home.
    """
    serving = read_serving(home)
    if serving is None or serving.place not in ("", _name_place(home)):
        return None
    connection = None
    try:
        connection = Client((LOOPBACK, serving.port))
        if connection.poll(PATIENCE_SECONDS):
            answer_challenge(connection, bytes.fromhex(serving.key))
            deliver_challenge(connection, bytes.fromhex(serving.key))
            return connection
    except (OSError, EOFError, AuthenticationError, ValueError, AssertionError):
        pass
    if connection is not None:
        connection.close()
    return None


def read_serving(home: Path) -> Serving | None:
    """Return what `serve.json` says; None where it is missing or unreadable."""
    try:
        serving = Serving(**json.loads((home / FILE_NAME).read_text("utf-8")))
        bytes.fromhex(serving.key)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    is_port = isinstance(serving.port, int) and 0 < serving.port < 2**16
    return serving if is_port and isinstance(serving.pid, int) else None


@contextlib.contextmanager
def serve_commands(home: Path, perform: Perform) -> Iterator[None]:
    """Take commands for this home in background threads while the block runs."""
    key = secrets.token_bytes(KEY_BYTES)
    # The listener gets no key: its accept() would prove each caller in turn, and one that keeps
    # silent would shut out all others. Each thread proves its own caller instead.
    closing = threading.Event()
    with Listener((LOOPBACK, 0), backlog=BACKLOG) as listener:
        port = int(listener.address[1])
        thread = threading.Thread(
            target=_accept, args=(listener, key, perform, closing), name="control", daemon=True
        )
        thread.start()
        try:
            _write_serving(home, Serving(os.getpid(), port, key.hex(), _name_place(home)))
            yield
        finally:
            closing.set()
            with contextlib.suppress(OSError):  # a note without a process behind it is no obstacle
                (home / FILE_NAME).unlink()


def _accept(listener: Listener, key: bytes, perform: Perform, closing: threading.Event) -> None:
    """Start a thread for each caller, as long as not too many are at their proof."""
    slots = threading.Semaphore(MOST_UNPROVEN)
    while True:
        slots.acquire()
        try:
            connection = listener.accept()
        except OSError:
            slots.release()
            # A process without free descriptors gets some back; a closed listener stays closed.
            if closing.wait(RETRY_SECONDS):
                return
            continue
        threading.Thread(
            target=_serve_one, args=(connection, key, perform, slots), name="command", daemon=True
        ).start()


def _serve_one(
    connection: Connection, key: bytes, perform: Perform, slots: threading.Semaphore
) -> None:
    """Prove a caller, run its command, send the exit code; a caller that is gone is no matter."""
    with connection, contextlib.suppress(HangUpError):
        try:
            is_proven = _is_proven(connection, key)
        finally:
            slots.release()
        if not is_proven:
            return
        request = _receive(connection)
        code = perform(request["argv"], RemoteConsole(connection, request["actor"]))
        _send(connection, {"call": "exit", "code": code})


def _is_proven(connection: Connection, key: bytes) -> bool:
    """Tell whether a caller knows the key; one that takes too long does not."""
    timer = threading.Timer(CHALLENGE_SECONDS, _hang_up, (connection,))
    timer.daemon = True
    timer.start()
    try:
        deliver_challenge(connection, key)
        answer_challenge(connection, key)
    except (OSError, EOFError, AuthenticationError, AssertionError):
        return False
    finally:
        timer.cancel()
    return True


def _hang_up(connection: Connection) -> None:
    """End a connection in both directions, so that a thread that waits for it goes on."""
    with contextlib.suppress(OSError):
        end = socket.socket(fileno=connection.fileno())
        try:
            end.shutdown(socket.SHUT_RDWR)
        finally:
            end.detach()  # the connection closes its own handle


def _answer(connection: Connection, call: dict[str, Any], console: Console) -> None:
    if call["call"] == "write":
        console.write(call["text"])
    elif call["call"] == "say":
        console.say(call["text"])
    elif call["call"] == "read_file":
        try:
            content = console.read_file(call["path"])
        except WrongCall as fault:
            _send(connection, {"fault": str(fault)})
        else:
            _send(connection, {})
            _send_bytes(connection, content)
    elif call["call"] == "read_password":
        _send(connection, {"password": console.read_password()})
    elif call["call"] in {"write_file", "copy_file"}:
        receive = _receive_pieces if call["call"] == "copy_file" else _receive_bytes
        content = receive(connection)
        try:
            console.write_file(call["path"], content)
        except WrongCall as fault:
            _send(connection, {"fault": str(fault)})
        else:
            _send(connection, {})


def _name_place(home: Path) -> str:
    """Return what tells a folder from a copy of it, and is the same by whatever path."""
    status = home.stat()
    return f"{status.st_dev}:{status.st_ino}"


def _write_serving(home: Path, serving: Serving) -> None:
    """Write `serve.json` whole and for its owner only; StoreUnavailable."""
    try:
        write_whole(home / FILE_NAME, json.dumps(serving.__dict__).encode(), is_private=True)
    except OSError as error:
        raise StoreUnavailable(
            f"看板不能写入 {home / FILE_NAME}（{describe_os_error(error)}）。"
            "请检查目录权限和磁盘空间。"
        ) from None


def _send(connection: Connection, message: dict[str, Any]) -> None:
    _send_bytes(connection, json.dumps(message).encode())


def _receive(connection: Connection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(_receive_bytes(connection))
    return message


def _send_bytes(connection: Connection, content: bytes) -> None:
    try:
        connection.send_bytes(content)
    except OSError:
        raise HangUpError from None


def _receive_pieces(connection: Connection) -> bytes:
    """Return what copy_file sends: pieces, and an empty one at the end."""
    return b"".join(iter(lambda: _receive_bytes(connection), b""))


def _receive_bytes(connection: Connection) -> bytes:
    try:
        return connection.recv_bytes()
    except (OSError, EOFError):
        raise HangUpError from None
