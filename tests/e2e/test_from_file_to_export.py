"""The main job in a real browser: a file goes in, the board changes, a point is explained."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.dashboard.demo_home import read_demo_file
from tests.e2e.conftest import Served

FIRST_PAGE_MS = 60_000
LIVE_SECONDS = 5.0
MONTH = "2021-07"
pytestmark = pytest.mark.e2e
expect.set_options(timeout=30_000)

expect.set_options(timeout=20_000)  # two busy cores may be slow; only being live has a limit


def test_a_month_goes_in_and_a_lost_point_is_explained(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1600}, locale="zh-CN")
    requested: set[str] = set()
    context.on("request", lambda request: requested.add(request.url))

    board = context.new_page()
    board.goto(f"{served.address}/leaderboard")
    expect(board.get_by_text("（第9批）")).to_be_visible(timeout=FIRST_PAGE_MS)
    before = read_grid(board)

    land(served, tmp_path)
    landed_at = time.monotonic()
    while read_grid(board) == before:
        assert time.monotonic() - landed_at < LIVE_SECONDS
        board.wait_for_timeout(100)
    expect(board.get_by_text("（第10批）")).to_be_visible()

    board.bring_to_front()
    scores = read_scores(served)
    unit, line = find_lost_point(served, scores)
    workbook = export(board, tmp_path)
    header, *rows = workbook["排行榜"].iter_rows(values_only=True)
    earned = header.index("得分")
    assert [(row[0], row[1], f"{row[earned]:.2f}") for row in rows] == [
        (one["rank"], one["unit"], one["earned"]) for one in scores
    ]
    assert dict(workbook["说明"].values)["截至"] == "2021年7月"

    board.get_by_role("button", name=unit, exact=True).click()
    board.wait_for_url("**/unit*")
    expect(board.get_by_text("得分构成（由满分扣减）")).to_be_visible()
    ledger = board.get_by_role("table", name="得分明细")
    lost = ledger.get_by_role("row").filter(has_text=line["reason"]).first
    expect(lost).to_be_visible()
    expect(ledger.get_by_role("cell", name="待定", exact=True)).to_have_count(0)
    lost.click()
    expect(board.get_by_text(f"佐证：{line['indicator']}")).to_be_visible()
    place = line["evidence"][0]
    address = f"{place['file']} · {place['sheet']} · 第{place['row']}行"
    evidence = board.get_by_role("table", name=re.compile("^佐证"))
    expect(evidence.get_by_role("row").filter(has_text=address)).to_be_visible()
    expect(evidence.get_by_text("（依据）").first).to_be_attached()

    strangers = {url for url in requested if not url.startswith((served.address, "data:", "blob:"))}
    assert not {
        one for one in strangers if not one.startswith(served.address.replace("http", "ws"))
    }


def land(served: Served, folder: Path) -> None:
    """Land a month by a command, which goes through the running dashboard."""
    name, content = read_demo_file("jx1_progress", MONTH)
    path = folder / name
    path.write_bytes(content)
    served.kaohe("import", str(path), "--scheme", "jiangxian-2021", "--accept-warnings")


def read_grid(page: Page) -> list[str]:
    """Return the texts of the board's cells."""
    cells = page.get_by_role("table", name="排行榜").get_by_role("cell")
    expect(cells.first).to_be_visible()
    return cells.all_text_contents()


def read_scores(served: Served) -> list[dict[str, Any]]:
    """Return the units of the board as the command line gives them."""
    out = served.kaohe(
        "scores", "--scheme", "jiangxian-2021", "--assessment", "1", "--as-of", MONTH,
        "--format", "json",
    )  # fmt: skip
    units: list[dict[str, Any]] = json.loads(out)["units"]
    return units


def find_lost_point(served: Served, scores: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return a unit, and its first lost line, which stands on a row of a file."""
    for one in scores:
        out = served.kaohe(
            "ledger", "--scheme", "jiangxian-2021", "--assessment", "1", "--unit", one["unit"],
            "--as-of", MONTH, "--format", "json",
        )  # fmt: skip
        lost = [line for line in json.loads(out) if line["counts_to"] == "lost"]
        if lost and lost[0]["evidence"] and lost[0]["evidence"][0]["row"]:
            return one["unit"], lost[0]
    raise AssertionError("no unit has lost a point")


def export(page: Page, folder: Path) -> openpyxl.Workbook:
    """Press the export button and open what comes."""
    with page.expect_download() as download:
        page.get_by_text("导出 Excel").click()
    path = folder / "导出.xlsx"
    download.value.save_as(path)
    return openpyxl.load_workbook(path)
