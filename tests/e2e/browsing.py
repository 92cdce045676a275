"""Walk through the product as a person does, and read what a page shows."""

from __future__ import annotations

import random
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from dashboard.shell.filter_bar import PRODUCT

START_MS, CLICK_MS = 60_000, 30_000
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
HEADING = '[data-testid="stHeading"] h1'
PATIENCE_LOOKS = 20
QUIET_MS = 150
"""A page that is done may be about to ask for its next run."""

PAGES = (
    "总览", "排行榜", "单位详情", "指标分析", "考核日历", "数据导入", "通报",
    "封存与更正", "复核", "操作记录", "考核方案", "口径说明", "使用指南",
)  # fmt: skip
FILTERS = ("考核方案", "截至月份", "考核", "单位", "对比月份")
VIEWS = ("榜单", "名次走势", "详情", "打印页", "月通报", "年度结果", "领导", "经办", "试算")


@dataclass(frozen=True)
class Seen:
    """What a person sees of a page: its address and title, its filters and figures."""

    address: str
    title: str
    heading: str
    filters: tuple[str, ...]
    figures: tuple[str, ...]


def settle(page: Page) -> None:
    """Wait until a page is drawn and rests."""
    for _ in range(2):
        page.locator(DONE).wait_for(state="attached", timeout=START_MS)
        page.wait_for_timeout(QUIET_MS)
    page.locator(HEADING).wait_for(timeout=CLICK_MS)


def look(page: Page) -> Seen:
    """Return what a page shows once it rests."""
    settle(page)
    title = page.title()
    assert title.endswith(f" – {PRODUCT}")
    figures = [*page.get_by_test_id("stMetricValue").all_text_contents()]
    figures += page.locator("td, tbody th").all_text_contents()[:40]
    return Seen(
        address=page.url.removeprefix(page.evaluate("location.origin")),
        title=title,
        heading=page.locator(HEADING).inner_text(),
        filters=tuple(
            page.locator('[data-testid="stSelectbox"] input').evaluate_all(
                "all => all.map((one) => one.value)"
            )
        ),
        figures=tuple(figures),
    )


def expect_seen(page: Page, expected: Seen) -> None:
    """Wait until a page shows what was seen, and look again whether it stays so."""
    for _ in range(PATIENCE_LOOKS):
        if look(page) == expected:
            break
        page.wait_for_timeout(QUIET_MS)
    page.wait_for_timeout(QUIET_MS)
    assert look(page) == expected


def open_another(page: Page, chance: random.Random) -> None:
    """Open a page from the menu, or a unit from a board."""
    heading = page.locator(HEADING).inner_text()
    units = page.get_by_role("table", name="排行榜").get_by_role("rowheader").get_by_role("button")
    if heading == "排行榜" and units.count() and chance.random() < 0.7:
        chance.choice(units.all()[:8]).click()
        page.get_by_role("heading", name="单位详情", exact=True).wait_for(timeout=CLICK_MS)
        return
    wanted = chance.choice([name for name in PAGES if name != heading])
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=wanted, exact=True).click()
    page.get_by_role("heading", name=wanted, exact=True, level=1).wait_for(timeout=CLICK_MS)


def change_a_filter(page: Page, chance: random.Random) -> None:
    """Choose another option in one of the page's filters, if it has any."""
    if page.locator(HEADING).inner_text() == "数据导入":
        return  # its lists are of the forms to send out, not of what it shows
    boxes = [box for name in FILTERS if (box := find_box(page, name)).count()]
    views = [
        button
        for name in VIEWS
        if (button := page.get_by_role("radio", name=name, exact=True)).count()
        and not button.is_checked()
    ]
    before = page.url
    if views and (not boxes or chance.random() < 0.4):
        chance.choice(views).click()
    elif boxes:
        box = chance.choice(boxes)
        shown = box.input_value()
        box.click()
        page.get_by_role("option").first.wait_for()
        others = [one for one in page.get_by_role("option").all() if one.inner_text() != shown]
        if not others:
            page.keyboard.press("Escape")
            return
        chance.choice(others).click()
    else:
        return
    page.wait_for_function("before => location.href !== before", arg=before, timeout=CLICK_MS)


def find_box(page: Page, name: str) -> Locator:
    """Return a filter's list by its label."""
    return page.get_by_role("combobox", name=name, exact=True)
