"""Check a user's account as stored in the transaction of the act itself (threats D3)."""

from __future__ import annotations

from warehouse.access.accounts import Account, find_account
from warehouse.access.people import Person
from warehouse.access.settings import read_settings
from warehouse.database.connection import Cursor
from warehouse.faults import Denied

SEALING = frozenset({"seal", "unseal", "issue"})
"""Acts for which the office may require a second step at sign-in (`sealing_needs_totp`)."""


def confirm_account(cursor: Cursor, person: Person, action: str) -> None:
    """Raise Denied unless the user's account is enabled and still has this role and these units."""
    if person.role == "host":
        return
    account = find_account(cursor, person.name)
    if account is None or not account.is_enabled:
        raise Denied("这个账号已停用。需要的，请联系管理员。")
    if account.person != person:
        raise Denied("账号的角色或单位刚刚改过，请重新登录。")
    if account.must_change and action != "change_own_account":
        raise Denied("请先把初始密码改成自己的密码，再办理。")
    if action in SEALING and _is_demanded(cursor):
        _check_second_step(account, person)


def _check_second_step(account: Account, person: Person) -> None:
    """Raise Denied without a second step, either our own or one that the OpenID provider asserts.

    A provider that asserts nothing counts as one factor (NIST SP 800-63C: assume the least).
    """
    if account.issuer is not None:
        if not person.has_second_step:
            raise Denied(
                "封存、解除封存和印发要求两步验证：请在统一身份认证平台用两步验证重新登录；"
                "已用两步验证登录的，请管理员核对 openid.toml 的 second_step。"
            )
    elif account.totp_secret is None:
        raise Denied("封存、解除封存和印发要求两步验证：请先在“我的账号”开启，再重新登录。")


def _is_demanded(cursor: Cursor) -> bool:
    return bool(read_settings(cursor)["sealing_needs_totp"])
