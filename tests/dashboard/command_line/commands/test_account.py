"""`kaohe account` and `kaohe setting`: on the host, a password shown once, settings in words."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.command_line.main import main
from tests.conftest import copy_home

UNIT = ["--scheme", "jiangxian-2021", "--unit", "县财政局"]


@pytest.fixture(autouse=True)
def own_home(prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = copy_home(prepared_home, tmp_path / "home")
    monkeypatch.setenv("KAOHE_HOME", str(home))
    return home


def ask(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    assert main([*argv, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_account_from_its_first_day_to_its_last(capsys: pytest.CaptureFixture[str]) -> None:
    added = ask(capsys, "account", "add", "Zhao", "--role", "staff", "--shown", "赵")
    assert (added["name"], added["must_change"], added["source"]) == ("zhao", True, "local")
    renewed = ask(capsys, "account", "password", "zhao")
    assert renewed["initial_password"] != added["initial_password"]
    changed = ask(capsys, "account", "role", "zhao", "--role", "unit", *UNIT)
    assert changed["units"] == ["jiangxian-2021:县财政局"]
    ask(capsys, "account", "sign-out", "zhao")
    assert ask(capsys, "account", "disable", "zhao")["enabled"] is False
    assert ask(capsys, "account", "enable", "zhao")["enabled"] is True
    [listed] = ask(capsys, "account", "list")
    assert listed["role"] == "unit"
    assert "initial_password" not in listed and "password_hash" not in listed


def test_a_person_is_told_the_initial_password_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["account", "add", "zhao", "--role", "admin"]) == 0
    assert "初始密码：" in capsys.readouterr().out
    assert main(["account", "list"]) == 0
    listed = capsys.readouterr().out
    assert "待换初始密码" in listed and "-" not in listed


def test_a_password_comes_by_standard_input_and_is_not_repeated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("seven green umbrellas\n"))
    assert main(["account", "add", "zhao", "--role", "admin", "--password-stdin"]) == 0
    assert "umbrellas" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["account", "add", "zhao", "--role", "king"], 2),
        (["account", "add", "zhao", "--role", "unit"], 2),
        (["account", "add", "zhao", "--role", "unit", "--unit", "县财政局"], 2),
        (["account", "add", "zhao", "--role", "admin", "--password", "x"], 2),
        (["account", "disable", "nobody"], 2),
        (["account", "totp-reset", "nobody"], 2),
        (["setting", "idle_minutes", "1"], 2),
        (["setting", "no_such", "1"], 2),
    ],
)
def test_a_wrong_call_changes_nothing(
    capsys: pytest.CaptureFixture[str], argv: list[str], code: int
) -> None:
    assert main(argv) == code
    capsys.readouterr()
    assert ask(capsys, "account", "list") == []


def test_settings_are_listed_and_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "setting")["idle_minutes"] == 30
    changed = ask(capsys, "setting", "allowed_hosts", "kaohe.gov.cn", "10.0.0.8")
    assert changed["allowed_hosts"] == ["kaohe.gov.cn", "10.0.0.8"]
    assert main(["setting", "sealing_needs_totp", "是"]) == 0
    assert "封存和印发要求两步验证" in capsys.readouterr().out
