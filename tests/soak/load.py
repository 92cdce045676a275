"""Load test: fifty signed-in users, five of whom import through real pages, for ten minutes.

    python -m tests.soak.load --minutes 10

Each reader speaks Streamlit's protocol over its own websocket; the importers are five browsers that
repeatedly choose a file and land it. At the end the batches are compared with what the pages
acknowledged: none may be missing or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import shutil
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import httpx2
import openpyxl
import websockets
from playwright.async_api import Browser, Page, async_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Subprotocol

from tests.access import PASSWORD, make_account
from tests.bench.demo import land_demo
from tests.bench.sessions import read_memory
from tests.dashboard.demo_home import read_demo_file
from tests.dashboard.pages.imports.uploading import find_cell
from tests.needs import find
from tests.serving import run, serving
from warehouse.access.people import host
from warehouse.home.opening import open_store

READERS = 45
MONTHS = ("2021-01", "2021-02", "2021-04", "2021-05", "2021-08")
"""One form for each importer, so that no two work on the same form."""
PAUSE_SECONDS = 20.0
SAMPLE_SECONDS = 10.0
PATIENCE_MS = 120_000
UNIT = ("jiangxian-2021", "县财政局")
PAGES = {
    "leader": ("leaderboard", "unit", "indicators", "calendar", ""),
    "unit": ("leaderboard", "unit"),
}
WRONG = ("程序出了差错".encode(), "请先登录".encode(), b"stException")


@dataclass
class Figures:
    """The events as the users saw them."""

    actions: list[float] = field(default_factory=list)
    landings: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)


def main() -> None:
    """Run the test and print the figures; exit code 0 if every expectation held."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    minutes = parser.parse_args().minutes
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(land_demo(), home)
        add_people(home)
        before = {one["id"] for one in read_batches(home)}
        with serving(home, local=False) as (address, process):
            asyncio.run(work(address, process.pid, minutes * 60, figures))
            landed = [one for one in read_batches(home) if one["id"] not in before]
        proof = run(home, "verify").strip().splitlines()
    report(figures, [str(one["file"]) for one in landed], proof)


def add_people(home: Path) -> None:
    """Create the accounts of the five importers and of the readers: leaders and units."""
    store = open_store(home)
    own = store.bind_to(host("load"))
    for number in range(len(MONTHS)):
        make_account(own, f"staff{number}", "staff")
    for number in range(READERS):
        role = role_of(number)
        make_account(own, f"reader{number}", role, [UNIT] if role == "unit" else [])
    store.close()


def role_of(number: int) -> str:
    """Return the role of a reader; every third belongs to a unit."""
    return "leader" if number % 3 else "unit"


def read_batches(home: Path) -> list[dict[str, object]]:
    """Return the batches of a home, through its server if one is running."""
    batches: list[dict[str, object]] = json.loads(run(home, "batches", "--format", "json"))
    return batches


async def work(address: str, process: int, seconds: float, figures: Figures) -> None:
    """Run all users until the time is up."""
    until = time.monotonic() + seconds
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        tasks = [asyncio.create_task(watch(process, until, figures))]
        tasks += [
            asyncio.create_task(import_all_day(browser, address, number, until, figures))
            for number in range(len(MONTHS))
        ]
        tasks += [
            asyncio.create_task(read_all_day(address, number, until, figures))
            for number in range(READERS)
        ]
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, BaseException):
                figures.errors[f"{type(outcome).__name__}: {str(outcome)[:200]}"] += 1
        await browser.close()


async def watch(process: int, until: float, figures: Figures) -> None:
    """Sample the server's memory every few seconds."""
    while time.monotonic() < until:
        figures.memory.append(read_memory(process))
        await asyncio.sleep(SAMPLE_SECONDS)


async def read_all_day(address: str, number: int, until: float, figures: Figures) -> None:
    """Sign in, open a websocket, and visit one page after another."""
    cookie = await sign_in(address, f"reader{number}")
    pages = PAGES[role_of(number)]
    async with websockets.connect(
        address.replace("http", "ws") + "/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": cookie, "Origin": address},
        max_size=None,
        ping_interval=None,
    ) as socket:
        while time.monotonic() < until:
            start = time.perf_counter()
            await socket.send(ask_for(random.choice(pages)))
            await receive_run(socket, figures)
            figures.actions.append(time.perf_counter() - start)
            await asyncio.sleep(random.uniform(0, 2 * PAUSE_SECONDS))


async def sign_in(address: str, name: str) -> str:
    """Sign in as a browser does; return the session's cookies."""
    async with httpx2.AsyncClient(base_url=address, timeout=PATIENCE_MS / 1000) as client:
        page = await client.get("/login", headers={"accept": "text/html"})
        token = re.search(r'name="form" value="([\w-]+)"', page.text)
        assert token, page.text
        fields = {"form": token[1], "name": name, "password": PASSWORD, "next": "/"}
        answer = await client.post("/login", data=fields, headers={"origin": address})
        assert answer.status_code == 303, (answer.status_code, answer.text[:300])
        return "; ".join(f"{key}={value}" for key, value in client.cookies.items())


def ask_for(page: str) -> bytes:
    """Return the message that a browser sends to run a page."""
    message = BackMsg()
    message.rerun_script.page_name = page
    return bytes(message.SerializeToString())


async def receive_run(socket: websockets.ClientConnection, figures: Figures) -> None:
    """Receive until the page's run has ended; note error texts."""
    async for raw in socket:
        assert isinstance(raw, bytes)
        for wrong in WRONG:
            if wrong in raw:
                figures.errors[f"a page said {wrong.decode()}"] += 1
        message = ForwardMsg.FromString(raw)
        if message.WhichOneof("type") == "script_finished" and not message.script_finished:
            return
    raise ConnectionError("the websocket was closed")


async def import_all_day(
    browser: Browser, address: str, number: int, until: float, figures: Figures
) -> None:
    """Sign in with a real browser and land one changed file after another."""
    context = await browser.new_context(locale="zh-CN", base_url=address)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto("/login")
    await page.fill("input[name=name]", f"staff{number}")
    await page.fill("input[name=password]", PASSWORD)
    await page.press("input[name=password]", "Enter")
    await page.wait_for_selector('[data-testid="stApp"]')
    turn = 0
    while time.monotonic() < until:
        turn += 1
        name = f"{MONTHS[number]} 第{turn}次.xlsx"
        start = time.perf_counter()
        await land_one(page, name, write_version(MONTHS[number], turn))
        figures.landings.append(time.perf_counter() - start)
        figures.acknowledged.append(name)
    await context.close()


async def land_one(page: Page, name: str, content: bytes) -> None:
    """Choose a file, accept the warning on its total, land it, and wait for the confirmation."""
    await page.goto("/imports")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    await page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
    await page.get_by_text("条提醒，照常导入").click()
    await page.get_by_role("button", name="导入", exact=True).click()
    await page.get_by_text("✓ 已导入").first.wait_for()


def write_version(month: str, turn: int) -> bytes:
    """Return the demo's form of a month with a different count in one cell for each turn."""
    _, content = read_demo_file("jx1_progress", month)
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.active is not None
    find_cell(book.active, "专栏信息发布情况").value = turn % 90 + 3
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def report(figures: Figures, landed: list[str], proof: list[str]) -> None:
    """Print the figures."""
    counted = Counter(landed)
    lost = sorted(set(figures.acknowledged) - set(counted))
    doubled = sorted(name for name, count in counted.items() if count > 1)
    print_seconds("page actions", figures.actions)
    print_seconds("landings, from choosing the file", figures.landings)
    print(f"acknowledged {len(figures.acknowledged)}, in the store {len(landed)}")
    print(f"lost {lost}, doubled {doubled}")
    print("memory of the server, MB:", *(f"{one:.0f}" for one in figures.memory))
    print("verify:", *proof)
    print("errors:", dict(figures.errors) or "none")
    raise SystemExit(bool(lost or doubled or figures.errors))


def print_seconds(what: str, seconds: list[float]) -> None:
    """Print the count, the median and the 95th percentile."""
    if len(seconds) < 2:
        print(f"{what}: {seconds}")
        return
    marks = statistics.quantiles(seconds, n=20)
    print(f"{what}: {len(seconds)}, median {marks[9]:.2f} s, p95 {marks[18]:.2f} s")


if __name__ == "__main__":
    main()
