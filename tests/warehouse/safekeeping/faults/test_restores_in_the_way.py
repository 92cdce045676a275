"""A restore checks before it moves, leaves foreign files, and can always be rolled back."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from dashboard.command_line.main import main
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
from tests.warehouse.test_store import mounted
from warehouse.database.connection import FILE_NAME, ORIGINALS
from warehouse.faults import Fault, StoreUnavailable
from warehouse.home.restore_plan import ASIDE
from warehouse.home.restore_trial import TRIAL

FAULTS = (errno.EBUSY, errno.EXDEV, errno.EACCES, errno.ENOSPC)
MOST_RENAMES = 40


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
        # The next start completes what could not be rolled back either.
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
        assert main(["batches"]) == 4
    said = capsys.readouterr().err
    assert f"{name} 不能移动" in said and "已退回" in said and "kaohe restore" in said
    assert main(["batches"]) == 0
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
        assert main([command]) in {1, 4}
    printed = capsys.readouterr()
    if command not in {"health", "doctor"}:  # neither opens a home for writing
        assert "没能退回" in printed.err + printed.out
    assert count_batches(home) == BACKED_UP


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
    monkeypatch.setattr("warehouse.database.database.FREE_SPACE_FLOOR", 2**60)
    with pytest.raises(StoreUnavailable, match=r"磁盘空间不足.*数据没有变化"):
        put_back(home, folder)
    monkeypatch.undo()
    assert count_batches(home) == LANDED
