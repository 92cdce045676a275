"""An older store is copied and then migrated, or is left unchanged."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.walk import query
from warehouse.database.connection import BACKUPS, FILE_NAME, ORIGINALS
from warehouse.database.sql import list_migrations
from warehouse.faults import StoreUnavailable
from warehouse.home.backup_manifest import MANIFEST, check_files, read_manifest
from warehouse.home.opening import open_store
from warehouse.safekeeping.restoring import restore

MOMENT = datetime(2021, 11, 20, 8)
ORIGINAL = "0" * 64
LATER = (9998, "create table later (one integer);")
"""A migration of the program that comes after this one."""
BAD = (9999, "create table half (one integer); insert into half values (1); select 1 / 'x';")


NOW = [number for number, _ in list_migrations()]


@pytest.fixture
def old_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home that this program wrote, to be opened by a later one."""
    home = tmp_path / "home"
    store = open_store(home, create=True)
    (home / ORIGINALS / ORIGINAL).write_bytes(b"a file")
    store.close()
    extend(monkeypatch, LATER)
    return home


def extend(monkeypatch: pytest.MonkeyPatch, *later: tuple[int, str]) -> None:
    """Let the program have more migrations than it has."""
    migrations = [*list_migrations(), *later]
    monkeypatch.setattr("warehouse.database.migrations.list_migrations", lambda: migrations)


def read_bytes(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.glob(f"{FILE_NAME}*")}


def read_old(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Query a store as the older program would."""
    with duckdb.connect(str(folder / FILE_NAME), read_only=True) as old:
        return old.execute(sql).fetchall()


def test_an_older_store_is_kept_before_it_is_migrated(old_home: Path) -> None:
    before = read_bytes(old_home)
    store = open_store(old_home)
    done = [number for (number,) in query(store, "select number from schema_migration order by 1")]
    assert done == [*NOW, LATER[0]]
    store.close()
    (folder,) = (old_home / BACKUPS).iterdir()
    check_files(folder, read_manifest(folder))
    assert (folder / ORIGINALS / ORIGINAL).read_bytes() == b"a file"
    assert read_old(folder, "select max(number) from schema_migration") == [(NOW[-1],)]
    assert before.keys() >= {FILE_NAME}


def test_the_program_before_can_read_what_the_backup_says_of_itself(old_home: Path) -> None:
    open_store(old_home).close()
    (folder,) = (old_home / BACKUPS).iterdir()
    told = json.loads((folder / MANIFEST).read_text("utf-8"))
    assert set(told) == {"created_at", "batch", "entry", "digest", "files"}


def test_the_way_back_can_be_restored(old_home: Path) -> None:
    open_store(old_home).close()
    (folder,) = (old_home / BACKUPS).iterdir()
    restore(old_home, folder, actor="张科", reason="退回")
    store = open_store(old_home)
    assert query(store, "select actor, action from audit_entry")[-1] == ("张科", "restore")
    store.close()


def test_a_migration_that_fails_midway_leaves_the_old_store_usable(
    old_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        extend(broken, LATER, BAD)
        with pytest.raises(duckdb.Error):
            open_store(old_home)
    assert read_old(old_home, "select max(number) from schema_migration") == [(NOW[-1],)]
    assert read_old(old_home, "select count(*) from duckdb_tables() where table_name = 'half'") == [
        (0,)
    ]
    open_store(old_home).close()


def test_without_its_way_back_nothing_is_migrated(old_home: Path) -> None:
    (old_home / BACKUPS).write_text("in the way")
    with pytest.raises(StoreUnavailable, match=r"升级前的备份无法写入.*数据仓库没有变化"):
        open_store(old_home)
    assert read_old(old_home, "select max(number) from schema_migration") == [(NOW[-1],)]


def test_an_ordinary_start_keeps_nothing(old_home: Path) -> None:
    for _ in range(3):
        open_store(old_home).close()
    assert len(list((old_home / BACKUPS).iterdir())) == 1


def test_a_store_from_before_the_rule_language_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Its schemes are of rule kinds; no copy is made, for nothing is changed."""
    home = tmp_path / "home"
    (home / ORIGINALS).mkdir(parents=True)
    with duckdb.connect(str(home / FILE_NAME)) as old:
        old.execute(
            "create table schema_migration"
            " (number integer primary key, applied_at timestamp not null)"
        )
        for number, text in list_migrations()[:3]:
            old.execute(text)
            old.execute("insert into schema_migration values (?, ?)", [number, MOMENT])
    before = read_bytes(home)
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="由旧版本的程序写成，这个版本不能打开"):
            open_store(home)
    assert read_bytes(home) == before
    assert not (home / BACKUPS).exists()
