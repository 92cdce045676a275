"""A restore looks before it moves, leaves what is not the store's, and can always go back."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard import cli
from dashboard.gate import devices
from dashboard.gate.openid import settings as openid
from dashboard.operation import metrics_token
from tests.conftest import copy_home
from tests.warehouse.editions.county import THIRD, land_work
from tests.warehouse.test_store import mounted
from tests.warehouse.walk import query
from warehouse import audit_copy, form_identity
from warehouse.backups import back_up
from warehouse.connecting import FILE_NAME, ORIGINALS
from warehouse.faults import Fault, Refused, StoreInDoubt, StoreUnavailable, WrongCall
from warehouse.manifest import MANIFEST
from warehouse.proof import Proof
from warehouse.restoring import restore
from warehouse.store import Store
from warehouse.swap_plan import ASIDE, PLAN, is_own
from warehouse.swap_trial import TRIAL

FAULTS = (errno.EBUSY, errno.EXDEV, errno.EACCES, errno.ENOSPC)
MOST_RENAMES = 40
LANDED, BACKED_UP = 11, 10
"""Batches of the home, and of its backup."""


@pytest.fixture(scope="module")
def made(county_home: Path, tmp_path_factory: pytest.TempPathFactory, read_here: None) -> Path:
    """A folder with a closed home of one batch more than the backup beside it."""
    place = tmp_path_factory.mktemp("made")
    store = Store.open(copy_home(county_home, place / "home"))
    back_up(store, place / "backup")
    land_work(store, THIRD, "9", reason="更正")
    store.close()
    return place


@pytest.fixture
def folder(made: Path) -> Path:
    """The backup."""
    (folder,) = (made / "backup").iterdir()
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of this test's own; that the backup is sound is proven elsewhere."""
    monkeypatch.setattr("warehouse.restoring.prove_home", lambda _: Proof("sound"))
    return copy_home(made / "home", tmp_path / "home")


def count_batches(home: Path) -> int:
    store = Store.open(home)
    ((count,),) = query(store, "select count(*) from batch")
    store.close()
    return int(count)


def put_back(home: Path, folder: Path) -> Path:
    return restore(home, folder, actor="张科", reason="演练")


class Renames:
    """Lets renames fail: all from the first-th on until `count` have failed, or one name's."""

    def __init__(self, number: int, first: int, count: int = 1, name: str = "") -> None:
        self.calls = 0
        self._fails = range(first, first + count)
        self._error, self._name = OSError(number, os.strerror(number)), name

    def __call__(self, rename: Callable[..., Path]) -> Callable[..., Path]:
        def fail_or_rename(path: Path, target: Path) -> Path:
            if PLAN in path.name or self._name not in ("", path.name):
                return rename(path, target)
            self.calls += 1
            if self.calls in self._fails:
                raise self._error
            return rename(path, target)

        return fail_or_rename

    def set_in(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Path, "rename", self(Path.rename))
        patch.setattr(Path, "replace", self(Path.replace))


def open_patiently(home: Path) -> int:
    """Return the batches of a home; what a first start rolled back, a second one opens."""
    try:
        return count_batches(home)
    except StoreUnavailable as fault:
        assert not isinstance(fault, StoreInDoubt)
        assert "已退回" in str(fault)
        return count_batches(home)


@pytest.mark.parametrize("count", [1, 2, 1000], ids=["once", "twice", "from then on"])
def test_whichever_rename_fails_the_state_is_before_or_after(
    count: int, home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for first in range(1, MOST_RENAMES):
        trial = copy_home(home, tmp_path / f"fails-{first}")
        before = sorted(one.name for one in trial.iterdir())
        renames = Renames(FAULTS[first % len(FAULTS)], first, count)
        with monkeypatch.context() as patch:
            renames.set_in(patch)
            try:
                put_back(trial, folder)
            except Fault as fault:
                said = str(fault)
            else:
                assert renames.calls < first
                break
        assert "不能移动" in said or "放不回" in said
        # What could not be rolled back either is finished by the next start.
        is_after = "没能退回" in said
        assert open_patiently(trial) == (BACKED_UP if is_after else LANDED)
        left = {one.name for one in trial.iterdir()}
        assert left - {ASIDE} == {*before, ".owner"} - {ASIDE}
        assert len(list((trial / ASIDE).iterdir())) == is_after
        put_back(trial, folder)
        assert count_batches(trial) == BACKED_UP
        shutil.rmtree(trial)
    else:
        pytest.fail("a restore has more renames than were tried")


@pytest.mark.parametrize("name", [FILE_NAME, "audit", ORIGINALS])
def test_a_start_that_cannot_finish_rolls_back_and_says_so_once(
    name: str,
    home: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KAOHE_HOME", os.fspath(home))
    cut_in_the_middle(home, folder, monkeypatch)
    assert not (home / FILE_NAME).exists()
    with monkeypatch.context() as patch:
        moves = Renames(errno.EBUSY, 1, name=name)
        moves.set_in(patch)
        assert cli.main(["batches"]) == 4
    said = capsys.readouterr().err
    assert f"{name} 不能移动" in said and "已退回" in said and "kaohe restore" in said
    assert cli.main(["batches"]) == 0
    assert count_batches(home) == LANDED


@pytest.mark.parametrize("command", ["batches", "verify", "health", "doctor", "init", "backup"])
def test_a_swap_that_can_neither_be_finished_nor_undone_is_a_sentence(
    command: str,
    home: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KAOHE_HOME", os.fspath(home))
    cut_in_the_middle(home, folder, monkeypatch)
    with monkeypatch.context() as patch:
        Renames(errno.EBUSY, 1, 1000).set_in(patch)
        assert cli.main([command]) in {1, 4}
    printed = capsys.readouterr()
    if command not in {"health", "doctor"}:  # neither opens a home to write
        assert "没能退回" in printed.err + printed.out
    assert count_batches(home) == BACKED_UP


class CutShort(BaseException):
    """As a kill: no handler of ours runs."""


def cut_in_the_middle(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """End a restore when every former file is aside, and none of the backup's has arrived."""
    rename = Path.rename

    def cut(path: Path, target: Path) -> Path:
        if path.parent.name.startswith(".restore"):
            raise CutShort
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut)
        with pytest.raises(CutShort):
            put_back(home, folder)


def test_a_trial_that_was_cut_short_is_undone_at_the_next_start(home: Path) -> None:
    (home / ASIDE / TRIAL).mkdir(parents=True)
    (home / FILE_NAME).rename(home / ASIDE / TRIAL / FILE_NAME)
    assert count_batches(home) == LANDED
    assert not (home / ASIDE / TRIAL).exists()


def test_what_is_not_the_store_s_stays_where_it_is(home: Path, folder: Path) -> None:
    for name in ("lost+found", "logs"):
        (home / name).mkdir()
        (home / name / "here").touch()
    (home / "lost+found").chmod(0)
    (home / "说明.txt").write_text("别动")
    aside = put_back(home, folder)
    assert sorted(one.name for one in aside.iterdir()) == ["audit", FILE_NAME, ORIGINALS]
    assert (home / "logs" / "here").exists() and (home / "说明.txt").read_text() == "别动"
    (home / "lost+found").chmod(0o700)
    assert (home / "lost+found" / "here").exists()
    assert count_batches(home) == BACKED_UP


@pytest.mark.parametrize("name", ["logs", "lost+found", "originals", "aside"])
def test_a_mount_is_left_alone_or_named_before_anything_moves(
    name: str, home: Path, folder: Path
) -> None:
    (home / name).mkdir(exist_ok=True)
    with mounted(["-t", "tmpfs", "-o", "size=1m", "tmpfs", str(home / name)], home / name):
        if name in {"logs", "lost+found"}:
            put_back(home, folder)
            assert (home / name).is_mount()
            assert count_batches(home) == BACKED_UP
            return
        with pytest.raises(StoreUnavailable, match=f"没有开始，数据没有变化：.*{name} "):
            put_back(home, folder)
        assert (home / FILE_NAME).exists()
    assert count_batches(home) == LANDED


def test_too_little_room_is_said_before_anything_is_copied(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.database.FREE_SPACE_FLOOR", 2**60)
    with pytest.raises(StoreUnavailable, match=r"磁盘空间不足.*数据没有变化"):
        put_back(home, folder)
    monkeypatch.undo()
    assert count_batches(home) == LANDED


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
    with pytest.raises(StoreInDoubt, match=r"读不懂.*kaohe restore"):
        Store.open(home)
    assert sorted(one.name for one in home.parent.rglob("*") if one.name != ".owner") == before
    put_back(home, folder)
    assert count_batches(home) == BACKED_UP
    assert len(list((home / ASIDE).glob(f"*{PLAN}"))) == 1


def test_a_plan_whose_files_are_gone_is_rolled_back(home: Path, folder: Path) -> None:
    (home / PLAN).write_text(json.dumps(GOOD))
    assert open_patiently(home) == LANDED


def test_an_older_program_s_plan_to_move_what_cannot_be_moved_is_finished(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "logs").mkdir()
    cut_in_the_middle(home, folder, monkeypatch)
    plan = json.loads((home / PLAN).read_text())
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
    with pytest.raises(WrongCall, match="这里没有备份"):
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
        audit_copy.FOLDER,
        form_identity.KEY_NAME,
        devices.KEY_NAME,
        metrics_token.FILE_NAME,
        openid.FILE_NAME,
    )
    assert all(map(is_own, kept))
    assert not any(map(is_own, ("logs", "lost+found", "backups", "aside", "kaohe.duckdb-old")))
