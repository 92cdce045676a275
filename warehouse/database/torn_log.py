"""Open a database whose write-ahead log was torn by a power failure during a commit.

DuckDB drops a commit whose log ends too early. It refuses to open if pages within the log are
missing, which happens on file systems that had not written them yet. The part that it refuses may
be cut off if the audit copy never confirmed it: then no user was told that it succeeded.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from pathlib import Path

import duckdb

from warehouse.database.atomic_files import make_private, sync_to_disk
from warehouse.database.audit_copy import read_anchor
from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME, find_loss
from warehouse.database.connection import FILE_NAME, Cursor, connect
from warehouse.faults import StoreInDoubt

LOG_NAME = f"{FILE_NAME}.wal"
TRIAL = ".log-trial"
ENTRY_HEAD_BYTES = 16
"""A log entry's length and checksum, which precede the position that DuckDB reports."""

_log = logging.getLogger(__name__)


def connect_untorn(home: Path) -> Cursor:
    """Return a connection to a home's database, after cutting a torn log where that is safe.

    Raises what `connect` raises; StoreInDoubt if a cut would lose confirmed acts.
    """
    try:
        return connect(home / FILE_NAME)
    except StoreInDoubt:
        at = _find_cut(home)
        if at is None:
            raise
    log = home / LOG_NAME
    _log.warning("the log of %d bytes is cut to %d: torn in a commit", log.stat().st_size, at)
    os.truncate(log, at)
    sync_to_disk(log)
    return connect(home / FILE_NAME)


def _find_cut(home: Path) -> int | None:
    """Return where the log can be cut without losing a confirmed act, or None."""
    if not (home / LOG_NAME).exists() or not read_anchor(home / COPY_FOLDER / COPY_NAME).number:
        return None
    trial = home / TRIAL
    try:
        refused = _read_refused_place(_copy(home, trial))
        cuts = [cut for cut in (refused, 0) if cut is not None]
        return next((cut for cut in cuts if _holds(home, trial, cut)), None)
    except OSError:
        return None
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def _copy(home: Path, trial: Path) -> Path:
    """Copy the database and its log, because opening them writes; return the copied database."""
    shutil.rmtree(trial, ignore_errors=True)
    make_private(trial)
    for name in (FILE_NAME, LOG_NAME):
        shutil.copyfile(home / name, trial / name)
    return trial / FILE_NAME


def _read_refused_place(database: Path) -> int | None:
    """Return the start of the log entry that DuckDB refuses; None if it names none."""
    try:
        duckdb.connect(str(database)).close()
    except duckdb.Error as error:
        found = re.search(r"entry at byte position (\d+)", str(error))
        return max(0, int(found[1]) - ENTRY_HEAD_BYTES) if found else None
    return None


def _holds(home: Path, trial: Path, at: int) -> bool:
    """Tell whether the copy, with its log cut, opens and has every confirmed act."""
    database = _copy(home, trial)
    os.truncate(trial / LOG_NAME, at)
    try:
        connection = connect(database)
    except StoreInDoubt:
        return False
    try:
        return not find_loss(connection, home / COPY_FOLDER / COPY_NAME)
    except (StoreInDoubt, duckdb.Error):
        return False
    finally:
        connection.close()
