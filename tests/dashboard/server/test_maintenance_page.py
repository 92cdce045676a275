"""The maintenance page, served instead of a store in doubt, names the newest sound backup."""

from __future__ import annotations

import errno
import json
import os
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from dashboard.command_line import main as cli
from dashboard.command_line.maintenance_commands import serve_maintenance_commands
from dashboard.gate.http.response_headers import HEADERS
from dashboard.server.maintenance_page import build_maintenance, draw_page, find_sound
from tests.conftest import copy_home
from warehouse.database.connection import FILE_NAME
from warehouse.faults import StoreInDoubt
from warehouse.home.opening import open_store
from warehouse.home.restore_plan import PLAN, Plan, pack_plan
from warehouse.safekeeping.backups import back_up, list_backups

# A start that gets far enough opens the log; its handler must not stay for later tests.
pytestmark = pytest.mark.usefixtures("kept_handlers")


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two backups, the newer one spoilt, whose database is no database any more."""
    home = copy_home(prepared_home, tmp_path / "home")
    store = open_store(home)
    back_up(store)
    spoilt = back_up(store)
    store.close()
    (spoilt / FILE_NAME).write_bytes(b"")
    (home / FILE_NAME).write_bytes(b"no database" * 1000)
    monkeypatch.setenv("KAOHE_HOME", os.fspath(home))
    return home


SAID = StoreInDoubt("/srv/kaohe/kaohe.duckdb 损坏")
AT_MACHINE = {"client": ("127.0.0.1", 50000), "base_url": "http://127.0.0.1:8501"}


def ask(path: str = "/", headers: dict[str, str] | None = None, **browser: Any) -> Response:
    page = draw_page(SAID, [], "")
    app = build_maintenance(lambda: page)
    return TestClient(app, **{**AT_MACHINE, **browser}).get(path, headers=headers)


def test_whoever_is_at_the_machine_reads_what_happened() -> None:
    by_name: dict[str, Any] = {"client": ("::1", 50000), "base_url": "http://localhost:8501"}
    for answer in (ask("/unit"), ask("/unit", **by_name)):
        assert answer.status_code == 503
        assert "/srv/kaohe" in answer.text and "kaohe restore" in answer.text


@pytest.mark.parametrize(
    ("browser", "headers"),
    [
        ({"client": ("10.0.0.1", 50000)}, {}),
        ({"base_url": "http://kaohe.gov.cn"}, {}),
        ({}, {"x-forwarded-for": "10.0.0.1"}),
        ({}, {"via": "1.1 proxy"}),
    ],
)
def test_strangers_are_told_no_folder_and_no_command(
    browser: dict[str, Any], headers: dict[str, str]
) -> None:
    answer = ask(headers=headers, **browser)
    assert answer.status_code == 503 and "正在维护" in answer.text
    assert "/srv" not in answer.text and "kaohe restore" not in answer.text


def test_it_carries_the_gate_s_headers_and_its_style_is_let_in() -> None:
    answer = ask()
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["cache-control"] == "no-store"
    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_a_damaged_store_is_told_with_the_command_that_restores_a_sound_backup(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StoreInDoubt) as fault:
        open_store(home)
    newest, sound = (folder for folder, _ in list_backups(home))
    found = find_sound(home, list_backups(home))
    assert [folder for folder, _ in found] == [sound]
    page = draw_page(fault.value, found, "第一条完好。")
    assert f"kaohe restore {sound}" in page and str(newest) not in page
    assert cli.main(["batches"]) == fault.value.exit_code
    assert f"kaohe restore {newest}" in capsys.readouterr().err
    assert cli.main(["restore", str(newest)]) == 1  # which is then refused: it is not sound
    assert cli.main(["restore", str(sound)]) == 0
    open_store(home).close()


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose database is none, without a backup."""
    monkeypatch.setenv("KAOHE_HOME", os.fspath(tmp_path))
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 1000)
    return tmp_path


@pytest.fixture
def maintained(broken: Path) -> Iterator[Path]:
    """The home of a process that serves the maintenance page, and takes its commands."""
    with serve_maintenance_commands(broken, SAID):
        yield broken


def test_health_in_maintenance_is_what_has_happened(
    maintained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["health"]) == 1
    assert "正在维护" in (said := capsys.readouterr().out) and str(SAID) in said
    assert cli.main(["health", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["well"] is False


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (["verify"], 4, "文件已损坏"),
        (["batches"], 4, "kaohe restore"),
        (["setting", "idle_minutes", "45"], 4, str(SAID)),
        (["init"], 4, str(SAID)),
        (["restore", "x"], 4, "请先停止看板"),
        (["audit", "accept", "--reason", "试"], 4, "请先停止看板"),
        (["serve"], 4, "已经在运行"),
        (["nothing"], 2, "没有 'nothing'"),
    ],
    ids=str,
)
def test_in_maintenance_a_command_says_why_it_is_not_run(
    command: list[str],
    code: int,
    said: str,
    maintained: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(command) == code
    printed = capsys.readouterr()
    assert said in printed.out + printed.err


def test_a_home_that_cannot_be_written_is_maintained_without_commands(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr("dashboard.command_line.channel.write_whole", fail)
    with serve_maintenance_commands(broken, SAID):
        assert cli.main(["health"]) == 4


@pytest.mark.parametrize("name", ["logs", "serve.json"])
def test_a_start_that_cannot_write_what_it_needs_says_so(
    name: str,
    prepared_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = copy_home(prepared_home, tmp_path / "home")
    monkeypatch.setenv("KAOHE_HOME", str(home))
    monkeypatch.setattr("dashboard.command_line.commands.serve.serve_pages", pytest.fail)
    if name == "logs":
        (home / name).write_bytes(b"")
    else:
        (home / name).mkdir()
    assert cli.main(["serve", "--port", "0", "--local"]) == 4
    assert name in (said := capsys.readouterr().err) and "请检查" in said
    open_store(home).close()


def serve_at_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Start the dashboard; return what the page in its place says."""
    shown: list[str] = []
    monkeypatch.setenv("KAOHE_HOME", str(home))
    monkeypatch.setattr(
        "dashboard.command_line.commands.serve.serve_maintenance",
        lambda _, fault, __: shown.append(str(fault)),
    )
    assert cli.main(["serve", "--port", "0", "--local", "--log-to", "stderr"]) == 4
    return "".join(shown)


def test_a_restore_that_was_rolled_back_at_the_start_is_said_on_the_page(
    prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copy_home(prepared_home, tmp_path / "home")
    lost = Plan("20230101-000000", (FILE_NAME,), (FILE_NAME,), {"actor": "张"})
    (home / PLAN).write_bytes(pack_plan(lost))
    assert "已退回恢复以前的状态" in serve_at_once(home, monkeypatch)
    assert cli.main(["batches"]) == 0


def test_damage_that_the_start_meets_late_is_said_on_the_page(
    prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copy_home(prepared_home, tmp_path / "home")

    def meet(*_: object) -> None:
        raise StoreInDoubt("文件已损坏")

    monkeypatch.setattr("dashboard.command_line.commands.serve.open_log", meet)
    assert "文件已损坏" in serve_at_once(home, monkeypatch)
    open_store(home).close()
