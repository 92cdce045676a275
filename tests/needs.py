"""Programs that a test needs besides Python; tests that lack one are left out and counted."""

from __future__ import annotations

import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NoReturn

import pytest

WANT = "for want of "
PROGRAMS: Mapping[str, tuple[str, ...]] = {"LibreOffice": ("soffice", "libreoffice")}
"""Need → the programs of which one is enough; a need that is not listed is a program's name."""

PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))


def find(name: str) -> str | None:
    """Return the path of a needed program; None if this machine has none."""
    programs = PROGRAMS.get(name, (name,))
    return next((path for program in programs if (path := shutil.which(program, path=PATH))), None)


def needs(*names: str) -> pytest.MarkDecorator:
    """Return the mark of a test that is left out if the machine lacks one of the programs."""
    return pytest.mark.needs(*names)


def require(*names: str) -> str:
    """Return the path of the first program; leave the test out if the machine lacks one of them."""
    paths = {name: find(name) for name in names}
    missing = [name for name, path in paths.items() if path is None]
    if missing:
        leave_out(" and ".join(missing))
    return str(paths[names[0]])


def leave_out(want: str) -> NoReturn:
    """Leave a test out for want of something, which the summary of the run names."""
    pytest.skip(WANT + want)


def list_left_out(skipped: Iterable[pytest.TestReport]) -> list[str]:
    """Return a line for each reason: how many tests were left out, and in which files."""
    files: dict[str, Counter[str]] = defaultdict(Counter)
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple | list) else ""
        files[str(reason).removeprefix("Skipped: ")][report.nodeid.partition("::")[0]] += 1
    return [
        f"left out {reason if reason.startswith(WANT) else f'({reason})'}: {found.total()} ("
        + ", ".join(f"{path} {count}" for path, count in sorted(found.items()))
        + ")"
        for reason, found in sorted(files.items())
    ]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out before its fixtures are made, if this machine lacks what it needs."""
    for mark in item.iter_markers("needs"):
        require(*mark.args)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count and name what was left out."""
    if lines := list_left_out(terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("left out")
        terminalreporter.write_line("\n".join(lines))
