"""A lock of the operating system by which one process at a time owns a home.

DuckDB's own lock is not enough: a restore moves that file away, and two programs that start at the
same time may both find an unfinished restore. The lock ends with its process, so a crash leaves no
obstacle behind.
"""

from __future__ import annotations

import os
import re
import sys
import weakref
from pathlib import Path
from types import TracebackType
from typing import Self

from warehouse.database.atomic_files import describe_os_error
from warehouse.faults import StoreHeld, StoreUnavailable

LOCK_FILE = ".owner"
LOCKED_BYTE = 2**20
"""The locked byte, beyond the process id: on Windows no other process can read locked bytes."""


class HomeLock:
    """The exclusive lock of a home, held until it is released."""

    def __init__(self, home: Path) -> None:
        """Take the lock of a home; StoreHeld names the process that has it."""
        path = home / LOCK_FILE
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreUnavailable(
                f"数据目录不能写入：{home}（{describe_os_error(error)}）。请检查目录权限。"
            ) from None
        # A store that is garbage-collected without being closed releases its home too.
        self._release = weakref.finalize(self, os.close, handle)
        try:
            _lock(handle)
        except OSError:
            self.release()
            raise StoreHeld(describe_held(home, _read_owner(path))) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Release the home; a second call does nothing."""
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self.release()


def describe_held(home: Path, owner: str | None) -> str:
    """Return the message that another process, with its id if known, has a home open."""
    process = f"（进程号 {owner}）" if owner else ""
    return f"数据仓库正被另一个程序使用{process}：{home}。请先关闭它，或在那个程序里操作。"


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read_owner(path: Path) -> str | None:
    found = re.match(rb"\d+", path.read_bytes()[:20])
    return found[0].decode() if found else None
