"""The kept files of a home, each stored under its SHA-256."""

from __future__ import annotations

import hashlib
from pathlib import Path

from warehouse.database.atomic_files import describe_os_error, write_whole
from warehouse.database.connection import ORIGINALS
from warehouse.faults import Refused, StoreUnavailable


def keep_file(home: Path, content: bytes) -> str:
    """Store a file's bytes unless they are stored already; return their SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = home / ORIGINALS / sha256
    if path.exists():
        return sha256
    try:
        write_whole(path, content)
    except OSError as error:
        raise StoreUnavailable(
            f"原始文件不能保存到 {path.parent}（{describe_os_error(error)}）。"
            "请检查磁盘空间和目录权限，数据没有变化。"
        ) from None
    return sha256


def read_kept_file(home: Path, sha256: str) -> bytes:
    """Return a kept file's bytes; Refused if the file is missing or changed."""
    try:
        content = (home / ORIGINALS / sha256).read_bytes()
    except OSError:
        raise Refused(f"保存的文件 {sha256[:12]}… 不见了，请从备份恢复。") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refused(f"保存的文件 {sha256[:12]}… 被改动：与保存时的 SHA-256 不符，请从备份恢复。")
    return content


def remove_file(home: Path, sha256: str) -> None:
    """Remove a kept file; one that is not there is none the worse."""
    try:
        (home / ORIGINALS / sha256).unlink(missing_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"保存的文件 {sha256[:12]}… 无法清理（{describe_os_error(error)}）。"
            "请检查目录权限，数据没有变化。"
        ) from None
