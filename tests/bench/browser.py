"""The board in a real Chromium: the time to first content, and from a click to the new table.

The baseline is a plain Streamlit page (plain_page.py) over a copy of the same store. Wall time is
measured in the page, from the click to the table's new text; CPU is that of the serving process.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.demo import land_demo
from tests.bench.large_county import SCHEME, make_large_county
from tests.serving import serving

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
PLAIN_PORT = 18631
TIMES = 9
READ = """() => {
  const found = [];
  const look = (root) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.matches('td, th, [role=gridcell]')) found.push(one.textContent);
      if (one.shadowRoot) look(one.shadowRoot);
    }
  };
  look(document);
  return found.slice(0, 400).join('|');
}"""
"""JavaScript that returns the texts of the tables' first cells, including those in shadow trees."""
FIRST = """() => new Promise((resolve) => {
  const read = READ;
  const look = () => /\\d\\.\\d/.test(read()) ? resolve(performance.now())
    : setTimeout(look, 10);
  look();
})"""
CHANGED = """() => {
  const read = READ;
  const before = read();
  let start = 0;
  addEventListener('click', () => { start ||= performance.now(); }, {capture: true, once: true});
  window.changed = new Promise((resolve) => {
    const look = () => {
      const now = read();
      if (start && now !== before && /\\d\\.\\d/.test(now)) resolve(performance.now() - start);
      else setTimeout(look, 5);
    };
    look();
  });
}"""


@dataclass(frozen=True)
class Figures:
    """Medians: milliseconds until first content and after a click, CPU milliseconds of each."""

    first: float
    first_cpu: float
    click: float
    click_cpu: float


def main() -> None:
    """Print the medians of both pages on both stores."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        stores = (("demo", land_demo(), "jiangxian-2021"), ("3,000", make_large_county(), SCHEME))
        wanted = set(sys.argv[1:])
        for name, home, scheme in (store for store in stores if not wanted or store[0] in wanted):
            print(name)
            with serve_plain(home, scheme) as (address, process):
                plain = measure(browser, address, process)
            print_figures("  plain page", plain)
            with serving(home) as (address, product):
                ours = measure(browser, f"{address}/leaderboard", product.pid)
            print_figures("  board", ours)
            ratios = Figures(*(a / b for a, b in zip(astuple(ours), astuple(plain), strict=True)))
            print(
                f"  board ÷ plain: first {ratios.first:.2f} (CPU {ratios.first_cpu:.2f}),"
                f" click {ratios.click:.2f} (CPU {ratios.click_cpu:.2f})"
            )
        browser.close()


def print_figures(name: str, figures: Figures) -> None:
    """Print a page's medians."""
    print(
        f"{name:<14} first content {figures.first:6.0f} ms ({figures.first_cpu:5.0f} ms CPU)"
        f"   click {figures.click:6.0f} ms ({figures.click_cpu:5.0f} ms CPU)"
    )


def measure(browser: Browser, address: str, process: int) -> Figures:
    """Measure repeated first visits, then clicks from month to month within one visit."""
    open_page(browser, address).context.close()  # imports and first caches of the server
    first: list[tuple[float, float]] = []
    for _ in range(TIMES):
        before = read_cpu(process)
        page = open_page(browser, address)
        seconds = float(page.evaluate(FIRST.replace("READ", READ)))
        wait_until_idle(page)
        first.append((seconds, read_cpu(process) - before))
        page.context.close()
    page = open_page(browser, address)
    page.evaluate(FIRST.replace("READ", READ))
    clicks = [click_month(page, process, number) for number in (10, 9, 8, 7, 10, 9, 8, 7, 10, 11)]
    page.context.close()
    return Figures(*map(statistics.median, (*zip(*first, strict=True), *zip(*clicks, strict=True))))


def open_page(browser: Browser, address: str) -> Page:
    """Open an address in a new window."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(90_000)
    page.goto(address)
    return page


def click_month(page: Page, process: int, number: int) -> tuple[float, float]:
    """Choose a month; return milliseconds until the table changed, and the server's CPU."""
    wait_until_idle(page)
    page.get_by_test_id("stSelectbox").filter(has_text="截至月份").locator("input").first.click()
    option = page.get_by_role("option", name=re.compile(f"{number:02d}$|年{number}月$")).first
    option.wait_for()
    page.evaluate(CHANGED.replace("READ", READ))
    before = read_cpu(process)
    option.click()
    seconds = float(page.evaluate("() => window.changed"))
    wait_until_idle(page)
    return seconds, read_cpu(process) - before


def wait_until_idle(page: Page) -> None:
    """Wait until the script has run and its output is drawn."""
    page.wait_for_timeout(400)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def read_cpu(process: int) -> float:
    """Return the milliseconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def serve_plain(home: Path, scheme: str) -> Iterator[tuple[str, int]]:
    """Serve the plain page over a copy of the store, since only one process can open the store."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "plain.duckdb"
        shutil.copyfile(home / "kaohe.duckdb", copy)
        script = Path(__file__).with_name("plain_page.py")
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.port",
             str(PLAIN_PORT), "--server.headless", "true", "--server.fileWatcherType", "none",
             "--browser.gatherUsageStats", "false", "--server.address", "127.0.0.1"],
            env={**os.environ, "PLAIN_STORE": str(copy), "PLAIN_SCHEME": scheme},
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        address = f"http://127.0.0.1:{PLAIN_PORT}"
        with ending(process):
            wait_for(f"{address}/_stcore/health")
            yield address, process.pid


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


@contextmanager
def ending(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> Iterator[None]:
    """End a process after the block."""
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
