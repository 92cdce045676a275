"""On paper: nothing of the screen's tools, a heading that says what of, every row of a table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import settle
from tests.e2e.conftest import Served

pytestmark = pytest.mark.e2e

PRINTED = "globalThis.printed = 0; window.print = () => { printed += 1 }"
SCREEN_ONLY = (
    "stSidebar", "stHeader", "stSelectbox", "stButtonGroup", "stPopover", "stButton",
    "stTooltipIcon",
)  # fmt: skip


def turn_to_paper(page: Page) -> None:
    """Lay the page out as paper, with the event by which the browser announces it."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


def expect_only_content(page: Page) -> None:
    for name in SCREEN_ONLY:
        for part in page.get_by_test_id(name).all():
            expect(part).to_be_hidden()
    expect(page.locator(".kaohe-watermark:visible, .tools:visible")).to_have_count(0)


def expect_light_boxes(page: Page) -> None:
    """Paper is white and shows what is in a box, though the screen is dark."""
    colours = page.locator("textarea").first.evaluate(
        "(one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor,"
        " getComputedStyle(one.parentElement).backgroundColor]"
    )
    assert colours == ["rgb(31, 41, 55)", "rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0)"]


def test_paper_has_a_heading_every_row_and_no_tools(served: Served, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 1000, "height": 700}).new_page()
    page.add_init_script(PRINTED)
    page.goto(f"{served.address}/leaderboard?scheme=千阳 2022")
    settle(page)
    table = page.get_by_role("table", name="排行榜")
    expect(table.get_by_role("rowheader")).to_have_count(46)
    heading = page.get_by_text("截至2022年", exact=False).first
    expect(heading).to_be_hidden()

    page.get_by_role("button", name="打印本页").click()
    assert page.evaluate("printed") == 1
    turn_to_paper(page)
    expect_only_content(page)
    expect(page.get_by_role("heading", name="排行榜", exact=True)).to_be_visible()
    expect(heading).to_be_visible()
    expect(heading).to_contain_text("千阳县2022年度")
    expect(page.get_by_text("数据统计截至")).to_be_visible()
    assert table.locator("thead").evaluate("(one) => getComputedStyle(one).display") == (
        "table-header-group"
    ), "the browser repeats it on each sheet"
    last = table.get_by_role("rowheader").last.bounding_box()
    page_height = page.evaluate("document.documentElement.scrollHeight")
    assert last is not None and 700 < last["y"] < page_height, "the page itself is as long"

    page.emulate_media(media="screen", color_scheme="dark")
    page.goto(f"{served.address}/bulletin?scheme=千阳 2022")
    settle(page)
    page.locator("textarea").first.wait_for()
    turn_to_paper(page)
    expect_light_boxes(page)
