"""After a power loss during a commit, only the unconfirmed end of the log is cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.warehouse.editions.county import THIRD, land_work
from tests.warehouse.walk import query
from warehouse.database.connection import FILE_NAME
from warehouse.faults import StoreInDoubt
from warehouse.home.opening import open_store

LOG = f"{FILE_NAME}.wal"
RECORD = Path("audit") / "record.jsonl"
PAGE = 4096


def is_unconfirmed(home: Path) -> None:
    """Remove the last act's confirmation from the audit copy, as if the power had failed before."""
    lines = (home / RECORD).read_text("utf-8").splitlines(keepends=True)
    assert "stands" in lines[-1]
    (home / RECORD).write_text("".join(lines[:-1]), "utf-8")


def tear(home: Path, start: int, kind: str) -> None:
    """Damage the log from a position on."""
    log = bytearray((home / LOG).read_bytes())
    if kind == "a page is zero":
        log[start : start + PAGE] = bytes(len(log[start : start + PAGE]))
    elif kind == "all is zero":
        log[start:] = bytes(len(log) - start)
    elif kind == "other bytes":
        log[start : start + 16] = bytes(
            range(1, 17)
        )  # two equal words would cancel out in the checksum
    (home / LOG).write_bytes(log)


@pytest.fixture(scope="module")
def crashed(
    county_home: Path, tmp_path_factory: pytest.TempPathFactory, read_here: None
) -> tuple[Path, list[int]]:
    """A home after a crash, and the length of its log before each of three landings."""
    place = tmp_path_factory.mktemp("crashed")
    store = open_store(copy_home(county_home, place / "home"))
    before = []
    for number in range(3):
        log = store.home / LOG
        before.append(log.stat().st_size if log.exists() else 0)
        land_work(store, THIRD, str(number), reason="更正")
    live = copy_home(store.home, place / "live")
    store.close()
    return live, before


@pytest.fixture
def torn(crashed: tuple[Path, list[int]], tmp_path: Path) -> tuple[Path, list[int]]:
    """Return a home after a crash, for one test."""
    return copy_home(crashed[0], tmp_path / "home"), crashed[1]


def count_landed(home: Path) -> int:
    store = open_store(home)
    ((count,),) = query(store, "select count(*) from batch where reason = '更正'")
    assert query(store, "select count(*) from standing_change") == [(10 + count,)]
    store.close()
    return int(count)


@pytest.mark.parametrize("kind", ["a page is zero", "all is zero", "other bytes"])
@pytest.mark.parametrize("into", [0, 50, 9000])
def test_what_was_never_confirmed_is_cut_off(
    torn: tuple[Path, list[int]], kind: str, into: int
) -> None:
    home, before = torn
    is_unconfirmed(home)
    tear(home, before[2] + into, kind)
    assert count_landed(home) == 2
    assert not list(home.glob(".*trial*"))


def test_a_log_of_one_torn_commit_is_cut_off_whole(
    county_home: Path, tmp_path: Path, read_here: None
) -> None:
    store = open_store(copy_home(county_home, tmp_path / "home"))
    land_work(store, THIRD, "1", reason="更正")
    live = copy_home(store.home, tmp_path / "live")
    store.close()
    is_unconfirmed(live)
    tear(live, 0, "a page is zero")
    assert count_landed(live) == 0


@pytest.mark.parametrize("landing", [1, 2])
def test_what_was_confirmed_is_never_cut_off(torn: tuple[Path, list[int]], landing: int) -> None:
    home, before = torn
    if landing == 1:  # this act is confirmed, the one after it is not
        is_unconfirmed(home)
    tear(home, before[landing] + 9000, "a page is zero")
    log = (home / LOG).read_bytes()
    with pytest.raises(StoreInDoubt, match="kaohe restore"):
        open_store(home)
    assert (home / LOG).read_bytes() == log


def test_without_the_record_s_copy_nothing_is_cut_off(torn: tuple[Path, list[int]]) -> None:
    home, before = torn
    (home / RECORD).unlink()
    tear(home, before[2] + 9000, "a page is zero")
    with pytest.raises(StoreInDoubt):
        open_store(home)
