"""The clock is set forward or back by a year while the server runs: sessions are not affected."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest

from dashboard.gate.sessions.accounts_cache import AccountsCache
from dashboard.gate.sessions.sessions import Sessions
from tests.dashboard.gate.sessions.test_sessions import HOUR, MINUTE, begin
from warehouse.accounts.sign_in_throttle import Throttle
from warehouse.database import clock
from warehouse.store import Store

YEAR = timedelta(days=365)


class SetClock(datetime):
    """The time of day, shifted by what a test has set."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp((datetime.now(tz) + cls.ahead).timestamp(), tz)


@pytest.fixture(params=[YEAR, -YEAR], ids=["forward", "back"])
def jump(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """Return the shift of the clock, which a test changes; zero until then."""
    monkeypatch.setattr(clock, "datetime", SetClock)
    monkeypatch.setattr(SetClock, "ahead", timedelta())
    assert isinstance(request.param, timedelta)
    return request.param


def test_sessions_neither_end_nor_last_longer(at_host: Store, jump: timedelta) -> None:
    now = 1000.0
    sessions = Sessions(AccountsCache(at_host), lambda: now)
    busy, session = begin(sessions, at_host)
    idle, _ = begin(sessions, at_host)
    SetClock.ahead = jump
    now += 29 * MINUTE
    assert sessions.find(busy) is session and sessions.find(idle)
    sessions.touch(session)
    now += 2 * MINUTE
    assert sessions.find(busy) and sessions.find(idle) is None
    while now < 1000.0 + 12 * HOUR:
        sessions.touch(session)
        now += 29 * MINUTE
    assert sessions.find(busy) is None


def test_the_time_of_day_is_not_asked_for_sessions_and_waits(jump: timedelta) -> None:
    one = Throttle()  # the clock of the product itself
    while (wait := one.begin("bob", "10.0.0.1")) == 0:
        pass
    SetClock.ahead = jump
    assert 0 < one.begin("bob", "10.0.0.1") <= wait
    assert one.begin("eve", "10.0.0.2") == 0
