"""An OpenID user has one account, found by issuer and subject only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from warehouse.access.accounts import Account, check_name, read_account
from warehouse.accounts.account_acts import add_account, switch_account
from warehouse.accounts.openid_accounts import OpenIdIdentity, list_unknown_units, renew_account
from warehouse.database.audit import read_head
from warehouse.store import Store

ISSUER = "https://login.example"
ZHANG = OpenIdIdentity(ISSUER, "subject-1", "Zhang", "张三", "staff")
FINANCE = ("jiangxian-2021", "县财政局")


def newest_act(store: Store) -> str:
    with store.reader() as cursor:
        head = read_head(cursor)
    assert head is not None
    return head.action


def as_it_stands(store: Store, account: Account) -> Account:
    with store.reader() as cursor:
        return read_account(cursor, account.name)


def test_the_first_sign_in_makes_an_account_without_a_password(store: Store) -> None:
    account = renew_account(store, ZHANG)
    assert (account.name, account.shown_name, account.role) == ("zhang", "张三", "staff")
    assert (account.password_hash, account.must_change) == (None, False)
    assert as_it_stands(store, account) == account
    assert newest_act(store) == "add_account"


def test_a_second_sign_in_changes_and_records_nothing(store: Store) -> None:
    first, version = renew_account(store, ZHANG), store.version
    assert renew_account(store, ZHANG) == first
    assert store.version == version


@pytest.mark.parametrize(
    "changed",
    [{"role": "leader"}, {"role": "unit", "units": (FINANCE,)}],
    ids=["another role", "a unit's role"],
)
def test_a_changed_role_holds_from_the_next_sign_in_and_ends_open_sessions(
    store: Store, changed: dict[str, object]
) -> None:
    first = renew_account(store, ZHANG)
    moved = replace(ZHANG, **changed)  # type: ignore[arg-type]
    account = renew_account(store, moved)
    assert (account.role, account.units) == (moved.role, moved.units)
    assert account.epoch == first.epoch + 1
    assert as_it_stands(store, account) == account
    assert newest_act(store) == "change_role"


def test_a_new_name_at_the_provider_keeps_the_account_and_its_sessions(store: Store) -> None:
    first = renew_account(store, ZHANG)
    account = renew_account(store, replace(ZHANG, name="zhang.san", shown_name="张三丰"))
    assert (account.name, account.shown_name) == (first.name, "张三丰")
    assert account.epoch == first.epoch


def test_an_account_that_was_switched_off_stays_off(store: Store) -> None:
    account = renew_account(store, ZHANG)
    switch_account(store, account.name, is_enabled=False)
    version = store.version
    again = renew_account(store, replace(ZHANG, role="admin"))
    assert (again.is_enabled, again.role) == (False, "staff")
    assert store.version == version


@pytest.mark.parametrize(
    "stranger",
    [replace(ZHANG, subject="subject-2"), replace(ZHANG, issuer="https://other.example")],
    ids=["another subject", "another issuer"],
)
def test_the_name_of_somebody_else_does_not_open_the_account(
    store: Store, stranger: OpenIdIdentity
) -> None:
    first = renew_account(store, ZHANG)
    second = renew_account(store, replace(stranger, role="admin"))
    assert second.name.startswith("zhang-")
    assert as_it_stands(store, first) == first


def test_the_name_of_a_local_account_does_not_open_it(store: Store) -> None:
    add_account(store, "zhang", "admin")
    assert renew_account(store, ZHANG).name != "zhang"


def test_the_longest_name_still_leaves_room_for_its_mark(store: Store) -> None:
    long = replace(ZHANG, name="长" * 64)
    names = {renew_account(store, replace(long, subject=str(n))).name for n in range(2)}
    assert sorted(map(len, names)) == [64, 64]


def test_a_telephone_number_becomes_nobody_s_name(store: Store) -> None:
    number = "138" + "0013" + "8000"
    account = renew_account(store, replace(ZHANG, name=number, shown_name=f"张三 {number}"))
    assert account.name.startswith("user-")
    assert number not in account.shown_name
    version = store.version
    assert renew_account(store, replace(ZHANG, shown_name=f"张三 {number}")) == account
    assert store.version == version


def test_units_that_no_roster_has_are_found(store: Store) -> None:
    wrong = [("jiangxian-2021", "县财政"), ("nowhere-2021", "县财政局")]
    assert list_unknown_units(store, [FINANCE, *wrong]) == wrong


@pytest.mark.parametrize("name", ["系统", "zhang\u1160", "zh\u0430ng", "本机 root", "", "x" * 80])
def test_a_name_that_no_account_may_have_is_given_to_nobody(store: Store, name: str) -> None:
    account = renew_account(store, replace(ZHANG, name=name))
    assert check_name(account.name) == account.name
