"""Users' acts on their own account: the password and the second step."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Literal

from warehouse.access.accounts import Account, find_account, read_account, update_account
from warehouse.accounts.one_time_codes import (
    UsedCodes,
    find_step,
    hash_recovery_code,
    new_recovery_codes,
)
from warehouse.accounts.password_policy import check_new_password
from warehouse.accounts.passwords import (
    hash_password,
    is_outdated,
    verify_password,
)
from warehouse.database.audit import write_audit
from warehouse.database.connection import Cursor
from warehouse.faults import Refused
from warehouse.store import Store

ACTION = "change_own_account"


class NotConfirmed(Refused):
    """The user did not prove to be the account's owner; `what` is the input that was wrong."""

    def __init__(self, message: str, what: Literal["own_password", "own_code"]) -> None:
        super().__init__(message)
        self.what = what


def change_password(
    store: Store, present: str, new: str, *, code: str = "", used: UsedCodes | None = None
) -> None:
    """Change the password of the store's user, and end all sessions of the account.

    `code`: required if the second step is on, except for the change of an initial password, whose
    sign-in has just asked for it.
    """
    account = _read_own(store)
    _confirm(account, present)
    check_new_password(store, new, account.name)
    if new == present:
        raise Refused("新密码和当前密码一样。请换一个。")
    if not account.must_change:
        _confirm_code(store, account, code, used or UsedCodes())
    hashed = hash_password(new)
    _store_change(store, account, "change_password", password_hash=hashed, must_change=False)


def turn_on_second_step(
    store: Store, present: str, secret: str, code: str, *, used: UsedCodes | None = None
) -> list[str]:
    """Require codes of this secret from now on; return the recovery codes, which are shown once."""
    account = _read_own(store)
    _confirm(account, present)
    step = find_step(secret, code.strip(), time.time())
    if step is None or not (used or UsedCodes()).use(account.name, step):
        raise Refused("验证码不对。请核对手机的时间是否准确，再输入现在显示的6位数字。")
    codes = new_recovery_codes()
    hashes = tuple(map(hash_recovery_code, codes))
    _store_change(store, account, "turn_on_second_step", totp_secret=secret, recovery_hashes=hashes)
    return codes


def turn_off_second_step(
    store: Store, present: str, code: str, *, used: UsedCodes | None = None
) -> None:
    """Require only the password from now on; `code` may be a recovery code."""
    account = _read_own(store)
    _confirm(account, present)
    _confirm_code(store, account, code, used or UsedCodes())
    _store_change(store, account, "turn_off_second_step", totp_secret=None, recovery_hashes=())


def use_recovery_code(store: Store, name: str, code: str) -> bool:
    """Use up one of an account's recovery codes at sign-in; False if the code is wrong."""
    hashed = hash_recovery_code(code)
    with store.reader() as cursor:
        account = read_account(cursor, name)
    if hashed not in account.recovery_hashes:
        return False
    own = store.bind_to(account.person)
    with own.writer(ACTION) as cursor:
        current = read_account(cursor, name)
        if hashed not in current.recovery_hashes:
            return False  # another request has just used it
        left = tuple(kept for kept in current.recovery_hashes if kept != hashed)
        update_account(cursor, replace(current, recovery_hashes=left))
        _record(cursor, own, "use_recovery_code", left=len(left))
    return True


def rehash_if_outdated(store: Store, account: Account, password: str) -> None:
    """Hash a password that was just verified again, if the hash has outdated parameters."""
    if account.password_hash is None or not is_outdated(account.password_hash):
        return
    password_hash = hash_password(password)
    own = store.bind_to(account.person)
    with own.writer(ACTION) as cursor:
        current = read_account(cursor, account.name)
        if current.password_hash == account.password_hash:
            update_account(cursor, replace(current, password_hash=password_hash))
            _record(cursor, own, "rehash_password")


def _read_own(store: Store) -> Account:
    with store.reader() as cursor:
        account = find_account(cursor, store.person.name)
    if account is None:
        raise Refused("现在没有登录账号，没有可改的。")
    return account


def _confirm(account: Account, present: str) -> None:
    """Raise NotConfirmed for a wrong password: an unattended page must not give it away."""
    if not verify_password(present, account.password_hash):
        raise NotConfirmed("当前密码不对。", "own_password")


def _confirm_code(store: Store, account: Account, code: str, used: UsedCodes) -> None:
    """Raise NotConfirmed for a wrong code, if the second step is on.

    A stolen password and an open page must not be enough to remove the second step.
    """
    if account.totp_secret is None:
        return
    step = find_step(account.totp_secret, code.strip(), time.time())
    if step is not None and used.use(account.name, step):
        return
    if step is None and use_recovery_code(store, account.name, code):
        return
    raise NotConfirmed("验证码不对，或者已经用过。请输入手机上现在显示的6位数字。", "own_code")


def _store_change(store: Store, account: Account, action: str, **changes: Any) -> None:
    """Store changes of an account and end its sessions; Refused if it has changed meanwhile."""
    with store.writer(ACTION) as cursor:
        current = read_account(cursor, account.name)
        if current.epoch != account.epoch:
            raise Refused("账号刚刚在别处改动过，这次没有改。请重新登录后再试。")
        update_account(cursor, replace(current, **changes, epoch=current.epoch + 1))
        _record(cursor, store, action)


def _record(cursor: Cursor, store: Store, action: str, **detail: Any) -> None:
    write_audit(cursor, store.person.name, action, detail)
