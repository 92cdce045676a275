"""The command line as a function, on a home of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard.command_line.command_server import serve_commands
from dashboard.command_line.dispatch import run_for_caller
from dashboard.command_line.main import main
from warehouse.home.opening import open_store

Kaohe = Callable[..., tuple[int, str, str]]
"""Runs a command; returns its exit code, stdout and stderr."""


@pytest.fixture
def kaohe_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> Kaohe:
    """Return the command line without a server, for tests that open the store themselves."""

    def run(*argv: str) -> tuple[int, str, str]:
        code = main(argv)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture(params=["alone", "served"])
def kaohe(request: pytest.FixtureRequest, home: Path, kaohe_alone: Kaohe) -> Iterator[Kaohe]:
    """Yield the command line, once without and once with a running server."""
    if request.param == "alone":
        yield kaohe_alone
        return
    store = open_store(home)
    with serve_commands(home, lambda argv, console: run_for_caller(store, argv, console)):
        yield kaohe_alone
    store.close()
