"""The manifest of a backup: when it was made, its newest batch and entry, and all file digests."""

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
"""Names that are not copied as files: the database, which has its own copy, and local state."""


@dataclass(frozen=True)
class Manifest:
    """The content of manifest.json."""

    created_at: str
    batch: int
    entry: int
    digest: str
    """The digest of the last audit entry."""
    files: dict[str, str]
    """Path → SHA-256."""
    number: int = 0
    """A serial number of the home's backups, independent of the clock; 0: not numbered."""

    @property
    def moment(self) -> datetime:
        """The time when the backup was made (UTC)."""
        moment = datetime.fromisoformat(self.created_at)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup; WrongCall if the folder is not a backup."""
    known = {field.name for field in fields(Manifest)}
    try:
        content = json.loads((folder / MANIFEST).read_text("utf-8"))
        # Keys that a later program has added are ignored.
        manifest = Manifest(**{key: value for key, value in content.items() if key in known})
        _check_types(manifest)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        raise WrongCall(
            f"没有找到备份：{describe_name(str(folder))}（缺少 {MANIFEST} 或不能读）。"
        ) from None
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into a backup's folder."""
    content = asdict(manifest)
    if not manifest.number:  # programs that did not number backups reject the key
        del content["number"]
    # ASCII with escapes, because a file's name may not be UTF-8.
    write_whole(folder / MANIFEST, json.dumps(content, indent=1).encode("ascii"))


def list_in(place: Path) -> list[tuple[Path, Manifest]]:
    """Return the backups in a place with their manifests, the newest first."""
    backups = []
    for folder in place.glob("[0-9]*"):
        try:
            backups.append((folder, read_manifest(folder)))
        except WrongCall:
            continue
    return sorted(backups, key=lambda backup: (backup[1].number, backup[0].name), reverse=True)


def describe_restore(folder: Path) -> str:
    """Return the command that restores a backup."""
    text = describe_name(str(folder))
    return f'kaohe restore "{text}"' if " " in text else f"kaohe restore {text}"


def describe_recovery(home: Path) -> str:
    """Return a sentence with the command that restores the newest backup of a home."""
    backups = list_in(home / BACKUPS)
    if not backups:
        return f"{home / BACKUPS} 里没有备份。如果备份存在别处，请运行 kaohe restore 备份目录。"
    return f"最近的备份用这条命令恢复：{describe_restore(backups[0][0])}"


def describe_with_recovery(fault: StoreUnavailable, home: Path) -> str:
    """Return a fault's message, with the restore command if only a backup helps."""
    return f"{fault}{describe_recovery(home)}" if isinstance(fault, StoreInDoubt) else str(fault)


def list_files(home: Path) -> list[Path]:
    """Return the files of a home that a backup copies unchanged."""
    return [
        path
        for entry in sorted(home.iterdir())
        if not entry.name.startswith((FILE_NAME, ".")) and entry.name not in LEFT_OUT
        for path in ([entry] if entry.is_file() else sorted(entry.rglob("*")))
        if path.is_file() and not path.name.startswith(".")
    ]


def digest_files(folder: Path) -> dict[str, str]:
    """Return relative path → SHA-256 for every file in a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): digest_file(path) for path in paths}


def copy_files(folder: Path, manifest: Manifest, target: Path) -> None:
    """Copy the files that the manifest lists, and no other file in the backup's folder."""
    for name in manifest.files:
        copied = target / name
        make_private(copied.parent)
        if (folder / name).is_file():
            shutil.copy2(folder / name, copied)


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise Refused if a file of a backup is missing or changed."""
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file() or digest_file(path) != digest:
            raise Refused(f"备份不完整：{describe_name(name)} 缺失或被改动过。")


def _check_types(manifest: Manifest) -> None:
    """Raise ValueError or TypeError for a value that no backup writes, or a path that leads out."""
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
