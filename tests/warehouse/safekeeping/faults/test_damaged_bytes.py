"""Damaged bytes are reported as damage wherever they are read (see tests/soak/damaged_bytes)."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from random import Random

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.command_line.channel import FILE_NAME as SERVING
from dashboard.command_line.channel import read_serving
from dashboard.command_line.main import main
from dashboard.command_line.remote import connect
from dashboard.pages.administration.backup_status import list_lines
from dashboard.runtime.failure_answers import answer_bug
from dashboard.server.monitoring.metrics_token import FILE_NAME as TOKEN
from dashboard.server.monitoring.metrics_token import is_metrics_token
from dashboard.server.monitoring.request_log import RequestLog
from tests.conftest import copy_home
from tests.soak.damage import copy_linked, draw
from tests.soak.damaged_bytes import BASES, digest_bases, judge, prepare, quickly
from tests.soak.over_damage import look
from tests.warehouse.editions.county import THIRD, land_work
from tests.warehouse.test_store import read_everything
from warehouse.database.clock import utc_now
from warehouse.database.connection import FILE_NAME, to_fault
from warehouse.faults import StoreHeld, StoreInDoubt, StoreUnavailable, WrongCall
from warehouse.home.backup_manifest import MANIFEST, list_in, read_manifest
from warehouse.home.opening import open_store
from warehouse.home.upkeep_notes import UPKEEP, parse_stamp
from warehouse.safekeeping.backups import back_up

FLIPS = 8 * int(os.environ.get("KAOHE_SOAK", "1"))
HEADERS, BLOCK = 3 * 4096, 2**18
TOLD = r"文件已损坏.*用备份恢复：kaohe restore"


@pytest.fixture(scope="module")
def made(county_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with homes that have every kind of file."""
    place = tmp_path_factory.mktemp("made")
    with quickly():
        return prepare(place, copy_home(county_home, place / "county"))


@pytest.fixture
def home(county_home: Path, tmp_path: Path, read_here: None) -> Path:
    """Return a closed home for one test."""
    return copy_home(county_home, tmp_path / "home")


def test_no_command_ends_in_a_traceback_over_damaged_bytes(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOHE_HOME", "")
    rows = digest_bases(made, tmp_path)
    with quickly():
        for number in range(FLIPS):
            dice = Random(f"suite-{number}")
            base = dice.choice(BASES)
            damage = draw(made / base, dice)
            trial = copy_linked(made / base, tmp_path / f"{number}" / "home")
            damage.do(trial)
            found = look(trial, number + 1)
            outcome = judge(found, rows[base])
            assert not outcome.isupper(), (damage, outcome, found)


def damage_blocks(path: Path) -> None:
    """Flip a bit in every block of an open or closed database, so that some are read later."""
    with path.open("r+b") as file:
        for start in range(HEADERS, path.stat().st_size, BLOCK):
            file.seek(start + 4000)
            (byte,) = file.read(1)
            file.seek(start + 4000)
            file.write(bytes([byte ^ 1]))


def test_damage_met_by_an_open_store_is_told_as_damage(home: Path) -> None:
    store = open_store(home)
    damage_blocks(home / FILE_NAME)
    with pytest.raises(StoreInDoubt, match=TOLD):
        read_everything(store)
    with pytest.raises(StoreInDoubt, match=TOLD):
        land_work(store, THIRD, "9", reason="更正")
    with pytest.raises(StoreInDoubt, match=TOLD):
        back_up(store)
    store.close()


def test_verify_never_calls_a_store_sound_whose_rows_cannot_be_read(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAOHE_HOME", str(home))
    damage_blocks(home / FILE_NAME)
    assert main(["verify", "--format", "json"]) == 4
    assert '"unreadable"' in capsys.readouterr().out
    assert main(["verify"]) == 4
    printed = capsys.readouterr()
    assert "文件已损坏" in printed.out and "kaohe restore" in printed.err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE])
def test_a_disk_that_fails_is_not_called_damage(number: int, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    error = duckdb.IOException(f'Could not write file "{path}": {os.strerror(number)}')
    fault = to_fault(path, error)
    assert not isinstance(fault, StoreInDoubt)
    assert "损坏" not in str(fault) and "磁盘" in str(fault)


@pytest.mark.parametrize(
    "name", ["could not set lock", "PID 12", "No space left on device", "version number 3"]
)
def test_what_a_folder_is_called_is_not_taken_for_what_happened(
    name: str, home: Path, tmp_path: Path
) -> None:
    named = copy_home(home, tmp_path / name)
    content = bytearray((named / FILE_NAME).read_bytes())
    content[100] ^= 1
    (named / FILE_NAME).write_bytes(content)
    with pytest.raises(StoreInDoubt, match=TOLD) as caught:
        open_store(named)
    assert not isinstance(caught.value, StoreHeld)


def test_a_request_that_meets_damage_is_answered_without_a_path() -> None:
    async def fail(request: Request) -> Response:
        raise StoreInDoubt("/srv/kaohe/kaohe.duckdb 文件已损坏")

    app = Starlette(routes=[Route("/", fail)], exception_handlers={Exception: answer_bug})
    answer = TestClient(RequestLog(app), raise_server_exceptions=False).get("/")
    assert answer.status_code == 503
    assert "kaohe verify" in answer.text and "/srv" not in answer.text


DAMAGED = (b"", b"\x00" * 40, b"\xff\xfe", b"[]", b"{}", b"{", b'{"pid": "a"}', b"[" * 100_000)


@pytest.mark.parametrize("content", DAMAGED, ids=lambda one: repr(one[:12]))
def test_a_damaged_small_file_is_no_traceback(content: bytes, home: Path) -> None:
    for name in (SERVING, TOKEN, UPKEEP, "backup.toml"):
        (home / name).write_bytes(content)
    folder = home / "backups" / "20230101-080000"
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_bytes(content)
    assert read_serving(home) is None and connect(home) is None
    assert not is_metrics_token("Bearer x", home)
    assert list_in(home / "backups") == []
    store = open_store(home)
    list_lines(store, None, utc_now())
    store.close()


@pytest.mark.parametrize(
    "told",
    [
        {"port": 70_000},
        {"port": -1},
        {"port": "1"},
        {"port": None},
        {"pid": "1"},
        {"key": 5},
        {"key": "zz"},
    ],
    ids=str,
)
def test_a_damaged_note_of_the_server_is_none(told: dict[str, object], home: Path) -> None:
    text = json.dumps({"pid": 1, "port": 9, "key": "00", **told})
    (home / SERVING).write_text(text)
    assert connect(home) is None


@pytest.mark.parametrize(
    "told",
    [
        {"created_at": "2023-1x-01"},
        {"created_at": 5},
        {"batch": "1"},
        {"files": ["a"]},
        {"number": None},
        {"digest": 1},
    ],
    ids=str,
)
def test_a_damaged_manifest_is_no_backup(told: dict[str, object], tmp_path: Path) -> None:
    whole = {"created_at": "", "batch": 1, "entry": 1, "digest": "", "files": {}, "number": 1}
    (tmp_path / MANIFEST).write_text(json.dumps({**whole, **told}))
    with pytest.raises(WrongCall, match="没有找到备份"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "x", "2023-13-01", "2023-01-01T00:00:00+08:00"])
def test_a_damaged_moment_is_none_or_utc(text: str) -> None:
    moment = parse_stamp(text)
    assert moment is None or moment.tzinfo is None


def test_a_home_whose_files_are_folders_is_refused_in_a_sentence(home: Path) -> None:
    (home / "audit" / "record.jsonl").unlink()
    (home / "audit" / "record.jsonl").mkdir()
    with pytest.raises(StoreUnavailable, match=r"record\.jsonl"):
        open_store(home)
