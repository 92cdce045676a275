"""Connecting to the DuckDB file, shut off from everything outside it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb

from warehouse.faults import StoreHeld, StoreInDoubt, StoreUnavailable
from warehouse.home_lock import say_held

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

HELD = re.compile(r"could not set lock|\bPID \d+|used by another process", re.IGNORECASE)
"""What an IOException says where another process has the file; "block" holds "lock" too."""

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
        raise _name_fault(path, error) from None
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
        fault = _name_fault(path, error)
        if isinstance(fault, StoreHeld):
            raise fault from None


def quote(path: Path | str) -> str:
    """Return a path as SQL text: neither ATTACH nor SET takes a bound value."""
    text = path.as_posix() if isinstance(path, Path) else path
    return "'" + text.replace("'", "''") + "'"


def _name_fault(path: Path, error: duckdb.Error) -> StoreUnavailable:
    text = str(error)
    if isinstance(error, duckdb.IOException):
        # On Windows the system's own words differ; the process id is DuckDB's.
        if HELD.search(text):
            holder = re.search(r"PID (\d+)", text)
            return StoreHeld(say_held(path.parent, holder[1] if holder else None))
        if "version number" in text:
            return StoreUnavailable(
                f"数据仓库由更新的程序写成，这个程序读不了：{path}。请升级程序后再打开。"
            )
        if not os.access(path.parent if not path.exists() else path, os.R_OK | os.W_OK):
            return StoreUnavailable(f"数据仓库打不开：{path}。请检查目录权限和磁盘。")
    return name_damage(path, error)


def name_damage(path: Path, error: duckdb.Error) -> StoreInDoubt:
    """Return what is said of a file that nobody else holds and that can be read but not used."""
    return StoreInDoubt(
        f"数据仓库打不开或读不完整：{path}。文件已损坏（{type(error).__name__}），"
        "请用备份恢复：kaohe restore 备份目录。"
    )
