"""The swap of a restore: a plan on disk, renames, and an entry in the record that has come.

Cut short anywhere, it is finished at the next start: the plan lies in the home until it is told.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.audit import write_audit
from warehouse.clock import name_moment, utc_now
from warehouse.connecting import BACKUPS
from warehouse.whole_files import settle, write_whole

if TYPE_CHECKING:
    from warehouse.store import Store

PLAN, ASIDE, COMING = ".restore.json", "aside", ".restore-new"
STAYING = {BACKUPS, ASIDE, "upkeep.json", "backup.toml", "breached-passwords.txt"}
"""What stays besides names with a dot in front: it is of this place, not of the store."""


def plan_swap(home: Path, entry: dict[str, Any]) -> Path:
    """Write down what is to be moved and what the record will tell; return the place aside."""
    aside = _find_free_place(home)
    told = {
        "aside": aside.name,
        "leaving": [name for name in _list_names(home) if name not in STAYING],
        "arriving": _list_names(home / COMING),
        "entry": entry,
    }
    _write_plan(home, told)
    return aside


def finish_swap(home: Path) -> None:
    """Finish a swap that was planned, and clear away one that never came to a plan."""
    coming = home / COMING
    told = _read_plan(home)
    if told is None:
        shutil.rmtree(coming, ignore_errors=True)
        return
    aside = home / ASIDE / told["aside"]
    aside.mkdir(parents=True, exist_ok=True)
    for name in told["leaving"]:
        if (home / name).exists() and not (aside / name).exists():
            (home / name).rename(aside / name)
    for name in told["arriving"]:
        is_kept = name in STAYING and (home / name).exists()
        if (coming / name).exists() and not is_kept:
            (coming / name).rename(home / name)
    settle(home)
    # From here on nothing in the home is the former state's, whatever its name.
    _write_plan(home, {**told, "leaving": [], "arriving": []})
    shutil.rmtree(coming, ignore_errors=True)


def tell_swap(store: Store) -> None:
    """Write a finished swap into the record of the store that has come, once."""
    told = _read_plan(store.home)
    if told is None:
        return
    if not _is_told(store, told["aside"]):
        entry = {"aside": told["aside"], **told["entry"]}
        actor = entry.pop("actor")
        with store.writer("restore") as cursor:
            write_audit(cursor, actor, "restore", entry)
    (store.home / PLAN).unlink()


def _is_told(store: Store, aside: str) -> bool:
    with store.reader() as cursor:
        rows = cursor.execute(
            "select 1 from audit_entry where action = 'restore'"
            " and json_extract_string(detail, '$.aside') = ?",
            [aside],
        ).fetchall()
    return bool(rows)


def _read_plan(home: Path) -> dict[str, Any] | None:
    plan = home / PLAN
    if not plan.exists():
        return None
    told: dict[str, Any] = json.loads(plan.read_text("ascii"))
    return told


def _write_plan(home: Path, told: dict[str, Any]) -> None:
    # ASCII with escapes: a file's name may be no UTF-8.
    write_whole(home / PLAN, json.dumps(told).encode("ascii"))


def _list_names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))


def _find_free_place(home: Path) -> Path:
    """Return a place for the former state that no earlier one has, whatever the clock says."""
    name = name_moment(utc_now())
    names = (name, *(f"{name}-{number}" for number in range(2, 100)))
    return next(home / ASIDE / one for one in names if not (home / ASIDE / one).exists())
