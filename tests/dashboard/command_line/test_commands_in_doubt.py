"""Every command on every state of a store that is in doubt: a sentence and a code, no traceback."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.command_line.commands import serve
from dashboard.command_line.dispatch import COMMANDS
from dashboard.command_line.main import main
from tests.conftest import copy_home
from tests.warehouse.database.test_audit import write_acts
from warehouse.database.connection import FILE_NAME
from warehouse.faults import StoreInDoubt
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import back_up, list_backups

PLACE = ["--scheme", "jiangxian-2021", "--month", "2021-05"]
AS_OF = ["--scheme", "jiangxian-2021", "--as-of", "2021-05"]
CALLS: dict[str, list[str]] = {
    "init": [],
    "import": ["none.xlsx"],
    "scores": AS_OF,
    "ledger": [*AS_OF, "--assessment", "1", "--unit", "县财政局"],
    "batches": [],
    "scheme": ["list"],
    "revert": ["1", "--reason", "试"],
    "export": ["scores", *AS_OF, "-o", "out.xlsx"],
    "template": ["jx1_progress", "--month", "2021-05", "-o", "out.xlsx"],
    "bulletin": [*AS_OF, "-o", "out.docx"],
    "brief": [*AS_OF, "-o", "out.pdf"],
    "result": ["--scheme", "jiangxian-2021", "-o", "out.docx"],
    "seal": PLACE,
    "unseal": [*PLACE, "--reason", "试"],
    "issue": [*PLACE, "--reason", "试"],
    "editions": [],
    "edition": ["1"],
    "objection": ["list"],
    "account": ["list"],
    "setting": [],
    "backup": [],
    "verify": [],
    "health": [],
    "doctor": [],
    "metrics-token": [],
}
OWN_CODES = {"verify": {1, 4}, "doctor": {1}}
"""Commands that look into such a store, and their codes; all others end with 4."""


def lose_database(home: Path) -> None:
    for path in home.glob(f"{FILE_NAME}*"):
        path.unlink()


def keep_log_only(home: Path) -> None:
    lose_database(home)
    (home / f"{FILE_NAME}.wal").write_bytes(b"log")
    for name in ("audit", "originals", "backups"):
        shutil.rmtree(home / name, ignore_errors=True)


def write_copy(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def spoil(home: Path) -> None:
        path = home / "audit" / "record.jsonl"
        path.write_bytes(change(path.read_bytes()))

    return spoil


def keep_only(name: str) -> Callable[[Path], None]:
    def spoil(home: Path) -> None:
        lose_database(home)
        for other in {"audit", "originals", "backups"} - {name}:
            shutil.rmtree(home / other, ignore_errors=True)
        if name == "originals":
            (home / name / ("0" * 64)).write_bytes(b"a file")

    return spoil


STATES: dict[str, Callable[[Path], None]] = {
    "copy gone": lambda home: shutil.rmtree(home / "audit"),
    "copy emptied": write_copy(lambda _: b""),
    "copy cut at the front": write_copy(lambda text: text[text.index(b"\n") + 1 :]),
    "copy cut at the end": write_copy(lambda text: text[: len(text) // 2]),
    "copy with foreign line": write_copy(lambda text: text + b'{"stands": "x"}\n'),
    "copy with foreign bytes": write_copy(lambda text: b"\xff\0" * 50 + b"\n" + text),
    "database gone": lose_database,
    "only the copy left": keep_only("audit"),
    "only originals left": keep_only("originals"),
    "only backups left": keep_only("backups"),
    "only the log left": keep_log_only,
}


@pytest.fixture(scope="module")
def backed_up_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed home with some acts and a backup, and no scheme: quickly verified."""
    home = tmp_path_factory.mktemp("backed-up") / "home"
    store = open_store(home, create=True)
    write_acts(store, 6)
    back_up(store)
    store.close()
    return home


@pytest.fixture
def home(backed_up_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = copy_home(backed_up_home, tmp_path / "home")
    monkeypatch.setenv("KAOHE_HOME", os.fspath(home))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dashboard.command_line.commands.doctor.examine_machine", lambda: ())
    return home


def test_every_command_is_tried() -> None:
    assert set(CALLS) == set(COMMANDS)


@pytest.mark.parametrize("state", STATES)
def test_every_command_says_what_is_wrong(
    home: Path, state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    STATES[state](home)
    backups = list_backups(home)
    before = sorted(path.name for path in home.iterdir())
    for name, options in CALLS.items():
        code = main([name, *options])
        said = "".join(capsys.readouterr())
        assert code in OWN_CODES.get(name, {4}), (name, code, said)
        assert "Traceback" not in said
        if name == "health":  # nothing serves the home
            continue
        assert "kaohe restore" in said or name == "verify", (name, said)
        assert "请先运行 kaohe init" not in said and "请运行 kaohe init" not in said, (name, said)
        if backups and name not in {"verify", "doctor"}:
            assert str(backups[0][0]) in said, name
    after = {path.name for path in home.iterdir()} - {".owner", "upkeep.json"}
    assert after <= {*before}, "a command has made something"


@pytest.mark.parametrize("state", STATES)
def test_serve_shows_the_maintenance_page(
    home: Path, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[StoreInDoubt] = []
    monkeypatch.setattr(serve, "serve_maintenance", lambda _, fault, __: shown.append(fault))
    STATES[state](home)
    assert main(["serve", "--port", "0"]) == 4
    assert "kaohe restore" in str(shown[0])


@pytest.mark.parametrize("state", STATES)
def test_a_decision_is_taken_where_the_database_is_there(
    home: Path, state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    STATES[state](home)
    can_be = (home / FILE_NAME).exists()
    code = main(["audit", "accept", "--reason", "副本所在的磁盘坏过"])
    assert code == (0 if can_be else 4)
    if not can_be:
        return
    assert main(["batches"]) == 0
    capsys.readouterr()
    assert main(["verify", "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["verdict"] == "sound"
    assert any("副本所在的磁盘坏过" in said for said in printed["left_out"])
    assert main(["doctor", "--format", "json"]) == 0
    levels = {one["subject"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    assert levels["操作记录"]["level"] == "notice"
    assert main(["audit", "accept", "--reason", "再来"]) == 1


@pytest.mark.parametrize("state", [one for one in STATES if one != "only the log left"])
def test_the_backup_is_restored_over_every_state(home: Path, state: str, tmp_path: Path) -> None:
    folder = shutil.move(list_backups(home)[0][0], tmp_path / "elsewhere")
    STATES[state](home)
    assert main(["restore", str(folder), "--reason", "演练"]) == 0
    assert main(["verify"]) == 0


def test_an_empty_home_is_still_told_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "originals").mkdir()  # as a start that was stopped at once leaves it
    monkeypatch.setenv("KAOHE_HOME", os.fspath(tmp_path))
    assert main(["batches"]) == 4
    assert "请先运行 kaohe init" in capsys.readouterr().err
