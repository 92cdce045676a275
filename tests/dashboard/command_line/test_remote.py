"""Commands through the serving process: who may, what gets in the way, what is left behind."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import stat
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Any

import pytest

from dashboard.command_line import command_server, remote
from dashboard.command_line.channel import (
    FILE_NAME,
    LOOPBACK,
    HangUpError,
    Serving,
    read_serving,
)
from dashboard.command_line.command_server import MOST_UNPROVEN, serve_commands
from dashboard.command_line.console import Console
from dashboard.command_line.main import main
from dashboard.command_line.remote import connect, delegate
from tests.consoles import Recorder
from warehouse.faults import StoreUnavailable
from warehouse.home.opening import open_store


def echo(argv: Sequence[str], console: Console) -> int:
    """Copy a file, print both streams, name the actor."""
    source, target = argv
    console.write_file(target, console.read_file(source))
    console.write(f"写给程序：{console.actor}")
    console.print_message("说给人听")
    return 3


def test_streams_files_actor_and_exit_code_go_through(tmp_path: Path) -> None:
    console = Recorder()
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(bytes(range(256)) * 5000)
    with serve_commands(tmp_path, echo):
        assert delegate(tmp_path, [str(source), str(target)], console) == 3
    assert target.read_bytes() == source.read_bytes()
    assert (console.written, console.said) == (["写给程序：张三"], ["说给人听"])


def test_a_password_is_read_where_the_caller_is(tmp_path: Path) -> None:
    def ask(argv: Sequence[str], console: Console) -> int:
        console.write(console.read_password())
        return 0

    console = Recorder()
    with serve_commands(tmp_path, ask):
        delegate(tmp_path, [], console)
    assert console.written == ["不在参数里的密码"]


def test_the_key_is_for_its_owner_only_and_goes_with_the_server(tmp_path: Path) -> None:
    with serve_commands(tmp_path, echo):
        path = tmp_path / FILE_NAME
        assert json.loads(path.read_text())["pid"] == os.getpid()
        if sys.platform != "win32":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


def test_a_wrong_key_runs_nothing(tmp_path: Path) -> None:
    with serve_commands(tmp_path, echo):
        serving = read_serving(tmp_path)
        assert serving is not None
        wrong = Serving(serving.pid, serving.port, "00" * 32)
        (tmp_path / FILE_NAME).write_text(json.dumps(wrong.__dict__))
        assert connect(tmp_path) is None


def test_a_silent_stranger_does_not_shut_out_others(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with serve_commands(tmp_path, echo):
        serving = read_serving(tmp_path)
        assert serving is not None
        with Client((LOOPBACK, serving.port)):  # says nothing
            call = [str(tmp_path / "a"), str(tmp_path / "b")]
            assert delegate(tmp_path, call, Recorder()) == 3


def count_commands() -> int:
    return sum(thread.name == "command" for thread in threading.enumerate())


def test_silent_strangers_hold_few_threads_and_for_a_short_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_server, "CHALLENGE_SECONDS", 0.2)
    (tmp_path / "a").write_bytes(b"x")
    most = 0
    with serve_commands(tmp_path, echo), contextlib.ExitStack() as strangers:
        serving = read_serving(tmp_path)
        assert serving is not None
        for _ in range(3 * MOST_UNPROVEN):
            strangers.enter_context(socket.create_connection((LOOPBACK, serving.port)))
            most = max(most, count_commands())
        call = [str(tmp_path / "a"), str(tmp_path / "b")]
        assert delegate(tmp_path, call, Recorder()) == 3
        assert most <= MOST_UNPROVEN
    while count_commands():  # each ends by itself
        time.sleep(0.01)


def test_the_channel_outlives_a_want_of_descriptors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([OSError(errno.EMFILE, "too many open files")] * 3)
    accept = Listener.accept

    def fail_first(listener: Listener) -> Any:
        for error in failures:
            raise error
        return accept(listener)

    monkeypatch.setattr(Listener, "accept", fail_first)
    monkeypatch.setattr(command_server, "RETRY_SECONDS", 0.01)
    (tmp_path / "a").write_bytes(b"x")
    with serve_commands(tmp_path, echo):
        call = [str(tmp_path / "a"), str(tmp_path / "b")]
        assert delegate(tmp_path, call, Recorder()) == 3


@pytest.mark.parametrize(
    "left", ["", "{}", "nonsense", '{"pid": 1, "port": 1, "key": "00"}', '{"pid": "x"}']
)
def test_a_serve_json_left_behind_is_no_obstacle(tmp_path: Path, left: str) -> None:
    (tmp_path / FILE_NAME).write_text(left)
    assert delegate(tmp_path, ["batches"], Recorder()) is None


def test_another_program_on_the_port_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PATIENCE_SECONDS", 0.2)
    with socket.create_server((LOOPBACK, 0)) as stranger:
        left = Serving(1, stranger.getsockname()[1], "00" * 32)
        (tmp_path / FILE_NAME).write_text(json.dumps(left.__dict__))
        assert delegate(tmp_path, ["batches"], Recorder()) is None


def test_a_server_that_dies_in_the_middle_is_told(tmp_path: Path) -> None:
    def die(argv: Sequence[str], console: Console) -> int:
        console._connection.close()  # type: ignore[attr-defined]
        raise HangUpError

    with serve_commands(tmp_path, die), pytest.raises(StoreUnavailable, match="中途停止"):
        delegate(tmp_path, [], Recorder())


def test_commands_run_side_by_side(tmp_path: Path) -> None:
    both = threading.Barrier(2, timeout=10)

    def meet(argv: Sequence[str], console: Console) -> int:
        both.wait()
        return 0

    codes: list[int | None] = []
    with serve_commands(tmp_path, meet):
        threads = [
            threading.Thread(target=lambda: codes.append(delegate(tmp_path, [], Recorder())))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert codes == [0, 0]


def test_a_second_server_is_refused_with_the_process_id(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve_commands(home, echo):
        assert main(["serve"]) == 4
    assert f"进程号 {os.getpid()}" in capsys.readouterr().err


def test_a_bug_in_a_command_is_a_number_and_not_a_trace(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard.command_line import dispatch

    def fail(*_: object) -> int:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("dashboard.command_line.commands.batches.run", fail)
    store = open_store(home)
    with serve_commands(home, lambda argv, console: dispatch.run_for_caller(store, argv, console)):
        assert main(["batches"]) == dispatch.BUG
    store.close()
    said = capsys.readouterr().err
    assert "编号" in said
    assert "secret" not in said
