"""One process owns a home; a second process, or a restore, learns which process that is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import copy_home
from warehouse.database.connection import FILE_NAME
from warehouse.database.home_lock import LOCK_FILE
from warehouse.faults import StoreHeld
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import back_up
from warehouse.safekeeping.restoring import restore

OUR_PROGRAM = "from warehouse.home.opening import open_store; held = open_store(Path(sys.argv[1]))"
ANOTHER_PROGRAM = f"import duckdb; held = duckdb.connect(sys.argv[1] + '/{FILE_NAME}')"
HOLD = "import sys; from pathlib import Path; {}; print('open', flush=True); sys.stdin.read()"


@contextmanager
def holding(program: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Have another process keep a home open during the block."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(program), str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin and holder.stdout
    try:
        assert holder.stdout.readline() == b"open\n"
        yield holder
    finally:
        holder.stdin.close()
        holder.wait(30)
        holder.stdout.close()


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(OUR_PROGRAM, id="a command of ours"),
        pytest.param(ANOTHER_PROGRAM, id="a program that knows no lock of ours"),
    ],
)
def test_a_store_that_another_process_holds_is_not_restored_over(
    program: str, county_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copy_home(county_home, tmp_path / "home")
    store = open_store(home)
    folder = back_up(store)
    store.close()
    before = sorted(one.name for one in home.iterdir())
    with holding(program, home) as holder, pytest.raises(StoreHeld) as caught:
        restore(home, folder, actor="张科", reason="演练")
    assert f"正被另一个程序使用（进程号 {holder.pid}）" in str(caught.value)
    assert sorted(one.name for one in home.iterdir()) == before


def test_what_a_killed_process_left_is_no_obstacle(county_home: Path, tmp_path: Path) -> None:
    home = copy_home(county_home, tmp_path / "home")
    with holding(OUR_PROGRAM, home) as holder:
        holder.kill()
    assert (home / LOCK_FILE).read_text() == f"{holder.pid}\n"
    open_store(home).close()


def test_a_second_store_in_the_same_process_is_refused_too(
    county_home: Path, tmp_path: Path
) -> None:
    home = copy_home(county_home, tmp_path / "home")
    store = open_store(home)
    with pytest.raises(StoreHeld, match=f"进程号 {os.getpid()}"):
        open_store(home)
    store.close()
    open_store(home).close()
