"""The client of the command channel: run a command in the process that serves this home.

While the dashboard is up its process owns the warehouse, so every command goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Client,
    Connection,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path
from typing import Any

from dashboard.command_line.channel import (
    LOOPBACK,
    HangUpError,
    name_place,
    read_serving,
    receive,
    receive_bytes,
    receive_pieces,
    send,
    send_bytes,
)
from dashboard.command_line.console import Console
from warehouse.faults import StoreUnavailable, WrongCall

PATIENCE_SECONDS = 5.0
"""How long a client waits until the listener on the port begins to prove itself."""


def delegate(home: Path, argv: Sequence[str], console: Console) -> int | None:
    """Run a command in the serving process and return its exit code; None if none serves."""
    connection = connect(home)
    if connection is None:
        return None
    try:
        with connection:
            send(connection, {"argv": list(argv), "actor": console.actor})
            while (call := receive(connection))["call"] != "exit":
                _answer(connection, call, console)
            return int(call["code"])
    except HangUpError:
        raise StoreUnavailable(
            "看板进程中途停止，命令可能没有完成。请用 kaohe batches 核对后再试。"
        ) from None


def connect(home: Path) -> Connection | None:
    """Return an authenticated connection to the process that serves this home, or None.

    A `serve.json` that a killed process left behind does no harm: nobody listens on its port, or
    somebody who does not know the key. One that was copied with its home names another folder.
    """
    serving = read_serving(home)
    if serving is None or serving.place not in ("", name_place(home)):
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


def _answer(connection: Connection, call: dict[str, Any], console: Console) -> None:
    """Carry out one call of the server on this process's console."""
    match call["call"]:
        case "write":
            console.write(call["text"])
        case "say":
            console.print_message(call["text"])
        case "read_password":
            send(connection, {"password": console.read_password()})
        case "read_file":
            _answer_read(connection, call["path"], console)
        case "write_file":
            _answer_write(connection, call["path"], receive_bytes(connection), console)
        case "make_folder":
            _answer_act(connection, lambda: console.make_folder(call["path"]))
        case "copy_file":
            content = b"".join(receive_pieces(connection))
            _answer_write(connection, call["path"], content, console)


def _answer_read(connection: Connection, path: str, console: Console) -> None:
    try:
        content = console.read_file(path)
    except WrongCall as fault:
        send(connection, {"fault": str(fault)})
    else:
        send(connection, {})
        send_bytes(connection, content)


def _answer_write(connection: Connection, path: str, content: bytes, console: Console) -> None:
    _answer_act(connection, lambda: console.write_file(path, content))


def _answer_act(connection: Connection, act: Callable[[], None]) -> None:
    """Do something for the server, and tell it whether that succeeded."""
    try:
        act()
    except WrongCall as fault:
        send(connection, {"fault": str(fault)})
    else:
        send(connection, {})
