"""The log: JSON lines with an event's name and ids, in `KAOHE_HOME/logs` or on stderr.

It says what happened and where to look, and never quotes a cell. Who changed what is in the audit
record (`warehouse/database/audit.py`).
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
from dashboard.runtime.log_places import LOG_PLACES
from warehouse.database.atomic_files import describe_os_error, make_private
from warehouse.database.audit_details import fit_value
from warehouse.faults import StoreUnavailable, WrongCall
from warehouse.reading.personal_data.masking import mask_text

FOLDER, FILE_NAME = "logs", "kaohe.log"
LOG_BYTES = 4 * 2**20
LOG_FILES = 5
OWN_LOGGERS = ("dashboard", "documents", "warehouse", "kaohe")
"""Our loggers, logged from INFO; of all others only warnings and errors are kept."""
SELF_HANDLED = frozenset({"streamlit", "uvicorn", "websockets"})
"""Loggers to which Streamlit gives its own handler, which writes plain text to stderr."""
ID_DIGITS = 8
LONGEST_TRACE = 16_000
"""The most characters of a traceback; its message may quote what a browser sent."""

_ids: ContextVar[dict[str, str] | None] = ContextVar("log_ids", default=None)


class JsonLines(logging.Formatter):
    """A formatter that writes one JSON object a line, so that no message can forge an entry."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line; a line without an event gets its logger's name."""
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "event": getattr(record, "event", record.name),
            **getattr(record, "ids", {}),
            **getattr(record, "fields", {"message": record.getMessage()}),
        }
        fields = {key: fit_value(value) for key, value in entry.items()}
        if record.exc_info:
            trace = "".join(traceback.format_exception(*record.exc_info))
            # The error's message may quote a cell, so it is masked. The end says where it arose.
            fields["trace"] = mask_text(trace[-2 * LONGEST_TRACE :])[-LONGEST_TRACE:]
        text = json.dumps(fields, ensure_ascii=False, default=str)
        # A lone surrogate, as in a file name that is not UTF-8, would lose the whole line.
        return text.encode("utf-8", "replace").decode("utf-8")


class PrivateFile(RotatingFileHandler):
    """A rotating log whose files only their owner can read."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def open_log(home: Path, place: str = "file") -> None:
    """Send this process's log to the home's folder (`file`) or to `stderr`.

    WrongCall for any other place; StoreUnavailable if the folder cannot be written.
    """
    if place not in LOG_PLACES:
        raise WrongCall(f"日志只能写到 {' 或 '.join(LOG_PLACES)}；收到的是“{place}”。")
    is_file = place == "file"
    handler = _open_file(home / FOLDER) if is_file else logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(_add_ids)
    handler.addFilter(Flood(time.monotonic))
    logging.getLogger().addHandler(handler)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)


def _open_file(folder: Path) -> logging.Handler:
    try:
        make_private(folder)
        return PrivateFile(
            folder / FILE_NAME, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
    except OSError as error:
        raise StoreUnavailable(
            f"日志无法写入 {folder}（{describe_os_error(error)}）。请检查目录权限和磁盘空间，"
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
    """Log an event with its fields; the ids bound by `bind_ids` are added to them."""
    logger.log(level, event, extra={"event": event, "fields": fields}, exc_info=error)


def adopt_loggers() -> None:
    """Send the server's warnings and errors to our log; call this after Streamlit is set up."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in SELF_HANDLED:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.WARNING)


@contextmanager
def bind_ids(**ids: str) -> Iterator[None]:
    """Add these ids to each log line of this thread or task within the block."""
    token = _ids.set({**(_ids.get() or {}), **ids})
    try:
        yield
    finally:
        _ids.reset(token)


def shorten_id(secret: str) -> str:
    """Return a short digest that tells persons or sessions apart in the log without naming them."""
    return hashlib.sha256(secret.encode()).hexdigest()[:ID_DIGITS]


def _add_ids(record: logging.LogRecord) -> bool:
    """Copy the current ids to the record: the line itself may be written later."""
    record.ids = _ids.get() or {}
    return True
