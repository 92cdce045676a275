"""Backups of a live store: a consistent copy, opened and proven before it counts as one."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from warehouse.audit import read_head
from warehouse.clock import name_moment, utc_now
from warehouse.connecting import BACKUPS
from warehouse.faults import Refused, StoreUnavailable, WrongCall
from warehouse.schemes import latest_batch
from warehouse.soundness import Proof, digest_file, prove
from warehouse.store import FILE_NAME, Store, say_os_error
from warehouse.whole_files import write_whole

MANIFEST = "manifest.json"
DAILY, MONTHLY = 14, 12
"""How many days, and of earlier ones how many months, keep their last backup."""

LEFT_OUT = (FILE_NAME, BACKUPS, "serve.json", "aside")
"""What is not copied as a file: the database (copied by itself), backups, the server's address."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: made when, up to which batch and entry, and every file's digest."""

    created_at: str
    batch: int
    entry: int
    digest: str
    """The digest of the record's last entry."""
    files: dict[str, str]

    @property
    def moment(self) -> datetime:
        """When it was made (UTC)."""
        return datetime.fromisoformat(self.created_at)


def back_up(store: Store, target: Path | None = None) -> Path:
    """Write a backup of a store that others go on using; return its folder.

    It is made beside its final name, proven there, and only then renamed. Refused where the copy
    is not sound; StoreUnavailable where it cannot be written.
    """
    folder = (target or store.home / BACKUPS) / name_moment(utc_now())
    part = store.home / BACKUPS / f".part-{folder.name}"
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        manifest = _copy(store, part)
        _write_manifest(part, manifest)
        proof = prove_backup(part)
        if proof.verdict != "sound":
            raise Refused(f"备份没有完成：{proof.findings[0].said}")
        if folder.exists():
            raise WrongCall(f"已有同名的备份：{folder}。请稍后再试。")
        _move(part, folder)
    except OSError as error:
        raise StoreUnavailable(f"备份写不进去：{folder}（{say_os_error(error)}）。") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def read_manifest(folder: Path) -> Manifest:
    """Return what a backup says of itself; WrongCall where the folder is no backup."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        raise WrongCall(f"这里没有备份：{folder}（缺少 {MANIFEST} 或不能读）。") from None


def prove_backup(folder: Path) -> Proof:
    """Check a backup: every file as it was written, and the store in it sound.

    Refused where a file is missing or changed. The store is opened in a copy of its own, so that
    nothing is written into the backup.
    """
    manifest = read_manifest(folder)
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file() or digest_file(path) != digest:
            raise Refused(f"备份不完整：{name} 缺失或被改动过。")
    with tempfile.TemporaryDirectory(prefix="kaohe-") as place:
        trial = Path(place) / "home"
        shutil.copytree(folder, trial)
        store = Store.open(trial, in_doubt=True)
        try:
            return prove(store)
        finally:
            store.close()


def list_backups(home: Path) -> list[tuple[Path, Manifest]]:
    """Return the backups of a home, the newest first."""
    found = []
    for folder in sorted((home / BACKUPS).glob("[0-9]*"), reverse=True):
        try:
            found.append((folder, read_manifest(folder)))
        except WrongCall:
            continue
    return found


def prune(home: Path) -> list[Path]:
    """Remove the backups that the rule does not keep; return them. The newest always stays."""
    days: dict[str, Path] = {}
    months: dict[str, Path] = {}
    folders = [folder for folder, _ in list_backups(home)]
    for folder in folders:
        days.setdefault(folder.name[:8], folder)
        months.setdefault(folder.name[:6], folder)
    kept = {*list(days.values())[:DAILY], *list(months.values())[:MONTHLY]}
    removed = [folder for folder in folders if folder not in kept]
    for folder in removed:
        shutil.rmtree(folder)
    return removed


def _copy(store: Store, part: Path) -> Manifest:
    """Copy the database and all else, while nobody can write."""
    with store.frozen() as cursor:
        store.copy_database(part / FILE_NAME)
        head, batch = read_head(cursor), latest_batch(cursor)
        for path in _list_files(store.home):
            place = part / path.relative_to(store.home)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)
    files = {
        path.relative_to(part).as_posix(): digest_file(path)
        for path in sorted(part.rglob("*"))
        if path.is_file()
    }
    return Manifest(
        utc_now().isoformat(timespec="seconds"),
        batch,
        head.number if head else 0,
        head.digest if head else "",
        files,
    )


def _list_files(home: Path) -> list[Path]:
    """Return the files of a home that are copied as they are."""
    return [
        path
        for entry in sorted(home.iterdir())
        if not entry.name.startswith((FILE_NAME, ".")) and entry.name not in LEFT_OUT
        for path in ([entry] if entry.is_file() else sorted(entry.rglob("*")))
        if path.is_file() and not path.name.startswith(".")
    ]


def _write_manifest(part: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    write_whole(part / MANIFEST, text.encode("utf-8"))


def _move(part: Path, folder: Path) -> None:
    """Give a finished backup its name; onto another disk it is copied first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        part.rename(folder)
    except OSError:
        beside = folder.with_name(f".part-{folder.name}")
        shutil.copytree(part, beside)
        beside.rename(folder)
