"""A flood of lines in the log is counted, not listed: else it would push out all others."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

STRANGERS = "dashboard.strangers"
"""The logger of what anybody can cause without an account, and as often as they like."""
FEW = (STRANGERS, "dashboard.gate", "uvicorn", "websockets", "asyncio")
"""Loggers, with those below them, to which strangers can give cause."""

MINUTE = 60.0
MOST_LINES, MOST_OF_FEW = 60, 5
"""Lines of one kind that are written in one minute."""
MOST_KINDS = 200
"""Kinds that are told apart in one minute; all others together are one more."""
MOST_VALUES, MOST_NAMED = 1000, 5
"""Values of a field, for example addresses, that are counted apart, and of these named."""
COUNTED = ("code", "reason", "client", "path")
"""Fields by which lines that were left out are counted."""


class Kind(NamedTuple):
    """Lines that are counted together."""

    logger: str
    message: str


OTHERS = Kind("several", "several")


class LeftOut:
    """What was not written of one kind in one minute."""

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
        """Return how many lines there were, how many values each field had, and the commonest."""
        told: dict[str, object] = {"count": self.count}
        for name, counted in self._values.items():
            if counted:
                told[f"{name}s"] = len(counted)
                told[f"most_{name}"] = dict(counted.most_common(MOST_NAMED))
        return told


class Flood(logging.Filter):
    """Lets the first lines of each kind and minute through; counts the others.

    A kind is a logger with a message before its values are put in. What was counted is written
    when the next line comes after the minute, or by `flush_floods`.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._began = clock()
        self._lines: Counter[Kind] = Counter()
        self._left_out: dict[Kind, LeftOut] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is written."""
        if record.name == __name__:
            return True
        self.flush()
        is_of_few = any(f"{record.name}.".startswith(f"{one}.") for one in FEW)
        kind = Kind(record.name, str(record.msg))
        with self._lock:
            if kind not in self._lines and len(self._lines) >= MOST_KINDS:
                kind = OTHERS
            self._lines[kind] += 1
            is_written = self._lines[kind] <= (MOST_OF_FEW if is_of_few else MOST_LINES)
            if not is_written:
                self._left_out.setdefault(kind, LeftOut()).add(record)
        return is_written

    def flush(self) -> None:
        """Begin a new minute where one is over, and write what was left out of the last."""
        with self._lock:
            if self._clock() - self._began < MINUTE:
                return
            left_out, self._left_out = self._left_out, {}
            self._began, self._lines = self._clock(), Counter()
        for kind, one in left_out.items():
            fields = {"logger": kind.logger, "of": kind.message[:200], **one.summarise()}
            _log.warning("left_out", extra={"event": "left_out", "fields": fields})


def flush_floods() -> None:
    """Write what was left out of the log until now, once a minute is over."""
    for handler in logging.getLogger().handlers:
        for one in handler.filters:
            if isinstance(one, Flood):
                one.flush()


_log = logging.getLogger(__name__)
