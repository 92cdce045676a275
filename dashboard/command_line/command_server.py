"""The server of the command channel: take commands for the home that this process serves."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path

from dashboard.command_line.channel import (
    FILE_NAME,
    LOOPBACK,
    HangUpError,
    Serving,
    name_place,
    receive,
    receive_bytes,
    send,
    send_bytes,
    write_serving,
)
from dashboard.command_line.console import Console
from warehouse.faults import WrongCall

KEY_BYTES = 32
PIECE_BYTES = 1024 * 1024
CHALLENGE_SECONDS = 2.0
"""How long a caller may take to prove that it knows the key; our client needs milliseconds."""
MOST_UNPROVEN = 8
"""Callers that may be proving themselves at the same time; others wait to be accepted."""
BACKLOG = 32
RETRY_SECONDS = 0.2
"""The pause after a failed accept, for example for lack of descriptors."""

Perform = Callable[[Sequence[str], Console], int]
"""Runs a command line against a console and returns its exit code."""


class RemoteConsole:
    """The console of a client, as the serving process sees it."""

    def __init__(self, connection: Connection, actor: str) -> None:
        self.actor = actor
        self._connection = connection

    def write(self, text: str) -> None:
        """Print a result at the client."""
        send(self._connection, {"call": "write", "text": text})

    def print_message(self, text: str) -> None:
        """Print a message at the client."""
        send(self._connection, {"call": "say", "text": text})

    def read_file(self, path: str) -> bytes:
        """Return the content of a file of the client."""
        send(self._connection, {"call": "read_file", "path": path})
        self._expect_success()
        return receive_bytes(self._connection)

    def read_password(self) -> str:
        """Return a line of the client's stdin."""
        send(self._connection, {"call": "read_password"})
        return str(receive(self._connection)["password"])

    def write_file(self, path: str, content: bytes) -> None:
        """Write a file at the client."""
        send(self._connection, {"call": "write_file", "path": path})
        send_bytes(self._connection, content)
        self._expect_success()

    def make_folder(self, path: str) -> None:
        """Make a folder at the client."""
        send(self._connection, {"call": "make_folder", "path": path})
        self._expect_success()

    def copy_file(self, path: str, source: Path) -> None:
        """Copy a file to the client in pieces, so that the server never holds it in memory."""
        send(self._connection, {"call": "copy_file", "path": path})
        with source.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                send_bytes(self._connection, piece)
        send_bytes(self._connection, b"")
        self._expect_success()

    def _expect_success(self) -> None:
        reply = receive(self._connection)
        if "fault" in reply:
            raise WrongCall(reply["fault"])


@contextlib.contextmanager
def serve_commands(home: Path, perform: Perform) -> Iterator[None]:
    """Take commands for this home in background threads while the block runs."""
    key = secrets.token_bytes(KEY_BYTES)
    # The listener gets no key: its accept() would authenticate one caller after the other, and a
    # silent one would shut out all others. Each thread authenticates its own caller instead.
    closing = threading.Event()
    with Listener((LOOPBACK, 0), backlog=BACKLOG) as listener:
        port = int(listener.address[1])
        thread = threading.Thread(
            target=_accept, args=(listener, key, perform, closing), name="control", daemon=True
        )
        thread.start()
        try:
            write_serving(home, Serving(os.getpid(), port, key.hex(), name_place(home)))
            yield
        finally:
            closing.set()
            with contextlib.suppress(OSError):  # a file without its process does no harm
                (home / FILE_NAME).unlink()


def _accept(listener: Listener, key: bytes, perform: Perform, closing: threading.Event) -> None:
    """Start a thread for each caller, while not too many are proving themselves."""
    slots = threading.Semaphore(MOST_UNPROVEN)
    while True:
        slots.acquire()
        try:
            connection = listener.accept()
        except OSError:
            slots.release()
            # A lack of descriptors passes, so try again; a closed listener stays closed.
            if closing.wait(RETRY_SECONDS):
                return
            continue
        threading.Thread(
            target=_serve_caller,
            args=(connection, key, perform, slots),
            name="command",
            daemon=True,
        ).start()


def _serve_caller(
    connection: Connection, key: bytes, perform: Perform, slots: threading.Semaphore
) -> None:
    """Authenticate a caller, run its command, send the exit code; ignore one that hangs up."""
    with connection, contextlib.suppress(HangUpError):
        try:
            is_proven = _is_proven(connection, key)
        finally:
            slots.release()
        if not is_proven:
            return
        request = receive(connection)
        code = perform(request["argv"], RemoteConsole(connection, request["actor"]))
        send(connection, {"call": "exit", "code": code})


def _is_proven(connection: Connection, key: bytes) -> bool:
    """Return whether a caller proves in time that it knows the key, and prove it to the caller."""
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
    """Shut a connection down in both directions, so that a thread that waits for it wakes."""
    with contextlib.suppress(OSError):
        end = socket.socket(fileno=connection.fileno())
        try:
            end.shutdown(socket.SHUT_RDWR)
        finally:
            end.detach()  # the connection itself closes its handle
