"""A log that is deleted, damaged, older, newer or foreign is reported, or nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.soak.cut_logs import LANDED, leave_log
from tests.warehouse.editions.county import THIRD, land_work
from tests.warehouse.walk import query
from warehouse.check_results import CheckReport
from warehouse.database.connection import FILE_NAME
from warehouse.faults import StoreInDoubt
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import back_up, verify_home
from warehouse.safekeeping.restoring import restore

LOG = f"{FILE_NAME}.wal"


@pytest.fixture(scope="module")
def made(county_home: Path, tmp_path_factory: pytest.TempPathFactory, read_here: None) -> Path:
    """Return a folder with homes: after a crash, older, closed since, and of another store."""
    place = tmp_path_factory.mktemp("logs")
    older = open_store(copy_home(county_home, place / "older"))
    back_up(older, place / "backup")
    older.close()
    leave_log(county_home, place)
    copy_home(place / "live", place / "closed")
    open_store(place / "closed").close()
    other = open_store(copy_home(county_home, place / "another"))
    land_work(other, THIRD, "7", reason="更正")
    copy_home(place / "another", place / "another-live")
    other.close()
    return place


def flip(at: float) -> Callable[[Path, Path], None]:
    """Return a function that flips a bit at a fraction of the log's length."""

    def turn(home: Path, _: Path) -> None:
        content = bytearray((home / LOG).read_bytes())
        content[int(at * (len(content) - 1))] ^= 4
        (home / LOG).write_bytes(content)

    return turn


def zero(home: Path, _: Path) -> None:
    content = (home / LOG).read_bytes()
    middle = len(content) // 2
    (home / LOG).write_bytes(content[:middle] + bytes(len(content) - middle))


CASES: dict[str, tuple[str, Callable[[Path, Path], object]]] = {
    "deleted": ("live", lambda home, _: (home / LOG).unlink()),
    "empty": ("live", lambda home, _: (home / LOG).write_bytes(b"")),
    "its second half zeroed": ("live", zero),
    "of another store": ("live", lambda home, made: copy(made / "another-live", home, LOG)),
    "of another store beside a closed file": (
        "closed",
        lambda home, made: copy(made / "another-live", home, LOG),
    ),
    "already merged": ("closed", lambda home, made: copy(made / "live", home, LOG)),
    "newer than the file": ("live", lambda home, made: copy(made / "older", home, FILE_NAME)),
    "older than the file": ("live", lambda home, made: copy(made / "closed", home, FILE_NAME)),
    **{f"a bit turned at {at:.0%}": ("live", flip(at)) for at in (0, 0.01, 0.5, 1)},
}


def copy(source: Path, home: Path, name: str) -> None:
    shutil.copy(source / name, home / name)


@pytest.mark.parametrize("what", CASES)
def test_a_log_that_is_not_the_store_s_is_told_or_loses_nothing(
    what: str, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "warehouse.safekeeping.restoring.verify_home", lambda _: CheckReport("sound")
    )
    base, spoil = CASES[what]
    home = copy_home(made / base, tmp_path / "home")
    before = read_batches(made / "closed")
    spoil(home, made)
    try:
        store = open_store(home)
    except StoreInDoubt as fault:
        assert "kaohe restore" in str(fault)
    else:
        store.close()
        assert read_batches(home) == before
        assert verify_home(home, "full").verdict == "sound"
    (folder,) = (made / "backup").iterdir()
    restore(home, folder, actor="张科", reason="演练")
    assert len(read_batches(home)) == len(before) - LANDED


def read_batches(home: Path) -> list[tuple[object, ...]]:
    store = open_store(home)
    rows = query(store, "select batch_id, sha256 from batch order by 1")
    store.close()
    return rows
