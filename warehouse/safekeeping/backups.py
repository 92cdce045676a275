"""Back up a live store: make a consistent copy, and verify it before it counts as a backup."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

from warehouse.access.people import SYSTEM
from warehouse.check_results import CheckReport, Depth
from warehouse.database.atomic_files import describe_os_error, sync_tree_to_disk
from warehouse.database.audit import read_head
from warehouse.database.clock import name_moment, utc_now
from warehouse.database.connection import BACKUPS, FILE_NAME
from warehouse.faults import Refused, StoreUnavailable, WrongCall
from warehouse.home.backup_manifest import (
    Manifest,
    check_files,
    digest_files,
    list_files,
    list_in,
    read_manifest,
    write_manifest,
)
from warehouse.home.opening import open_store
from warehouse.home.upkeep_notes import note_check, note_upkeep
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.schemes.schemes import latest_batch
from warehouse.store import Store

DAILY, MONTHLY = 14, 12
"""The number of days, and of months, of which the last backup is kept."""

PART = ".part-"
TRIAL = ".trial-"

_making = threading.Lock()
"""Allows one backup at a time, because each begins by removing what a killed one has left."""


def back_up(store: Store, target: Path | None = None) -> Path:
    """Back up a store while others use it; return the backup's folder.

    The backup is made under a temporary name, verified there, and only then renamed. Refused if the
    copy is not sound, StoreUnavailable if it cannot be written.
    """
    store.require("back_up")
    home = store.home
    place = _check_target(home, target)
    with _making:
        _sweep(home / BACKUPS)
        store.check_space(estimate_room(home))
        folder = _find_free_name(place)
        part = home / BACKUPS / f"{PART}{folder.name}"
        if store.person != SYSTEM:  # the daily backups are documented by their folders
            store.record("back_up", {"backup": folder.name, "place": str(target or BACKUPS)})
        try:
            part.mkdir(mode=0o700, parents=True)
            write_manifest(part, _copy(store, part))
            proof = verify_backup(part, home / BACKUPS)
            if proof.verdict != "sound":
                raise Refused(f"备份没有完成：{proof.findings[0].said}")
            if proof.unfinished:  # nothing is known to be wrong, and nothing vouches for the copy
                raise Refused(f"备份没有完成：{proof.unfinished[0]}请腾出内存后再备份。")
            deliver(part, folder)
        except OSError as error:
            raise StoreUnavailable(
                f"备份无法写入：{folder}（{describe_os_error(error)}）。"
            ) from None
        finally:
            shutil.rmtree(part, ignore_errors=True)
    note_check(home, proof)  # the verdict on the copy applies to the store
    note_upkeep(home, backup_failure="")
    return folder


def verify_backup(folder: Path, place: Path) -> CheckReport:
    """Verify a backup: its files are unchanged, and the store in it is sound.

    Refused if a file is missing or changed. The store is opened in a copy below `place`, so that
    nothing is written into the backup.
    """
    check_files(folder, read_manifest(folder))
    trial = place / f"{TRIAL}{folder.name.removeprefix(PART)}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(folder, trial, copy_function=_link_or_copy)
        return verify_home(trial)
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def verify_home(home: Path, depth: Depth = "quick") -> CheckReport:
    """Open a home that no other process has open, in any state, and verify its store.

    The quick depth is enough for a backup, because its original files and scores are copies.
    """
    store = open_store(home, in_doubt=True)
    try:
        return verify_store(store, depth)
    finally:
        store.close()


def list_backups(home: Path) -> list[tuple[Path, Manifest]]:
    """Return the backups of a home with their manifests, the newest first."""
    return list_in(home / BACKUPS)


def prune(home: Path) -> list[Path]:
    """Remove the home's backups that exceed DAILY and MONTHLY; return the removed folders."""
    return prune_place(home / BACKUPS, DAILY, MONTHLY)


def prune_place(place: Path, daily: int, monthly: int) -> list[Path]:
    """Keep the last backup of each of the newest days and months; remove and return the others.

    The newest days are those of the backups made last, whatever the clock says now. So the newest
    backup is always kept.
    """
    days: dict[str, Path] = {}
    months: dict[str, Path] = {}
    folders = [folder for folder, _ in list_in(place)]
    for folder in folders:
        days.setdefault(folder.name[:8], folder)
        months.setdefault(folder.name[:6], folder)
    kept = {*list(days.values())[:daily], *list(months.values())[:monthly]}
    removed = [folder for folder in folders if folder not in kept]
    for folder in removed:
        # Renamed first: a half-deleted folder must not look like a backup.
        going = folder.with_name(f"{PART}{folder.name}")
        folder.rename(going)
        shutil.rmtree(going)
    return removed


def deliver(part: Path, folder: Path) -> None:
    """Move a finished backup to its place; on another disk, copy it and check the copy."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    sync_tree_to_disk(part)
    try:
        part.rename(folder)
    except OSError:
        copy_whole(part, folder)


def copy_whole(source: Path, folder: Path) -> None:
    """Copy a backup atomically; Refused if the copied files differ from the manifest."""
    beside = folder.with_name(f"{PART}{folder.name}")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(source, beside)
        check_files(beside, read_manifest(beside))
        sync_tree_to_disk(beside)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _check_target(home: Path, target: Path | None) -> Path:
    """Return the folder for backups; WrongCall for a folder that the backup itself would copy."""
    own = home / BACKUPS
    if target is None:
        return own
    inside = target.resolve()
    if inside.is_relative_to(home.resolve()) and not inside.is_relative_to(own.resolve()):
        raise WrongCall(
            f"备份不能放进数据目录里：{target}。请换一个目录；不写目录时，备份放在 {own}。"
        )
    return target


def estimate_room(home: Path) -> int:
    """Return the bytes that a backup needs while it is verified: the database twice."""
    sizes = [path.stat().st_size for path in list_files(home)]
    return 2 * (home / FILE_NAME).stat().st_size + sum(sizes)


def _find_free_name(place: Path) -> Path:
    """Return an unused folder named by the current time, numbered if the clock was set back."""
    name = name_moment(utc_now())
    taken = (place / name, *(place / f"{name}-{number}" for number in range(2, 100)))
    return next(one for one in taken if not one.exists())


def _copy(store: Store, part: Path) -> Manifest:
    """Copy the database and the home's files while nobody can write; return the manifest."""
    with store.frozen() as cursor:
        store.copy_database(part / FILE_NAME)
        head, batch = read_head(cursor), latest_batch(cursor)
        for path in list_files(store.home):
            copied = part / path.relative_to(store.home)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copied)
    made = [manifest.number for _, manifest in list_backups(store.home)]
    return Manifest(
        created_at=utc_now().isoformat(timespec="seconds"),
        batch=batch,
        entry=head.number if head else 0,
        digest=head.digest if head else "",
        files=digest_files(part),
        number=max(made, default=0) + 1,
    )


def _link_or_copy(source: str, target: str) -> None:
    """Hard-link a file that the verification only reads; copy the database, which it writes to."""
    if Path(source).name.startswith(FILE_NAME):
        shutil.copyfile(source, target)
        return
    try:
        os.link(source, target)
    except OSError:  # another disk, or a file system without hard links
        shutil.copyfile(source, target)


def _sweep(folder: Path) -> None:
    """Remove what a killed backup has left."""
    for left in (*folder.glob(f"{PART}*"), *folder.glob(f"{TRIAL}*")):
        shutil.rmtree(left, ignore_errors=True)
