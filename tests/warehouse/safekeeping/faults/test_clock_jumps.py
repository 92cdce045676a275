"""A clock that jumps changes neither the order of entries and backups nor which are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest

from dashboard.server.daily_backup import is_due
from tests.conftest import copy_home
from warehouse.check_results import CheckReport
from warehouse.database import clock
from warehouse.database.audit import find_break, read_entries
from warehouse.database.clock import today_in_china, utc_now
from warehouse.database.connection import BACKUPS
from warehouse.home.backup_manifest import Manifest, list_in, write_manifest
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import DAILY, back_up, list_backups, prune
from warehouse.store import Store

NOON = datetime(2021, 11, 20, 4, tzinfo=UTC)
DAY = timedelta(days=1)


class SetClock(datetime):
    """A clock that the test sets."""

    moment = NOON

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp(SetClock.moment.timestamp(), tz)


@pytest.fixture
def store(county_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Yield a store with the test's clock, without the verification of backups."""
    monkeypatch.setattr(clock, "datetime", SetClock)
    monkeypatch.setattr("warehouse.safekeeping.backups.verify_home", lambda _: CheckReport("sound"))
    return open_store(copy_home(county_home, tmp_path / "home"))


def write(store: Store, moment: datetime) -> None:
    SetClock.moment = moment
    store.record("export", {"at": moment.isoformat()})


def test_the_record_goes_on_where_the_clock_goes_back(store: Store) -> None:
    for moment in (NOON, NOON - DAY, NOON + 400 * DAY, NOON):
        write(store, moment)
    with store.reader() as cursor:
        entries = read_entries(cursor)
    assert find_break(entries) is None
    assert [one.happened_at.replace(tzinfo=UTC) for one in entries[-4:]] == [
        NOON,
        NOON - DAY,
        NOON + 400 * DAY,
        NOON,
    ]
    home = store.home
    store.close()
    open_store(home).close()  # the copy agrees


def test_backups_are_ordered_as_they_were_made(store: Store) -> None:
    made = []
    for moment in (NOON, NOON + 400 * DAY, NOON - DAY, NOON - DAY):
        write(store, moment)
        made.append(back_up(store))
    assert [folder for folder, _ in list_backups(store.home)] == made[::-1]
    assert len({one.name for one in made}) == 4  # twice within the same second: two names
    removed = prune(store.home)
    assert removed == [made[2]]  # a later one of its day is kept
    store.close()


def test_a_clock_that_was_ahead_does_not_stop_the_daily_backup(store: Store) -> None:
    write(store, NOON + 400 * DAY)
    back_up(store)
    write(store, NOON)
    assert is_due(store, utc_now())
    back_up(store)
    assert not is_due(store, utc_now())
    store.close()


def test_the_last_made_stay_where_the_clock_went_back_for_good(tmp_path: Path) -> None:
    for number in range(
        1, 31
    ):  # 15 days by a clock that is a year ahead, then 15 days by the right clock
        year = 2022 if number <= 15 else 2021
        folder = tmp_path / BACKUPS / f"{year}1101-{number:06d}"
        folder = folder.with_name(f"{year}11{(number - 1) % 15 + 1:02d}-200000")
        folder.mkdir(parents=True)
        write_manifest(folder, Manifest("", 0, 0, "", {}, number))
    prune(tmp_path)
    kept = [manifest.number for _, manifest in list_in(tmp_path / BACKUPS)]
    assert kept[:DAILY] == list(range(30, 30 - DAILY, -1))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2021, 11, 30, 15, 59, tzinfo=UTC), date(2021, 11, 30)),
        (datetime(2021, 11, 30, 16, 0, tzinfo=UTC), date(2021, 12, 1)),
    ],
)
def test_the_business_month_begins_at_midnight_in_china(
    moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "datetime", SetClock)
    SetClock.moment = moment
    assert today_in_china() == day
