"""Backups of older programs are upgraded and verified; those of newer programs are refused."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import duckdb
import pytest

from tests.conftest import copy_home
from tests.warehouse.walk import query
from warehouse.database.clock import utc_now
from warehouse.database.connection import FILE_NAME, ORIGINALS
from warehouse.database.migrations import FIRST_WITH_LANGUAGE
from warehouse.database.sql import list_migrations
from warehouse.faults import Refused, StoreInDoubt, StoreUnavailable
from warehouse.home.backup_manifest import MANIFEST, Manifest, digest_files, write_manifest
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import back_up, verify_home
from warehouse.safekeeping.restoring import restore

NUMBERS = [number for number, _ in list_migrations()]
LEVELS = [number for number in NUMBERS if number >= FIRST_WITH_LANGUAGE]
HEADER_BYTES, VERSION_AT = 4096, 12


@pytest.fixture
def home(county_home: Path, tmp_path: Path) -> Path:
    """Return a closed home for one test."""
    return copy_home(county_home, tmp_path / "home")


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    """Return a backup of the home."""
    store = open_store(home)
    folder = back_up(store, tmp_path / "backup")
    store.close()
    return folder


def read_names(home: Path) -> dict[str, bytes]:
    """Return the database's bytes and the names in a home, except the lock's."""
    names = {one.name: b"" for one in home.iterdir() if one.name not in {".owner", "aside"}}
    return {**names, FILE_NAME: (home / FILE_NAME).read_bytes()}


def renew_manifest(folder: Path, **told: object) -> None:
    """Write a changed backup's manifest again."""
    path = folder / MANIFEST
    given = json.loads(path.read_text())
    path.unlink()
    path.write_text(json.dumps({**given, "files": digest_files(folder), **told}))


@pytest.mark.parametrize("level", LEVELS)
def test_a_backup_of_an_older_program_is_upgraded_and_proven(
    level: int, home: Path, tmp_path: Path
) -> None:
    restore(home, write_older(tmp_path / "upgrade-1", level), actor="张科", reason="退回")
    store = open_store(home)
    done = [number for (number,) in query(store, "select number from schema_migration order by 1")]
    assert done == NUMBERS
    assert query(store, "select actor, action from audit_entry") == [("张科", "restore")]
    store.close()
    assert verify_home(home).verdict == "sound"


def test_a_backup_from_before_the_rule_language_is_refused_before_anything_moves(
    home: Path, tmp_path: Path
) -> None:
    before = read_names(home)
    with pytest.raises(Refused, match=r"备份不能用.*没有变化.*由旧版本的程序写成"):
        restore(home, write_older(tmp_path / "upgrade-1", 9), actor="张科", reason="退回")
    assert read_names(home) == before


def write_older(older: Path, level: int) -> Path:
    """Write a backup of an empty store as a program with so many migrations made it."""
    (older / ORIGINALS).mkdir(parents=True)
    (older / "audit").mkdir()
    (older / "audit" / "record.jsonl").touch()  # programs before the audit copy had none
    with duckdb.connect(str(older / FILE_NAME)) as old:
        old.execute(
            "create table schema_migration"
            " (number integer primary key, applied_at timestamp not null)"
        )
        for number, text in list_migrations():
            if number <= level:
                old.execute(text)
                old.execute("insert into schema_migration values (?, ?)", [number, utc_now()])
    write_manifest(older, Manifest("2021-11-20T08:00:00", 0, 0, "", digest_files(older)))
    return older


def test_a_backup_of_a_newer_program_is_refused_before_anything_moves(
    home: Path, folder: Path
) -> None:
    with duckdb.connect(str(folder / FILE_NAME)) as newer:
        newer.execute("insert into schema_migration values (4711, now()::timestamp)")
    renew_manifest(folder)
    before = read_names(home)
    with pytest.raises(Refused, match=r"备份不能用.*数据没有变化.*更新的版本.*请升级程序"):
        restore(home, folder, actor="张科", reason="演练")
    assert read_names(home) == before


def write_newer(path: Path) -> None:
    """Mark a file, with a valid checksum, as written by a newer DuckDB."""
    header = bytearray(path.read_bytes()[:HEADER_BYTES])
    header[VERSION_AT] += 60
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", header[8:]):
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    header[:8] = struct.pack("<Q", checksum)
    with path.open("r+b") as file:
        file.write(header)


def test_a_file_of_a_newer_duckdb_is_not_called_damaged(home: Path, folder: Path) -> None:
    write_newer(folder / FILE_NAME)
    renew_manifest(folder)
    before = read_names(home)
    with pytest.raises(Refused, match=r"备份不能用.*由更新的程序写成.*请升级程序") as caught:
        restore(home, folder, actor="张科", reason="演练")
    assert str(folder) in str(caught.value) and "损坏" not in str(caught.value)
    assert read_names(home) == before
    write_newer(home / FILE_NAME)
    with pytest.raises(StoreUnavailable, match=r"由更新的程序写成.*请升级程序") as refused:
        open_store(home)
    assert not isinstance(refused.value, StoreInDoubt)


def test_what_a_newer_manifest_adds_is_no_obstacle(home: Path, folder: Path) -> None:
    renew_manifest(folder, format=9, made_by="kaohe 9.9", parts=[{"name": "a"}])
    restore(home, folder, actor="张科", reason="演练")
    assert verify_home(home).verdict == "sound"


def test_a_damaged_database_in_a_backup_is_refused_before_anything_moves(
    home: Path, folder: Path
) -> None:
    content = bytearray((folder / FILE_NAME).read_bytes())
    content[100] ^= 1
    (folder / FILE_NAME).write_bytes(content)
    before = read_names(home)
    with pytest.raises(Refused, match=rf"备份不完整：{FILE_NAME}"):
        restore(home, folder, actor="张科", reason="演练")
    renew_manifest(folder)  # as if it had been damaged before the manifest was made
    with pytest.raises(Refused, match=r"备份不能用.*文件已损坏"):
        restore(home, folder, actor="张科", reason="演练")
    assert read_names(home) == before
    shutil.rmtree(folder)
