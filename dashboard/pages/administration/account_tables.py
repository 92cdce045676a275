"""The accounts as a table."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.widgets.table_data import Cell, Heading, PageTable
from warehouse.access.accounts import Account
from warehouse.access.roles import ROLE_TITLES


def list_accounts(accounts: Sequence[Account]) -> PageTable:
    """Return the accounts, one row each; a click picks one."""
    headings = [
        Heading("账号", width=130),
        Heading("姓名", width=130),
        Heading("角色", width=140),
        Heading("单位", "wrap", 220),
        Heading("状态", width=130, phone="side"),
        Heading("两步验证", width=90),
        Heading("认证", width=90),
    ]
    return PageTable(
        "账号：点击一行办理",
        headings,
        [_to_cells(account) for account in accounts],
        [account.name for account in accounts],
        head=0,
        acts="pick",
        signs={"已停用": "✕", "待换初始密码": "！"},
    )


def describe_state(account: Account) -> str:
    """Return whether an account can be used."""
    if not account.is_enabled:
        return "已停用"
    return "待换初始密码" if account.must_change else "正常"


def _to_cells(account: Account) -> list[Cell]:
    return [
        account.name,
        account.shown_name,
        ROLE_TITLES[account.role],
        "、".join(unit for _, unit in account.units),
        describe_state(account),
        "已开启" if account.totp_secret else "",
        "统一登录" if account.issuer else "密码",
    ]
