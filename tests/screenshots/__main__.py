"""Take every picture into docs/screenshots: `python -m tests.screenshots [NAME…]`.

It lands the demo year first, which takes two minutes; with names only those pictures are taken.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.repository import ROOT
from tests.screenshots.shots import Shot, list_demo_shots, list_empty_shots
from tests.serving import prepare, serve

TARGET = ROOT / "docs" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FIRST_PAGE_MS = 60_000
SETTLE_MS = 2_000
COLOURS = 96
"""A palette: the pictures of screens lose nothing by it and take a third of the room."""


def main(names: list[str]) -> None:
    """Take the pictures that are named, or all."""
    TARGET.mkdir(parents=True, exist_ok=True)
    wanted = [
        (demo, [shot for shot in shots if not names or shot.name in names])
        for demo, shots in ((True, list_demo_shots()), (False, list_empty_shots()))
    ]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for demo, shots in wanted:
            if shots:
                home = prepare(Path(folder) / ("demo" if demo else "empty"), demo=demo)
                with serve(home) as address:
                    take(browser, address, shots)
        browser.close()


def take(browser: Browser, address: str, shots: Iterable[Shot]) -> None:
    """Take pictures from one served store."""
    for shot in shots:
        width, height = shot.size
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=shot.mode, locale="zh-CN"
        )
        page = context.new_page()
        page.goto(address + shot.path)
        wait_until_drawn(page)
        for _ in range(shot.turns):
            page.keyboard.press("ArrowRight")
        keep(page.screenshot(), TARGET / f"{shot.name}.png")
        context.close()
        print(shot.name)


def wait_until_drawn(page: Page) -> None:
    """Wait until a page's script has run, or the large screen has its first slide."""
    page.locator(
        '[data-testid="stApp"][data-test-script-state="notRunning"], #slide > *'
    ).first.wait_for(timeout=FIRST_PAGE_MS)
    page.wait_for_timeout(SETTLE_MS)  # charts and tables draw themselves after the script
    waiting = page.get_by_test_id("stSkeleton")
    while waiting.count():
        page.wait_for_timeout(SETTLE_MS)


def keep(png: bytes, path: Path) -> None:
    """Write a picture, small."""
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
