"""Saved views in a real browser: filters, columns and sort come back; a removal is undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import CLICK_MS, START_MS, settle
from tests.e2e.conftest import Served

pytestmark = pytest.mark.e2e


def open_menu(page: Page) -> None:
    page.get_by_role("button", name="常用视图").click()
    page.get_by_placeholder("视图名称").wait_for()
    settle(page)


def read_columns(page: Page) -> list[str]:
    return page.get_by_role("table", name="排行榜").get_by_role("columnheader").all_text_contents()


def test_a_view_brings_back_filters_columns_and_sort(served: Served, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.set_default_timeout(CLICK_MS)
    page.goto(f"{served.address}/leaderboard?month=2021-03")
    expect(page.get_by_role("table", name="排行榜")).to_be_visible(timeout=START_MS)
    page.get_by_role("button", name="失分").click()
    page.get_by_text("列", exact=True).click()
    page.get_by_role("checkbox", name="待定").uncheck()
    arranged = read_columns(page)
    assert "失分 ↓" in arranged and "待定" not in arranged

    open_menu(page)
    page.get_by_placeholder("视图名称").fill("三月失分")
    page.get_by_role("button", name="保存当前视图").click()
    expect(page.get_by_text("已保存“三月失分”")).to_be_visible()

    page.goto(f"{served.address}/indicators")  # a new session, a month later in the year
    page.get_by_role("heading", name="指标分析", exact=True).wait_for(timeout=START_MS)
    open_menu(page)
    page.get_by_role("button", name="三月失分").click()
    page.get_by_role("table", name="排行榜").wait_for()
    settle(page)
    assert read_columns(page) == arranged
    assert "month=2021-03" in page.url

    open_menu(page)
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_text("已删除“三月失分”")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name="三月失分")).to_be_visible()
