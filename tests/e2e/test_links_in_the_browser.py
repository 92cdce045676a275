"""The browser's Back, Forward and reload, and links: each shows what was seen."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import serving
from tests.conftest import copy_home
from tests.e2e.browsing import (
    CLICK_MS,
    HEADING,
    START_MS,
    change_a_filter,
    expect_seen,
    look,
    open_another,
    settle,
)

pytestmark = pytest.mark.e2e

WALKS = 3 if os.environ.get("KAOHE_SOAK", "1") == "1" else 20
"""Random walks; a soak takes twenty."""
PAGES_EACH = 5

A_MONTH_LATER = """
from datetime import timedelta
from warehouse.database import clock
now = clock.utc_now
clock.utc_now = lambda: now() + timedelta(days=31)
from dashboard.command_line.main import main
main()
"""


@pytest.fixture(scope="module")
def home(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_home(filled_home, tmp_path_factory.mktemp("links") / "home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with serving.serve(home) as found:
        yield found


def open_tab(browser: Browser, address: str, width: int = 1440) -> Page:
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.set_default_timeout(CLICK_MS)
    page.goto(address)
    page.locator(HEADING).wait_for(timeout=START_MS)
    settle(page)
    return page


@pytest.mark.parametrize("seed", range(WALKS))
def test_back_and_forward_show_what_was_seen(browser: Browser, address: str, seed: int) -> None:
    chance = random.Random(seed)
    page = open_tab(browser, address + chance.choice(["/", "/leaderboard", "/unit"]))
    entries = page.evaluate("history.length")
    seen = []
    for number in range(PAGES_EACH):
        if number:
            open_another(page, chance)
            settle(page)
        for _ in range(chance.randrange(3)):
            change_a_filter(page, chance)
            settle(page)
        seen.append(look(page))
        assert page.evaluate("history.length") == entries + number
    for earlier in reversed(seen[:-1]):
        page.go_back()
        expect_seen(page, earlier)
    for later in seen[1:]:
        page.go_forward()
        expect_seen(page, later)
    page.reload()
    expect_seen(page, seen[-1])
    expect_seen(open_tab(browser, address + seen[-1].address), seen[-1])


def test_a_quick_back_never_shows_another_month(browser: Browser, address: str) -> None:
    page = open_tab(browser, f"{address}/leaderboard?month=2021-03")
    board = look(page)
    assert "2021年3月" in board.title
    for unit in ("县财政局", "县教育局", "县林业局"):
        page.get_by_role("button", name=unit, exact=True).click()
        page.wait_for_url("**/unit?*")
        page.go_back()  # before the unit's page is drawn
        page.get_by_role("heading", name="排行榜", exact=True).wait_for()
        expect_seen(page, board)


def test_an_address_says_everything_also_the_defaults(browser: Browser, address: str) -> None:
    page = open_tab(browser, f"{address}/leaderboard")
    said = parse_qs(urlsplit(look(page).address).query)
    assert {key: said[key] for key in ("scheme", "month", "view")} == {
        "scheme": ["绛县 2021"], "month": ["2021-06"], "view": ["榜单"],
    }  # fmt: skip
    assert said["assessment"][0].startswith("1 ") and said["compare"] == ["不对比"]


def test_a_link_shows_the_same_figures_a_month_later(
    browser: Browser,
    address: str,
    filled_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paths = ("/leaderboard", "/unit", "/indicators", "/?role=" + quote("领导"))
    seen = [look(open_tab(browser, address + path)) for path in paths]
    program = tmp_path / "later.py"
    program.write_text(A_MONTH_LATER, encoding="utf-8")
    monkeypatch.setattr(serving, "KAOHE", (sys.executable, str(program)))
    with serving.serve(copy_home(filled_home, tmp_path / "home")) as later:
        for one in seen:
            expect_seen(open_tab(browser, later + one.address), one)


def test_a_link_to_what_is_gone_says_so(browser: Browser, address: str) -> None:
    query = f"scheme={quote('绛县 2021')}&month=2021-11&assessment=x&view={quote('旧视图')}"
    page = open_tab(browser, f"{address}/leaderboard?{query}")
    told = page.get_by_text("链接里的")
    expect(told).to_contain_text("“x”已不存在")
    expect(told).to_contain_text("月份“2021-11”还没有数据，现在显示“2021-06”")
    expect(told).to_contain_text("视图“旧视图”已不存在，现在显示“榜单”")
    assert "month=2021-06" in look(page).address


def test_an_unknown_page_is_named_and_is_no_trap_for_back(browser: Browser, address: str) -> None:
    page = open_tab(browser, f"{address}/rules")
    page.goto(f"{address}/seals")
    expect(page.get_by_text("没有这一页")).to_be_visible(timeout=START_MS)
    expect(page.get_by_text("链接里的页面不存在")).to_be_visible()
    page.keyboard.press("Escape")
    assert look(page).heading == "总览"
    page.go_back()
    page.go_back()
    page.get_by_role("heading", name="口径说明", exact=True).wait_for()


def test_the_link_is_copied(browser: Browser, address: str) -> None:
    page = open_tab(browser, f"{address}/leaderboard")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
