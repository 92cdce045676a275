"""Write files atomically, make private folders, and describe failed file operations."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from pathlib import Path

NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""Flags that create a file. Windows changes line breaks without O_BINARY, which only it has."""

CHUNK_BYTES = 2**20

OTHERS = 0o077
"""The permission bits of group and others."""

REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "上级目录不存在",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EEXIST: "已有同名文件",
    errno.ENOTEMPTY: "目录不是空的",
    errno.EBUSY: "正被占用，或是单独挂载的",
    errno.EXDEV: "在另一个磁盘上",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
}


def write_whole(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file under a temporary name, sync it to disk, then rename it.

    `is_private`: only the owner can read it, from its first byte on. OSError leaves nothing behind.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, NEW_FILE, 0o600 if is_private else 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_to_disk(path.parent)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def make_private(folder: Path) -> None:
    """Create a folder, and its missing parents, that only the owner can enter.

    An existing folder keeps its permissions: its creator may have had reasons for them.
    """
    if not folder.parent.exists():
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def close_to_others(folder: Path) -> None:
    """Remove all permissions of group and others from a folder; OSError if that fails.

    A file system without permissions, such as that of a memory stick, keeps its mode.
    """
    if os.name == "posix" and (mode := folder.stat().st_mode) & OTHERS:
        folder.chmod(mode & 0o7777 & ~OTHERS)


def sync_to_disk(path: Path) -> None:
    """Sync a file's bytes, or a folder's names, to the disk."""
    if os.name != "posix" and path.is_dir():
        return  # Windows cannot open a folder, and NTFS journals its names itself
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree_to_disk(folder: Path) -> None:
    """Sync a folder and everything in it to the disk."""
    for path in folder.rglob("*"):
        sync_to_disk(path)
    sync_to_disk(folder)


def digest_file(path: Path) -> str:
    """Return a file's SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def describe_os_error(error: OSError) -> str:
    """Return the reason for a failed file operation in Chinese."""
    return REASONS.get(error.errno or 0, f"错误号 {error.errno}")


def describe_name(name: str) -> str:
    """Return a file's name in a form that can be shown, even if it is not UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")
