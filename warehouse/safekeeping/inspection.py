"""A look into a store that changes nothing in it, for whoever asks what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.access.accounts import read_accounts
from warehouse.database.audit import read_entries
from warehouse.database.audit_copy_check import FILE_NAME as COPY_NAME
from warehouse.database.audit_copy_check import FOLDER as COPY_FOLDER
from warehouse.database.audit_copy_check import examine
from warehouse.database.connection import DAMAGE, FILE_NAME, Cursor, connect, name_fault
from warehouse.database.migrations import read_applied
from warehouse.database.sql import list_migrations
from warehouse.faults import StoreInDoubt, StoreUnavailable
from warehouse.home.home_check import check_home
from warehouse.home.restore_swap import is_unfinished
from warehouse.safekeeping.accepted_copies import ACTION, list_rebuilt
from warehouse.safekeeping.health import StoreFigures, read_figures


class StoreState(NamedTuple):
    """What a look into a store tells."""

    missing: tuple[int, ...]
    """Migrations of this program that the store has not had; it gets them when it is opened."""
    newer: tuple[int, ...] = ()
    """Migrations of a newer program; with one of these it is not opened."""
    doubt: str = ""
    """What the record's copy says against the store; empty where the two agree."""
    figures: StoreFigures | None = None
    admins: int = 0
    accounts: int = 0
    """All of them, also those that are switched off."""
    rebuilt: tuple[str, ...] = ()
    """A sentence for each time that a person decided to write the record's copy again."""


def inspect_closed_store(home: Path) -> StoreState | None:
    """Look into a store that nobody has open; None where there is none yet.

    StoreUnavailable where it cannot be opened, also because somebody else has it open;
    StoreInDoubt where its database is gone.
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
        raise name_fault(path, error) from None
    except duckdb.Error as error:
        raise StoreUnavailable(
            f"数据仓库能打开但读不完整：{path}（{type(error).__name__}）。请用 kaohe verify 核对。"
        ) from None
    finally:
        connection.close()


def inspect_open_store(cursor: Cursor, home: Path) -> StoreState:
    """Look at a store through a cursor of it."""
    done = read_applied(cursor)
    known = {number for number, _ in list_migrations()}
    missing, newer = tuple(sorted(known - done)), tuple(sorted(done - known))
    if missing or newer:
        # The tables may be others than those that this program asks.
        return StoreState(missing, newer)
    accounts = read_accounts(cursor)
    admins = [one for one in accounts if one.role == "admin" and one.is_enabled]
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
