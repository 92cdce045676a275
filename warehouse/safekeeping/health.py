"""Check whether a store can be read and written now, and read its figures for monitoring."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from typing import NamedTuple

import duckdb

from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME
from warehouse.database.connection import Cursor
from warehouse.database.database import FREE_SPACE_FLOOR
from warehouse.database.sql import run_query
from warehouse.faults import StoreInDoubt, StoreUnavailable
from warehouse.store import Store


class Health(NamedTuple):
    """Whether a store can be read and written, and a sentence on it."""

    is_well: bool
    said: str


class StoreFigures(NamedTuple):
    """The numbers of entries and batches, and the times of the newest ones (UTC)."""

    entries: int
    refused: int
    batches: int
    newest_entry_at: datetime | None
    newest_batch_at: datetime | None


def check_health(store: Store) -> Health:
    """Run a real query, and check whether the store could be written."""
    try:
        with store.reader() as cursor:
            cursor.execute("select count(*) from schema_migration").fetchall()
    except (duckdb.Error, StoreUnavailable):
        return Health(False, "数据仓库不能读取，请查看日志；重启看板后仍不行，请用备份恢复。")
    free = shutil.disk_usage(store.home).free
    if free < FREE_SPACE_FLOOR:
        return Health(False, f"磁盘空间只剩 {free // 2**20} MB，已停止写入，请清理磁盘。")
    try:
        store.check_copy()
    except StoreInDoubt as fault:
        return Health(False, str(fault))
    if not _can_append(store):
        return Health(False, "操作记录的副本无法写入，请检查数据目录的权限。")
    return Health(True, "正常。")


def read_figures(cursor: Cursor) -> StoreFigures:
    """Return the figures of a store."""
    (row,) = run_query(cursor, "safekeeping/store_figures").fetchall()
    return StoreFigures(*row)


def _can_append(store: Store) -> bool:
    copy = store.home / COPY_FOLDER / COPY_NAME
    place = copy if copy.exists() else store.home
    return os.access(place, os.W_OK)
