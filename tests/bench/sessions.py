"""Fifty open boards while a month lands: reruns, live updates, memory per session.

Each session speaks Streamlit's own protocol over a websocket, as a browser does, and requests the
version of the data every two seconds, as the page's script does.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Subprotocol

from tests.bench.browser import read_cpu
from tests.bench.demo import DEMO, land_demo
from tests.serving import serving

SESSIONS = 50
PAUSE_SECONDS = 20
"""Mean pause between a user's clicks: fifty users together click two or three times a second."""
QUIET_SECONDS = 30
AFTER_SECONDS = 25
CORRECTION = DEMO / "jiangxian-2021" / "2021-06 附件1 优化营商环境工作推进情况.xlsx"
"""The first version of the form: the demo ends with its correction, so it changes the board."""


class Session:
    """One open page: the times of its runs, and when it first showed each batch."""

    def __init__(self, address: str) -> None:
        self.address = address.replace("http", "ws") + "/_stcore/stream"
        self.runs: list[float] = []
        self.seen: dict[int, float] = {}
        self._finished = asyncio.Event()

    async def live(self, until: asyncio.Event) -> None:
        """Open the page, then rerun it every few seconds until the event is set."""
        async with websockets.connect(
            self.address, subprotocols=[Subprotocol("streamlit")], max_size=None, ping_interval=None
        ) as socket:
            listener = asyncio.create_task(self._listen(socket))
            await self._rerun(socket)
            clock = asyncio.create_task(self._poll(socket))
            while not until.is_set():
                await asyncio.sleep(random.uniform(0, 2 * PAUSE_SECONDS))
                await self._rerun(socket)
            clock.cancel()
            listener.cancel()

    async def _rerun(self, socket: websockets.ClientConnection) -> None:
        self._finished.clear()
        start = time.perf_counter()
        await socket.send(build_rerun())
        await self._finished.wait()
        self.runs.append(time.perf_counter() - start)

    async def _poll(self, socket: websockets.ClientConnection) -> None:
        """Request the version as the page's script does; rerun if it has changed."""
        shown = ""
        while True:
            await asyncio.sleep(2)
            version = await ask_version(self.address)
            if shown and version != shown:
                await socket.send(build_rerun())
            shown = version

    async def _listen(self, socket: websockets.ClientConnection) -> None:
        async for raw in socket:
            assert isinstance(raw, bytes)
            for batch in re.findall("（第(\\d+)批）".encode(), raw):
                self.seen.setdefault(int(batch), time.perf_counter())
            message = ForwardMsg.FromString(raw)
            if message.WhichOneof("type") == "script_finished" and not message.script_finished:
                self._finished.set()


def build_rerun() -> bytes:
    """Return the message with which a browser runs the board."""
    message = BackMsg()
    message.rerun_script.page_name = "leaderboard"
    return bytes(message.SerializeToString())


async def ask_version(address: str) -> str:
    """Return the version of the data from the server."""
    host, port = address.removeprefix("ws://").split("/")[0].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /version HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer.rsplit(b"\r\n", 1)[1].decode()


def main() -> None:
    """Print percentiles."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(land_demo(), home)
        with serving(home) as (address, process):
            asyncio.run(measure(home, address, process.pid))


async def measure(home: Path, address: str, process: int) -> None:
    """Open one page, then all others; measure them at rest, and while a month lands."""
    done = asyncio.Event()
    first = Session(address)
    tasks = [asyncio.create_task(first.live(done))]
    while not first.seen:
        await asyncio.sleep(0.2)
    await asyncio.sleep(6)
    before, latest = read_memory(process), max(first.seen)
    sessions = [Session(address) for _ in range(SESSIONS)]
    for session in sessions:
        tasks.append(asyncio.create_task(session.live(done)))
        await asyncio.sleep(0.1)
    await asyncio.sleep(5)
    print(f"memory per session {(read_memory(process) - before) / SESSIONS:.2f} MB")
    for session in sessions:
        session.runs.clear()
    cpu = read_cpu(process)
    await asyncio.sleep(QUIET_SECONDS)
    print(f"server CPU at rest {(read_cpu(process) - cpu) / QUIET_SECONDS / 10:.0f} % of one core")
    print_percentiles("rerun, nothing lands", [run for page in sessions for run in page.runs])
    for session in sessions:
        session.runs.clear()
    landed = await land(home)
    await asyncio.sleep(AFTER_SECONDS)
    print_percentiles("rerun while a month lands", [run for page in sessions for run in page.runs])
    waits = [page.seen[latest + 1] - landed for page in sessions if latest + 1 in page.seen]
    print_percentiles(f"live update, {len(waits)} of {SESSIONS} pages", waits)
    done.set()
    await asyncio.wait(tasks, timeout=15)


async def land(home: Path) -> float:
    """Land a month through the running server; return when the command ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dashboard.command_line.main", "import", str(CORRECTION),
        "--scheme", "jiangxian-2021", "--accept-warnings",
        env={**os.environ, "KAOHE_HOME": str(home)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert await process.wait() == 0
    return time.perf_counter()


def read_memory(process: int) -> float:
    """Return a process's resident memory in MB."""
    text = Path(f"/proc/{process}/status").read_text("ascii")
    match = re.search(r"VmRSS:\s+(\d+) kB", text)
    assert match
    return int(match[1]) / 1024


def print_percentiles(name: str, seconds: list[float]) -> None:
    """Print median and 95th percentile."""
    marks = statistics.quantiles(seconds, n=20)
    print(f"{name:<34} median {marks[9] * 1000:6.0f} ms   p95 {marks[18] * 1000:6.0f} ms")


if __name__ == "__main__":
    main()
