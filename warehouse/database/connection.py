"""Connecting to the DuckDB file, shut off from everything outside it."""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path

import duckdb

from warehouse.database.atomic_files import REASONS
from warehouse.database.home_lock import describe_held
from warehouse.faults import StoreHeld, StoreInDoubt, StoreUnavailable

FILE_NAME, ORIGINALS = "kaohe.duckdb", "originals"

BACKUPS = "backups"
"""The one folder beside the database that it may write into."""

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "2GB",
}
"""Nothing is fetched, no frame is found by its Python name; see DECISIONS.md."""

DISK_FAULTS = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EMFILE,
    errno.ENFILE,
    errno.EIO,
)
"""Errors of the system whose words in a message mean that the disk failed, not that bytes are
wrong."""

DAMAGE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
)
"""What DuckDB raises where the bytes of a file that is open are not what it wrote."""

Cursor = duckdb.DuckDBPyConnection


def connect(path: Path, *, read_only: bool = False) -> Cursor:
    """Return a connection to the file at a path.

    StoreHeld: another process has it; StoreInDoubt: it is damaged; else StoreUnavailable.
    """
    try:
        connection = duckdb.connect(str(path), read_only, SETTINGS)
    except duckdb.Error as error:
        raise _name_opening_fault(path, error) from None
    folder = f"{(path.parent / BACKUPS).as_posix()}/"
    connection.execute(f"set allowed_directories = [{quote(folder)}]").fetchall()
    connection.execute("set enable_external_access = false").fetchall()
    connection.execute("set lock_configuration = true").fetchall()
    return connection


def check_free(path: Path) -> None:
    """Raise StoreHeld where a program that takes no lock of ours has the file open."""
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.Error as error:
        fault = _name_opening_fault(path, error)
        if isinstance(fault, StoreHeld):
            raise fault from None


def quote(path: Path | str) -> str:
    """Return a path as SQL text: neither ATTACH nor SET takes a bound value."""
    text = path.as_posix() if isinstance(path, Path) else path
    return "'" + text.replace("'", "''") + "'"


def name_fault(path: Path, error: duckdb.Error) -> StoreUnavailable:
    """Return the fault that an error of DuckDB's on a file means: the disk's, or StoreInDoubt."""
    # What a folder is called must not be taken for what happened.
    text = str(error).replace(str(path), "")
    if fault := find_disk_fault(text):
        return StoreUnavailable(
            f"数据仓库读写不了：{path}（{REASONS[fault]}）。请检查磁盘空间和目录权限。"
        )
    return name_damage(path, error)


def _name_opening_fault(path: Path, error: duckdb.Error) -> StoreUnavailable:
    """Return why a file cannot be opened; StoreHeld where another process has it now."""
    text = str(error).replace(str(path), "")
    if isinstance(error, duckdb.ConnectionException):  # this process has it, opened otherwise
        return StoreHeld(describe_held(path.parent, str(os.getpid())))
    if is_held(path):
        # On Windows the system's own words differ; the process id is DuckDB's.
        holder = re.search(r"PID (\d+)", text)
        return StoreHeld(describe_held(path.parent, holder[1] if holder else None))
    if "version number" in text:
        return StoreUnavailable(
            f"数据仓库由更新的程序写成，这个程序读不了：{path}。请升级程序后再打开。"
        )
    reached = path if path.exists() else path.parent
    if not os.access(reached, os.R_OK | os.W_OK):
        return StoreUnavailable(f"数据仓库打不开：{path}。请检查目录权限和磁盘。")
    return name_fault(path, error)


def is_held(path: Path) -> bool:
    """Tell whether another process holds a lock on the file at this moment.

    Only for a file that this process has not open: closing it gives up this process's own locks.
    """
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return sys.platform == "win32" and path.exists()  # there a held file cannot be opened
    try:
        if sys.platform != "win32":
            import fcntl

            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def find_disk_fault(text: str) -> int | None:
    """Return the system's error whose words a message of DuckDB's contains."""
    return next((one for one in DISK_FAULTS if os.strerror(one) in text), None)


def name_damage(path: Path, error: duckdb.Error) -> StoreInDoubt:
    """Return what is said of a file that can be read but whose bytes make no sense."""
    return StoreInDoubt(
        f"数据仓库打不开或读不完整：{path}。文件已损坏（{type(error).__name__}），"
        "请用备份恢复：kaohe restore 备份目录。"
    )
