"""Mistakes of ours: a plain sentence with a number for the user, the trace only in the log."""

from __future__ import annotations

import json
import logging
import secrets
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_FOLDER = "logs"
LOG_BYTES = 4 * 2**20
LOG_FILES = 5

_log = logging.getLogger("kaohe.bugs")


class JsonLines(logging.Formatter):
    """One JSON object a line, so that no message can forge another entry."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["trace"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def open_log(home: Path) -> None:
    """Let warnings and bugs of this process go to `KAOHE_HOME/logs`."""
    folder = home / LOG_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "kaohe.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(JsonLines())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)


def record_bug(error: BaseException) -> str:
    """Write an error with its trace to the log; return the number under which it stands there."""
    number = secrets.token_hex(4)
    _log.error("bug %s", number, exc_info=error)
    return number


def say_bug(number: str) -> str:
    """Return what the user is told of a bug."""
    return f"程序出了差错，数据没有因此改变。请把编号 {number} 告诉维护人员，详情在日志里。"
