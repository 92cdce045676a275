"""An empty store: blank workbook, mended, published; its form goes out, comes in, gives a board."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Served
from tests.e2e.new_notice import FORM_TITLE, SCHEME_ID, TITLE, type_form, type_notice
from tests.serving import run, serving

PATIENCE_MS = 120_000
pytestmark = pytest.mark.e2e


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Served]:
    """Serve a store without any scheme."""
    home = tmp_path / "home"
    run(home, "init")
    with serving(home) as (address, _):
        yield Served(address, home)


def download(page: Page, name: str) -> bytes:
    """Press a download button; return what comes."""
    with page.expect_download(timeout=PATIENCE_MS) as found:
        page.get_by_role("button", name=name).click()
    return Path(found.value.path()).read_bytes()


def open_view(page: Page, title: str) -> None:
    """Open a view of the page 考核方案."""
    page.get_by_role("radio", name=title).or_(page.get_by_role("button", name=title)).first.click()


def upload(page: Page, path: Path, content: bytes) -> None:
    """Choose one file on the open page, in place of the one that is there."""
    path.write_bytes(content)
    for cross in page.get_by_test_id("stFileUploaderDeleteBtn").all():
        cross.get_by_role("button").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(path)


def test_a_notice_becomes_the_office_s_own(bare: Served, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1400}, locale="zh-CN")
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page.goto(f"{bare.address}/schemes")
    expect(page.get_by_text("还没有考核方案。可以这样开始")).to_be_visible()
    blank = download(page, "下载空白方案工作簿")

    open_view(page, "上传与发布")
    book = tmp_path / "柳河方案.xlsx"
    upload(page, book, type_notice(blank, has_slip=True))
    faults = page.get_by_role("table", name="要改的地方")
    expect(faults.get_by_role("row").filter(has_text="满分").first).to_contain_text("六十")
    assert download(page, "下载标记副本").startswith(b"PK")
    expect(page.get_by_role("button", name="发布", exact=True)).to_have_count(0)

    upload(page, book, type_notice(blank, has_slip=False))
    expect(page.get_by_text("没有错误：2条指标、3个单位、1张报表")).to_be_visible()
    page.get_by_label("理由").fill("镇党委会议议定")
    page.get_by_label("理由").press("Tab")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text(re.compile("已发布.*第1版"))).to_be_visible()

    page.goto(f"{bare.address}/imports")
    page.get_by_role("tab", name="发出表格").click()
    month = page.get_by_role("combobox", name="月份")
    month.fill("2026年1月")
    month.press("Enter")
    expect(page.get_by_text(re.compile(f"文件名：.*{FORM_TITLE}（2026年1月"))).to_be_visible()
    form = tmp_path / "报回.xlsx"
    form.write_bytes(type_form(download(page, "下载这份空白表")))
    page.get_by_role("tab", name="导入报表").click()
    upload(page, form, form.read_bytes())
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text(re.compile("已导入为第1批"))).to_be_visible()

    page.goto(f"{bare.address}/leaderboard")
    board = page.get_by_role("table", name="排行榜")
    expect(board.get_by_role("row")).to_have_count(4)
    told = json.loads(
        bare.kaohe("scores", "--scheme", SCHEME_ID, "--as-of", "2026-01", "--format", "json")
    )
    assert [one["unit"] for one in told["units"]] == ["东村", "西村", "南村"]
    assert TITLE in bare.kaohe("scheme", "list")
