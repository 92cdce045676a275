"""账号 and 我的账号: the actions of an administrator, and what others see."""

from __future__ import annotations

from tests.dashboard.seen import open_page, read_tables, read_text
from tests.dashboard.tables import pick_row
from warehouse.access.accounts import Account, read_account
from warehouse.access.people import host
from warehouse.access.settings import read_settings
from warehouse.accounts.account_acts import add_account
from warehouse.accounts.openid_accounts import OpenIdIdentity, renew_account
from warehouse.store import Store


def read(store: Store, name: str) -> Account:
    with store.reader() as cursor:
        return read_account(cursor, name)


def test_an_account_is_made_and_its_initial_password_shown_once(empty_store: Store) -> None:
    at_host = empty_store.bind_to(host("operator"))
    page = open_page(at_host, "accounts")
    assert "暂无账号" in read_text(page)
    form = {field.label: field for field in page.text_input}
    form["账号名"].set_value("Zhao")
    form["姓名或岗位"].set_value("赵")
    next(button for button in page.button if button.label == "建立").click().run()
    assert not page.error
    [initial] = [block.value for block in page.code]
    assert len(initial) == 19
    assert read(at_host, "zhao").shown_name == "赵"
    page.run()
    assert not page.code
    assert read_tables(page)["账号：点击一行办理"][0][0] == "zhao"


def test_the_account_that_is_picked_can_be_switched_off_and_on(empty_store: Store) -> None:
    at_host = empty_store.bind_to(host("operator"))
    add_account(at_host, "zhao", "leader")
    page = open_page(at_host, "accounts")
    pick_row(page, "accounts", "zhao")
    for label, is_enabled in (("停用", False), ("重新启用", True)):
        next(button for button in page.button if button.label == label).click().run()
        assert not page.error
        assert read(at_host, "zhao").is_enabled is is_enabled


def test_only_of_an_account_of_the_provider_it_is_said_that_the_provider_gives_the_role(
    empty_store: Store,
) -> None:
    at_host = empty_store.bind_to(host("operator"))
    add_account(at_host, "zhao", "leader")
    renew_account(at_host, OpenIdIdentity("https://login.example", "1", "qian", "钱", "staff"))
    page = open_page(at_host, "accounts")
    for name, is_said in (("zhao", False), ("qian", True)):
        pick_row(page, "accounts", name)
        assert ("由统一身份认证平台给出" in read_text(page)) is is_said


def test_a_fault_is_said_and_nothing_is_changed(empty_store: Store) -> None:
    at_host = empty_store.bind_to(host("operator"))
    page = open_page(at_host, "accounts")
    next(button for button in page.button if button.label == "建立").click().run()
    assert "不能用" in page.error[0].value


def test_the_switches_are_changed_in_one_form(empty_store: Store) -> None:
    at_host = empty_store.bind_to(host("operator"))
    page = open_page(at_host, "accounts")
    page.get_by_key("setting:importer_may_not_seal").set_value(True)  # type: ignore[union-attr]
    page.get_by_key("setting:idle_minutes").set_value("15")  # type: ignore[union-attr]
    next(button for button in page.button if button.label == "保存").click().run()
    assert not page.error
    with at_host.reader() as cursor:
        settings = read_settings(cursor)
    assert (settings["importer_may_not_seal"], settings["idle_minutes"]) == (True, 15)


def test_where_nobody_signs_in_one_s_own_account_says_so(empty_store: Store) -> None:
    page = open_page(empty_store.bind_to(host("operator")), "me")
    assert "无需登录" in read_text(page)
