"""Why a sign-in through the provider was refused: a word for the record, a sentence for the user.

The sentences say what to do next and no more; the record and the log say what was wrong.
"""

from __future__ import annotations

from typing import Literal, get_args

from warehouse.faults import Refused

Reason = Literal[
    "provider_down",
    "provider_wrong",
    "provider_refused",
    "consent_refused",
    "foreign_state",
    "replayed_state",
    "attempt_expired",
    "code_refused",
    "wrong_issuer",
    "wrong_signature",
    "wrong_audience",
    "wrong_nonce",
    "token_incomplete",
    "token_expired",
    "clock_apart",
    "subject_differs",  # no longer given; audit entries of earlier versions hold it
    "claim_missing",
    "no_role",
    "disabled",
]

_NOT_TRUSTED = (
    "统一身份认证发回的凭据没有通过检查，没有登录。请重新登录；"
    "再次出现时，请把这句话和时间告诉管理员。"
)

SENTENCES: dict[Reason, str] = {
    "provider_down": "暂时无法连接统一身份认证平台，请过几分钟再试；仍然不行的，请联系管理员。",
    "provider_wrong": "统一身份认证平台的回答不符合约定，没有登录。请联系管理员核对设置。",
    "provider_refused": "统一身份认证平台没有同意这次登录。请重新登录，或联系管理员。",
    "consent_refused": "您在统一身份认证平台取消了登录，或没有同意授权。需要进入时，请重新登录。",
    "foreign_state": "这次登录不是从这个浏览器开始的，没有继续。请从登录页重新开始。",
    "replayed_state": "这次登录已经办完，同一个链接不能再用。请从登录页重新开始。",
    "attempt_expired": "登录用的时间太长，已经失效。请从登录页重新开始。",
    "code_refused": "统一身份认证平台没有接受这次登录的授权码。请从登录页重新开始。",
    "wrong_issuer": _NOT_TRUSTED,
    "wrong_signature": _NOT_TRUSTED,
    "wrong_audience": _NOT_TRUSTED,
    "wrong_nonce": _NOT_TRUSTED,
    "token_incomplete": _NOT_TRUSTED,
    "subject_differs": _NOT_TRUSTED,
    "token_expired": "统一身份认证的凭据已经过期。请重新登录；再次出现时，请管理员校对两边的时间。",
    "clock_apart": "本系统与统一身份认证平台的时间相差太大，没有登录。请管理员校对两边的时间。",
    "claim_missing": "统一身份认证没有提供您的岗位信息，没有登录。请联系管理员。",
    "no_role": "您的岗位没有本系统的权限，未能登录。如有需要请联系管理员。",
    "disabled": "这个账号已经停用，没有登录。请联系管理员。",
}
"""Reason → the sentence for the user."""

assert set(SENTENCES) == set(get_args(Reason))


class SignInRefused(Refused):
    """A sign-in was refused; `detail` is for the log, never for the page."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(SENTENCES[reason])
        self.reason: Reason = reason
        self.detail = detail
