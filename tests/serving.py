"""Run the product in processes of its own: serve a home, and run commands on it."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tests.landing import make_store

if TYPE_CHECKING:
    from playwright.sync_api import Page

STOP_SECONDS = 30
FIRST_PORT, PORT_RANGES, PORTS_EACH = 12_000, 400, 50
PORTS = count()
KAOHE = (sys.executable, "-m", "dashboard.command_line.main")


def prepare(home: Path, *, demo: bool) -> Path:
    """Return a home with the two counties' schemes, and with the demo year if `demo`."""
    if demo:
        run(home, "init", "--demo")
    else:
        make_store(home).close()
    return home


def find_ports(count: int) -> list[int]:
    """Return unused ports, each only once.

    They lie below the range from which the system assigns ports, and every process of a test run
    has a range of its own, so no other process takes one before the test listens on it.
    """
    ports: list[int] = []
    while len(ports) < count:
        port = FIRST_PORT + os.getpid() % PORT_RANGES * PORTS_EACH + next(PORTS) % PORTS_EACH
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                ports.append(port)
    return ports


@contextmanager
def serve(home: Path, port: int = 0, *, local: bool = True) -> Iterator[str]:
    """Serve a home on a port (0: any free one) for a with-block; yield its address."""
    with serving(home, port, local=local) as (address, _):
        yield address


@contextmanager
def serving(
    home: Path, port: int = 0, *options: str, local: bool = True
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve a home for a with-block; yield its address and its process, which ends with the block.

    `local`: nobody has to sign in. `options`: further options of `kaohe serve`.
    """
    process = subprocess.Popen(
        [*KAOHE, "serve", "--port", str(port), *(["--local"] if local else []), *options],
        env={**os.environ, "KAOHE_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        address = next(match[0] for line in lines if (match := re.search(r"http://[\d.:]+", line)))
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=STOP_SECONDS)


def sign_in(page: Page, name: str, password: str) -> None:
    """Fill in the sign-in page, to which any requested page redirects."""
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def run(home: Path, *argv: str) -> str:
    """Run a command on a home, through its server if one runs; return its stdout."""
    done = subprocess.run(
        [*KAOHE, *argv],
        env={**os.environ, "KAOHE_HOME": str(home)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    return done.stdout
