"""The plan of a restore's swap: a file in the home that lists which names leave and arrive."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from warehouse.database.audit_copy_check import COPY_FOLDER
from warehouse.database.clock import name_moment, utc_now
from warehouse.database.connection import FILE_NAME, ORIGINALS
from warehouse.faults import StoreInDoubt

PLAN, ASIDE, COMING = ".restore.json", "aside", ".restore-new"

OWN = frozenset(
    {ORIGINALS, COPY_FOLDER, "form-key", "device-key", "metrics-token.sha256", "openid.toml"}
)
"""Names that belong to the store, besides the database's files, and are swapped with it. All else
in a home stays where it is: logs, backups, and what the system or a user has put there."""


DIGEST = "sha256"
"""The plan's key for the digest of all others, so that a damaged plan is never followed."""


@dataclass(frozen=True)
class Plan:
    """A swap: the folder below `aside`, the names that move, and the audit entry to write."""

    aside: str
    leaving: tuple[str, ...]
    arriving: tuple[str, ...]
    entry: dict[str, Any]

    @property
    def is_done(self) -> bool:
        """Whether every name has moved, so that only the audit entry may be missing."""
        return not self.leaving and not self.arriving


KEYS = {field.name for field in fields(Plan)}


class UnreadablePlanError(StoreInDoubt):
    """The plan cannot be read, so it is unknown which names were moved."""


def is_own(name: str) -> bool:
    """Tell whether a name in a home belongs to the store, including the database and its logs."""
    return name in OWN or name == FILE_NAME or name.startswith(f"{FILE_NAME}.")


def list_names(folder: Path) -> list[str]:
    """Return the names in a folder, except those that begin with a dot."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def list_leaving(home: Path) -> list[str]:
    """Return the names in a home that a restore moves aside."""
    return [name for name in list_names(home) if is_own(name)]


def read_plan(home: Path) -> Plan | None:
    """Return the plan of a home, or None; UnreadablePlanError if it is damaged."""
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
    """Return a plan as JSON with its digest; ASCII escapes allow names that are not UTF-8."""
    content = asdict(plan)
    return json.dumps({**content, DIGEST: _digest(content)}).encode("ascii")


def set_plan_aside(home: Path) -> None:
    """Move an unreadable plan out of the way of a new restore; OSError if that fails."""
    (home / ASIDE).mkdir(mode=0o700, exist_ok=True)
    (home / PLAN).rename(find_free_place(home, suffix=PLAN))


def find_free_place(home: Path, suffix: str = "") -> Path:
    """Return a path below `aside` that does not exist yet, even if the clock was set back."""
    moment = name_moment(utc_now())
    names = (moment, *(f"{moment}-{number}" for number in range(2, 100)))
    places = (home / ASIDE / f"{name}{suffix}" for name in names)
    return next(place for place in places if not place.exists())


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()


def _is_plain(name: object) -> bool:
    """Tell whether a value is a single name, without a path to another folder."""
    return (
        isinstance(name, str)
        and bool(name)
        and not name.startswith(".")
        and not set(name) & {"/", "\\", ":", "\0"}
    )


def _describe_unreadable(path: Path) -> UnreadablePlanError:
    return UnreadablePlanError(
        f"上次的恢复没有做完，记录进度的文件无法识别：{path}。为避免新旧数据混淆，暂不打开。"
        f"请不要删除 {path.parent / ASIDE}，用 kaohe restore 备份目录 重新恢复一次。"
    )
