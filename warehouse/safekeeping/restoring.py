"""Restore a backup: verify it, then swap it in; the former state is kept aside."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.atomic_files import (
    describe_name,
    describe_os_error,
    make_private,
    sync_tree_to_disk,
)
from warehouse.database.connection import FILE_NAME, check_free
from warehouse.database.database import check_space
from warehouse.database.home_lock import HomeLock
from warehouse.faults import Refused, StoreHeld, StoreInDoubt, StoreUnavailable
from warehouse.home.backup_manifest import Manifest, check_files, copy_files, read_manifest
from warehouse.home.opening import open_store
from warehouse.home.restore_plan import COMING, UnreadablePlanError, set_plan_aside
from warehouse.home.restore_swap import finish_swap, plan_swap
from warehouse.home.restore_trial import try_arriving, try_leaving
from warehouse.safekeeping.backups import verify_home

_log = logging.getLogger(__name__)


def restore(home: Path, folder: Path, *, actor: str, reason: str) -> Path:
    """Replace a home's store with a backup; return the folder with the former state.

    StoreHeld if a process has the store open; Refused if the backup is not sound or could not
    be checked to the end; StoreUnavailable if a name cannot be moved. In each case the home is as
    it was. If it is interrupted after the plan was written, the next start completes it.
    """
    reason = clean_typed_text(reason)
    manifest = read_manifest(folder)
    entry = {
        "actor": actor,
        "backup": folder.name,
        "batch": manifest.batch,
        "entry": manifest.entry,
        "reason": reason,
    }
    with _describing_os_errors(f"恢复没有开始，原来的数据没有变化：{home}"):
        make_private(home)
        with HomeLock(home):
            _clear_way(home)
            check_free(home / FILE_NAME)
            check_space(home, sum(path.stat().st_size for path in _list_own(folder, manifest)))
            try_leaving(home)
            _copy_in(home, folder, manifest)
            aside = plan_swap(home, entry)
            finish_swap(home)
    with suppress(StoreHeld):  # another process has opened it first and written the audit entry
        open_store(home).close()
    return aside


def _clear_way(home: Path) -> None:
    """Complete, roll back or set aside what an earlier restore has left."""
    try:
        finish_swap(home)
    except UnreadablePlanError:
        set_plan_aside(home)
    except StoreInDoubt:
        raise
    except StoreUnavailable as fault:  # rolled back; the next checks find what was in the way
        _log.warning("earlier restore: %s", fault)


def _copy_in(home: Path, folder: Path, manifest: Manifest) -> None:
    """Copy a backup into the home, and verify this copy, which will replace the store."""
    coming = home / COMING
    try:
        shutil.rmtree(coming, ignore_errors=True)
        coming.mkdir(mode=0o700)
        copy_files(folder, manifest, coming)
        check_files(coming, manifest)
        _verify(coming, folder)
        sync_tree_to_disk(coming)
        try_arriving(home)
    except BaseException:
        shutil.rmtree(coming, ignore_errors=True)
        raise


def _verify(coming: Path, folder: Path) -> None:
    """Open the copy and verify it; Refused says what is wrong with it or could not be checked."""
    if not (coming / FILE_NAME).exists():
        raise Refused(f"这份备份不能用：{describe_name(str(folder))} 里没有数据仓库 {FILE_NAME}。")
    try:
        proof = verify_home(coming)
    except StoreUnavailable as fault:
        reason = str(fault).replace(str(coming), describe_name(str(folder)))
        raise Refused(f"这份备份不能用，原来的数据没有变化。{reason}") from None
    if proof.verdict != "sound":
        raise Refused(f"这份备份不能用：{proof.findings[0].said}")
    if proof.unfinished:  # as for a new backup: nothing vouches for what was not checked
        raise Refused(
            f"这份备份没有核对完，原来的数据没有变化。{proof.unfinished[0]}请腾出内存后再恢复。"
        )


def _list_own(folder: Path, manifest: Manifest) -> list[Path]:
    return [folder / name for name in manifest.files if (folder / name).is_file()]


@contextmanager
def _describing_os_errors(what: str) -> Iterator[None]:
    """Turn an OSError into StoreUnavailable with a sentence."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"{what}（{describe_os_error(error)}）。") from None
