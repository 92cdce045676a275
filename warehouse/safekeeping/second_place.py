"""A second place for backups, off this machine: its settings, and copying to it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.database.atomic_files import describe_os_error
from warehouse.faults import Fault, StoreUnavailable, WrongCall
from warehouse.home.backup_manifest import list_in
from warehouse.home.upkeep_notes import format_now, note_upkeep
from warehouse.safekeeping.backups import copy_whole, list_backups, prune_place

SETTINGS_FILE = "backup.toml"


class SecondPlace(BaseModel):
    """The settings in `KAOHE_HOME/backup.toml`: the folder, and how long it keeps backups."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    keep_days: int = Field(default=30, ge=1)
    keep_months: int = Field(default=36, ge=1)


def read_second_place(home: Path) -> SecondPlace | None:
    """Return the settings of the second place, or None; WrongCall names a wrong key."""
    path = home / SETTINGS_FILE
    if not path.exists():
        return None
    try:
        return SecondPlace.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"]))
        raise WrongCall(
            f"{path} 里的 {key} 不对。"
            "可以写的有 folder（目录）、keep_days 和 keep_months（不小于1的整数）。"
        ) from None
    except (OSError, ValueError, RecursionError):
        raise WrongCall(f"{path} 不能读：应是 UTF-8 的 TOML 文本。") from None


def copy_to_second_place(home: Path) -> Path | None:
    """Copy the newest backup to the second place; None if it is there already or nothing is set.

    A fault is noted for the health view and raised. The folder itself is never created: if a share
    is not mounted, the copies would fill this disk.
    """
    backups = list_backups(home)
    try:
        settings = read_second_place(home)
        if settings is None or not backups:
            return None
        copied = _copy(backups[0][0], settings)
    except Fault as fault:
        note_upkeep(home, elsewhere_failure=str(fault))
        raise
    if copied:
        name = backups[0][0].name
        note_upkeep(home, elsewhere_at=format_now(), elsewhere_backup=name, elsewhere_failure="")
    return copied


def _copy(backup: Path, settings: SecondPlace) -> Path | None:
    place = settings.folder
    if not place.is_dir():
        raise StoreUnavailable(f"备份的另一处 {place} 不可用：没有连接，或目录尚未建立。")
    target = place / backup.name
    if any(folder == target for folder, _ in list_in(place)):
        return None
    try:
        copy_whole(backup, target)
        prune_place(place, settings.keep_days, settings.keep_months)
    except OSError as error:
        raise StoreUnavailable(f"备份不能复制到 {place}（{describe_os_error(error)}）。") from None
    return target
