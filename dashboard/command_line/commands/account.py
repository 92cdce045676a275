"""`kaohe account`: manage accounts, only on the machine itself."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_table
from warehouse.access.accounts import Account, read_account, read_accounts
from warehouse.access.people import UnitKey
from warehouse.access.roles import ROLE_TITLES
from warehouse.accounts.account_acts import (
    add_account,
    change_role,
    drop_second_step,
    renew_password,
    sign_out_everywhere,
    switch_account,
)
from warehouse.faults import WrongCall
from warehouse.store import Store

HEADERS = ("账号", "姓名", "角色", "单位", "两步验证", "状态", "认证")
CSV_COLUMNS = (
    "name", "shown_name", "role", "units", "second_step", "enabled", "must_change", "source",
)  # fmt: skip


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Run an action on accounts; its name is the subcommand."""
    return ACTIONS[arguments.act](store, arguments, console)


def _add(store: Store, arguments: Namespace, console: Console) -> int:
    given = _read_password(arguments, console)
    initial = add_account(
        store,
        arguments.name,
        arguments.role,
        shown_name=arguments.shown or "",
        units=_read_units(arguments),
        password=given,
    )
    return _print_password(store, arguments, console, "已建立", None if given else initial)


def _renew_password(store: Store, arguments: Namespace, console: Console) -> int:
    given = _read_password(arguments, console)
    initial = renew_password(store, arguments.name, given)
    return _print_password(store, arguments, console, "密码已换", None if given else initial)


def _change_role(store: Store, arguments: Namespace, console: Console) -> int:
    change_role(store, arguments.name, arguments.role, _read_units(arguments))
    return _print_account(store, arguments, console, "角色已改，原来的登录已结束。")


def _switch(store: Store, arguments: Namespace, console: Console) -> int:
    is_enabled = arguments.act == "enable"
    switch_account(store, arguments.name, is_enabled=is_enabled)
    message = "已启用。" if is_enabled else "已停用，原来的登录已结束。"
    return _print_account(store, arguments, console, message)


def _sign_out(store: Store, arguments: Namespace, console: Console) -> int:
    sign_out_everywhere(store, arguments.name)
    return _print_account(store, arguments, console, "所有登录都已结束。")


def _drop_second_step(store: Store, arguments: Namespace, console: Console) -> int:
    drop_second_step(store, arguments.name)
    return _print_account(store, arguments, console, "两步验证已取消，本人登录后可以重新开启。")


def _list(store: Store, arguments: Namespace, console: Console) -> int:
    store.require("manage_accounts")
    with store.reader() as cursor:
        accounts = read_accounts(cursor)
    rows = [_describe(account) for account in accounts]
    if arguments.format == "json":
        console.write(to_json(rows))
    elif arguments.format == "csv":
        console.write(to_csv(CSV_COLUMNS, rows))
    elif rows:
        console.write(draw_table(HEADERS, [_to_row(account) for account in accounts]))
    else:
        console.print_message("暂无账号。请先建立管理员账号：kaohe account add 账号名 --role admin")
    return 0


def _read_units(arguments: Namespace) -> list[UnitKey]:
    units: list[str] = arguments.unit
    if units and not arguments.scheme:
        raise WrongCall("写了 --unit，还要用 --scheme 写明是哪个考核方案的单位。")
    return [(arguments.scheme, unit) for unit in units]


def _read_password(arguments: Namespace, console: Console) -> str | None:
    return console.read_password() if arguments.password_stdin else None


def _print_password(
    store: Store, arguments: Namespace, console: Console, done: str, initial: str | None
) -> int:
    """Print the initial password, if one was made; it is shown only here and only once."""
    if arguments.format == "json":
        password = {"initial_password": initial} if initial else {}
        console.write(to_json({**_describe_current(store, arguments.name), **password}))
        return 0
    name = _describe_current(store, arguments.name)["name"]
    console.write(f"账号“{name}”{done}。第一次登录时要修改初始密码。")
    if initial:
        console.write(f"初始密码：{initial}   （只显示这一次，请当面或密封交给本人）")
    return 0


def _print_account(store: Store, arguments: Namespace, console: Console, message: str) -> int:
    account = _describe_current(store, arguments.name)
    is_json = arguments.format == "json"
    console.write(to_json(account) if is_json else f"账号“{account['name']}”：{message}")
    return 0


def _describe_current(store: Store, name: str) -> dict[str, Any]:
    with store.reader() as cursor:
        return _describe(read_account(cursor, name))


def _describe(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "shown_name": account.shown_name,
        "role": account.role,
        "units": [f"{scheme}:{unit}" for scheme, unit in account.units],
        "second_step": account.totp_secret is not None,
        "enabled": account.is_enabled,
        "must_change": account.must_change,
        "source": "openid" if account.issuer else "local",
    }


def _to_row(account: Account) -> list[str]:
    state = "待换初始密码" if account.must_change else "正常"
    return [
        account.name,
        account.shown_name,
        ROLE_TITLES[account.role],
        "；".join(unit for _, unit in account.units),
        "已开启" if account.totp_secret else "",
        state if account.is_enabled else "已停用",
        "统一登录" if account.issuer else "密码",
    ]


ACTIONS: dict[str, Callable[[Store, Namespace, Console], int]] = {
    "add": _add,
    "list": _list,
    "disable": _switch,
    "enable": _switch,
    "password": _renew_password,
    "role": _change_role,
    "sign-out": _sign_out,
    "totp-reset": _drop_second_step,
}
