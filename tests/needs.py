"""What a test needs of the machine beside Python, and what was left out for want of it."""

from __future__ import annotations

import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NoReturn

import pytest

WANT = "for want of "
PROGRAMS: Mapping[str, tuple[str, ...]] = {"LibreOffice": ("soffice", "libreoffice")}
"""What is needed → the programs that are it, one of which is enough; else its own name."""

PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))


def find(name: str) -> str | None:
    """Return the path of a program that this machine has; None where it has none."""
    return next(
        (path for one in PROGRAMS.get(name, (name,)) if (path := shutil.which(one, path=PATH))),
        None,
    )


def needs(*names: str) -> pytest.MarkDecorator:
    """Return the mark of a test that is left out where the machine lacks one of the programs."""
    return pytest.mark.needs(*names)


def require(*names: str) -> str:
    """Return the path of the first program; leave the test out where the machine lacks one."""
    paths = {name: find(name) for name in names}
    missing = [name for name, path in paths.items() if path is None]
    if missing:
        leave_out(" and ".join(missing))
    return str(paths[names[0]])


def leave_out(want: str) -> NoReturn:
    """Leave a test out for want of something, which the end of the run names."""
    pytest.skip(WANT + want)


def list_left_out(skipped: Iterable[pytest.TestReport]) -> list[str]:
    """Return a line for each want: how many tests were left out for it, and of which files."""
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
    """Leave a test out before its fixtures are made, where this machine lacks what it needs."""
    for mark in item.iter_markers("needs"):
        require(*mark.args)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count and name what was left out."""
    if lines := list_left_out(terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("left out")
        terminalreporter.write_line("\n".join(lines))
