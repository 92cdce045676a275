"""Copy a store before a new program migrates it, so that the old program can be used again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from warehouse.database.atomic_files import describe_os_error, sync_tree_to_disk
from warehouse.database.clock import name_moment, utc_now
from warehouse.database.connection import BACKUPS, FILE_NAME, ORIGINALS, Cursor
from warehouse.faults import StoreUnavailable
from warehouse.home.backup_manifest import (
    MANIFEST,
    Manifest,
    digest_files,
    list_files,
    write_manifest,
)

UPGRADE, PART = "upgrade-", ".part-"
KEPT = 3
"""The number of these copies that are kept; the pruning of daily backups ignores them."""


def count_acts(connection: Cursor) -> tuple[int, int]:
    """Return the numbers of the newest batch and audit entry of a store of any version."""
    ((batch, entry),) = connection.execute(
        "select (select coalesce(max(batch_id), 0) from batch),"
        " (select coalesce(max(entry_id), 0) from audit_entry)"
    ).fetchall()
    return int(batch), int(entry)


def copy_before_upgrade(home: Path, acts: tuple[int, int]) -> Path:
    """Copy a closed store byte for byte, as the old program left it; return the folder.

    Both this program and the old one can restore the copy. Original files never change, so they are
    hard-linked where the disk supports it. `acts`: the newest batch and entry.
    StoreUnavailable if the copy fails; then nothing may be migrated.
    """
    place = home / BACKUPS
    folder = _find_free_name(place)
    part = place / f"{PART}{folder.name}"
    batch, entry = acts
    try:
        part.mkdir(mode=0o700, parents=True)
        for path in [*home.glob(f"{FILE_NAME}*"), *list_files(home)]:
            copied = part / path.relative_to(home)
            copied.parent.mkdir(parents=True, exist_ok=True)
            _copy(path, copied)
        made_at = utc_now().isoformat(timespec="seconds")
        write_manifest(part, Manifest(made_at, batch, entry, "", digest_files(part)))
        sync_tree_to_disk(part)
        part.rename(folder)
    except OSError as error:
        raise StoreUnavailable(
            f"升级前的备份无法写入：{folder}（{describe_os_error(error)}）。数据仓库没有变化，"
            "请检查磁盘空间和目录权限，或先用原来的程序。"
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    for old in _list_kept(place)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _copy(source: Path, target: Path) -> None:
    if source.parent.name != ORIGINALS:
        shutil.copy2(source, target)
        return
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _list_kept(place: Path) -> list[Path]:
    """Return the copies in the order in which they were made, independent of the clock."""
    copies = [path for path in place.glob(f"{UPGRADE}[0-9]*") if (path / MANIFEST).is_file()]
    return sorted(copies, key=lambda copy: (_parse_number(copy), copy.name))


def _parse_number(folder: Path) -> int:
    return int(folder.name.removeprefix(UPGRADE).partition("-")[0])


def _find_free_name(place: Path) -> Path:
    """Return an unused folder name with the next number and the current time."""
    number = max((_parse_number(copy) for copy in _list_kept(place)), default=0) + 1
    return place / f"{UPGRADE}{number}-{name_moment(utc_now())}"
