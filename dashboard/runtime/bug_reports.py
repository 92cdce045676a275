"""Bugs: the user gets a sentence with a number, the log gets the traceback under that number."""

from __future__ import annotations

import logging
import secrets

from dashboard.runtime.logs import log_event

MARK = "kaohe_bug"
"""The attribute of an exception that holds its bug number."""

_log = logging.getLogger("kaohe.bugs")


def record_bug(error: BaseException) -> str:
    """Log an exception with its traceback and return its bug number.

    An exception that is handled here and then raised further keeps its number and is logged once.
    """
    known: str | None = getattr(error, MARK, None)
    if known is not None:
        return known
    # This import would take half of the start time of a command, and bugs are rare.
    from dashboard.runtime.metrics import BUGS

    number = secrets.token_hex(4)
    BUGS.inc()
    setattr(error, MARK, number)
    log_event(_log, "bug", level=logging.ERROR, error=error, bug=number)
    return number


def describe_bug(number: str) -> str:
    """Return the sentence that tells the user about a bug."""
    return f"程序出了差错，数据没有因此改变。请把编号 {number} 告诉维护人员，详情在日志里。"
