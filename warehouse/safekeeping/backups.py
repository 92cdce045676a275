"""Backups of a live store: a consistent copy, opened and proven before it counts as one."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

from warehouse.access.people import SYSTEM
from warehouse.check_results import CheckReport, Depth
from warehouse.database.atomic_files import describe_os_error, settle_tree
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
from warehouse.safekeeping.verification.verify import prove
from warehouse.schemes.schemes import latest_batch
from warehouse.store import Store

DAILY, MONTHLY = 14, 12
"""How many days, and of earlier ones how many months, keep their last backup."""

PART = ".part-"
TRIAL = ".trial-"

_making = threading.Lock()
"""One backup at a time: each begins by clearing away what a killed one has left."""


def back_up(store: Store, target: Path | None = None) -> Path:
    """Write a backup of a store that others go on using; return its folder.

    It is made beside its final name, proven there, and only then renamed. Refused where the copy
    is not sound; StoreUnavailable where it cannot be written.
    """
    store.require("back_up")
    home = store.home
    place = _check_target(home, target)
    with _making:
        _sweep(home / BACKUPS)
        store.check_space(estimate_room(home))
        folder = _find_free_name(place)
        part = home / BACKUPS / f"{PART}{folder.name}"
        if store.person != SYSTEM:  # the program's own daily ones are told by their folders
            store.record("back_up", {"backup": folder.name, "place": str(target or BACKUPS)})
        try:
            part.mkdir(mode=0o700, parents=True)
            write_manifest(part, _copy(store, part))
            proof = prove_backup(part, home / BACKUPS)
            if proof.verdict != "sound":
                raise Refused(f"备份没有完成：{proof.findings[0].said}")
            deliver(part, folder)
        except OSError as error:
            raise StoreUnavailable(
                f"备份写不进去：{folder}（{describe_os_error(error)}）。"
            ) from None
        finally:
            shutil.rmtree(part, ignore_errors=True)
    note_check(home, proof.verdict)  # what holds of the copy holds of the store
    note_upkeep(home, backup_failure="")
    return folder


def prove_backup(folder: Path, place: Path) -> CheckReport:
    """Check a backup: every file as it was written, and the store in it sound.

    Refused where a file is missing or changed. The store is opened in a copy made in `place`, so
    that nothing is written into the backup.
    """
    check_files(folder, read_manifest(folder))
    trial = place / f"{TRIAL}{folder.name.removeprefix(PART)}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(folder, trial, copy_function=_link_or_copy)
        return prove_home(trial)
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def prove_home(home: Path, depth: Depth = "quick") -> CheckReport:
    """Open a home that nobody else has open, whatever its state, and prove its store.

    A backup needs no more than the quick depth: its originals and scores are copies.
    """
    store = open_store(home, in_doubt=True)
    try:
        return prove(store, depth)
    finally:
        store.close()


def list_backups(home: Path) -> list[tuple[Path, Manifest]]:
    """Return the backups of a home, the last made first."""
    return list_in(home / BACKUPS)


def prune(home: Path) -> list[Path]:
    """Remove the home's backups that the rule does not keep; return them."""
    return prune_place(home / BACKUPS, DAILY, MONTHLY)


def prune_place(place: Path, daily: int, monthly: int) -> list[Path]:
    """Keep the last backup of each of so many days and months; remove and return the others.

    Days are counted as they were made, not by the clock: the last made always stays.
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
        # Out of its name first: cut short in the middle, it would still pass for a backup.
        going = folder.with_name(f"{PART}{folder.name}")
        folder.rename(going)
        shutil.rmtree(going)
    return removed


def deliver(part: Path, folder: Path) -> None:
    """Give a finished backup its place and name; onto another disk it is copied and read again."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    settle_tree(part)
    try:
        part.rename(folder)
    except OSError:
        copy_whole(part, folder)


def copy_whole(source: Path, folder: Path) -> None:
    """Copy a backup to a place where it is whole or not there; Refused where it reads otherwise."""
    beside = folder.with_name(f"{PART}{folder.name}")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(source, beside)
        check_files(beside, read_manifest(beside))
        settle_tree(beside)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _check_target(home: Path, target: Path | None) -> Path:
    """Return where backups go; WrongCall for a place that would be copied into itself."""
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
    """Return the bytes that a backup takes while it is proven: the database twice."""
    sizes = [path.stat().st_size for path in list_files(home)]
    return 2 * (home / FILE_NAME).stat().st_size + sum(sizes)


def _find_free_name(place: Path) -> Path:
    """Return a name for now; another where the clock was put back to a moment that has one."""
    name = name_moment(utc_now())
    taken = (place / name, *(place / f"{name}-{number}" for number in range(2, 100)))
    return next(one for one in taken if not one.exists())


def _copy(store: Store, part: Path) -> Manifest:
    """Copy the database and all else, while nobody can write."""
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
    """Link what proving only reads; the database is written to when it is opened."""
    if Path(source).name.startswith(FILE_NAME):
        shutil.copyfile(source, target)
        return
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, target)


def _sweep(folder: Path) -> None:
    """Remove what a backup that was killed has left."""
    for left in (*folder.glob(f"{PART}*"), *folder.glob(f"{TRIAL}*")):
        shutil.rmtree(left, ignore_errors=True)
