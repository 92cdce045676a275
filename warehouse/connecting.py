"""Connecting to the DuckDB file, shut off from everything outside it."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from warehouse.faults import StoreUnavailable

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

Cursor = duckdb.DuckDBPyConnection


def connect(path: Path) -> Cursor:
    """Return a connection to the file at a path; StoreUnavailable says why there is none."""
    try:
        connection = duckdb.connect(str(path), config=SETTINGS)
    except duckdb.IOException as error:
        raise StoreUnavailable(_say_unopened(path, str(error))) from None
    except duckdb.Error as error:
        raise StoreUnavailable(
            f"数据仓库打不开：{path}。文件可能已损坏，请用备份恢复。（{type(error).__name__}）"
        ) from None
    folder = f"{(path.parent / BACKUPS).as_posix()}/"
    connection.execute(f"set allowed_directories = [{quote(folder)}]").fetchall()
    connection.execute("set enable_external_access = false").fetchall()
    connection.execute("set lock_configuration = true").fetchall()
    return connection


def quote(path: Path | str) -> str:
    """Return a path as SQL text: neither ATTACH nor SET takes a bound value."""
    text = path.as_posix() if isinstance(path, Path) else path
    return "'" + text.replace("'", "''") + "'"


def _say_unopened(path: Path, text: str) -> str:
    if "lock" in text:
        holder = re.search(r"PID (\d+)", text)
        process = f"（进程号 {holder[1]}）" if holder else ""
        return (
            f"数据仓库正被另一个程序使用{process}：{path.parent}。请先关闭它，或在那个程序里操作。"
        )
    return f"数据仓库打不开：{path}。请检查目录权限和磁盘，文件损坏时用备份恢复。"
