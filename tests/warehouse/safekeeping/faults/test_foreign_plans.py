"""Invalid or foreign plans and manifests never move anything outside the home."""

from __future__ import annotations

import errno
import json
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest

from dashboard.gate.openid import settings as openid
from dashboard.gate.sessions import known_browsers
from dashboard.server.monitoring import metrics_token
from tests.conftest import copy_home
from tests.warehouse.safekeeping.faults.restores import (
    BACKED_UP,
    LANDED,
    Renames,
    count_batches,
    cut_in_the_middle,
    open_patiently,
    put_back,
)
from warehouse.database import audit_copy_check
from warehouse.database.connection import FILE_NAME, ORIGINALS
from warehouse.faults import Refused, StoreInDoubt, WrongCall
from warehouse.home.backup_manifest import MANIFEST
from warehouse.home.opening import open_store
from warehouse.home.restore_plan import ASIDE, PLAN, is_own, read_plan
from warehouse.importing import form_identity

GOOD = {"aside": "a", "leaving": [FILE_NAME], "arriving": [FILE_NAME], "entry": {"actor": "张"}}
FOREIGN: dict[str, object] = {
    "no JSON": b"{",
    "no text": b"\xff\xfe",
    "empty": b"",
    "a list": [],
    "a number": 1,
    "no entry": {**GOOD, "entry": None},
    "no actor": {**GOOD, "entry": {}},
    "names that are numbers": {**GOOD, "leaving": [1]},
    "names that are one text": {**GOOD, "leaving": "../x"},
    "a path that leaves": {**GOOD, "leaving": ["../outside"]},
    "an absolute path": {**GOOD, "arriving": ["/outside"]},
    "the folder above": {**GOOD, "aside": ".."},
    "a place outside": {**GOOD, "aside": "../../outside"},
    "a backslash": {**GOOD, "arriving": ["..\\outside"]},
    "a NUL": {**GOOD, "arriving": ["a\0b"]},
    "no name": {**GOOD, "arriving": [""]},
    "nested without end": b"[" * 100_000,
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_plan_that_makes_no_sense_moves_nothing_and_is_mended_by_a_restore(
    what: str, home: Path, folder: Path
) -> None:
    content = FOREIGN[what]
    (home / PLAN).write_bytes(
        content if isinstance(content, bytes) else json.dumps(content).encode()
    )
    before = sorted(one.name for one in home.parent.rglob("*") if one.name != ".owner")
    with pytest.raises(StoreInDoubt, match=r"无法识别.*kaohe restore"):
        open_store(home)
    assert sorted(one.name for one in home.parent.rglob("*") if one.name != ".owner") == before
    put_back(home, folder)
    assert count_batches(home) == BACKED_UP
    assert len(list((home / ASIDE).glob(f"*{PLAN}"))) == 1


def test_a_plan_with_a_bit_turned_is_read_as_it_was_or_not_at_all(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_in_the_middle(home, folder, monkeypatch)
    plan, content = read_plan(home), (home / PLAN).read_bytes()
    for at, bit in product(range(len(content)), range(8)):
        changed = bytearray(content)
        changed[at] ^= 1 << bit
        (home / PLAN).write_bytes(changed)
        with suppress(StoreInDoubt):
            assert read_plan(home) == plan, (at, bit)


def test_a_plan_whose_files_are_gone_is_rolled_back(home: Path, folder: Path) -> None:
    (home / PLAN).write_text(json.dumps(GOOD))
    assert open_patiently(home) == LANDED


def test_an_older_program_s_plan_to_move_what_cannot_be_moved_is_finished(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "logs").mkdir()
    cut_in_the_middle(home, folder, monkeypatch)
    plan = json.loads((home / PLAN).read_text())
    del plan["sha256"]
    plan["leaving"].append("logs")
    (home / PLAN).write_text(json.dumps(plan))
    with monkeypatch.context() as patch:
        Renames(errno.EBUSY, 1, 1000, name="logs").set_in(patch)
        assert count_batches(home) == BACKED_UP
    assert (home / "logs").is_dir()


@pytest.mark.parametrize(
    "files",
    [
        {"../outside": "0"},
        {"/outside": "0"},
        {"a/../../outside": "0"},
        {"": "0"},
        {"a": 1},
        ["a"],
        None,
    ],
    ids=str,
)
def test_a_backup_that_names_foreign_places_is_none(
    files: object, home: Path, folder: Path, tmp_path: Path
) -> None:
    foreign = copy_home(folder, tmp_path / "foreign")
    told = json.loads((foreign / MANIFEST).read_text())
    (foreign / MANIFEST).write_text(json.dumps({**told, "files": files}))
    with pytest.raises(WrongCall, match="没有找到备份"):
        put_back(home, foreign)
    assert count_batches(home) == LANDED


def test_only_what_a_backup_lists_is_brought(home: Path, folder: Path, tmp_path: Path) -> None:
    added = copy_home(folder, tmp_path / "added")
    (added / "openid.toml").write_text("grant = []")
    put_back(home, added)
    assert not (home / "openid.toml").exists()
    told = json.loads((added / MANIFEST).read_text())
    del told["files"][FILE_NAME]
    (added / MANIFEST).write_text(json.dumps(told))
    with pytest.raises(Refused, match="没有数据仓库"):
        put_back(home, added)


def test_every_file_that_the_product_keeps_for_the_store_is_its_own() -> None:
    kept = (
        FILE_NAME,
        f"{FILE_NAME}.wal",
        ORIGINALS,
        audit_copy_check.COPY_FOLDER,
        form_identity.KEY_NAME,
        known_browsers.KEY_NAME,
        metrics_token.FILE_NAME,
        openid.FILE_NAME,
    )
    assert all(map(is_own, kept))
    assert not any(map(is_own, ("logs", "lost+found", "backups", "aside", "kaohe.duckdb-old")))
