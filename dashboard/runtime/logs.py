"""The log: JSON lines with an event's name and ids, in `KAOHE_HOME/logs` or on stderr.

It names what happened and where to look, never what stands in a cell. What an act changed, and
who did it, is the record's business (`warehouse/database/audit.py`).
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from dashboard.runtime.log_floods import Flood
from warehouse.database.atomic_files import describe_os_error, make_private
from warehouse.database.audit_details import fit_value
from warehouse.faults import StoreUnavailable, WrongCall
from warehouse.reading.personal_data.masking import mask_text

FOLDER, FILE_NAME = "logs", "kaohe.log"
PLACES = ("file", "stderr")
"""Where the log may go; stderr is what journald and containers keep."""
LOG_BYTES = 4 * 2**20
LOG_FILES = 5
ROOMS = ("dashboard", "documents", "warehouse", "kaohe")
"""Loggers of ours, whose everyday events are kept too; of others only warnings and errors."""
KEEPING_TO_THEMSELVES = frozenset({"streamlit", "uvicorn", "websockets"})
"""Streamlit gives these loggers a handler of its own, which writes plain text to stderr."""
ID_DIGITS = 8
LONGEST_TRACE = 16_000
"""Characters of a traceback; a message may quote what a browser sent."""

_ids: ContextVar[dict[str, str] | None] = ContextVar("log_ids", default=None)


class JsonLines(logging.Formatter):
    """One JSON object a line, so that no message can forge another entry."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line; what was not logged as an event has its logger's name."""
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "event": getattr(record, "event", record.name),
            **getattr(record, "ids", {}),
            **getattr(record, "fields", {"message": record.getMessage()}),
        }
        said = {key: fit_value(one) for key, one in entry.items()}
        if record.exc_info:
            trace = "".join(traceback.format_exception(*record.exc_info))
            # An error's own words may quote a cell. The end says where it came from.
            said["trace"] = mask_text(trace[-2 * LONGEST_TRACE :])[-LONGEST_TRACE:]
        text = json.dumps(said, ensure_ascii=False, default=str)
        # Half a character, as in a file name that is no UTF-8, would lose the whole line.
        return text.encode("utf-8", "replace").decode("utf-8")


class OwnersFile(RotatingFileHandler):
    """A log in files that only their owner can read, renewed when it is full."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def open_log(home: Path, place: str = "file") -> None:
    """Let this process's log go to the home's folder, or to stderr; WrongCall elsewhere.

    StoreUnavailable where the folder cannot be written.
    """
    if place not in PLACES:
        raise WrongCall(f"日志只能写到 {' 或 '.join(PLACES)}；收到的是“{place}”。")
    is_file = place == "file"
    handler = _open_file(home / FOLDER) if is_file else logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(_add_ids)
    handler.addFilter(Flood(time.monotonic))
    logging.getLogger().addHandler(handler)
    for name in ROOMS:
        logging.getLogger(name).setLevel(logging.INFO)


def _open_file(folder: Path) -> logging.Handler:
    try:
        make_private(folder)
        return OwnersFile(
            folder / FILE_NAME, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
    except OSError as error:
        raise StoreUnavailable(
            f"日志写不进 {folder}（{describe_os_error(error)}）。请检查目录权限和磁盘空间，"
            "或用 --log-to stderr 写到标准错误。"
        ) from None


def log_event(
    logger: logging.Logger,
    event: str,
    *,
    level: int = logging.INFO,
    error: BaseException | None = None,
    **fields: Any,
) -> None:
    """Write an event with its fields; ids that are bound (`bind_ids`) stand in it by themselves."""
    logger.log(level, event, extra={"event": event, "fields": fields}, exc_info=error)


def adopt_loggers() -> None:
    """Let the server's own warnings and errors go where ours go; called once it is set up."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in KEEPING_TO_THEMSELVES:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.WARNING)


@contextmanager
def bind_ids(**ids: str) -> Iterator[None]:
    """Let each log line of the block, in this thread or task, carry these ids."""
    token = _ids.set({**(_ids.get() or {}), **ids})
    try:
        yield
    finally:
        _ids.reset(token)


def shorten_id(secret: str) -> str:
    """Return what tells one person or session from another in the log, without naming it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:ID_DIGITS]


def _add_ids(record: logging.LogRecord) -> bool:
    """Note the ids on the record while they hold; the line itself may be written later."""
    record.ids = _ids.get() or {}
    return True
