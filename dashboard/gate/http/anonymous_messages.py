"""What anonymous users read about a fault; the log has the fault itself."""

from __future__ import annotations

import logging

from warehouse.faults import Fault, StoreFull, StoreUnavailable

CLOSED = "暂时不能登录：操作记录无法写入。请联系管理员，原因见服务器的运行日志。"
"""Replaces the fault's own sentence, which names folders of the server."""

FULL = "磁盘空间不足，现在只有管理员能登录。请联系管理员清理磁盘，数据没有变化。"

_log = logging.getLogger(__name__)


def describe_to_anonymous(fault: Fault) -> str:
    """Log a fault that prevents a sign-in; return what an anonymous user may read about it."""
    _log.warning("nobody can sign in: %s", fault)
    if isinstance(fault, StoreFull):
        return FULL
    return CLOSED if isinstance(fault, StoreUnavailable) else str(fault)
