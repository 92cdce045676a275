"""Mistakes of ours: a plain sentence with a number for the user, the trace only in the log."""

from __future__ import annotations

import logging
import secrets

from dashboard.runtime.logs import log_event

MARK = "kaohe_bug"
"""The attribute of an error that holds its number."""

_log = logging.getLogger("kaohe.bugs")


def record_bug(error: BaseException) -> str:
    """Write an error with its trace to the log; return the number under which it stands there.

    An error that passes by twice, since who answered it lets it go on, is written once.
    """
    known: str | None = getattr(error, MARK, None)
    if known is not None:
        return known
    # Half of the start of a command would be this import; bugs are rare.
    from dashboard.runtime.metrics import BUGS

    number = secrets.token_hex(4)
    BUGS.inc()
    setattr(error, MARK, number)
    log_event(_log, "bug", level=logging.ERROR, error=error, bug=number)
    return number


def describe_bug(number: str) -> str:
    """Return what the user is told of a bug."""
    return f"程序出了差错，数据没有因此改变。请把编号 {number} 告诉维护人员，详情在日志里。"
