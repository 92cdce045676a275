"""A backup every day while the server runs, if anything has happened since the last one."""

from __future__ import annotations

import logging
import threading
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from dashboard.background import working
from warehouse.audit import read_head
from warehouse.backups import back_up, list_backups, prune
from warehouse.clock import name_moment, utc_now
from warehouse.faults import Fault
from warehouse.store import Store

LOOK_SECONDS = 600.0
LEAVE_SECONDS = 30.0
"""How long a backup in the making may keep the server from ending."""

_log = logging.getLogger(__name__)


def backing_up_daily(store: Store) -> AbstractContextManager[None]:
    """Keep a day's backup while the block runs."""
    return working(partial(_keep, store), "backup", LEAVE_SECONDS)


def back_up_if_due(store: Store, now: datetime) -> bool:
    """Make the day's backup unless it is made or nothing has happened; return whether it was."""
    if not is_due(store, now):
        return False
    try:
        folder = back_up(store)
    except Fault as fault:
        _log.error("daily backup failed: %s", fault)
        return False
    prune(store.home)
    _log.info("daily backup: %s", folder.name)
    return True


def is_due(store: Store, now: datetime) -> bool:
    """Whether the record has grown since the last backup, which is of an earlier day in China."""
    backups = list_backups(store.home)
    with store.reader() as cursor:
        head = read_head(cursor)
    if head is None:
        return False
    if not backups:
        return True
    folder, manifest = backups[0]
    return folder.name[:8] < name_moment(now)[:8] and manifest.digest != head.digest


def _keep(store: Store, end: threading.Event) -> None:
    while not end.wait(LOOK_SECONDS):
        try:
            back_up_if_due(store, utc_now())
        except Exception:  # tomorrow is another day; the page shows that today's is missing
            _log.exception("daily backup")
