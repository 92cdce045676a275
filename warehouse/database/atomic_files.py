"""Files that are there whole or not at all, folders of one owner, and what is said in failure."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from pathlib import Path

NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""O_BINARY is Windows' own: without it line breaks would be changed."""

CHUNK_BYTES = 2**20

OTHERS = 0o077
"""The rights of group and others."""

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
    """Write beside the name and to the disk, then rename; OSError leaves nothing behind.

    `is_private`: only its owner can read it, from its first byte on.
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
        settle(path.parent)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can enter, and so those above it that are missing.

    One that is there stays as it is: whoever made it may have had reasons.
    """
    if not folder.parent.exists():
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def close_to_others(folder: Path) -> None:
    """Take the right to enter a folder from everybody but its owner; OSError where it stays.

    A file system without rights of its own, such as a memory stick's, keeps the mode it shows.
    """
    if os.name == "posix" and (mode := folder.stat().st_mode) & OTHERS:
        folder.chmod(mode & 0o7777 & ~OTHERS)


def settle(path: Path) -> None:
    """Let a file's bytes, or a folder's names, reach the disk before what follows."""
    if os.name != "posix" and path.is_dir():
        return  # Windows opens no folders; NTFS keeps its names by itself
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_tree(folder: Path) -> None:
    """Let everything in a folder reach the disk."""
    for path in folder.rglob("*"):
        settle(path)
    settle(folder)


def digest_file(path: Path) -> str:
    """Return a file's SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def describe_os_error(error: OSError) -> str:
    """Return the reason of a failed file operation in Chinese."""
    return REASONS.get(error.errno or 0, f"错误号 {error.errno}")


def describe_name(name: str) -> str:
    """Return a file's name as it can be shown, also one that is no UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")
