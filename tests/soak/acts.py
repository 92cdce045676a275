"""Acts that a process repeats until it is killed, and what must be found afterwards.

Each act sends a number once it is acknowledged. Its check opens the home as the next start would
and returns the number that it finds: the last one sent, or the one after it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.conftest import reading_here
from tests.warehouse.editions.county import OFFICE, SCHEME, SECOND, THIRD, issue, land_work
from tests.warehouse.editions.test_issuing_killed import check_whole as check_issued
from tests.warehouse.walk import find_red_checks, query
from warehouse.database.audit import Entry, read_head
from warehouse.database.connection import BACKUPS
from warehouse.editions.sealing import unseal_month
from warehouse.home.backup_manifest import check_files, list_in, read_manifest
from warehouse.home.opening import open_store
from warehouse.home.restore_plan import ASIDE
from warehouse.reading.reader import read_content
from warehouse.safekeeping.backups import back_up, list_backups, prune
from warehouse.safekeeping.restoring import restore
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.store import Store

POINTS = "points"
"""The folder beside the home with the two backups that the restores alternate between."""


@dataclass(frozen=True)
class Act:
    """An act that is repeated, and the check after it was killed."""

    name: str
    do: Callable[[Path, int, Connection], None]
    find: Callable[[Store], int]


def land_for_ever(home: Path, start: int, sender: Connection) -> None:
    """Land one file after another; sends the batch's number."""
    _read_here()
    store = open_store(home)
    sender.send(start)
    while True:
        start += 1
        sender.send(land_work(store, THIRD, str(start % 100), reason="更正"))


def issue_for_ever(home: Path, start: int, sender: Connection) -> None:
    """Issue a month, unseal it, issue it again; sends the edition's number."""
    store = open_store(home)
    sender.send(start)
    while True:
        if query(store, "select 1 from month_state where is_sealed"):
            unseal_month(store, SCHEME, SECOND, OFFICE)
        sender.send(issue(store, SECOND, ("通报.docx", b"PK\x03\x04 bulletin")).number)


def back_up_for_ever(home: Path, start: int, sender: Connection) -> None:
    """Make and prune one backup after another; sends the backup's number."""
    store = open_store(home)
    sender.send(start)
    while True:
        folder = back_up(store)
        prune(home)
        sender.send(read_manifest(folder).number)


def restore_for_ever(home: Path, start: int, sender: Connection) -> None:
    """Restore two backups in turn; sends the number of restores."""
    points = list_points(home)
    sender.send(start)
    while True:
        start += 1
        restore(home, points[start % 2], actor="张科", reason=str(start))
        sender.send(start)


def find_landed(store: Store) -> int:
    """Return the newest batch's number after checking that every part of the store has it."""
    ((newest, count),) = query(store, "select max(batch_id), count(*) from batch")
    assert newest == count
    landed = "select count(*) from audit_entry where action = 'land'"
    assert query(store, landed) == [(count,)]
    assert not find_red_checks(store)
    return int(newest)


def find_backup(store: Store) -> int:
    """Return the newest backup's number after checking every folder with a backup's name."""
    backups = list_backups(store.home)
    assert len(backups) == len(list((store.home / BACKUPS).glob("[0-9]*")))
    if not backups:
        return 0
    folder, manifest = backups[0]
    check_files(folder, manifest)
    return manifest.number


def find_restored(store: Store) -> int:
    """Return the number of the newest restore, which the record has once, with its backup."""
    head = _read_head(store)
    assert head.action == "restore"
    detail = json.loads(head.detail)
    number = int(detail["reason"])
    point = list_points(store.home)[number % 2]
    manifest = read_manifest(point)
    assert (detail["backup"], head.number) == (point.name, manifest.entry + 1)
    assert query(store, "select max(batch_id) from batch") == [(manifest.batch,)]
    assert (store.home / ASIDE / detail["aside"]).is_dir()
    return number


ACTS = (
    Act("landing", land_for_ever, find_landed),
    Act("issuing", issue_for_ever, check_issued),
    Act("backup", back_up_for_ever, find_backup),
    Act("restore", restore_for_ever, find_restored),
)


def prepare(act: Act, home: Path) -> int:
    """Prepare a county's home for the repeated act; return the number to start at."""
    with reading_here():
        return _prepare(act, home)


def _prepare(act: Act, home: Path) -> int:
    store = open_store(home)
    if act.name == "issuing":
        issue(store, SECOND, ("通报.docx", b"PK\x03\x04 bulletin"))
    if act.name == "restore":
        points = home.parent / POINTS
        back_up(store, points / "first")
        land_work(store, THIRD, "9", reason="更正")
        back_up(store, points / "second")
    store.close()
    if act.name == "restore":
        restore(home, list_points(home)[0], actor="张科", reason="0")
    store = open_store(home)
    start = act.find(store)
    store.close()
    return start


def list_points(home: Path) -> list[Path]:
    """Return the two backups that the restores alternate between."""
    points = home.parent / POINTS
    return [list_in(points / one)[0][0] for one in ("first", "second")]


def is_sound(store: Store) -> bool:
    """Tell whether the verification finds the store sound."""
    proof = verify_store(store)
    assert proof.verdict == "sound", proof.findings
    return True


def _read_head(store: Store) -> Entry:
    with store.reader() as cursor:
        head = read_head(cursor)
    assert head is not None
    return head


def _read_here() -> None:
    """Read in this process: the kill must hit the landing, not the separate reading process."""
    pytest.MonkeyPatch().setattr("warehouse.importing.import_file.read_in_worker", read_content)
