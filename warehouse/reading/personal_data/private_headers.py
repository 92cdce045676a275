"""Recognise the headers of columns that hold only personal data."""

from __future__ import annotations

import re

_PRIVATE = re.compile(
    r"电话|手机|身份证|证件号|联系方式|银行卡|银行账|卡号|姓名|住址|家庭地址|微信号"
    r"|(?:联系|来电|投诉|举报|反映|申请|信访|当事|诉求)人(?:$|员$|[(（/])"
)


def is_private(header: str) -> bool:
    """Return whether a column with this header, which no form reads, holds personal data."""
    return _PRIVATE.search(header) is not None
