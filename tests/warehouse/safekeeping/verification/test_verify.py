"""A check that fails is a finding; one that runs out of memory is left out."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.conftest import copy_home
from warehouse.check_results import Checked, CheckFinding, CheckReport
from warehouse.faults import Refused
from warehouse.home.opening import open_store
from warehouse.home.restore_plan import ASIDE, list_names
from warehouse.home.upkeep_notes import note_check, read_upkeep
from warehouse.safekeeping.backups import back_up, list_backups
from warehouse.safekeeping.restoring import restore
from warehouse.safekeeping.verification.verify import QUICK, Snapshot, verify_store


def fail_lists(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(snapshot: Snapshot) -> Checked:
        raise error

    monkeypatch.setitem(QUICK, "lists", fail)


@pytest.mark.parametrize(
    "error", [duckdb.OutOfMemoryException("2.0 GiB/2.0 GiB used"), MemoryError()]
)
def test_a_check_without_enough_memory_is_left_out(
    error: Exception, prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too little memory says nothing about the store."""
    store = open_store(copy_home(prepared_home, tmp_path / "home"))
    fail_lists(monkeypatch, error)
    report = verify_store(store, "quick")
    store.close()
    assert (report.verdict, report.findings) == ("sound", ())
    assert "核对“指标和名册”时内存不够，没有核对。" in report.left_out


def test_no_backup_is_made_of_a_store_that_could_not_be_checked_whole(
    prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(copy_home(prepared_home, tmp_path / "home"))
    fail_lists(monkeypatch, MemoryError())
    with pytest.raises(Refused, match=r"备份没有完成：核对“指标和名册”时内存不够"):
        back_up(store)
    assert list_backups(store.home) == []
    store.close()


def test_no_backup_is_restored_that_could_not_be_checked_whole(
    prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(copy_home(prepared_home, tmp_path / "home"))
    folder = back_up(store, tmp_path / "backups")
    store.close()
    fail_lists(monkeypatch, MemoryError())
    with pytest.raises(Refused, match=r"没有核对完.*核对“指标和名册”时内存不够"):
        restore(store.home, folder, actor="张科", reason="演练")
    assert list_names(store.home / ASIDE) == []


def test_a_check_that_the_store_makes_fail_is_a_finding(
    prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(copy_home(prepared_home, tmp_path / "home"))
    fail_lists(monkeypatch, ValueError("no list"))
    report = verify_store(store, "quick")
    store.close()
    said = "核对“指标和名册”时出错（ValueError）：数据仓库中有程序无法读取的内容。"
    assert (report.verdict, report.findings) == ("differs", (CheckFinding("lists", said),))


def test_a_verification_that_stopped_short_leaves_the_note_of_the_last_one(tmp_path: Path) -> None:
    note_check(tmp_path, CheckReport("differs"))
    before = read_upkeep(tmp_path)
    note_check(tmp_path, CheckReport("sound", unfinished=("内存不够",)))
    assert read_upkeep(tmp_path) == before and before.verdict == "differs"
    note_check(tmp_path, CheckReport("sound"))
    assert read_upkeep(tmp_path).verdict == "sound"
