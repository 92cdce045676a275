"""The plan of a restore's swap: a file in the home that says which names leave and which arrive."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from warehouse.database.audit_copy_check import FOLDER as RECORD
from warehouse.database.clock import name_moment, utc_now
from warehouse.database.connection import FILE_NAME, ORIGINALS
from warehouse.faults import StoreInDoubt

PLAN, ASIDE, COMING = ".restore.json", "aside", ".restore-new"

OWN = frozenset(
    {ORIGINALS, RECORD, "form-key", "device-key", "metrics-token.sha256", "openid.toml"}
)
"""What belongs to the store beside the database's files, and is swapped with it. Anything else in
a home stays where it is: logs, backups, what a system or a person has put there."""


DIGEST = "sha256"
"""The plan's key for the digest of all others: a damaged plan must not be followed."""


@dataclass(frozen=True)
class Plan:
    """A swap: the folder below `aside`, the names that move, and what the record will say."""

    aside: str
    leaving: tuple[str, ...]
    arriving: tuple[str, ...]
    entry: dict[str, Any]

    @property
    def is_done(self) -> bool:
        """Whether every name has moved, so that only the record's entry may be missing."""
        return not self.leaving and not self.arriving


KEYS = {one.name for one in fields(Plan)}


class UnreadablePlanError(StoreInDoubt):
    """The plan cannot be understood: nothing tells which names were moved."""


def is_own(name: str) -> bool:
    """Tell whether a name in a home belongs to the store, as the database and its logs do."""
    return name in OWN or name == FILE_NAME or name.startswith(f"{FILE_NAME}.")


def list_names(folder: Path) -> list[str]:
    """Return the names in a folder without those that begin with a dot."""
    return sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))


def list_leaving(home: Path) -> list[str]:
    """Return the names in a home that a restore moves aside."""
    return [name for name in list_names(home) if is_own(name)]


def read_plan(home: Path) -> Plan | None:
    """Return the plan; None where there is none, UnreadablePlanError where it makes no sense."""
    path = home / PLAN
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        raise _describe_unreadable(path) from None
    try:
        given = json.loads(content)
        digest = given.pop(DIGEST, None)  # older programs wrote none
        is_whole = given.keys() == KEYS and digest in (None, _digest(given))
        plan = Plan(
            given["aside"], tuple(given["leaving"]), tuple(given["arriving"]), given["entry"]
        )
        names = [plan.aside, *plan.leaving, *plan.arriving]
        is_sound = is_whole and all(map(_is_plain, names)) and isinstance(plan.entry["actor"], str)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_sound = False
    if not is_sound:
        raise _describe_unreadable(path)
    return plan


def pack_plan(plan: Plan) -> bytes:
    """Return what is written of a plan: JSON with its digest, escaped, for names of any bytes."""
    told = asdict(plan)
    return json.dumps({**told, DIGEST: _digest(told)}).encode("ascii")


def set_plan_aside(home: Path) -> None:
    """Move a plan that cannot be read out of the way of a new restore; OSError."""
    (home / ASIDE).mkdir(mode=0o700, exist_ok=True)
    (home / PLAN).rename(find_free_place(home, suffix=PLAN))


def find_free_place(home: Path, suffix: str = "") -> Path:
    """Return a place below `aside` that does not exist yet, whatever the clock says."""
    moment = name_moment(utc_now())
    names = (moment, *(f"{moment}-{number}" for number in range(2, 100)))
    places = (home / ASIDE / f"{name}{suffix}" for name in names)
    return next(place for place in places if not place.exists())


def _digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told).encode("ascii")).hexdigest()


def _is_plain(name: object) -> bool:
    """Tell whether a value is a single name, which leads to no other folder."""
    return (
        isinstance(name, str)
        and bool(name)
        and not name.startswith(".")
        and not set(name) & {"/", "\\", ":", "\0"}
    )


def _describe_unreadable(path: Path) -> UnreadablePlanError:
    return UnreadablePlanError(
        f"上次的恢复没有做完，记着进度的文件读不懂：{path}。为免弄混新旧数据，现在不打开。"
        f"请不要删除 {path.parent / ASIDE}，用 kaohe restore 备份目录 重新恢复一次。"
    )
