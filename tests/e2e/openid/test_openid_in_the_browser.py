"""Users sign in through a real provider in a real browser, and out again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.openid.conftest import Office
from tests.serving import run

pytestmark = pytest.mark.e2e

BUTTON = "用统一身份认证登录"
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    """Yield a page that can reach the product and its provider only."""
    context = browser.new_context(locale="zh-CN")
    known = re.compile(rf"^(?!{re.escape(office.address)}|{re.escape(office.issuer)})")
    context.route(known, lambda route: route.abort())
    yield context.new_page()
    context.close()


def sign_in(page: Page, office: Office, login: str, path: str = "/") -> None:
    """Open a page, go to the provider, sign in there and consent."""
    page.goto(office.address + path)
    page.get_by_role("link", name=BUTTON).click()
    page.wait_for_url(f"{office.issuer}/interaction/**")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", "any")
    page.click("button[type=submit]")
    page.get_by_role("button", name="Continue").click()


def sign_out(page: Page, office: Office) -> None:
    """Sign out of the product; the provider's session remains."""
    page.goto(f"{office.address}/logout")
    page.get_by_role("button", name="退出").first.click()
    page.wait_for_url(f"{office.address}/login**")
    expect(page.get_by_role("status")).to_contain_text("同时在该平台退出")


def list_roles(office: Office) -> dict[str, str]:
    """Return account → role, read by the command line."""
    listed = json.loads(run(office.home, "account", "list", "--format", "json"))
    return {one["name"]: one["role"] for one in listed}


def test_a_leader_comes_in_by_the_provider_s_word_and_leaves(page: Page, office: Office) -> None:
    sign_in(page, office, "chen")
    expect(page.get_by_role("alert")).to_contain_text("没有本系统的权限")
    page.goto(office.address)
    expect(page).to_have_url(re.compile("/login"))

    page.context.clear_cookies()
    sign_in(page, office, "li", "/leaderboard?x=1")
    page.wait_for_selector(READY, timeout=60_000)
    assert page.url.startswith(f"{office.address}/leaderboard")
    roles = list_roles(office)
    assert (roles["li"], "chen" in roles) == ("leader", False)

    sign_out(page, office)
    page.goto(office.address)
    expect(page).to_have_url(re.compile("/login"))


def test_whoever_leaves_the_provider_or_refuses_it_is_outside(page: Page, office: Office) -> None:
    sign_in(page, office, "wang", "/screen")
    page.wait_for_url(f"{office.address}/screen")
    page.goto(f"{office.issuer}/session/end")
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page.get_by_role("heading")).to_contain_text("Sign-out Success")
    page.goto(f"{office.address}/screen")
    expect(page).to_have_url(re.compile("/login"))

    page.get_by_role("link", name=BUTTON).click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("您在统一身份认证平台取消了登录")

    sign_in(page, office, "zhao", "/screen")
    page.wait_for_url(f"{office.address}/screen")
    roles = list_roles(office)
    assert (roles["wang"], roles["zhao"]) == ("staff", "unit")
