"""Upkeep while the server runs: a daily backup if the record has grown, and a clean inbox.

A failure is noted for the health view and retried; it does not stop the server.
"""

from __future__ import annotations

import logging
import threading
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from dashboard.runtime.background_threads import running_in_background
from warehouse.access.people import SYSTEM
from warehouse.database.audit import read_head
from warehouse.database.clock import name_moment, utc_now
from warehouse.faults import Fault
from warehouse.home.upkeep_notes import note_upkeep
from warehouse.inbox.cleaning import clean_inbox
from warehouse.safekeeping.backups import back_up, list_backups, prune
from warehouse.safekeeping.second_place import copy_to_second_place
from warehouse.store import Store

CHECK_SECONDS = 600.0
LEAVE_SECONDS = 30.0
"""How long a running backup may delay the shutdown."""

_log = logging.getLogger(__name__)


def backing_up_daily(store: Store) -> AbstractContextManager[None]:
    """Make daily backups in the background while the block runs."""
    return running_in_background(partial(_keep, store), "backup", LEAVE_SECONDS)


def back_up_if_due(store: Store, now: datetime) -> bool:
    """Make the day's backup if it is due; return whether one was made."""
    if not is_due(store, now):
        return False
    try:
        folder = back_up(store)
    except Fault as fault:
        _log.error("daily backup failed: %s", fault)
        note_upkeep(store.home, backup_failure=str(fault))
        return False
    prune(store.home)
    _log.info("daily backup: %s", folder.name)
    return True


def copy_if_missing(store: Store) -> None:
    """Copy the last backup to the second place; a failed copy is retried at each check."""
    try:
        copied = copy_to_second_place(store.home)
    except Fault as fault:
        _log.error("backup not copied elsewhere: %s", fault)
        return
    if copied:
        _log.info("backup copied elsewhere: %s", copied.name)


def clean_up(store: Store, now: datetime) -> None:
    """Clean the inbox; a failure is logged, and the next check tries again."""
    try:
        removed = clean_inbox(store, now)
    except Fault as fault:
        _log.error("inbox not cleaned: %s", fault)
        return
    if removed:
        _log.info("inbox cleaned: %d files", removed)


def is_due(store: Store, now: datetime) -> bool:
    """Return whether there is no backup, or the last is of another day and the record has grown.

    Days are those of China. A later day counts too: if the clock was ahead once, a backup dated in
    the future would otherwise stop all backups until then. An empty record needs no backup.
    """
    backups = list_backups(store.home)
    with store.reader() as cursor:
        head = read_head(cursor)
    if head is None:
        return False
    if not backups:
        return True
    folder, manifest = backups[0]
    return folder.name[:8] != name_moment(now)[:8] and manifest.digest != head.digest


def _keep(store: Store, end: threading.Event) -> None:
    store = store.bind_to(SYSTEM)
    while not end.wait(CHECK_SECONDS):
        try:
            back_up_if_due(store, utc_now())
            copy_if_missing(store)
            clean_up(store, utc_now())
        except Exception:  # the next check retries; the health view shows what is missing
            _log.exception("daily backup")
