"""The large screen in a real browser: it turns, follows the data, and outlives the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import copy_home
from tests.dashboard.demo_home import read_demo_file
from tests.serving import run, serve

pytestmark = pytest.mark.e2e

START_MS, TURN_MS, LIVE_MS = 60_000, 15_000, 20_000


def open_screen(browser: Browser, address: str, query: str, width: int, height: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{address}/screen{query}")
    expect(page.locator("#slide > *")).to_be_visible(timeout=START_MS)
    return page


def test_the_screen_comes_back_with_new_data_after_a_restart(
    browser: Browser, filled_home: Path, tmp_path: Path
) -> None:
    home = copy_home(filled_home, tmp_path / "home")
    name, content = read_demo_file("jx1_progress", "2021-07")
    (tmp_path / name).write_bytes(content)
    with serve(home) as address:
        page = open_screen(browser, address, "?scheme=jiangxian-2021", 1920, 1080)
        expect(page.locator("#source")).to_contain_text("第9批", timeout=START_MS)
    expect(page.locator("#trouble")).to_have_text("连接中断，正在重新连接……", timeout=LIVE_MS)
    page.keyboard.press("ArrowRight")
    assert page.locator("#slide li").count() == 26  # what it knew stays on the wall
    run(home, "import", str(tmp_path / name), "--scheme", "jiangxian-2021", "--accept-warnings")
    with serve(home, int(address.rpartition(":")[2])):
        expect(page.locator("#source")).to_contain_text("第10批", timeout=START_MS)
        expect(page.locator("#month")).to_have_text("截至2021年7月")
        expect(page.locator("#trouble")).to_have_text("")


def test_slides_turn_by_themselves_by_key_and_stop_when_paused(
    browser: Browser, filled_home: Path, tmp_path: Path
) -> None:
    home = copy_home(filled_home, tmp_path / "home")
    with serve(home) as address:
        page = open_screen(browser, address, "?scheme=qianyang-2022&seconds=3", 1920, 1080)
        title = page.locator("#title")
        expect(title).to_have_text("单项否决与预警", timeout=TURN_MS)
        page.keyboard.press(" ")
        expect(page.locator("#pause")).to_have_text("继续")
        page.wait_for_timeout(4_000)
        expect(title).to_have_text("单项否决与预警")
        page.keyboard.press("ArrowRight")
        expect(title).to_have_text("本月总览")
        page.keyboard.press("ArrowRight")
        expect(title).to_contain_text("排行榜")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
def test_46_units_stand_on_one_screen_without_scrolling(
    browser: Browser, filled_home: Path, tmp_path: Path, width: int, height: int
) -> None:
    home = copy_home(filled_home, tmp_path / "home")
    with serve(home) as address:
        page = open_screen(browser, address, "?scheme=qianyang-2022", width, height)
        expect(page.locator(".figures")).to_be_visible()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#slide li")).to_have_count(46)
        last = page.locator("#slide li").last.bounding_box()
        assert last is not None and last["y"] + last["height"] <= height
        sizes = page.evaluate("[document.body.scrollHeight, document.body.scrollWidth]")
        assert sizes == [height, width]
