"""Back up, verify and restore: only verified copies count, and a restore loses nothing."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.warehouse.files import land
from tests.warehouse.walk import query
from warehouse.check_results import CheckReport
from warehouse.database.audit import read_head
from warehouse.database.connection import BACKUPS, ORIGINALS
from warehouse.faults import Refused, StoreUnavailable, WrongCall
from warehouse.home.backup_manifest import MANIFEST, read_manifest
from warehouse.home.opening import open_store
from warehouse.reading.reader import read_content
from warehouse.safekeeping.backups import DAILY, MONTHLY, back_up, prune, verify_backup
from warehouse.safekeeping.restoring import restore
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.store import Store

SCHEME = "jiangxian-2021"
ROWS = [{"unit": "县财政局", "column_posts": "1"}]


def prove_home(home: Path) -> CheckReport:
    store = open_store(home, in_doubt=True)
    proof = verify_store(store)
    store.close()
    return proof


def count_batches(store: Store) -> int:
    return int(query(store, "select count(*) from batch")[0][0])


def change(home: Path, sql: str) -> None:
    """Change a store by SQL, without audit entries."""
    store = open_store(home, in_doubt=True)
    with store.writer("load_scheme") as cursor:
        cursor.execute(sql).fetchall()
    store.close()


def spoil_original(home: Path) -> None:
    path = next(one for one in (home / ORIGINALS).iterdir() if not one.name.startswith("."))
    path.write_bytes(path.read_bytes() + b" ")


def remove_original(home: Path) -> None:
    next((home / ORIGINALS).iterdir()).unlink()


def spoil_copy(home: Path) -> None:
    path = home / "audit" / "record.jsonl"
    path.write_text(path.read_text("utf-8").replace("2021-11", "2021-12"), "utf-8")


SPOILED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a ledger line raised": (
        lambda home: change(home, "update ledger set points = points + 1 where rowid = 0"),
        "ledger",
    ),
    "a ledger line deleted": (
        lambda home: change(home, "delete from ledger where rowid = 0"),
        "ledger",
    ),
    "a fact changed": (
        lambda home: change(home, f'update "{SCHEME}".jx1_progress set column_posts = 9'),
        "ledger",
    ),
    "an original changed": (spoil_original, "originals"),
    "an original gone": (remove_original, "originals"),
    "an entry of the record changed": (
        lambda home: change(home, "update audit_entry set actor = '别人' where entry_id = 2"),
        "record",
    ),
    "an entry of the record deleted": (
        lambda home: change(home, "delete from audit_entry where entry_id = 2"),
        "record",
    ),
    "a month unsealed": (
        lambda home: change(home, "update month_state set is_sealed = not is_sealed"),
        "seals",
    ),
    "the copy changed": (spoil_copy, "copy"),
    "the copy gone": (lambda home: shutil.rmtree(home / "audit"), "copy"),
}


@pytest.fixture
def landed_home(fresh_home: Path) -> Path:
    """Return a closed home with one landed file."""
    store = open_store(fresh_home)
    land(store, SCHEME, "jx1_progress", "2021-11", ROWS)
    store.close()
    return fresh_home


def test_an_ordinary_store_is_sound(landed_home: Path) -> None:
    assert prove_home(landed_home) == CheckReport("sound")


@pytest.mark.parametrize("what", SPOILED)
def test_whatever_is_changed_behind_its_back_is_found(landed_home: Path, what: str) -> None:
    spoil, check = SPOILED[what]
    spoil(landed_home)
    proof = prove_home(landed_home)
    assert proof.verdict == "differs"
    assert check in {one.check for one in proof.findings}


def test_a_store_older_than_its_record_is_behind(landed_home: Path, tmp_path: Path) -> None:
    older = copy_home(landed_home, tmp_path / "older")
    store = open_store(landed_home)
    land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
    store.close()
    shutil.copy(older / "kaohe.duckdb", landed_home / "kaohe.duckdb")
    assert prove_home(landed_home).verdict == "behind"


def test_a_backup_of_a_store_in_use_is_sound(
    landed_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.importing.import_file.read_in_worker", read_content)
    store = open_store(landed_home)
    done = threading.Event()

    def land_on() -> None:
        for number in range(100):
            rows = [{"unit": "县财政局", "column_posts": str(number + 2)}]
            land(store, SCHEME, "jx1_progress", "2021-11", rows)
            if done.is_set():
                return

    writer = threading.Thread(target=land_on)
    writer.start()
    folders = []
    for number in range(3):
        folders.append(back_up(store, store.home / BACKUPS / f"{number}"))
    done.set()
    writer.join()
    store.close()
    batches = [read_manifest(folder).batch for folder in folders]
    assert batches == sorted(batches)
    assert [verify_backup(folder, tmp_path).verdict for folder in folders] == ["sound"] * 3


def test_what_came_after_a_backup_is_undone_by_restoring_and_kept_aside(
    landed_home: Path, tmp_path: Path
) -> None:
    store = open_store(landed_home)
    folder = back_up(store, tmp_path / "elsewhere")
    land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
    store.close()
    aside = restore(landed_home, folder, actor="张科", reason="演练")
    assert prove_home(landed_home) == CheckReport("sound")
    store = open_store(landed_home)
    assert count_batches(store) == 1
    with store.reader() as cursor:
        head = read_head(cursor)
    assert head is not None
    assert (head.actor, head.action) == ("张科", "restore")
    assert json.loads(head.detail)["reason"] == "演练"
    land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
    store.close()
    former = open_store(aside)
    assert count_batches(former) == 2
    former.close()


def test_a_damaged_backup_is_not_restored(landed_home: Path, tmp_path: Path) -> None:
    store = open_store(landed_home)
    folder = back_up(store, tmp_path / "elsewhere")
    store.close()
    database = folder / "kaohe.duckdb"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    with pytest.raises(Refused, match=r"备份不完整：kaohe\.duckdb"):
        restore(landed_home, folder, actor="张科", reason="演练")
    (folder / MANIFEST).unlink()
    with pytest.raises(WrongCall, match="没有找到备份"):
        restore(landed_home, folder, actor="张科", reason="演练")
    assert prove_home(landed_home) == CheckReport("sound")


def test_an_unsound_store_is_not_called_backed_up(landed_home: Path) -> None:
    spoil_original(landed_home)
    store = open_store(landed_home)
    with pytest.raises(Refused, match="备份没有完成：原始文件被改动过"):
        back_up(store)
    store.close()
    assert not list((landed_home / BACKUPS).iterdir())


def test_a_place_that_cannot_be_written_is_said(landed_home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = open_store(landed_home)
    with pytest.raises(StoreUnavailable, match="备份无法写入"):
        back_up(store, tmp_path / "file")
    store.close()


def test_old_backups_are_kept_by_day_and_by_month(tmp_path: Path) -> None:
    for month in range(1, 13):
        for day in (1, 15, 28):
            for hour in ("080000", "200000"):
                folder = tmp_path / BACKUPS / f"2021{month:02d}{day:02d}-{hour}"
                folder.mkdir(parents=True)
                told = {"created_at": "", "batch": 0, "entry": 0, "digest": "", "files": {}}
                (folder / MANIFEST).write_text(json.dumps(told))
    prune(tmp_path)
    kept = sorted(one.name for one in (tmp_path / BACKUPS).iterdir())
    assert kept[-1] == "20211228-200000"
    assert all(name.endswith("-200000") for name in kept)  # the last of its day
    newest = [f"2021{month:02d}{day:02d}" for month in range(1, 13) for day in (1, 15, 28)][-DAILY:]
    monthly = [f"2021{month:02d}28" for month in range(1, 13)][-MONTHLY:]
    assert [name[:8] for name in kept] == sorted({*newest, *monthly})


def test_what_a_killed_backup_left_is_cleared_by_the_next_one(landed_home: Path) -> None:
    left = landed_home / BACKUPS / ".part-20211120-080000"
    left.mkdir(parents=True)
    (left / "kaohe.duckdb").touch()
    store = open_store(landed_home)
    folder = back_up(store)
    store.close()
    assert [one.name for one in (landed_home / BACKUPS).iterdir()] == [folder.name]


def test_a_place_inside_the_home_is_no_place_for_backups(landed_home: Path) -> None:
    store = open_store(landed_home)
    with pytest.raises(WrongCall, match="备份不能放进数据目录里"):
        back_up(store, landed_home / "mine")
    store.close()


@pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8 elsewhere")
def test_a_file_name_that_is_no_utf_8_is_backed_up_and_restored(
    landed_home: Path, tmp_path: Path
) -> None:
    name = os.fsdecode("旧表.xls".encode("gbk"))
    (landed_home / name).write_bytes(b"left here by hand")
    store = open_store(landed_home)
    folder = back_up(store, tmp_path / "elsewhere")
    store.close()
    restore(landed_home, folder, actor="张科", reason="演练")
    assert (landed_home / name).read_bytes() == b"left here by hand"
    (folder / name).unlink()
    with pytest.raises(Refused, match="缺失或被改动过"):
        verify_backup(folder, tmp_path)


def test_a_backup_that_is_half_removed_passes_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"created_at": "", "batch": 0, "entry": 0, "digest": "", "files": {}}
    for name in ("20210101-080000", "20210101-200000"):
        folder = tmp_path / BACKUPS / name
        folder.mkdir(parents=True)
        (folder / MANIFEST).write_text(json.dumps(told))

    def be_killed(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", be_killed)
    with pytest.raises(KeyboardInterrupt):
        prune(tmp_path)
    assert [one.name for one in (tmp_path / BACKUPS).glob("[0-9]*")] == ["20210101-200000"]
