"""A form goes out from the page, is filled, and comes in again through the running process."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, expect

from tests.documents.forms.answers import answer_form
from tests.documents.forms.every_form import find_case
from tests.documents.forms.filling import fill
from tests.e2e.conftest import Served

FIRST_PAGE_MS = 60_000
PATIENCE_MS = 30_000

pytestmark = pytest.mark.e2e


def test_a_form_downloaded_and_filled_lands_without_a_question(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page.goto(f"{served.address}/imports")
    page.get_by_role("tab", name="发出表格").click(timeout=FIRST_PAGE_MS)
    choose = page.get_by_role("combobox", name="报表")
    expect(choose).to_be_visible(timeout=PATIENCE_MS)
    choose.fill("村级")
    choose.press("Enter")
    said = page.get_by_text(re.compile("文件名：附件5 村级便民服务站覆盖率（2021年"))
    expect(said).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.get_by_role("button", name="下载这份空白表").click()
    name = download.value.suggested_filename
    assert name.startswith("附件5 村级便民服务站覆盖率（2021年")
    blank = Path(download.value.path()).read_bytes()

    month = f"2021-{int(name.partition('年')[2].partition('月')[0]):02d}"
    case = find_case("jx5_village", month)
    filled = tmp_path / "报回.xlsx"
    filled.write_bytes(fill(case, blank, answer_form(case, Random(5))))
    report = json.loads(served.kaohe("import", str(filled), "--format", "json"))
    assert (report["questions"], report["warnings"]) == ([], [])
    assert [(one["dataset"], one["month"]) for one in report["batches"]] == [("jx5_village", month)]
