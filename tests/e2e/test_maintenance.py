"""A store that has lost acts is not served; the page in its place says how it is restored."""

from __future__ import annotations

import re
import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.serving import run, serve
from warehouse.home.opening import open_store
from warehouse.importing.import_file import revert_batch
from warehouse.safekeeping.backups import back_up

pytestmark = pytest.mark.e2e


def read(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_a_store_that_lost_its_log_is_restored_by_the_command_on_the_page(
    filled_home: Path, tmp_path: Path
) -> None:
    home = copy_home(filled_home, tmp_path / "home")
    store = open_store(home)
    back_up(store)
    store.close()
    older = (home / "kaohe.duckdb").read_bytes()
    store = open_store(home)
    revert_batch(store, 9, actor="张科", reason="试")
    store.close()
    (home / "kaohe.duckdb").write_bytes(older)
    (home / "kaohe.duckdb.wal").unlink(missing_ok=True)
    with serve(home) as address:
        for path in ("/", "/leaderboard", "/_stcore/health", "/_stcore/stream"):
            code, said = read(address + path)
            assert code == 503, path
            assert "最近的改动丢失了" in said
        (command,) = re.findall(r"<code>kaohe (restore [^<]+)</code>", said)
    run(home, *command.split())
    with serve(home) as address:
        assert read(address + "/_stcore/health") == (200, "ok")
    shutil.rmtree(home)
