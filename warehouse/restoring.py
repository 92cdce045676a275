"""Putting a backup back: proven first, then swapped; what was there is kept aside.

A swap that is cut short is finished at the next start: its plan lies in the home until it is done.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from warehouse.audit import read_head, write_audit
from warehouse.backups import MANIFEST, prove_backup, read_manifest
from warehouse.clock import name_moment, utc_now
from warehouse.connecting import BACKUPS
from warehouse.faults import Refused, StoreUnavailable
from warehouse.store import RESTORE_PLAN as PLAN
from warehouse.store import Store, say_os_error
from warehouse.whole_files import write_whole

ASIDE, COMING = "aside", ".restore-new"
STAYING = {BACKUPS, ASIDE, PLAN, COMING}
"""What a restore leaves where it is."""


def restore(home: Path, folder: Path, *, actor: str, reason: str) -> Path:
    """Put a backup in the place of a home's store; return where the former state is kept.

    Refused where the backup is not sound. The store must not be open, in this process or another.
    """
    manifest = read_manifest(folder)
    aside = home / ASIDE / name_moment(utc_now())
    try:
        proof = prove_backup(folder)
        if proof.verdict != "sound":
            raise Refused(f"这份备份不能用：{proof.findings[0].said}")
        home.mkdir(parents=True, exist_ok=True)
        coming = home / COMING
        shutil.rmtree(coming, ignore_errors=True)
        shutil.copytree(folder, coming)
        (coming / MANIFEST).unlink()
        _write_plan(home, aside)
        finish_restore(home)
    except OSError as error:
        raise StoreUnavailable(
            f"恢复没有完成：{home}（{say_os_error(error)}）。下次打开时会接着做完。"
        ) from None
    store = Store.open(home)
    try:
        with store.writer() as cursor:
            head = read_head(cursor)
            detail = {
                "backup": folder.name,
                "batch": manifest.batch,
                "entry": head.number if head else 0,
                "aside": aside.name,
                "reason": reason,
            }
            write_audit(cursor, actor, "restore", detail)
    finally:
        store.close()
    return aside


def finish_restore(home: Path) -> None:
    """Finish a swap that was planned; nothing where none was."""
    plan = home / PLAN
    if not plan.exists():
        return
    told = json.loads(plan.read_text("utf-8"))
    aside, coming = home / ASIDE / told["aside"], home / COMING
    aside.mkdir(parents=True, exist_ok=True)
    for name in told["leaving"]:
        if (home / name).exists() and not (aside / name).exists():
            (home / name).rename(aside / name)
    for name in told["arriving"]:
        if (coming / name).exists():
            (coming / name).rename(home / name)
    plan.unlink()
    shutil.rmtree(coming, ignore_errors=True)


def _write_plan(home: Path, aside: Path) -> None:
    told = {
        "aside": aside.name,
        "leaving": sorted(one.name for one in home.iterdir() if one.name not in STAYING),
        "arriving": sorted(one.name for one in (home / COMING).iterdir()),
    }
    write_whole(home / PLAN, json.dumps(told).encode())
