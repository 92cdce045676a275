"""Putting a backup back: proven first, then swapped; what was there is kept aside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.backups import prove_home_quickly as prove_home
from warehouse.connecting import FILE_NAME, check_free
from warehouse.faults import Refused, StoreHeld, StoreUnavailable
from warehouse.home_lock import HomeLock
from warehouse.manifest import MANIFEST, check_files, read_manifest
from warehouse.privacy.typed_texts import take_typed
from warehouse.store import Store
from warehouse.swapping import COMING, finish_swap, plan_swap
from warehouse.whole_files import make_private, say_os_error, settle_tree


def restore(home: Path, folder: Path, *, actor: str, reason: str) -> Path:
    """Put a backup in the place of a home's store; return where the former state is kept.

    StoreHeld where a process has the store open; Refused where the backup is not sound. Until the
    plan is written the home is as it was; from then on it will be as the backup says.
    """
    reason = take_typed(reason)
    manifest = read_manifest(folder)
    entry = {
        "actor": actor,
        "backup": folder.name,
        "batch": manifest.batch,
        "entry": manifest.entry,
        "reason": reason,
    }
    unchanged = f"恢复没有开始，原来的数据没有变化：{home}"
    with _saying(unchanged):
        make_private(home)
    with HomeLock(home):
        finish_swap(home)  # of a restore before this one
        check_free(home / FILE_NAME)
        with _saying(unchanged):
            _bring(home, folder)
            aside = plan_swap(home, entry)
        with _saying(f"恢复没有完成：{home}", "下次打开时会接着做完。"):
            finish_swap(home)
    with suppress(StoreHeld):  # whoever was quicker to open it has written the record
        Store.open(home).close()
    return aside


def _bring(home: Path, folder: Path) -> None:
    """Copy a backup into the home, and prove the very copy that will take the store's place."""
    coming = home / COMING
    try:
        shutil.rmtree(coming, ignore_errors=True)
        shutil.copytree(folder, coming)
        check_files(coming, read_manifest(folder))
        proof = prove_home(coming)
        if proof.verdict != "sound":
            raise Refused(f"这份备份不能用：{proof.findings[0].said}")
        (coming / MANIFEST).unlink()
        settle_tree(coming)
    except BaseException:
        shutil.rmtree(coming, ignore_errors=True)
        raise


@contextmanager
def _saying(what: str, after: str = "") -> Iterator[None]:
    """Turn a failed file operation into a sentence."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"{what}（{say_os_error(error)}）。{after}") from None
