"""Every page in a real browser: nothing that keeps a person out, and no word of English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dashboard.navigation import PAGES
from tests.conftest import copy_home
from tests.screenshots.__main__ import wait_until_drawn
from tests.screenshots.shots import PHONE, VIEWS, WIDE, Mode, path_of
from tests.serving import serve

pytestmark = pytest.mark.e2e

GRAVE = {"serious", "critical"}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
PATHS = [path_of(name) for name in dict.fromkeys([*PAGES, *VIEWS])] + ["/screen"]


@pytest.fixture(scope="module")
def address(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a part of the demo for all tests of this file."""
    home = copy_home(filled_home, tmp_path_factory.mktemp("axe") / "home")
    with serve(home) as found:
        yield found


@pytest.fixture(scope="module")
def pages(chromium: Browser) -> Iterator[dict[str, Page]]:
    """Return a browser page per colour scheme, so that scripts and fonts are fetched once."""
    made = {}
    for mode, (width, height) in (("light", WIDE), ("dark", PHONE)):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=cast(Mode, mode),
            locale="zh-CN",
        )
        made[mode] = context.new_page()
    yield made
    for page in made.values():
        page.context.close()


# Names that are not Chinese: file kinds, the command and its options, the views at a page's foot.
NAMES = {"Excel", "CSV", "MB", "kaohe", "xlsx", "xls", "ods", "csv", "PDF", "Word", "WPS", "Enter"}
NAMES |= {"init", "import", "export", "Tab", "Ctrl", "root", "screen", "backup", "toml"}
NAMES |= {"account", "add", "role", "admin", "serve", "local"}
VIEWS_OF_QUERIES = {path.name.partition(".")[0] for path in Path("queries").rglob("*.sql*")}
SEEN = """() => {
  const unread = '[data-testid="stIconMaterial"], [role="img"], code'
  document.querySelectorAll(unread).forEach((one) => one.remove())
  return document.body.innerText
}"""


def find_faults(page: Page) -> list[str]:
    """Return axe's serious findings, each with the place of its first node."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']} ({len(one['nodes'])}×): {one['nodes'][0]['html'][:160]}"
        for one in found
        if one["impact"] in GRAVE
    ]


def find_english(page: Page) -> set[str]:
    """Return the words on a page that are neither Chinese nor a name."""
    words = set(re.findall(r"[A-Za-z_]{3,}", page.evaluate(SEEN)))
    return words - NAMES - VIEWS_OF_QUERIES


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_serious_and_no_word_is_english(
    address: str, pages: dict[str, Page], path: str, mode: Mode
) -> None:
    page = pages[mode]
    page.goto(address + path)
    wait_until_drawn(page)
    assert find_faults(page) == []
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert find_english(page) == set()
