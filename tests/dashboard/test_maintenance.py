"""The page in the place of a store in doubt names the newest backup that is sound."""

from __future__ import annotations

import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from dashboard import cli
from dashboard.gate.response_headers import HEADERS
from dashboard.maintenance import build_maintenance, draw_page, find_sound
from tests.conftest import copy_home
from warehouse.backups import back_up, list_backups
from warehouse.connecting import FILE_NAME
from warehouse.faults import StoreInDoubt
from warehouse.store import Store


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two backups, the newer one spoilt, whose database is no database any more."""
    home = copy_home(prepared_home, tmp_path / "home")
    store = Store.open(home)
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
        Store.open(home)
    newest, sound = (folder for folder, _ in list_backups(home))
    found = find_sound(home, list_backups(home))
    assert [folder for folder, _ in found] == [sound]
    page = draw_page(fault.value, found, "第一条完好。")
    assert f"kaohe restore {sound}" in page and str(newest) not in page
    assert cli.main(["batches"]) == fault.value.exit_code
    assert f"kaohe restore {newest}" in capsys.readouterr().err
    assert cli.main(["restore", str(newest)]) == 1  # which is then refused: it is not sound
    assert cli.main(["restore", str(sound)]) == 0
    Store.open(home).close()
