"""`kaohe backup`, `verify` and `restore`, with their exit codes and what they tell a program."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dashboard.command_line.command_server import serve_commands
from dashboard.command_line.dispatch import run_for_caller
from dashboard.command_line.main import main
from warehouse.home.opening import open_store


def test_a_backup_is_made_undone_to_and_proven(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "elsewhere"), "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["batch"] == 9
    assert main(["revert", "9", "--reason", "试"]) == 0
    assert main(["restore", printed["folder"], "--reason", "演练", "--format", "json"]) == 0
    capsys.readouterr()
    assert main(["batches", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == 9
    assert main(["verify", "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["verdict"], printed["findings"], printed["depth"]) == ("sound", [], "full")
    assert printed["compared"] and not printed["left_out"]
    assert main(["verify", "--quick", "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["verdict"], printed["depth"]) == ("sound", "quick")
    assert printed["compared"] and printed["left_out"]
    assert main(["verify", "--quick"]) == 0
    out = capsys.readouterr().out
    assert "核对了：" in out and "没有核对：" in out


def test_a_running_server_backs_up_and_is_not_restored_over(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(home)
    with serve_commands(home, lambda argv, console: run_for_caller(store, argv, console)):
        assert main(["backup", "--format", "json"]) == 0
        folder = json.loads(capsys.readouterr().out)["folder"]
        assert main(["restore", folder]) == 4
        assert "请先停止看板" in capsys.readouterr().err
        assert main(["verify"]) == 0
    store.close()


def test_a_store_that_lost_its_log_is_told_with_the_way_back(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = tmp_path / "older.duckdb"
    open_store(home).close()
    shutil.copy(home / "kaohe.duckdb", older)
    assert main(["revert", "9", "--reason", "试"]) == 0
    shutil.copy(older, home / "kaohe.duckdb")
    assert main(["batches"]) == 4
    assert "kaohe restore" in capsys.readouterr().err
    assert main(["verify", "--format", "json"]) == 4
    assert json.loads(capsys.readouterr().out)["verdict"] == "behind"


def test_what_is_no_store_cannot_be_opened(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "kaohe.duckdb").write_bytes(b"no database")
    assert main(["verify", "--format", "json"]) == 4
    assert json.loads(capsys.readouterr().out)["verdict"] == "unreadable"
