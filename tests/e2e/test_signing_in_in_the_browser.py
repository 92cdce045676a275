"""Signing in with a real browser: the first time, with files that are one's own, and out again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.access import PASSWORD
from tests.conftest import copy_home
from tests.dashboard.demo_home import read_demo_file
from tests.e2e.conftest import Served
from tests.e2e.idle import wait_until_drawn
from tests.serving import run, serving, sign_in

FIRST_PAGE_MS = 60_000
PATIENCE_MS = 30_000

pytestmark = pytest.mark.e2e


@pytest.fixture
def gated(filled_home: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve a part of the demo to whoever signs in."""
    home = copy_home(filled_home, tmp_path / "home")
    with serving(home, local=False) as (address, process):
        yield Served(address, home)
    assert process.returncode == 0


def test_from_the_first_sign_in_to_being_shut_out(
    gated: Served, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page, refused = context.new_page(), list[str]()
    page.on("console", lambda one: refused.append(one.text) if "Policy" in one.text else None)

    page.goto(f"{gated.address}/imports")
    expect(page.get_by_text("kaohe account add")).to_be_visible()
    initial = add_account(gated.home, "amy", "admin")
    sign_in(page, "amy", initial)
    choose_password(page, initial)
    page.wait_for_url("**/imports")

    land_a_file(page, tmp_path)
    file = download_a_form(page)
    assert file.startswith(f"{gated.address}/media/")
    assert context.request.get(file).ok
    assert context.request.get(file).headers["cache-control"] == "no-store"

    other = browser.new_context(locale="zh-CN")
    sign_in_as_another(other, gated)
    assert other.request.get(file).status == 404

    gated.kaohe("account", "disable", "amy")
    expect(page.get_by_text("登录已过期或已退出")).to_be_visible(timeout=PATIENCE_MS)
    with context.expect_page() as opened:
        page.get_by_role("link", name="在新标签页重新登录").click()
    expect(opened.value.get_by_label("密码")).to_be_visible()
    assert context.request.get(file).status == 401
    assert not refused, refused


def test_signing_out_leaves_nothing_on_the_screen_or_one_step_back(
    gated: Served, browser: Browser
) -> None:
    add_account(gated.home, "amy", "admin")
    context = browser.new_context(locale="zh-CN")
    sign_in_as_another(context, gated)
    page = context.pages[0]
    expect(page.get_by_role("heading", name="排行榜")).to_be_visible(timeout=FIRST_PAGE_MS)
    page.goto(f"{gated.address}/me")
    expect(page.get_by_text("当前设备")).to_be_visible(timeout=PATIENCE_MS)
    wait_until_drawn(page)
    expect(page.get_by_text("程序出了差错")).to_have_count(0)
    page.get_by_role("link", name="退出登录").click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("已退出登录")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.get_by_label("密码")).to_be_visible()


def add_account(home: Path, name: str, role: str) -> str:
    """Make an account on the host; return its initial password."""
    told = json.loads(run(home, "account", "add", name, "--role", role, "--format", "json"))
    return str(told["initial_password"])


def choose_password(page: Page, initial: str) -> None:
    """Change the initial password, first into one that is refused."""
    for new in ("kaohe123456789", PASSWORD):
        page.get_by_label("初始密码").fill(initial)
        page.get_by_label("新密码", exact=True).fill(new)
        page.get_by_label("再输入一次").fill(new)
        page.get_by_role("button", name="保存").click()


def sign_in_as_another(context: BrowserContext, gated: Served) -> None:
    """Sign in as a leader who is new."""
    page, initial = context.new_page(), add_account(gated.home, "lee", "leader")
    page.goto(f"{gated.address}/leaderboard")
    sign_in(page, "lee", initial)
    choose_password(page, initial)
    page.wait_for_url("**/leaderboard")


def land_a_file(page: Page, folder: Path) -> None:
    """Upload a month and see it read."""
    name, content = read_demo_file("jx1_progress", "2021-07")
    path = folder / name
    path.write_bytes(content)
    page.locator("input[type=file]").set_input_files([path], timeout=FIRST_PAGE_MS)
    expect(page.get_by_text("可以导入").first).to_be_visible(timeout=FIRST_PAGE_MS)


def download_a_form(page: Page) -> str:
    """Download a blank form; return the address that the browser fetched it from."""
    page.get_by_role("tab", name="发出表格").click(timeout=PATIENCE_MS)
    with page.expect_download(timeout=FIRST_PAGE_MS) as download:
        page.get_by_role("button", name="下载这份空白表").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    return download.value.url
