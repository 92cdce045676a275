"""Two files in a real browser: one with an error, one with a question answered by keyboard."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.dashboard.pages.imports.uploading import put_error, put_question, write_month
from tests.e2e.conftest import Served
from tests.e2e.idle import wait_until_drawn

FIRST_PAGE_MS = 60_000
PATIENCE_MS = 30_000
MOST_TABS = 120

pytestmark = pytest.mark.e2e


def test_a_question_is_answered_and_all_is_landed_without_a_mouse(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    wrong, asked = tmp_path / "错8月.xlsx", tmp_path / "问7月.xlsx"
    wrong.write_bytes(write_month("2021-08", put_error))
    asked.write_bytes(write_month("2021-07", put_question))
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page.goto(f"{served.address}/imports")
    page.locator("input[type=file]").set_input_files([wrong, asked], timeout=FIRST_PAGE_MS)
    expect(page.get_by_text("有1个问题，回答后才能导入。")).to_be_visible(timeout=FIRST_PAGE_MS)
    wait_until_idle(page)

    tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    expect(page.locator("input[type=radio]").first).to_be_checked()
    tab_to(page, "button:has-text('提交回答')")
    page.keyboard.press("Enter")
    everything = page.locator("button:has-text('一并导入（1份）')")
    expect(everything).to_be_visible(timeout=PATIENCE_MS)
    wait_until_idle(page)
    tab_to(page, "button:has-text('一并导入（1份）')")
    page.keyboard.press("Enter")
    expect(page.locator("td", has_text="✓ 已导入")).to_be_visible(timeout=PATIENCE_MS)

    newest = json.loads(served.kaohe("batches", "--format", "json"))[0]
    assert (newest["file"], newest["month"]) == (asked.name, "2021-07")
    see_the_error(page, tmp_path)


def see_the_error(page: Page, folder: Path) -> None:
    """The file with the error is open now: its cell is shown in place, and marked in a copy."""
    wait_until_idle(page)
    summary = page.locator("details summary", has_text="专栏信息发布情况").first
    expect(summary).to_be_visible(timeout=PATIENCE_MS)
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details td", has_text="✗ -1")).to_be_visible()
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.get_by_role("button", name="下载标记副本").click()
    path = folder / "副本.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    assert book.sheetnames[0] == "问题清单"
    commented = [
        cell for row in book.worksheets[1].iter_rows() for cell in row if cell.comment is not None
    ]
    assert "-1" in [cell.value for cell in commented]  # beside the total that no longer adds up


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"Tab does not reach {selector}")


def wait_until_idle(page: Page) -> None:
    """Wait until the page's script has run: a new drawing takes the focus away."""
    page.wait_for_timeout(500)
    wait_until_drawn(page)
