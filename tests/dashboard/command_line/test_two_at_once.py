"""Two servers, a restore and a copy of a home: who has it, and what a process left behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from dashboard.command_line.channel import FILE_NAME, Serving, read_serving
from dashboard.command_line.command_server import serve_commands
from dashboard.command_line.main import main
from dashboard.command_line.remote import connect
from tests.conftest import copy_home
from tests.dashboard.command_line.test_remote import echo
from tests.serving import KAOHE
from warehouse.database.home_lock import LOCK_FILE, HomeLock
from warehouse.importing.form_identity import list_stamps, sign_form
from warehouse.schemes.scheme_files import load_shipped_schemes

FORM = ("jiangxian-2021", "jx1_progress", "2021-05")


def test_of_two_servers_at_one_moment_one_stands_and_one_names_it(fresh_home: Path) -> None:
    both = [
        subprocess.Popen(
            [*KAOHE, "serve", "--local", "--port", "0"],
            env={**os.environ, "KAOHE_HOME": str(fresh_home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    try:
        while not (ended := [server for server in both if server.poll() is not None]):
            time.sleep(0.05)
        (loser,) = ended
        (winner,) = [server for server in both if server is not loser]
        assert loser.returncode == 4 and loser.stderr
        assert f"进程号 {winner.pid}" in loser.stderr.read()
        assert winner.stdout
        lines = iter(winner.stdout.readline, "")
        assert next(line for line in lines if re.search(r"http://127\.0\.0\.1:\d+", line))
    finally:
        for server in both:
            server.terminate()
            server.communicate(timeout=30)


def test_a_server_started_during_a_restore_is_told_who_has_the_home(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with HomeLock(home):  # what a restore holds from its first look to its last move
        assert main(["serve", "--port", "0"]) == 4
    assert f"进程号 {os.getpid()}" in capsys.readouterr().err
    assert not (home / FILE_NAME).exists()


def test_a_process_id_that_another_process_has_now_is_no_obstacle(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = os.getppid()  # it runs, and is no program of ours
    left = Serving(other, 1, "00" * 32)
    (home / FILE_NAME).write_text(json.dumps(left.__dict__), "utf-8")
    (home / LOCK_FILE).write_text(f"{other}\n", "utf-8")
    assert main(["batches"]) == 0
    with serve_commands(home, echo):
        serving_now = read_serving(home)
        assert serving_now and serving_now.pid == os.getpid()
    assert str(other) not in capsys.readouterr().err


def test_a_copy_of_a_served_home_is_a_home_of_its_own(home: Path, tmp_path: Path) -> None:
    stamp = json.loads(sign_form(home, *FORM))["stamp"]
    schemes = load_shipped_schemes()
    with serve_commands(home, echo):
        copy = copy_home(home, tmp_path / "copy")  # with what says who serves the other
        assert connect(copy) is None  # else its commands would change the other home
        with serve_commands(copy, echo):
            assert read_serving(copy) != read_serving(home)
            for one in (copy, home):
                connection = connect(one)
                assert connection
                connection.close()
    assert list_stamps(copy, schemes)[stamp] == list_stamps(home, schemes)[stamp]
