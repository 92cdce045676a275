"""An empty store: blank workbook, mended, tried, published; its form goes out and gives a board."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.idle import wait_until_drawn
from tests.e2e.new_notice import FORM_TITLE, SCHEME_ID, TITLE, type_form, type_notice
from tests.repository import ROOT
from tests.serving import run, serving

PATIENCE_MS = 60_000
ATTEMPTS, SETTLE_MS = 6, 2000
"""The fields of a clause are drawn anew while the page runs; what is typed meanwhile is gone."""
PACKAGES = ("dashboard", "documents", "queries", "scoring", "seed", "warehouse")
"""What the wheel holds."""

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Office:
    """An installed program, a store's home, and the folder of the person at the screen."""

    program: Path
    home: Path
    desk: Path

    def install(self) -> None:
        """Install the program over the one that is there."""
        shutil.rmtree(self.program, ignore_errors=True)
        for name in PACKAGES:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, self.program / name, ignore=ignored)

    def install_one_without_schemes(self) -> None:
        """Install, as another release, a program that ships none of today's schemes."""
        self.install()
        for name in ("schemes", "examples"):
            shutil.rmtree(self.program / "seed" / name)
            (self.program / "seed" / name).mkdir()

    def read_program(self) -> dict[str, str]:
        """Return the digest of each file outside the store and the person's own folder."""
        outside = [path for path in self.program.parent.rglob("*") if path.is_file()]
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in outside
            if not path.is_relative_to(self.home) and not path.is_relative_to(self.desk)
        }

    def kaohe(self, *argv: str) -> str:
        """Run a command of the installed program; return its stdout."""
        return run(self.home, *argv)

    @contextmanager
    def open(self, browser: Browser) -> Iterator[tuple[Page, str]]:
        """Serve the store for a with-block; yield a page and the address."""
        with serving(self.home) as (address, _):
            page = browser.new_page(viewport={"width": 1440, "height": 1400}, locale="zh-CN")
            page.set_default_timeout(PATIENCE_MS)
            yield page, address
            page.close()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Install the program apart from this checkout, and start an empty store with it."""
    made = Office(tmp_path / "program", tmp_path / "home", tmp_path / "desk")
    made.install()
    made.desk.mkdir()
    monkeypatch.chdir(made.desk)  # `python -m` looks where it is started before PYTHONPATH
    monkeypatch.setenv("PYTHONPATH", str(made.program))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    made.kaohe("init")
    return made


def download(page: Page, name: str) -> bytes:
    """Press a download button; return what comes."""
    with page.expect_download(timeout=PATIENCE_MS) as found:
        page.get_by_role("button", name=name).click()
    return Path(found.value.path()).read_bytes()


def upload(page: Page, path: Path, content: bytes) -> None:
    """Choose a file on the open page, also again after it was mended."""
    path.write_bytes(content)
    more = page.get_by_role("button", name="Add files")
    if not more.count():
        page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(path)
        return
    with page.expect_file_chooser() as chooser:
        more.click()
    chooser.value.set_files(path)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a list by its text."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.fill(option)
    box.press("Enter")


def test_a_notice_becomes_the_office_s_own(office: Office, browser: Browser) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    installed = office.read_program()
    assert len(installed) > 500
    with office.open(browser) as (page, address):
        page.goto(f"{address}/schemes")
        enter_the_notice(page, office.desk / "柳河方案.xlsx")
        try_a_clause(page)
        publish(page)
        page.goto(f"{address}/imports")
        send_the_form_and_land_it(page, office.desk / "报回.xlsx")
        page.goto(f"{address}/leaderboard")
        look_at_the_board_and_a_unit(page)
        page.goto(f"{address}/bulletin")
        read_the_bulletin(page)
        known = ask(office)
    assert office.read_program() == installed
    keep_over_an_upgrade_and_a_restore(office, browser, known)


def enter_the_notice(page: Page, book: Path) -> None:
    """Type the notice into the blank workbook with a slip, and mend it by what the page says."""
    expect(page.get_by_text("暂无考核方案，可任选一种方式开始")).to_be_visible()
    blank = download(page, "下载空白方案工作簿")
    page.get_by_role("radio", name="上传与发布").click()
    upload(page, book, type_notice(blank, has_slip=True))
    faults = page.get_by_role("table", name="须改正的内容")
    expect(faults.get_by_role("row").filter(has_text="满分").first).to_contain_text("六十")
    assert download(page, "下载标记副本").startswith(b"PK")
    expect(page.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    upload(page, book, type_notice(blank, has_slip=False))
    expect(page.get_by_text("没有错误：2条指标、3个单位、1张报表")).to_be_visible()


def try_a_clause(page: Page) -> None:
    """Try three absences of one point each against 40, before anything is published."""
    page.get_by_text("发布前先试算一条指标").click()
    choose(page, "指标", "2 例会")
    # The sentences of all clauses stand further down: only the field's own heading says enough.
    expect(page.get_by_text("村级工作月报表：例会缺席数", exact=True)).to_be_visible()
    wait_until_drawn(page)
    field = page.get_by_role("textbox", name="2026年12月")
    for _ in range(ATTEMPTS):
        field.fill("3")
        field.press("Tab")
        wait_until_drawn(page)
        page.get_by_role("button", name="试算", exact=True).click()
        page.wait_for_timeout(SETTLE_MS)
        wait_until_drawn(page)
        if page.get_by_text("得分 37.00").count():
            break
    expect(page.get_by_text("得分 37.00")).to_be_visible()


def publish(page: Page) -> None:
    """Publish what was previewed, with a reason."""
    page.get_by_label("理由").fill("镇党委会议议定")
    page.get_by_label("理由").press("Tab")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text(re.compile("已发布.*第1版"))).to_be_visible()


def send_the_form_and_land_it(page: Page, form: Path) -> None:
    """Download the form of January, fill it in and land it."""
    page.get_by_role("tab", name="发出表格").click()
    choose(page, "月份", "2026年1月")
    expect(page.get_by_text(re.compile(f"文件名：.*{FORM_TITLE}（2026年1月"))).to_be_visible()
    blank = download(page, "下载这份空白表")
    page.get_by_role("tab", name="导入报表").click()
    upload(page, form, type_form(blank))
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text(re.compile("已导入为第1批"))).to_be_visible()


def look_at_the_board_and_a_unit(page: Page) -> None:
    """Follow a village's points from the board to the cell that they come from."""
    board = page.get_by_role("table", name="排行榜")
    expect(board.get_by_role("row")).to_have_count(4)
    board.get_by_role("button", name="南村", exact=True).click()
    page.wait_for_url("**/unit*")
    ledger = page.get_by_role("table", name="得分明细")
    expect(ledger.get_by_role("row").filter(has_text="例会").first).to_be_visible()
    ledger.get_by_role("row").filter(has_text="3").filter(has_text="例会").first.click()
    expect(page.get_by_text("报回.xlsx").first).to_be_visible()


def read_the_bulletin(page: Page) -> None:
    """Read the bulletin on the page, and open the paper."""
    paper = download(page, "下载 Word 文档")
    text = ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
    assert TITLE in re.sub("<[^>]+>", "", text)
    assert all(village in text for village in ("东村", "南村", "西村"))


def ask(office: Office) -> dict[str, object]:
    """Return the scheme's versions and its board, as commands print them."""
    argv = ("scores", "--scheme", SCHEME_ID, "--as-of", "2026-01", "--format", "json")
    listed = json.loads(office.kaohe("scheme", "list", "--format", "json"))
    told = json.loads(office.kaohe(*argv))
    assert [one["unit"] for one in told["units"]] == ["东村", "西村", "南村"]
    return {"board": told["units"], "scheme": [one for one in listed if one["id"] == SCHEME_ID]}


def keep_over_an_upgrade_and_a_restore(
    office: Office, browser: Browser, known: dict[str, object]
) -> None:
    """Install another release over the program, then restore a backup over a change."""
    office.install_one_without_schemes()
    office.kaohe("init")
    assert ask(office) == known
    backup = office.desk / "备份"
    office.kaohe("backup", str(backup))
    office.kaohe("scheme", "retire", SCHEME_ID, "--reason", "点错了")
    (folder,) = [path.parent for path in backup.rglob("manifest.json")]
    office.kaohe("restore", str(folder), "--reason", "退回")
    assert ask(office) == known
    with office.open(browser) as (page, address):
        page.goto(f"{address}/leaderboard")
        expect(page.get_by_role("table", name="排行榜").get_by_role("row")).to_have_count(4)
        page.goto(f"{address}/schemes")
        expect(page.get_by_role("table", name="考核方案").get_by_text(TITLE)).to_be_visible()
