"""What a backup says of itself: made when, up to where, and every file's digest."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from warehouse.database.atomic_files import describe_name, digest_file, make_private, write_whole
from warehouse.database.connection import BACKUPS, FILE_NAME
from warehouse.faults import Refused, StoreInDoubt, StoreUnavailable, WrongCall
from warehouse.home.upkeep_notes import UPKEEP

MANIFEST = "manifest.json"
LEFT_OUT = {FILE_NAME, BACKUPS, "serve.json", "aside", UPKEEP, "breached-passwords.txt"}
"""What is not copied as a file: the database (copied by itself), and what is of this place only."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: made when, up to which batch and entry, and every file's digest."""

    created_at: str
    batch: int
    entry: int
    digest: str
    """The digest of the record's last entry."""
    files: dict[str, str]
    number: int = 0
    """Its place among the backups made here, whatever the clock says; 0: not counted."""

    @property
    def moment(self) -> datetime:
        """When it was made (UTC)."""
        moment = datetime.fromisoformat(self.created_at)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def read_manifest(folder: Path) -> Manifest:
    """Return what a backup says of itself; WrongCall where the folder is no backup."""
    known = {field.name for field in fields(Manifest)}
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        # What a later program has added is not for this one.
        manifest = Manifest(**{key: value for key, value in told.items() if key in known})
        _check_types(manifest)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        raise WrongCall(
            f"这里没有备份：{describe_name(str(folder))}（缺少 {MANIFEST} 或不能读）。"
        ) from None
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write what a backup says of itself."""
    told = asdict(manifest)
    if not manifest.number:  # programs from before it was counted know no such key
        del told["number"]
    # ASCII with escapes: a file's name may be no UTF-8.
    write_whole(folder / MANIFEST, json.dumps(told, indent=1).encode("ascii"))


def list_in(place: Path) -> list[tuple[Path, Manifest]]:
    """Return the backups in a place, the last made first."""
    found = []
    for folder in place.glob("[0-9]*"):
        try:
            found.append((folder, read_manifest(folder)))
        except WrongCall:
            continue
    return sorted(found, key=lambda one: (one[1].number, one[0].name), reverse=True)


def describe_restore(folder: Path) -> str:
    """Return the command that restores a backup."""
    text = describe_name(str(folder))
    return f'kaohe restore "{text}"' if " " in text else f"kaohe restore {text}"


def describe_way_back(home: Path) -> str:
    """Return what is said where only a backup helps: the command with the last one's path."""
    backups = list_in(home / BACKUPS)
    if not backups:
        return f"{home / BACKUPS} 里没有备份。如果备份存在别处，请运行 kaohe restore 备份目录。"
    return f"最近的备份用这条命令恢复：{describe_restore(backups[0][0])}"


def describe_with_way_back(fault: StoreUnavailable, home: Path) -> str:
    """Return what a fault says, with the command that restores where only a backup helps."""
    return f"{fault}{describe_way_back(home)}" if isinstance(fault, StoreInDoubt) else str(fault)


def list_files(home: Path) -> list[Path]:
    """Return the files of a home that a backup copies as they are."""
    return [
        path
        for entry in sorted(home.iterdir())
        if not entry.name.startswith((FILE_NAME, ".")) and entry.name not in LEFT_OUT
        for path in ([entry] if entry.is_file() else sorted(entry.rglob("*")))
        if path.is_file() and not path.name.startswith(".")
    ]


def digest_files(folder: Path) -> dict[str, str]:
    """Return the digest of every file in a folder by its path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): digest_file(path) for path in paths}


def copy_files(folder: Path, manifest: Manifest, target: Path) -> None:
    """Copy the files that a backup says are its own, and nothing else that lies with them."""
    for name in manifest.files:
        copied = target / name
        make_private(copied.parent)
        if (folder / name).is_file():
            shutil.copy2(folder / name, copied)


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise Refused where a file of a backup is missing or changed."""
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file() or digest_file(path) != digest:
            raise Refused(f"备份不完整：{describe_name(name)} 缺失或被改动过。")


def _check_types(manifest: Manifest) -> None:
    """Raise ValueError or TypeError where a value is none that a backup says of itself."""
    if manifest.created_at:
        _ = manifest.moment
    for value, kind in (
        (manifest.created_at, str),
        (manifest.digest, str),
        (manifest.batch, int),
        (manifest.entry, int),
        (manifest.number, int),
        (manifest.files, dict),
    ):
        if not isinstance(value, kind):
            raise TypeError(value)
    for name, digest in manifest.files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or not path.parts or set(name) & {"\\", "\0"}:
            raise ValueError(name)
        if ".." in path.parts or not isinstance(digest, str):
            raise ValueError(name)
