"""The installer of the offline package, and the look-up of known vulnerabilities."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread

import pytest

from dashboard.command_line.main import main
from deploy import audit
from deploy.wheelhouse import ROOT, SUMS, write_sums
from tests.needs import needs

WHEEL = "kaohe-0.1.0-py3-none-any.whl"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder like the offline package, with an installer and one wheel."""
    folder = tmp_path / "wheelhouse"
    folder.mkdir()
    shutil.copy(ROOT / "deploy" / "install.py", folder)
    (folder / WHEEL).write_bytes(b"no real wheel")
    digest = hashlib.sha256(b"no real wheel").hexdigest()
    (folder / "requirements.txt").write_text(f"kaohe==0.1.0 --hash=sha256:{digest}\n")
    monkeypatch.setattr("deploy.wheelhouse.TARGET", folder)
    write_sums()
    return folder


def install(package: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Run the installer as a person does."""
    return subprocess.run(
        [sys.executable, "-X", "utf8", package / "install.py", target],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_damaged_package_is_not_installed(package: Path, tmp_path: Path) -> None:
    (package / WHEEL).write_bytes(b"no real wheeL")
    done = install(package, tmp_path / "target")
    assert done.returncode == 1
    assert f"{WHEEL} 的校验码不符" in done.stderr
    assert not (tmp_path / "target").exists()


def test_an_incomplete_package_is_not_installed(package: Path, tmp_path: Path) -> None:
    (package / "requirements.txt").unlink()
    assert "缺少 requirements.txt" in install(package, tmp_path / "target").stderr


def test_a_folder_with_other_files_is_left_alone(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "thesis.docx").touch()
    done = install(package, target)
    assert (done.returncode, "已有别的文件" in done.stderr) == (1, True)
    assert (target / "thesis.docx").exists()


@needs("sha256sum")
def test_the_sums_are_those_that_sha256sum_reads(package: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=package, check=True)


class Answering(BaseHTTPRequestHandler):
    """A database like OSV: it refuses a GET, and knows of one vulnerable package."""

    def do_GET(self) -> None:
        self.send_error(405)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        known = [VULNERABILITY] if asked["package"]["name"] == VULNERABLE else []
        body = json.dumps({"vulns": known} if known else {}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


VULNERABLE = "jinja2"
VULNERABILITY = {
    "id": "GHSA-invented",
    "summary": "invented",
    "details": "invented",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "aliases": [],
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": VULNERABLE},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}],
        }
    ],
}


@contextmanager
def answering() -> Iterator[str]:
    """Lend the address of such a database on this machine."""
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


@pytest.mark.skipif(not os.environ.get("KAOHE_SOAK"), reason="fetches pip-audit: KAOHE_SOAK=1")
def test_pip_audit_itself_finds_what_the_database_knows() -> None:
    with answering() as database:
        assert audit.main(database) == 1


def test_a_vulnerability_fails_the_check_and_a_missing_database_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], cwd: Path) -> int:
        commands.append(command)
        return int("run" in command)  # pip-audit's way to say that there is one

    with answering() as address:
        assert audit.main(address, run) == 1
    assert "export" in commands[0]
    assert {"--strict", address} <= set(commands[1])
    assert audit.main(address, run) == 0
    assert "没有检查已知漏洞" in capsys.readouterr().out
    assert len(commands) == 2


def test_the_program_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert not end.value.code
    assert capsys.readouterr() == (f"kaohe {version('kaohe')}\n", "")
