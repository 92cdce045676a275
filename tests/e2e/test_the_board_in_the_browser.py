"""The board's table in a real browser: search, sort, columns, what is exported, links, print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Served, serve_copy

FIRST_PAGE_MS = 60_000
PATIENCE_MS = 30_000

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def served(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a part of the demo for all tests of this file, which change nothing."""
    with serve_copy(filled_home, tmp_path_factory.mktemp("board")) as served:
        yield served


def open_board(browser: Browser, served: Served, query: str = "") -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{served.address}/leaderboard{query}")
    expect(page.get_by_role("table", name="排行榜")).to_be_visible(timeout=FIRST_PAGE_MS)
    return page


def read_units(page: Page) -> list[str]:
    """Return the units that the board shows, from above."""
    return page.get_by_role("table", name="排行榜").get_by_role("rowheader").all_text_contents()


def test_what_is_searched_sorted_and_hidden_is_what_is_exported(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    page = open_board(browser, served)
    everyone = read_units(page)
    page.get_by_role("searchbox").fill("县 局")
    page.get_by_role("button", name="失分").click()
    expect(page.get_by_role("columnheader", name="失分")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.get_by_text("列", exact=True).click()
    page.get_by_role("checkbox", name="待定").uncheck()
    shown = read_units(page)
    assert 1 < len(shown) < len(everyone) and shown != sorted(shown, key=everyone.index)

    with page.expect_download() as download:
        page.get_by_role("button", name="导出 Excel").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    header, *rows = book["排行榜"].values
    assert "待定" not in header and "失分" in header
    assert [row[header.index("单位")] for row in rows] == shown
    about = dict(book["说明"].values)
    assert (about["查找"], about["排序"]) == ("县 局", "失分，降序")
    expect(page.get_by_role("button", name="导出 Excel")).to_be_enabled()


def test_a_link_opens_the_same_view(served: Served, browser: Browser) -> None:
    page = open_board(browser, served)
    page.get_by_text("名次走势", exact=True).click()
    expect(page.get_by_text("显示的单位")).to_be_visible()
    page.wait_for_url("**view=*")
    other = browser.new_page()
    other.goto(page.url)
    expect(other.get_by_text("显示的单位")).to_be_visible(timeout=FIRST_PAGE_MS)


def test_a_unit_is_opened_by_keyboard_alone(served: Served, browser: Browser) -> None:
    page = open_board(browser, served)
    (first, *_) = read_units(page)
    page.get_by_role("button", name=first, exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/unit*")
    expect(page.get_by_text("得分构成（由满分扣减）")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_itself_never_scrolls_sideways(
    served: Served, browser: Browser, width: int
) -> None:
    page = open_board(browser, served)
    page.set_viewport_size({"width": width, "height": 844})
    page.wait_for_timeout(500)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_hidden_columns_stay_hidden_by_their_name_when_others_join(
    served: Served, browser: Browser
) -> None:
    page = open_board(browser, served)
    headings = page.get_by_role("table", name="排行榜").get_by_role("columnheader")
    page.get_by_text("列", exact=True).click()
    page.get_by_role("checkbox", name="失分", exact=True).uncheck()
    expect(headings.get_by_text("失分", exact=True)).to_have_count(0)
    page.get_by_role("combobox", name="对比月份").click()
    page.get_by_role("option", name="2021-05").click()
    page.wait_for_url("**compare=2021-05*")
    expect(headings.filter(has_text="5月")).not_to_have_count(0)
    expect(headings.get_by_text("失分", exact=True)).to_have_count(0)
    fresh = open_board(browser, served, "?compare=2021-05")
    others = fresh.get_by_role("table", name="排行榜").get_by_role("columnheader")
    expect(headings).to_have_count(others.count() - 1)
