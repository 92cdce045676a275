"""Limit repeated log lines: count a flood instead of listing it, or it would push out the rest."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

STRANGERS = "dashboard.strangers"
"""The logger of events that anybody can cause without an account, as often as they like."""
FEW = (STRANGERS, "dashboard.gate", "uvicorn", "websockets", "asyncio")
"""Loggers, with their children, whose lines strangers can cause."""

MINUTE = 60.0
MOST_LINES, MOST_OF_FEW = 60, 5
"""Lines of one kind that are written per minute."""
MOST_KINDS = 200
"""Kinds that are counted separately in a minute; all further ones count as one more kind."""
MOST_VALUES, MOST_NAMED = 1000, 5
"""Values of a field, such as addresses, that are counted separately, and that are named."""
COUNTED = ("code", "reason", "client", "path")
"""Fields by whose values the omitted lines are counted."""


class LineKind(NamedTuple):
    """A kind of line: its logger, and its message before values are put in."""

    logger: str
    message: str


OTHERS = LineKind("several", "several")


class LeftOut:
    """The lines of one kind that were omitted in one minute."""

    def __init__(self) -> None:
        self.count = 0
        self._values: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}

    def add(self, record: logging.LogRecord) -> None:
        """Count a line."""
        self.count += 1
        fields = getattr(record, "fields", {})
        for name, counted in self._values.items():
            value = str(fields[name]) if name in fields else None
            if value is not None and (value in counted or len(counted) < MOST_VALUES):
                counted[value] += 1

    def summarise(self) -> dict[str, object]:
        """Return the number of lines, and each field's number of values and most common ones."""
        summary: dict[str, object] = {"count": self.count}
        for name, counted in self._values.items():
            if counted:
                summary[f"{name}s"] = len(counted)
                summary[f"most_{name}"] = dict(counted.most_common(MOST_NAMED))
        return summary


class Flood(logging.Filter):
    """A filter that passes the first lines of each kind in each minute and counts the others.

    The counts are logged with the first line after the minute, or by `flush_floods`.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._began = clock()
        self._lines: Counter[LineKind] = Counter()
        self._left_out: dict[LineKind, LeftOut] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write a line."""
        if record.name == __name__:  # our own counts
            return True
        self.flush()
        is_of_few = any(f"{record.name}.".startswith(f"{logger}.") for logger in FEW)
        kind = LineKind(record.name, str(record.msg))
        with self._lock:
            if kind not in self._lines and len(self._lines) >= MOST_KINDS:
                kind = OTHERS
            self._lines[kind] += 1
            is_written = self._lines[kind] <= (MOST_OF_FEW if is_of_few else MOST_LINES)
            if not is_written:
                self._left_out.setdefault(kind, LeftOut()).add(record)
        return is_written

    def flush(self) -> None:
        """Start a new minute if the last one is over, and log what it omitted."""
        with self._lock:
            if self._clock() - self._began < MINUTE:
                return
            left_out, self._left_out = self._left_out, {}
            self._began, self._lines = self._clock(), Counter()
        for kind, omitted in left_out.items():
            fields = {"logger": kind.logger, "of": kind.message[:200], **omitted.summarise()}
            _log.warning("left_out", extra={"event": "left_out", "fields": fields})


def flush_floods() -> None:
    """Log the counts of omitted lines if their minute is over."""
    for handler in logging.getLogger().handlers:
        for log_filter in handler.filters:
            if isinstance(log_filter, Flood):
                log_filter.flush()


_log = logging.getLogger(__name__)
