"""Each role's first page in a real browser: one click from what it names to where it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import copy_home
from tests.serving import serve

pytestmark = pytest.mark.e2e

START_MS, CLICK_MS = 60_000, 30_000
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = copy_home(filled_home, tmp_path_factory.mktemp("first") / "home")
    with serve(home) as found:
        yield found


def open_page(browser: Browser, address: str, path: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(address + path)
    expect(page.get_by_text("（第9批）")).to_be_visible(timeout=START_MS)
    return page


def click_row(page: Page, caption: str, name: str) -> None:
    table = page.get_by_role("region", name=caption)
    table.get_by_role("button", name=name).first.click(timeout=CLICK_MS)


def test_a_leader_gets_from_a_danger_to_the_unit(browser: Browser, address: str) -> None:
    page = open_page(browser, address, f"/?scheme={quote('千阳 2022')}")
    click_row(page, "重点关注单位", "县住建局")
    expect(page.get_by_role("heading", name="单位详情")).to_be_visible(timeout=CLICK_MS)
    expect(page).to_have_url(re.compile("unit=" + quote("县住建局")), timeout=CLICK_MS)


def test_the_office_gets_from_a_missing_form_to_the_upload(browser: Browser, address: str) -> None:
    page = open_page(browser, address, f"/?role={quote('经办')}")
    click_row(page, "本月应报报表", "附件1 优化营商环境工作推进情况")
    expect(page.get_by_role("heading", name="数据导入")).to_be_visible(timeout=CLICK_MS)


def test_a_unit_gets_from_a_loss_to_its_ledger(browser: Browser, address: str) -> None:
    page = open_page(browser, address, f"/?role={quote('单位')}&unit={quote('县财政局')}")
    click_row(page, "失分", "")
    expect(page.get_by_role("heading", name="单位详情")).to_be_visible(timeout=CLICK_MS)


def test_the_heat_map_leads_to_the_unit(browser: Browser, address: str) -> None:
    page = open_page(browser, address, "/indicators")
    click_row(page, "各单位在各项指标上的失分", "县财政局")
    expect(page.get_by_role("heading", name="单位详情")).to_be_visible(timeout=CLICK_MS)
    expect(page.get_by_role("combobox").nth(1)).to_have_value("县财政局")


def test_the_map_of_units_is_sorted_walked_and_opened(browser: Browser, address: str) -> None:
    page = open_page(browser, address, f"/?scheme={quote('绛县 2021')}")
    table = page.get_by_role("region", name="各单位得分一览")
    head = table.get_by_role("columnheader", name="优化营商环境工作推进情况")
    names = table.get_by_role("rowheader")
    expect(names.first).to_be_visible(timeout=CLICK_MS)
    given = names.all_inner_texts()
    seen = []
    for way in ("descending", "ascending", None):
        head.get_by_role("button").click(timeout=CLICK_MS)
        assert head.get_attribute("aria-sort") == way
        seen.append(names.all_inner_texts())
    assert seen[2] == given
    assert seen[0] != given != seen[1] and sorted(seen[0]) == sorted(seen[1]) == sorted(given)
    table.get_by_role("button", name="县财政局").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="单位详情")).to_be_visible(timeout=CLICK_MS)
    expect(page).to_have_url(re.compile("assessment=2"), timeout=CLICK_MS)
    assert "unit=" + quote("县财政局") in page.url


@pytest.mark.parametrize("path", ["/", "/indicators", "/veto", "/calendar", "/guide", "/screen"])
def test_on_a_phone_nothing_runs_out_of_the_page(browser: Browser, address: str, path: str) -> None:
    page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    page.goto(f"{address}{path}")
    page.locator("h1").first.wait_for(timeout=START_MS)
    page.wait_for_timeout(2_000)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]


def test_what_a_link_shows_is_kept_on_the_next_page(browser: Browser, address: str) -> None:
    page = open_page(browser, address, f"/?scheme={quote('千阳 2022')}")
    page.get_by_role("link", name="单项否决").click()
    expect(page.get_by_role("heading", name="单项否决")).to_be_visible(timeout=CLICK_MS)
    expect(page.get_by_label("考核方案")).to_have_value("千阳 2022", timeout=CLICK_MS)
