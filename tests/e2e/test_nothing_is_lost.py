"""Reload and restart at twelve moments of the work: what was done so far is there again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.shell.import_words import STATE_TITLES
from tests.conftest import copy_home
from tests.dashboard.pages.imports.uploading import (
    cut_unit,
    put_question,
    put_twos,
    rename_unit,
    write_month,
)
from tests.e2e.idle import wait_until_drawn
from tests.serving import find_ports, serving
from warehouse.importing.import_plan import State

ASKING, WARNING, CORRECTION = "问7月.xlsx", "少8月.xlsx", "更正6月.xlsx"
REASON, SENTENCE, OPINION = "单位来函更正", "本月工作总体平稳。", "第一句再核。"
BULLETIN = f"bulletin?scheme={quote('千阳 2022')}&month=2022-09"

SETTLE_MS = 400
COUNT_RUNS = """
let runs = 0;
new MutationObserver(changes => {
  for (const change of changes)
    if (change.target.dataset.testScriptState === "notRunning")
      document.documentElement.dataset.runs = ++runs;
}).observe(document, {subtree: true, attributeFilter: ["data-test-script-state"]});
"""
"""Counts at the root how often the page's script has ended since the page was loaded."""

pytestmark = pytest.mark.e2e
expect.set_options(timeout=30_000)


@dataclass
class Office:
    """A browser page, and a server under it that is stopped and started on one port."""

    page: Page
    home: Path
    port: int
    running: ExitStack = field(default_factory=ExitStack)

    def restart(self, *, is_reloaded: bool = True) -> None:
        """Stop the server and start it again; load the page anew, or let it find the server."""
        self.running.close()
        self.running.enter_context(serving(self.home, self.port))
        if is_reloaded:
            self.reload()

    def reload(self) -> None:
        """Load the page anew, as F5 does."""
        self.page.reload()
        self.wait()

    def open(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(f"http://127.0.0.1:{self.port}/{path}")
        self.wait()

    def wait(self, after: str | None = None) -> None:
        """Wait until the script has run, since the page was loaded or that many runs before."""
        changed = "html[data-runs]" + (f':not([data-runs="{after}"])' if after else "")
        self.page.locator(changed).wait_for(state="attached")
        wait_until_drawn(self.page)

    def act(self, action: Callable[[], object]) -> None:
        """Do something and wait until the script has run for it."""
        before = self.page.locator("html").get_attribute("data-runs")
        action()
        self.wait(before)

    def press(self, label: str) -> None:
        """Press a button and wait for what it does."""
        self.act(self.page.get_by_role("button", name=label, exact=True).first.click)

    def drop(self, *paths: Path) -> None:
        """Give files to the uploader."""
        uploader = self.page.locator("input[type=file]").first
        self.act(lambda: uploader.set_input_files(list(paths)))

    def head(self, name: str, state: State | None = None) -> Locator:
        """Return the line under which a file is folded, in a state if one is named."""
        line = self.page.locator("summary", has_text=f"｜ {name}")
        return line if state is None else line.filter(has_text=STATE_TITLES[state])

    def unfold(self, name: str) -> Locator:
        """Open a file's details unless they are open, and return them."""
        details = self.page.locator("details").filter(has=self.head(name))
        if details.get_attribute("open") is None:
            self.act(self.head(name).click)
            self.page.wait_for_timeout(SETTLE_MS)  # while it unfolds, a click inside may miss
        return details


@pytest.fixture
def office(filled_home: Path, tmp_path: Path, browser: Browser) -> Iterator[Office]:
    """Serve a part of the demo on a port of its own, with a browser page."""
    home = copy_home(filled_home, tmp_path / "home")
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page.add_init_script(COUNT_RUNS)
    (port,) = find_ports(1)
    found = Office(page, home, port)
    with found.running:
        found.running.enter_context(serving(home, port))
        yield found


def test_a_reload_or_a_restart_loses_nothing(office: Office, tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    office.open("imports")
    drop_files(office, tmp_path)
    answer_questions(office)
    decide_on_files(office)
    land_and_discard(office)
    write_and_send(office)
    review_and_issue(office)
    add_an_account(office)


def drop_files(office: Office, folder: Path) -> None:
    """Moments 1 and 2: a file just dropped, several files."""
    office.drop(folder / ASKING)
    expect(office.head(ASKING)).to_be_visible()
    office.reload()
    expect(office.head(ASKING, "questions")).to_be_visible()
    office.drop(folder / WARNING, folder / CORRECTION)
    expect(office.head(CORRECTION)).to_be_visible()
    office.restart()
    expect(office.head(ASKING, "questions")).to_be_visible()
    expect(office.head(WARNING, "warnings")).to_be_visible()
    expect(office.head(CORRECTION)).to_be_visible()


def answer_questions(office: Office) -> None:
    """Moments 3 and 4: one question of two answered, then both."""
    for number in (1, 2):
        asked = office.unfold(ASKING)
        asked.get_by_role("radiogroup").first.locator("label").first.click()
        office.press("提交回答")
        office.reload()
        asked = office.unfold(ASKING)
        expect(asked.get_by_text(f"已回答{number}个问题")).to_be_visible()
    expect(office.head(ASKING, "questions")).to_have_count(0)


def decide_on_files(office: Office) -> None:
    """Moments 5 and 6: a warning ticked, a reason typed."""
    office.act(office.unfold(WARNING).get_by_text("照常导入").click)
    reason = office.unfold(CORRECTION).get_by_label("更新缘由")
    reason.fill(REASON)
    office.act(lambda: reason.press("Enter"))
    office.reload()
    expect(office.unfold(WARNING).get_by_role("checkbox", name="照常导入")).to_be_checked()
    expect(office.unfold(CORRECTION).get_by_label("更新缘由")).to_have_value(REASON)


def land_and_discard(office: Office) -> None:
    """Moments 7 and 8: a file landed, another discarded and taken back."""
    landing = office.unfold(WARNING)
    landing.get_by_role("button", name="导入", exact=True).click()
    expect(office.head(WARNING, "landed")).to_be_visible()
    office.unfold(ASKING).get_by_role("button", name="移除", exact=True).click()
    expect(office.head(ASKING)).to_have_count(0)
    office.restart()
    expect(office.head(WARNING, "landed")).to_be_visible()
    expect(office.head(ASKING)).to_have_count(0)
    expect(office.unfold(CORRECTION).get_by_label("更新缘由")).to_have_value(REASON)
    office.page.locator("summary", has_text="已移除的文件").click()
    office.press("撤回移除")
    expect(office.head(ASKING)).to_be_visible()


def write_and_send(office: Office) -> None:
    """Moments 9 and 10: a sentence of the draft changed, the draft sent for review."""
    office.open(BULLETIN)
    sentence = office.page.locator("textarea").first
    sentence.fill(SENTENCE)
    office.act(lambda: sentence.press("Tab"))
    office.reload()
    expect(sentence).to_have_value(SENTENCE)
    office.press("送审")
    office.reload()
    expect(office.page.get_by_text("送审和审核：送审")).to_be_visible()
    expect(sentence).to_have_count(0)
    expect(office.page.get_by_text(SENTENCE).first).to_be_visible()


def review_and_issue(office: Office) -> None:
    """Moments 10 and 11: returned with an opinion, approved and issued."""
    page = office.page
    page.get_by_role("button", name="退回", exact=True).click()
    opinion = page.get_by_label("意见")
    opinion.fill(OPINION)
    office.act(lambda: opinion.press("Enter"))
    office.reload()
    expect(page.get_by_text(OPINION).first).to_be_visible()
    office.press("送审")
    office.press("审核通过")
    office.reload()
    expect(page.get_by_text("送审和审核：已审核")).to_be_visible()
    office.act(page.get_by_text("核对并印发").click)
    page.get_by_role("group", name="成文日期（必填）").get_by_role("spinbutton").first.click()
    page.keyboard.type("20221012")
    office.act(lambda: page.keyboard.press("Escape"))  # closes the calendar, which sends the day
    page.get_by_label("请输入要印发的月份").fill("2022年9月")
    office.press("印发并封存")
    expect(page.get_by_text("已印发并封存").first).to_be_visible()
    office.restart()
    expect(page.get_by_text("通报稿状态：已印发")).to_be_visible()
    expect(page.get_by_text(SENTENCE).first).to_be_visible()


def add_an_account(office: Office) -> None:
    """Moment 12: an account's form half filled while the server restarts."""
    office.open("accounts")
    page = office.page
    page.locator("summary", has_text="新建账号").click()
    page.get_by_role("textbox", name="账号名").fill("zhang")
    office.restart(is_reloaded=False)
    expect(page.get_by_role("textbox", name="账号名")).to_have_value("zhang")
    office.press("建立")
    expect(page.get_by_text("账号“zhang”已建立。")).to_be_visible()
    office.reload()
    expect(page.get_by_role("table").get_by_text("zhang").first).to_be_visible()


def ask_twice(page: object) -> None:
    """Put two questions into a form."""
    put_question(page)
    rename_unit(page)


FILES = {
    ASKING: write_month("2021-07", ask_twice),
    WARNING: write_month("2021-08", cut_unit),
    CORRECTION: write_month("2021-06", put_twos),
}
