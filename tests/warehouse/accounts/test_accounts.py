"""Accounts are created, changed and disabled with immediate effect and an audit entry."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.access import PASSWORD, bind_to_account, make_account, read_detail
from warehouse.access.accounts import Account, read_account
from warehouse.accounts.account_acts import (
    add_account,
    change_role,
    drop_second_step,
    renew_password,
    sign_out_everywhere,
    switch_account,
)
from warehouse.accounts.own_account import change_password
from warehouse.accounts.passwords import verify_password
from warehouse.accounts.setting_acts import change_setting
from warehouse.database.audit import read_entries
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")

UNIT = ("jiangxian-2021", "县财政局")


def read(store: Store, name: str) -> Account:
    with store.reader() as cursor:
        return read_account(cursor, name)


def read_acts(store: Store) -> list[tuple[str, str, dict[str, Any]]]:
    with store.reader() as cursor:
        entries = read_entries(cursor)
    return [(one.actor, one.action, read_detail(one)) for one in entries]


def test_a_new_account_has_a_password_that_must_be_changed(at_host: Store) -> None:
    initial = add_account(at_host, "Ｚｈａｏ", "staff", shown_name="赵")
    account = read(at_host, "ZHAO")
    assert (account.name, account.shown_name, account.must_change) == ("zhao", "赵", True)
    assert verify_password(initial, account.password_hash)


def test_no_password_stands_in_the_record_or_in_the_clear(at_host: Store) -> None:
    initial = add_account(at_host, "zhao", "staff")
    second = renew_password(at_host, "zhao")
    stored = json.dumps(read_acts(at_host)) + repr(read(at_host, "zhao"))
    assert initial not in stored and second not in stored


def test_a_name_is_taken_once_in_whatever_letters(at_host: Store) -> None:
    add_account(at_host, "zhao", "staff")
    switch_account(at_host, "zhao", is_enabled=False)
    with pytest.raises(WrongCall, match="已经有了"):
        add_account(at_host, "ＺＨＡＯ", "leader")


UNSEEN = ["zhao\u1160", "zhao\u3164", "zh\u034fao", "zhao\u2800", "zhao\ufe00", "赵\U000e0101"]
ALIKE = ["zh\u0430o", "аdmin", "zhaο", "zhɑo", "ロ", "zhaö"]


@pytest.mark.parametrize("name", ["", "  ", "a b", "a\nb", "x" * 65, *UNSEEN, *ALIKE])
def test_a_name_that_cannot_be_typed_or_read_is_refused(at_host: Store, name: str) -> None:
    with pytest.raises(WrongCall, match="不能用"):
        add_account(at_host, name, "leader")


@pytest.mark.parametrize(
    "name", ["赵科长", "阿依古丽·买买提", "zhao.li-2", "amy_wu@county.example"]
)
def test_a_name_in_chinese_or_latin_letters_is_taken(at_host: Store, name: str) -> None:
    add_account(at_host, name, "leader")
    assert read(at_host, name).name == name


@pytest.mark.parametrize("role", ["host", "root", ""])
def test_an_account_has_one_of_five_roles(at_host: Store, role: str) -> None:
    with pytest.raises(WrongCall, match="没有角色"):
        add_account(at_host, "zhao", role)


def test_an_account_of_a_unit_names_units_of_a_roster(at_host: Store) -> None:
    with pytest.raises(WrongCall, match="哪个单位"):
        add_account(at_host, "caizheng", "unit")
    with pytest.raises(WrongCall, match="没有单位"):
        add_account(at_host, "caizheng", "unit", units=[("jiangxian-2021", "县外星局")])
    with pytest.raises(WrongCall, match="才写单位"):
        add_account(at_host, "caizheng", "leader", units=[UNIT])
    add_account(at_host, "caizheng", "unit", units=[UNIT])
    assert read(at_host, "caizheng").units == (UNIT,)


ENDING: dict[str, Callable[[Store], object]] = {
    "disable": lambda store: switch_account(store, "bob", is_enabled=False),
    "role": lambda store: change_role(store, "bob", "leader"),
    "password": lambda store: renew_password(store, "bob"),
    "sign-out": lambda store: sign_out_everywhere(store, "bob"),
}


@pytest.mark.parametrize("act", ENDING.values(), ids=ENDING)
def test_what_an_administrator_does_ends_the_sessions_and_is_recorded(
    admin: Store, at_host: Store, act: Callable[[Store], object]
) -> None:
    make_account(at_host, "bob", "staff")
    before, known = read(at_host, "bob").epoch, len(read_acts(at_host))
    act(admin)
    assert read(at_host, "bob").epoch > before
    [(actor, _, detail)] = read_acts(at_host)[known:]
    assert (actor, detail["account"]) == ("amy", "bob")


@pytest.mark.parametrize("role", ["leader", "staff", "auditor"])
def test_nobody_but_an_administrator_touches_accounts(at_host: Store, role: str) -> None:
    own = make_account(at_host, "bob", role)
    with pytest.raises(Denied):
        add_account(own, "eve", "admin")
    with pytest.raises(Denied):
        change_role(own, "bob", "admin")
    assert [one[1] for one in read_acts(at_host)][-2:] == ["denied", "denied"]


def test_an_administrator_cannot_shut_out_the_only_one_who_could_mend_it(admin: Store) -> None:
    with pytest.raises(Refused, match="另一位管理员"):
        switch_account(admin, "amy", is_enabled=False)
    with pytest.raises(Refused, match="另一位管理员"):
        change_role(admin, "amy", "leader")


def test_a_person_whose_account_was_switched_off_does_nothing_more(at_host: Store) -> None:
    own = make_account(at_host, "bob", "admin")
    own.require("seal")
    switch_account(at_host, "bob", is_enabled=False)
    with pytest.raises(Denied, match="停用"):
        own.require("seal")


def test_a_person_whose_role_was_changed_does_nothing_more_under_the_old_one(
    at_host: Store,
) -> None:
    own = make_account(at_host, "bob", "admin")
    change_role(at_host, "bob", "leader")
    with pytest.raises(Denied, match="重新登录"):
        own.require("export")
    bind_to_account(at_host, "bob").require("export")


def test_with_an_initial_password_nothing_is_done_but_changing_it(at_host: Store) -> None:
    initial = add_account(at_host, "bob", "staff")
    own = bind_to_account(at_host, "bob")
    with pytest.raises(Denied, match="初始密码"):
        own.require("export")
    change_password(own, initial, PASSWORD)
    own.require("export")


def test_sealing_demands_the_second_step_where_the_office_says_so(
    admin: Store, at_host: Store
) -> None:
    admin.require("seal")
    change_setting(admin, "sealing_needs_totp", "是")
    with pytest.raises(Denied, match="两步验证"):
        admin.require("seal")
    admin.require("export")
    at_host.require("seal")


def test_an_authenticator_that_is_not_there_cannot_be_taken_away(at_host: Store) -> None:
    make_account(at_host, "bob", "staff")
    with pytest.raises(Refused, match="没有开启"):
        drop_second_step(at_host, "bob")


@pytest.mark.parametrize("name", ["系统", "本机 root", "", "a" * 65])
def test_no_account_is_named_as_the_record_names_the_program_or_the_host(
    at_host: Store, name: str
) -> None:
    with pytest.raises(WrongCall):
        add_account(at_host, name, "staff")
