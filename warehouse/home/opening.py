"""Open a home folder: complete an interrupted restore, migrate, and keep the audit copy."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.access.people import SYSTEM
from warehouse.database.atomic_files import close_to_others, describe_os_error, make_private
from warehouse.database.audit_copy import AuditCopy, read_anchor
from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME
from warehouse.database.connection import (
    DAMAGE,
    FILE_NAME,
    ORIGINALS,
    Cursor,
    connect,
    to_fault,
)
from warehouse.database.database import Database
from warehouse.database.home_lock import HomeLock
from warehouse.database.migrations import check_age, find_pending, has_migrated, migrate
from warehouse.database.torn_log import connect_untorn
from warehouse.faults import StoreUnavailable
from warehouse.home.home_check import check_home
from warehouse.home.pre_upgrade_copy import copy_before_upgrade, count_acts
from warehouse.home.restore_swap import finish_swap, is_unfinished, record_swap
from warehouse.store import Store


def open_store(home: Path, *, create: bool = False, in_doubt: bool = False) -> Store:
    """Open the store of a home folder; StoreUnavailable says why it cannot be opened.

    `create`: make a new store if there is none. `in_doubt`: open the store even if the audit copy
    proves that it has lost acts; only code that inspects such a store does so.
    """
    if not is_unfinished(home):
        check_home(home, create=create)
    try:
        make_private(home)
        if create:  # an older program or a user may have left the folder open to others
            close_to_others(home)
        lock = HomeLock(home)
    except OSError as error:
        raise StoreUnavailable(
            f"数据目录不能写入：{home}（{describe_os_error(error)}）。"
            "请检查目录权限，或用 KAOHE_HOME 指定另一个目录。"
        ) from None
    try:
        finish_swap(home)
        check_home(home, create=create)
        return _open_locked(home, lock, in_doubt=in_doubt)
    except OSError as error:
        lock.release()
        raise StoreUnavailable(
            f"数据仓库无法打开：{error.filename or home}（{describe_os_error(error)}）。"
            "请检查数据目录的权限和磁盘。"
        ) from error
    except (*DAMAGE, duckdb.ProgrammingError) as error:  # the latter: a table or column is missing
        lock.release()
        raise to_fault(home / FILE_NAME, error) from error
    except BaseException:
        lock.release()
        raise


def _open_locked(home: Path, lock: HomeLock, *, in_doubt: bool) -> Store:
    make_private(home / ORIGINALS)
    connection = connect_untorn(home)
    try:
        check_age(connection)
    except StoreUnavailable:
        connection.close()
        raise
    begins_copy = _begins_copy(home, connection)
    if not in_doubt and find_pending(connection):
        acts = count_acts(connection)
        connection.close()
        copy_before_upgrade(home, acts)
        connection = connect(home / FILE_NAME)
    database = Database(home, connection, lock)
    store = Store(database, SYSTEM)
    try:
        # Before the migration, so that its audit entries go into the copy too.
        if begins_copy:
            database.copy = AuditCopy(home)
        elif not in_doubt and has_migrated(connection):
            _keep_audit_copy(store, database, home)
        migrate(database, takes_stock=not in_doubt and database.copy is not None)
        if in_doubt:
            database.copy = None
        else:
            if database.copy is None:  # a new database beside a copy: compare the two
                _keep_audit_copy(store, database, home)
            record_swap(store)
    except BaseException:
        store.close()
        raise
    return store


def _keep_audit_copy(store: Store, database: Database, home: Path) -> None:
    """Start to keep the audit copy; StoreInDoubt if the store is behind it."""
    copy = AuditCopy(home)
    with store.reader() as cursor:
        copy.reconcile(cursor)
    database.copy = copy


def _begins_copy(home: Path, connection: Cursor) -> bool:
    """Tell whether a store is new, and no copy confirms anything yet."""
    return not has_migrated(connection) and not read_anchor(home / COPY_FOLDER / COPY_NAME).number
