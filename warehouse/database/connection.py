"""Connect to the DuckDB file without access to anything outside it, and describe failures."""

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
"""The only other folder that the database may write to."""

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "2GB",
}
"""No extension is downloaded, and no frame is found by its Python name; see DECISIONS.md."""

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
"""System errors whose text in a message means that the disk failed, not that bytes are wrong."""

DAMAGE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
)
"""What DuckDB raises if the bytes of an open file are not those that it wrote."""

Cursor = duckdb.DuckDBPyConnection


def connect(path: Path, *, read_only: bool = False) -> Cursor:
    """Return a connection to a database file.

    StoreHeld if another process has it open, StoreInDoubt if it is damaged, StoreUnavailable if it
    cannot be opened for another reason.
    """
    try:
        connection = duckdb.connect(str(path), read_only, SETTINGS)
    except duckdb.Error as error:
        raise _name_opening_fault(path, error) from None
    folder = f"{(path.parent / BACKUPS).as_posix()}/"
    connection.execute(f"set allowed_directories = [{quote_text(folder)}]").fetchall()
    connection.execute("set enable_external_access = false").fetchall()
    connection.execute("set lock_configuration = true").fetchall()
    return connection


def check_free(path: Path) -> None:
    """Raise StoreHeld if any program has the file open, even one that ignores our home lock."""
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.Error as error:
        fault = _name_opening_fault(path, error)
        if isinstance(fault, StoreHeld):
            raise fault from None


def quote_text(text: str) -> str:
    """Return a text as an SQL literal, for SQL that takes no bound parameter."""
    return "'" + text.replace("'", "''") + "'"


def quote_name(*parts: str) -> str:
    """Return the quoted name of a column or table; a table's schema comes before it."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def to_fault(path: Path, error: duckdb.Error) -> StoreUnavailable:
    """Return the fault behind a DuckDB error: a disk failure, or else damage (StoreInDoubt)."""
    # The path is removed first, so that a folder's name is not taken for the cause.
    text = str(error).replace(str(path), "")
    if fault := find_disk_fault(text):
        return StoreUnavailable(
            f"数据仓库无法读写：{path}（{REASONS[fault]}）。请检查磁盘空间和目录权限。"
        )
    return to_damage_fault(path, error)


def _name_opening_fault(path: Path, error: duckdb.Error) -> StoreUnavailable:
    """Return why a file cannot be opened: StoreHeld if another process has it open."""
    text = str(error).replace(str(path), "")
    if isinstance(error, duckdb.ConnectionException):  # this process has it open with other options
        return StoreHeld(describe_held(path.parent, str(os.getpid())))
    if is_held(path):
        # The system's text differs on Windows; DuckDB adds the process id itself.
        holder = re.search(r"PID (\d+)", text)
        return StoreHeld(describe_held(path.parent, holder[1] if holder else None))
    if "version number" in text:
        return StoreUnavailable(
            f"数据仓库由更新的程序写成，本程序无法读取：{path}。请升级程序后再打开。"
        )
    reached = path if path.exists() else path.parent
    if not os.access(reached, os.R_OK | os.W_OK):
        return StoreUnavailable(f"数据仓库无法打开：{path}。请检查目录权限和磁盘。")
    return to_fault(path, error)


def is_held(path: Path) -> bool:
    """Tell whether another process holds a lock on the file at this moment.

    Call it only for a file that this process does not have open: closing it releases this process's
    own POSIX locks on the file.
    """
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return sys.platform == "win32" and path.exists()  # Windows does not open a locked file
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
    """Return the system error number whose text a DuckDB message contains, or None."""
    return next((number for number in DISK_FAULTS if os.strerror(number) in text), None)


def to_damage_fault(path: Path, error: duckdb.Error) -> StoreInDoubt:
    """Return the fault for a file that can be read but has invalid content."""
    return StoreInDoubt(
        f"数据仓库无法打开或读取不完整：{path}。文件已损坏（{type(error).__name__}），"
        "请用备份恢复：kaohe restore 备份目录。"
    )
