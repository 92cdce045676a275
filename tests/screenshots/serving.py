"""A dashboard served from a home folder, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STOP_SECONDS = 20


def prepare(home: Path, *, demo: bool) -> Path:
    """Return a home with the shipped schemes, and with the demo year where it is asked for."""
    run(home, "init", *(["--demo"] if demo else []))
    return home


@contextmanager
def serve(home: Path, port: int = 0) -> Iterator[str]:
    """Serve a home on a port (0: any that is free) and lend its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(port)],
        env={**os.environ, "KAOHE_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        yield next(
            found[0] for line in process.stdout if (found := re.search(r"http://[\d.:]+", line))
        )
    finally:
        process.terminate()
        process.wait(timeout=STOP_SECONDS)


def run(home: Path, *argv: str) -> None:
    """Run a command on a home."""
    subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *argv],
        env={**os.environ, "KAOHE_HOME": str(home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
