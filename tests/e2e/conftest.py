"""A served copy of the demo and a browser that can reach nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import copy_home
from tests.needs import require
from tests.serving import run, serving


@dataclass(frozen=True)
class Served:
    """A running dashboard: its address, and its home for the command line."""

    address: str
    home: Path

    def kaohe(self, *argv: str) -> str:
        """Run a command through the running process; return its stdout."""
        return run(self.home, *argv)


@pytest.fixture
def served(filled_home: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve a part of the demo on a free port, in a process of its own."""
    with serve_copy(filled_home, tmp_path) as served:
        yield served


@contextmanager
def serve_copy(filled_home: Path, folder: Path) -> Iterator[Served]:
    """Serve a copy of a home for a with-block; at its end the server has left nothing behind."""
    home = copy_home(filled_home, folder / "home")
    with serving(home) as (address, process):
        yield Served(address, home)
    assert process.returncode == 0
    assert not (home / "serve.json").exists()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start chromium for a file's tests; the only reason to skip is that this machine has none."""
    program = require("chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Lend the browser; what a test opened in it is closed after it."""
    yield chromium
    for context in chromium.contexts:
        context.close()
