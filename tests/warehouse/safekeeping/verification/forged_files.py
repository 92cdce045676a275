"""Forged files of a home: a changed byte, a missing file, an additional file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.conftest import copy_home
from warehouse.accounts.setting_acts import change_setting
from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME
from warehouse.database.connection import FILE_NAME, ORIGINALS
from warehouse.faults import StoreUnavailable
from warehouse.home.opening import open_store
from warehouse.home.upkeep_notes import UPKEEP
from warehouse.importing.form_identity import KEY_NAME
from warehouse.safekeeping.backups import verify_home
from warehouse.store import Store

LOG_NAME = f"{FILE_NAME}.wal"

KEPT = {
    "an imported file": "select min(sha256) from source_file where sha256 not in"
    " (select sha256 from masked_copy)",
    "a masked copy": "select kept_sha256 from masked_copy",
    "the content of an edition": "select sha256 from edition",
    "a document of an edition": "select sha256 from edition_document",
    "a file of an objection": "select sha256 from objection",
}
"""Kind of file in the folder of originals → SQL for the name of one."""

OF_THE_HOST = ("device-key", "metrics-token.sha256", "openid.toml")
"""Files that exist only after a feature was used."""

EXEMPT = {
    UPKEEP: "it tells an administrator when the last check was made; each new check writes it",
    KEY_NAME: "it recognises forms that the product gave out; without it a file is asked about",
    "device-key": "it tells a browser that was here before; without it guesses slow down sooner",
    "metrics-token.sha256": "it opens the counters of the running server, no data of the store",
    "openid.toml": "the host's administrator writes it by hand, so it has no origin to compare"
    " with; every account that it makes is in the record",
    f"{ORIGINALS}, a stray file": "no row names it; an import that was cut short leaves one, too",
    "home, a stray file": "the product reads no file that it does not know",
}
"""File → why its change need not be found."""


class FileChange(NamedTuple):
    """A change of one file of a home: the file, the change, and the function that makes it."""

    subject: str
    what: str
    make: Callable[[Path], object]


def list_file_changes(store: Store) -> list[FileChange]:
    """Return the changes of each kind of file in a copy of a home."""
    with store.reader() as cursor:
        names = {kind: cursor.execute(sql).fetchall()[0][0] for kind, sql in KEPT.items()}
    files = {kind: f"{ORIGINALS}/{name}" for kind, name in names.items()}
    files |= {"the record's copy": f"{COPY_FOLDER}/{COPY_NAME}", UPKEEP: UPKEEP, KEY_NAME: KEY_NAME}
    return [
        *(one for subject, name in files.items() for one in _change_file(subject, name)),
        FileChange("the database", "bytes changed", lambda at: _flip(at / FILE_NAME, 4096 * 3)),
        FileChange("the database", "cut", lambda at: _cut(at / FILE_NAME)),
        FileChange("the database", "deleted", lambda at: (at / FILE_NAME).unlink()),
        FileChange("the database's log", "deleted", lambda at: (at / LOG_NAME).unlink()),
        FileChange("the database's log", "cut", lambda at: _cut(at / LOG_NAME)),
        FileChange("the record's copy", "cut", lambda at: _cut(at / COPY_FOLDER / COPY_NAME)),
        *(FileChange(one, "replaced", partial(_add, name=one)) for one in OF_THE_HOST),
        FileChange(f"{ORIGINALS}, a stray file", "added", lambda at: _add(at / ORIGINALS)),
        FileChange("home, a stray file", "added", _add),
    ]


def copy_in_use(home: Path, target: Path) -> Path:
    """Copy a home as after a power loss: its last act is only in the database's log."""
    store = open_store(home)
    change_setting(store, "idle_minutes", "20")
    copy_home(home, target)
    store.close()
    return target


def ask(home: Path) -> str:
    """Return the quick checks that find something in a home, or the refusal to open it; "" if
    nothing is found."""
    try:
        proof = verify_home(home)
    except StoreUnavailable:
        return "not opened"
    return ", ".join(sorted({one.check for one in proof.findings}))


def _change_file(subject: str, name: str) -> list[FileChange]:
    return [
        FileChange(subject, "a byte changed", lambda home: _flip(home / name)),
        FileChange(subject, "deleted", lambda home: (home / name).unlink()),
    ]


def _flip(path: Path, at: int = 0) -> None:
    """Change a byte in the middle of a file; in the database, one in each block from a place on."""
    content = bytearray(path.read_bytes())
    for place in range(at, len(content), 2**18) if at else [len(content) // 2]:
        content[place + 64 if at else place] ^= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def _add(folder: Path, name: str = "stray.txt") -> None:
    (folder / name).write_bytes(b"another")
