"""An administrator's acts on accounts: each is authorised, audited, and ends sessions as needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from warehouse.access.accounts import (
    LONGEST_NAME,
    Account,
    check_name,
    check_role,
    insert_account,
    read_account,
    update_account,
)
from warehouse.access.people import UnitKey
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.accounts.password_policy import check_new_password
from warehouse.accounts.passwords import generate_password, hash_password
from warehouse.database.audit import write_audit
from warehouse.database.connection import Cursor
from warehouse.faults import Refused, WrongCall
from warehouse.reading.personal_data.masking import mask_text
from warehouse.schemes.scheme_history import find_version, read_version
from warehouse.store import Store

ACTION = "manage_accounts"


def add_account(
    store: Store,
    name: str,
    role: str,
    *,
    shown_name: str = "",
    units: Sequence[UnitKey] = (),
    password: str | None = None,
) -> str:
    """Create a local account; return its initial password, which its user must change.

    `password`: None generates one. The password is not stored in plain text anywhere.
    """
    folded = check_name(name)
    if mask_text(folded) != folded:
        raise WrongCall("账号名不能用手机号、身份证号等个人号码：它写进每条操作记录，永久保存。")
    if password is not None:
        check_new_password(store, password, folded)
    initial = password or generate_password()
    account = Account(
        folded,
        clean_typed_text(shown_name.strip() or name.strip(), "姓名", LONGEST_NAME),
        check_role(role),
        tuple(units),
        password_hash=hash_password(initial),
        must_change=True,
    )
    with store.writer(ACTION) as cursor:
        _check_units(cursor, account)
        insert_account(cursor, account)
        _record(cursor, store, "add_account", account, shown_name=account.shown_name)
    return initial


def change_role(store: Store, name: str, role: str, units: Sequence[UnitKey] = ()) -> None:
    """Change an account's role and units, and end its sessions."""
    with store.writer(ACTION) as cursor:
        before = read_account(cursor, name)
        _refuse_own(store, before)
        after = replace(before, role=check_role(role), units=tuple(units), epoch=before.epoch + 1)
        _check_units(cursor, after)
        if (before.role, before.units) == (after.role, after.units):
            return
        update_account(cursor, after)
        _record(cursor, store, "change_role", after, before=before.role)


def switch_account(store: Store, name: str, *, is_enabled: bool) -> None:
    """Enable or disable an account, and end its sessions."""
    with store.writer(ACTION) as cursor:
        account = read_account(cursor, name)
        _refuse_own(store, account)
        if account.is_enabled == is_enabled:
            return
        after = replace(account, is_enabled=is_enabled, epoch=account.epoch + 1)
        update_account(cursor, after)
        _record(cursor, store, "enable_account" if is_enabled else "disable_account", after)


def renew_password(store: Store, name: str, password: str | None = None) -> str:
    """Set and return a new initial password of an account, and end its sessions."""
    if password is not None:
        check_new_password(store, password, check_name(name))
    initial = password or generate_password()
    password_hash = hash_password(initial)
    with store.writer(ACTION) as cursor:
        account = read_account(cursor, name)
        _refuse_own(store, account)
        if account.issuer:
            raise Refused(f"账号“{account.name}”由单位的统一登录认证，没有本地密码。")
        after = replace(
            account, password_hash=password_hash, must_change=True, epoch=account.epoch + 1
        )
        update_account(cursor, after)
        _record(cursor, store, "renew_password", after)
    return initial


def sign_out_everywhere(store: Store, name: str) -> None:
    """End every session of an account."""
    with store.writer(ACTION) as cursor:
        account = read_account(cursor, name)
        update_account(cursor, replace(account, epoch=account.epoch + 1))
        _record(cursor, store, "sign_out_everywhere", account)


def drop_second_step(store: Store, name: str) -> None:
    """Remove the second step of a user who lost the authenticator, and end the sessions."""
    with store.writer(ACTION) as cursor:
        account = read_account(cursor, name)
        _refuse_own(store, account)
        if account.totp_secret is None:
            raise Refused(f"账号“{account.name}”没有开启两步验证。")
        after = replace(account, totp_secret=None, recovery_hashes=(), epoch=account.epoch + 1)
        update_account(cursor, after)
        _record(cursor, store, "drop_second_step", after)


def _refuse_own(store: Store, account: Account) -> None:
    """Raise Refused for the administrator's own account, so that nobody locks themselves out.

    Users of the machine itself may change every account.
    """
    if store.person.role != "host" and store.person.name == account.name:
        raise Refused("不能更改自己的账号。请由另一位管理员办理，或在服务器上使用 kaohe account。")


def _check_units(cursor: Cursor, account: Account) -> None:
    if account.role != "unit":
        if account.units:
            raise WrongCall("只有被考核单位的账号才写单位。")
        return
    if not account.units:
        raise WrongCall("被考核单位的账号要写明是哪个单位（--scheme 和 --unit）。")
    for scheme_id, unit in account.units:
        scheme = read_version(cursor, scheme_id, find_version(cursor, scheme_id))
        if unit not in [known.name for known in scheme.units]:
            raise WrongCall(f"“{scheme.short_title}”的名册里没有单位“{unit}”，请写全称。")


def _record(cursor: Cursor, store: Store, action: str, account: Account, **more: Any) -> None:
    """Write the act's audit entry, never with a password, a secret or a hash."""
    units = [f"{scheme}:{unit}" for scheme, unit in account.units]
    detail = {"account": account.name, "role": account.role, "units": units, **more}
    write_audit(cursor, store.person.name, action, detail)
