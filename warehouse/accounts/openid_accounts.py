"""Accounts of users whom an OpenID provider authenticates, created and updated at each sign-in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from warehouse.access.accounts import (
    LONGEST_NAME,
    Account,
    find_account,
    find_subject,
    fold_name,
    insert_account,
    may_be_named,
    update_account,
)
from warehouse.access.people import UnitKey
from warehouse.access.roles import Role
from warehouse.database.audit import write_audit
from warehouse.database.connection import Cursor
from warehouse.faults import WrongCall
from warehouse.reading.personal_data.masking import mask_text
from warehouse.schemes.scheme_history import find_version, read_version
from warehouse.store import Store

ACTION = "manage_accounts"
MARK_LENGTH = 8
UNNAMED = "user"


@dataclass(frozen=True)
class OpenIdIdentity:
    """A provider's claims about a user who has just signed in there, after our mapping."""

    issuer: str
    subject: str
    name: str
    shown_name: str
    role: Role
    units: tuple[UnitKey, ...] = ()


def renew_account(store: Store, vouched: OpenIdIdentity) -> Account:
    """Return the user's account, created at the first sign-in and updated from the claims.

    It is found only by issuer and subject, because names and addresses can pass to another user. A
    disabled account is returned unchanged. A changed role or unit ends the open sessions.
    """
    vouched = replace(vouched, shown_name=mask_text(vouched.shown_name))
    with store.reader() as cursor:
        found = find_subject(cursor, vouched.issuer, vouched.subject)
    if found and (not found.is_enabled or _renew(found, vouched) == found):
        return found
    with store.writer(ACTION) as cursor:
        found = find_subject(cursor, vouched.issuer, vouched.subject)
        return _update(cursor, store, found, vouched) if found else _create(cursor, store, vouched)


def list_unknown_units(store: Store, units: Iterable[UnitKey]) -> list[UnitKey]:
    """Return those of the units that are on no roster, by scheme and name."""
    with store.reader() as cursor:
        return [unit for unit in dict.fromkeys(units) if not _is_on_roster(cursor, unit)]


def _create(cursor: Cursor, store: Store, vouched: OpenIdIdentity) -> Account:
    account = Account(
        _choose_name(cursor, vouched),
        vouched.shown_name,
        vouched.role,
        vouched.units,
        issuer=vouched.issuer,
        subject=vouched.subject,
    )
    insert_account(cursor, account)
    _record(cursor, store, "add_account", account, shown_name=account.shown_name)
    return account


def _update(cursor: Cursor, store: Store, found: Account, vouched: OpenIdIdentity) -> Account:
    account = _renew(found, vouched)
    if account == found or not found.is_enabled:
        return found
    update_account(cursor, account)
    if account.epoch != found.epoch:
        _record(cursor, store, "change_role", account, before=found.role)
    else:
        _record(cursor, store, "rename_account", account, shown_name=account.shown_name)
    return account


def _renew(found: Account, vouched: OpenIdIdentity) -> Account:
    is_same = (found.role, found.units) == (vouched.role, vouched.units)
    return replace(
        found,
        shown_name=vouched.shown_name,
        role=vouched.role,
        units=vouched.units,
        epoch=found.epoch if is_same else found.epoch + 1,
    )


def _choose_name(cursor: Cursor, vouched: OpenIdIdentity) -> str:
    """Return the provider's name for the user, with a suffix if another account has the name.

    So no user gets another's account, or place in the audit record, by taking the other's name at
    the provider. Names that are not allowed here become UNNAMED with a suffix.
    """
    name = fold_name(vouched.name).replace(" ", ".")[:LONGEST_NAME]
    # The second condition: a personal number, such as a telephone number, is never recorded.
    if not may_be_named(name) or mask_text(name) != name:
        name = UNNAMED
    elif find_account(cursor, name) is None:
        return name
    identity = f"{vouched.issuer}\n{vouched.subject}".encode()
    mark = hashlib.sha256(identity).hexdigest()[:MARK_LENGTH]
    return f"{name[: LONGEST_NAME - MARK_LENGTH - 1]}-{mark}"


def _is_on_roster(cursor: Cursor, unit: UnitKey) -> bool:
    scheme_id, name = unit
    try:
        scheme = read_version(cursor, scheme_id, find_version(cursor, scheme_id))
    except WrongCall:
        return False
    return name in [known.name for known in scheme.units]


def _record(cursor: Cursor, store: Store, action: str, account: Account, **more: str) -> None:
    """Write the audit entry of a change that the provider's claims caused."""
    units = [f"{scheme}:{unit}" for scheme, unit in account.units]
    detail = {
        "account": account.name, "role": account.role, "units": units,
        "issuer": account.issuer, **more,
    }  # fmt: skip
    write_audit(cursor, store.person.name, action, detail)
