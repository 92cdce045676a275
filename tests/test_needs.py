"""A test that is left out is counted and named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import WANT, find, list_left_out, require
from tests.repository import ROOT

NOWHERE = "a-program-that-no-machine-has"


def make_report(node: str, reason: str) -> pytest.TestReport:
    """Return the report of a test that was left out."""
    location = (node.partition("::")[0], 1, "test")
    return pytest.TestReport(node, location, {}, "skipped", ("x.py", 1, reason), "setup")


def test_what_is_left_out_is_counted_by_its_reason_and_named_by_its_file() -> None:
    reports = [
        make_report("tests/a.py::one", f"Skipped: {WANT}chromium"),
        make_report("tests/a.py::two", f"Skipped: {WANT}chromium"),
        make_report("tests/b.py::one", f"Skipped: {WANT}chromium"),
        make_report("tests/b.py::two", "Skipped: only on Windows"),
    ]
    assert list_left_out(reports) == [
        "left out for want of chromium: 3 (tests/a.py 2, tests/b.py 1)",
        "left out (only on Windows): 1 (tests/b.py 1)",
    ]


def test_a_program_is_found_by_any_of_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.needs.PATH", str(tmp_path))
    assert find("LibreOffice") is None
    program = tmp_path / ("libreoffice.exe" if os.name == "nt" else "libreoffice")
    program.touch(0o755)
    assert find("LibreOffice") == require("LibreOffice") == str(program)


def test_a_run_with_workers_ends_with_what_it_left_out(tmp_path: Path) -> None:
    case = tmp_path / "test_case.py"
    case.write_text(
        "from tests.needs import needs, require\n"
        f"@needs({NOWHERE!r})\n"
        "def test_marked(): raise AssertionError\n"
        f"def test_asking(): require({NOWHERE!r})\n",
        "utf-8",
    )
    options = ("-p", "tests.needs", f"--rootdir={tmp_path}", "-n2")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", *options, str(case)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f"left out for want of {NOWHERE}: 2 (test_case.py 2)" in done.stdout, done.stdout
