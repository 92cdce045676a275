"""Sessions: how long they last, what ends them, and what the server keeps of them."""

from __future__ import annotations

import pytest

from dashboard.gate.sessions.accounts_cache import AccountsCache
from dashboard.gate.sessions.sessions import MAX_PER_ACCOUNT, Session, Sessions
from tests.dashboard.gate.served_gate import PAGE, Clock, ServedGate
from warehouse.access.accounts import read_account
from warehouse.accounts.setting_acts import change_setting
from warehouse.store import Store

MINUTE, HOUR = 60, 3600


@pytest.fixture
def sessions(at_host: Store, clock: Clock) -> Sessions:
    return Sessions(AccountsCache(at_host), clock)


def begin(sessions: Sessions, store: Store, name: str = "bob") -> tuple[str, Session]:
    with store.reader() as cursor:
        account = read_account(cursor, name)
    return sessions.open(account, "open", address="10.0.0.1", browser="Firefox")


def test_a_token_has_256_random_bits_and_is_kept_as_a_digest(
    sessions: Sessions, at_host: Store
) -> None:
    tokens = {begin(sessions, at_host)[0] for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(one) == 43 for one in tokens)
    kept = repr(vars(sessions)) + repr([vars(one) for one in sessions.list_of()])
    assert not any(one in kept for one in tokens)


@pytest.mark.parametrize("token", [None, "", "x", "é", "\udce9", "x" * 10_000])
def test_what_is_no_token_finds_nothing(sessions: Sessions, token: str | None) -> None:
    assert sessions.find(token) is None


def test_a_session_falls_idle_after_half_an_hour_without_an_act(
    sessions: Sessions, at_host: Store, clock: Clock
) -> None:
    token, session = begin(sessions, at_host)
    for _ in range(4):
        clock.now += 29 * MINUTE
        assert sessions.find(token) is session
        sessions.touch(session)
    clock.now += 30 * MINUTE
    assert sessions.find(token) is None
    assert session.is_over


def test_a_session_ends_after_twelve_hours_however_busy(
    sessions: Sessions, at_host: Store, clock: Clock
) -> None:
    token, session = begin(sessions, at_host)
    for _ in range(48):
        clock.now += 15 * MINUTE - 1
        assert sessions.find(token)
        sessions.touch(session)
    clock.now += 48
    assert sessions.find(token) is None


def test_the_office_s_limits_hold_at_once_for_sessions_that_are_open(
    sessions: Sessions, at_host: Store, clock: Clock
) -> None:
    token, _ = begin(sessions, at_host)
    clock.now += 6 * MINUTE
    assert sessions.find(token)
    change_setting(at_host, "idle_minutes", "5")
    assert sessions.find(token) is None
    change_setting(at_host, "idle_minutes", "30")


def test_an_unfinished_sign_in_is_over_after_ten_minutes(
    sessions: Sessions, at_host: Store, clock: Clock
) -> None:
    with at_host.reader() as cursor:
        account = read_account(cursor, "bob")
    token, session = sessions.open(account, "code", address="", browser="")
    clock.now += 9 * MINUTE
    sessions.touch(session)
    assert sessions.find(token)
    clock.now += 2 * MINUTE
    assert sessions.find(token) is None


def test_of_one_account_no_more_than_twenty_are_kept(sessions: Sessions, at_host: Store) -> None:
    tokens = [begin(sessions, at_host)[0] for _ in range(MAX_PER_ACCOUNT + 3)]
    assert [sessions.find(one) is None for one in tokens] == [True] * 3 + [False] * 20


def test_whoever_waits_for_the_end_is_told_once(sessions: Sessions, at_host: Store) -> None:
    _, session = begin(sessions, at_host)
    told: list[str] = []
    sessions.on_end(session, lambda: told.append("told"))
    sessions.end(session)
    sessions.end(session)
    assert told == ["told"]
    sessions.on_end(session, lambda: told.append("too late"))
    assert told == ["told", "too late"]


@pytest.mark.parametrize(
    ("headers", "path", "counts"),
    [
        (PAGE, "/unit", True),
        ({"sec-fetch-mode": "cors"}, "/version", False),
        ({"sec-fetch-mode": "cors"}, "/screen/data", False),
        ({"sec-fetch-mode": "cors"}, "/_stcore/health", False),
        ({}, "/_stcore/host-config", False),
    ],
)
def test_only_what_a_person_does_keeps_a_session_from_falling_idle(
    served: ServedGate, headers: dict[str, str], path: str, counts: bool
) -> None:
    browser = served.sign_in()
    served.clock.now += 20 * MINUTE
    assert browser.get(path, headers=headers).status_code == 200
    served.clock.now += 20 * MINUTE
    assert (browser.get("/unit").status_code == 200) == counts


def test_whoever_has_the_password_only_pushes_out_no_session_of_its_owner(
    sessions: Sessions, at_host: Store
) -> None:
    token, _ = begin(sessions, at_host)
    with at_host.reader() as cursor:
        account = read_account(cursor, "bob")
    for _ in range(MAX_PER_ACCOUNT + 5):
        sessions.open(account, "code", address="10.0.0.66", browser="Firefox")
    assert sessions.find(token) is not None
    unfinished = [one for one in sessions.list_of("bob") if one.stage == "code"]
    assert len(unfinished) == MAX_PER_ACCOUNT
