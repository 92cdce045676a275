"""Below a path, behind the shipped nginx configuration, by https: everything works as without."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import copy_home
from tests.dashboard.demo_home import read_demo_file
from tests.deploy.nginx import proxying
from tests.serving import run, serving

pytestmark = pytest.mark.e2e

BASE = "/kaohe"
NAME, PASSWORD = "guanli", "青山 绿水 七里坡 2021"
FIRST_PAGE_MS, PATIENCE_MS = 60_000, 30_000


def test_pages_uploads_downloads_and_the_screen_work_behind_nginx(
    browser: Browser, filled_home: Path, tmp_path: Path
) -> None:
    home = copy_home(filled_home, tmp_path / "home")
    told = json.loads(run(home, "account", "add", NAME, "--role", "admin", "--format", "json"))
    options = ("--base-path", BASE, "--trusted-proxy", "127.0.0.1")
    with (
        serving(home, 0, *options, local=False) as (address, _),
        proxying(address, tmp_path / "nginx") as outside,
    ):
        context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
        answers: list[tuple[int, str]] = []
        context.on("response", lambda one: answers.append((one.status, one.url)))
        board = sign_in(context, outside, told["initial_password"])
        see_the_board(board)
        land_by_upload(context, outside, tmp_path)
        expect(board.get_by_text("（第10批）")).to_be_visible(timeout=PATIENCE_MS)
        assert download(board, tmp_path)["截至"] == "2021年7月"
        see_the_screen(context, outside)
        context.close()
        watch_over(browser, outside, home)
        newest = json.loads(run(home, "batches", "--format", "json"))[0]
    assert newest["month"] == "2021-07"
    astray = [url for _, url in answers if not re.match(rf"blob:|{outside}{BASE}(/|$)", url)]
    assert not astray
    # Streamlit's part in the browser first looks for its server below the page's own path.
    failed = {url for code, url in answers if code >= 400 and "/_stcore/" not in url}
    assert not failed


def sign_in(context: BrowserContext, outside: str, initial: str) -> Page:
    """Come in by the front door for the first time; the session's cookie is for this path only."""
    page = context.new_page()
    answer = page.goto(f"{outside}{BASE}/leaderboard")
    assert answer is not None and re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    page.get_by_label("账号").fill(NAME)
    page.get_by_label("密码").fill(initial)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("初始密码").fill(initial)
    for field in ("#new", "#again"):
        page.locator(field).fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"{outside}{BASE}/leaderboard*")
    kept = {one["name"]: one for one in context.cookies()}["__Secure-kaohe"]
    assert (kept["path"], kept["secure"], kept["httpOnly"]) == (BASE, True, True)
    return page


def see_the_board(page: Page) -> None:
    expect(page.get_by_text("（第9批）")).to_be_visible(timeout=FIRST_PAGE_MS)


def land_by_upload(context: BrowserContext, outside: str, folder: Path) -> None:
    name, content = read_demo_file("jx1_progress", "2021-07")
    path = folder / name
    path.write_bytes(content)
    page = context.new_page()
    page.goto(f"{outside}{BASE}/imports")
    page.locator("input[type=file]").set_input_files(path, timeout=FIRST_PAGE_MS)
    page.get_by_role("button", name=re.compile("导入")).last.click(timeout=FIRST_PAGE_MS)
    expect(page.get_by_text("已导入1份报表")).to_be_visible(timeout=PATIENCE_MS)
    page.close()


def download(page: Page, folder: Path) -> dict[str, str]:
    """Export the board; return what its page of explanations says."""
    page.bring_to_front()
    with page.expect_download(timeout=PATIENCE_MS) as taken:
        page.get_by_text("导出 Excel").first.click()
    path = folder / "导出.xlsx"
    taken.value.save_as(path)
    return dict(openpyxl.load_workbook(path)["说明"].values)


def watch_over(browser: Browser, outside: str, home: Path) -> None:
    """A monitor that is nobody's session: health is open, figures are for the token."""
    stranger = browser.new_context(ignore_https_errors=True).request
    assert stranger.get(f"{outside}{BASE}/health").text() == "ok"
    assert run(home, "health").strip() == "正常。"
    assert stranger.get(f"{outside}{BASE}/metrics").status == 401
    token = run(home, "metrics-token").strip()
    allowed = {"Authorization": f"Bearer {token}"}
    figures = stranger.get(f"{outside}{BASE}/metrics", headers=allowed).text()
    assert "kaohe_sessions 1.0" in figures
    assert 'kaohe_page_runs_total{page="imports"}' in figures
    for path in ("/_stcore/metrics", "/version", "/screen/data", "/_stcore/host-config"):
        assert stranger.get(f"{outside}{BASE}{path}", headers=allowed).status == 401, path


def see_the_screen(context: BrowserContext, outside: str) -> None:
    page = context.new_page()
    page.goto(f"{outside}{BASE}/screen?scheme=jiangxian-2021")
    expect(page.locator("#source")).to_contain_text("第10批", timeout=PATIENCE_MS)
    expect(page.locator("#slide li").first).to_be_visible()
