"""On a phone: the score is in sight, no page goes off sideways, the menu gives way to the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.browsing import settle
from tests.e2e.conftest import Served

pytestmark = pytest.mark.e2e

WIDTH, HEIGHT = 390, 844
PATIENCE_MS = 30_000
MENU_CLOSED = '[data-testid="stSidebar"][data-collapsed="true"]'


def open_page(browser: Browser, served: Served, path: str) -> Page:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{served.address}{path}")
    settle(page)
    return page


def choose_from_menu(page: Page, name: str) -> None:
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).tap()
    page.get_by_role("heading", name=name, exact=True, level=1).wait_for()
    settle(page)
    page.locator(MENU_CLOSED).wait_for(state="attached")


def is_in_sight(part: Locator) -> bool:
    """Return whether a part stands wholly on the first screen."""
    box = part.bounding_box()
    return box is not None and (
        box["x"] >= 0 and box["x"] + box["width"] <= WIDTH and box["y"] + box["height"] <= HEIGHT
    )


def goes_sideways(page: Page) -> bool:
    return bool(
        page.evaluate(
            "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".some((one) => one.scrollWidth > one.clientWidth)"
        )
    )


def test_scores_are_in_sight_and_the_menu_closes(served: Served, browser: Browser) -> None:
    page = open_page(browser, served, "/?scheme=绛县 2021")
    assert is_in_sight(page.get_by_test_id("stMetricValue").first)
    assert not goes_sideways(page)

    page.get_by_text("目录", exact=True).tap()
    page.locator(".kaohe-contents").get_by_role("button", name="重点关注单位").tap()
    assert is_in_sight(page.get_by_role("heading", name="重点关注单位"))

    choose_from_menu(page, "排行榜")
    table = page.get_by_role("table", name="排行榜")
    first, *_ = table.locator("tbody tr").all()
    name, score = first.get_by_role("button"), first.locator('[data-title="得分"]')
    assert is_in_sight(name) and is_in_sight(score)
    assert not goes_sideways(page)
    bar = first.locator(".bar").bounding_box()
    below = name.bounding_box()
    assert bar is not None and below is not None and bar["y"] >= below["y"] + below["height"]

    lost = first.locator('[data-title="失分"]')
    expect(lost).to_be_hidden()
    page.get_by_role("button", name="更多列").tap()
    expect(lost).to_be_visible()
    page.get_by_role("combobox", name="排序").select_option(label="失分")
    expect(page.get_by_role("combobox", name="排序")).to_contain_text("失分 ↓")

    page.get_by_test_id("stExpandSidebarButton").tap()
    page.reload()
    settle(page)
    page.locator(MENU_CLOSED).wait_for(state="attached")

    choose_from_menu(page, "考核日历")
    frame = page.get_by_role("region", name="全年报表")
    assert frame.evaluate("(one) => one.scrollLeft") > 0, "the latest month is in sight"
    head = frame.get_by_role("rowheader").first.bounding_box()
    assert head is not None and head["x"] >= 0, "the first column stays"
    assert not goes_sideways(page)
