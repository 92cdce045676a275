"""Inspect a store without changing it, for diagnosis."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.access.accounts import read_accounts
from warehouse.database.audit import read_entries
from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME, examine
from warehouse.database.connection import DAMAGE, FILE_NAME, Cursor, connect, to_fault
from warehouse.database.migrations import read_applied
from warehouse.database.sql import list_migrations
from warehouse.faults import StoreInDoubt, StoreUnavailable
from warehouse.home.home_check import check_home
from warehouse.home.restore_swap import is_unfinished
from warehouse.safekeeping.accepted_copies import ACTION, list_rebuilt
from warehouse.safekeeping.health import StoreFigures, read_figures


class StoreState(NamedTuple):
    """The state of a store, as an inspection finds it."""

    missing: tuple[int, ...]
    """This program's migrations that the store lacks; opening the store applies them."""
    newer: tuple[int, ...] = ()
    """Migrations of a newer program; this program cannot open such a store."""
    doubt: str = ""
    """How the audit copy contradicts the store; empty if the two agree."""
    figures: StoreFigures | None = None
    admins: int = 0
    """The number of enabled administrators."""
    accounts: int = 0
    """The number of all accounts, including disabled ones."""
    rebuilt: tuple[str, ...] = ()
    """A sentence for each decision of a user to rebuild the audit copy."""


def inspect_closed_store(home: Path) -> StoreState | None:
    """Inspect a store that no process has open; None if there is no store yet.

    StoreUnavailable if it cannot be opened (StoreHeld if another process has it open), StoreInDoubt
    if its database is missing.
    """
    path = home / FILE_NAME
    if not path.exists():
        if is_unfinished(home):
            raise StoreUnavailable(
                f"上次的恢复没有做完：{home}。再运行一次 kaohe verify，会自动做完或退回。"
            )
        check_home(home, create=True)
        return None
    connection = connect(path, read_only=True)
    try:
        return inspect_open_store(connection, home)
    except DAMAGE as error:
        raise to_fault(path, error) from None
    except duckdb.Error as error:
        raise StoreUnavailable(
            f"数据仓库能打开但读不完整：{path}（{type(error).__name__}）。请用 kaohe verify 核对。"
        ) from None
    finally:
        connection.close()


def inspect_open_store(cursor: Cursor, home: Path) -> StoreState:
    """Inspect an open store through one of its cursors."""
    done = read_applied(cursor)
    known = {number for number, _ in list_migrations()}
    missing, newer = tuple(sorted(known - done)), tuple(sorted(done - known))
    if missing or newer:
        # Its tables may differ from those that this program reads.
        return StoreState(missing, newer)
    accounts = read_accounts(cursor)
    admins = [account for account in accounts if account.role == "admin" and account.is_enabled]
    doubt = _find_doubt(cursor, home)
    decisions = read_entries(cursor, f"where action = '{ACTION}' order by entry_id")
    rebuilt = tuple(list_rebuilt(decisions))
    return StoreState((), (), doubt, read_figures(cursor), len(admins), len(accounts), rebuilt)


def _find_doubt(cursor: Cursor, home: Path) -> str:
    try:
        examine(cursor, home / COPY_FOLDER / COPY_NAME).check()
    except StoreInDoubt as fault:
        return str(fault)
    return ""
