"""The accounts of users who may sign in, as stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.access.people import SYSTEM, Person, UnitKey
from warehouse.access.roles import PERMITTED, ROLE_TITLES, Role
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.faults import WrongCall

LONGEST_NAME = 64
_NAME = re.compile(r"[a-z0-9〇㐀-䶿一-鿿\U00020000-\U000323af._·@-]+")
"""Characters that users can tell apart: other scripts have look-alike or invisible letters."""
ROLES: tuple[Role, ...] = tuple(role for role in PERMITTED if role != "host")
"""The roles of accounts; users of role `host` have no account."""

_COLUMNS = (
    "name", "shown_name", "role", "units", "password_hash", "must_change", "totp_secret",
    "recovery_hashes", "is_enabled", "issuer", "subject", "epoch",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """An account as stored."""

    name: str
    """The name for sign-in and for the audit record; folded, and never given to another user."""
    shown_name: str
    role: Role
    units: tuple[UnitKey, ...] = ()
    password_hash: str | None = None
    """None if an OpenID provider authenticates the user."""
    must_change: bool = False
    """Whether the password is an initial one, which somebody else has seen."""
    totp_secret: str | None = None
    recovery_hashes: tuple[str, ...] = ()
    is_enabled: bool = True
    issuer: str | None = None
    subject: str | None = None
    epoch: int = 0
    """Sessions of an earlier epoch have ended."""

    @property
    def person(self) -> Person:
        """The user with this account's name, role and units."""
        return Person(self.name, self.role, self.units)


def fold_name(name: str) -> str:
    """Return a name as stored and compared: width and case of letters make no difference."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def check_name(name: str) -> str:
    """Return the folded name of a new account; WrongCall if it is not allowed."""
    folded = fold_name(name)
    if len(folded) > LONGEST_NAME or not _NAME.fullmatch(folded):
        raise WrongCall(
            f"账号名“{name}”不能用：要有1到{LONGEST_NAME}个字符，"
            "只用汉字、英文字母、数字和 . _ - @ ·。"
        )
    if folded == SYSTEM.name:
        raise WrongCall(f"“{name}”是程序自己在操作记录里的名字，请换一个账号名。")
    return folded


def may_be_named(name: str) -> bool:
    """Tell whether an account may have exactly this name."""
    try:
        return check_name(name) == name
    except WrongCall:
        return False


def read_accounts(cursor: Cursor) -> list[Account]:
    """Return every account, including disabled ones, sorted by name."""
    return _read(cursor, "order by name", [])


def find_account(cursor: Cursor, name: str) -> Account | None:
    """Return the account of a name as typed, or None."""
    found = _read(cursor, "where name = ?", [fold_name(name)])
    return found[0] if found else None


def find_subject(cursor: Cursor, issuer: str, subject: str) -> Account | None:
    """Return the account of an OpenID provider's subject, or None."""
    found = _read(cursor, "where issuer = ? and subject = ?", [issuer, subject])
    return found[0] if found else None


def read_account(cursor: Cursor, name: str) -> Account:
    """Return the account of a name; WrongCall if there is none."""
    found = find_account(cursor, name)
    if found is None:
        raise WrongCall(f"没有账号“{name}”。现有账号可用 kaohe account list 查看。")
    return found


def insert_account(cursor: Cursor, account: Account) -> None:
    """Store a new account; WrongCall if its name is taken, even by a disabled account."""
    if find_account(cursor, account.name):
        raise WrongCall(f"账号“{account.name}”已经有了；停用的账号也占着名字，可以重新启用。")
    number = cursor.execute("select count(*) from account").fetchall()[0][0] + 1
    moment = utc_now()
    cursor.execute(
        f"insert into account values (?{', ?' * (len(_COLUMNS) + 2)})",
        [number, *_list_values(account), moment, moment],
    ).fetchall()


def update_account(cursor: Cursor, account: Account) -> None:
    """Store the changed fields of an existing account."""
    settings = ", ".join(f"{column} = ?" for column in _COLUMNS[1:])
    cursor.execute(
        f"update account set {settings}, changed_at = ? where name = ?",
        [*_list_values(account)[1:], utc_now(), account.name],
    ).fetchall()


def check_role(role: str) -> Role:
    """Return a role that accounts may have; WrongCall lists the known ones."""
    if role not in ROLES:
        known = "、".join(f"{name}（{ROLE_TITLES[name]}）" for name in ROLES)
        raise WrongCall(f"没有角色“{role}”（可选：{known}）。")
    return role


def _list_values(account: Account) -> list[Any]:
    values = {column: getattr(account, column) for column in _COLUMNS}
    units = [{"scheme_id": scheme, "unit": unit} for scheme, unit in account.units]
    return list({**values, "units": units, "recovery_hashes": [*account.recovery_hashes]}.values())


def _read(cursor: Cursor, after: str, values: Sequence[Any]) -> list[Account]:
    rows = cursor.execute(f"select {', '.join(_COLUMNS)} from account {after}", values).fetchall()
    return [_to_account(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def _to_account(row: dict[str, Any]) -> Account:
    units = tuple((one["scheme_id"], one["unit"]) for one in row["units"])
    return Account(**{**row, "units": units, "recovery_hashes": tuple(row["recovery_hashes"])})
