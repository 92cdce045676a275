"""Guessing gets slow, and nobody is locked out by another user's guesses."""

from __future__ import annotations

import pytest

from warehouse.accounts import sign_in_throttle
from warehouse.accounts.sign_in_throttle import FREE_FOR_PAIR, FREE_FOR_PLACE, Throttle, name_place


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def fail(one: Throttle, clock: Clock, account: str, place: str, times: int) -> float:
    """Fail `times` times, each as soon as allowed; return how long that took."""
    began = clock.now
    for _ in range(times):
        while wait := one.begin(account, place):
            clock.now += wait
    return clock.now - began


def test_the_first_mistakes_cost_no_time_and_each_later_one_twice_as_much(clock: Clock) -> None:
    one = Throttle(clock)
    assert fail(one, clock, "bob", "10.0.0.1", FREE_FOR_PAIR) == 0
    assert [one.begin("bob", "10.0.0.1")] == [1]
    waits = [fail(one, clock, "bob", "10.0.0.1", 1) for _ in range(6)]
    assert waits == [1, 2, 4, 8, 16, 32]


def test_a_hundred_guesses_take_a_day(clock: Clock) -> None:
    assert fail(Throttle(clock), clock, "bob", "10.0.0.1", 100) > 75_000


def test_a_stranger_slows_down_neither_another_place_nor_a_known_browser(clock: Clock) -> None:
    one = Throttle(clock)
    fail(one, clock, "bob", "10.0.0.66", 50)
    assert one.begin("bob", "10.0.0.1") == 0
    assert one.begin("bob", "device 1a2b") == 0


def test_guessing_at_many_names_from_one_place_is_slowed_too(clock: Clock) -> None:
    one = Throttle(clock)
    for number in range(FREE_FOR_PLACE):
        assert one.begin(f"name {number}", "10.0.0.66") == 0
    assert one.begin("another", "10.0.0.66") > 0


def test_one_account_of_ones_own_does_not_help_to_guess_at_others(clock: Clock) -> None:
    fresh = Throttle(clock)
    for number in range(FREE_FOR_PLACE - 1):
        fresh.begin(f"name {number}", "10.0.0.66")
        assert fresh.begin("own", "10.0.0.66") == 0
        fresh.succeed("own", "10.0.0.66")
    fresh.begin("last", "10.0.0.66")
    assert fresh.begin("own", "10.0.0.66") > 0


def test_many_attempts_at_once_do_not_slip_through(clock: Clock) -> None:
    one = Throttle(clock)
    assert [one.begin("bob", "10.0.0.1") for _ in range(50)].count(0) == FREE_FOR_PAIR


def test_signing_in_begins_anew(clock: Clock) -> None:
    one = Throttle(clock)
    fail(one, clock, "bob", "10.0.0.1", FREE_FOR_PAIR - 1)
    assert one.begin("bob", "10.0.0.1") == 0
    one.succeed("bob", "10.0.0.1")
    assert fail(one, clock, "bob", "10.0.0.1", FREE_FOR_PAIR) == 0


def test_an_hour_without_mistakes_is_forgiven(clock: Clock) -> None:
    one = Throttle(clock)
    fail(one, clock, "bob", "10.0.0.1", 8)
    clock.now += sign_in_throttle.FORGET_SECONDS
    assert fail(one, clock, "bob", "10.0.0.1", FREE_FOR_PAIR) == 0


def test_memory_is_bounded(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in_throttle, "REMEMBERED", 100)
    one = Throttle(clock)
    for number in range(1000):
        one.begin("bob", f"10.0.{number // 256}.{number % 256}")
    assert len(one._failures) == 100


PLACES: dict[str, tuple[str, str]] = {
    "an address": ("10.0.0.1", "10.0.0.1"),
    "IPv4 within IPv6": ("::ffff:10.0.0.1", "10.0.0.1"),
    "the /64 of an IPv6 address": ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    "what is no address": ("unknown", "unknown"),
}


@pytest.mark.parametrize(("address", "place"), PLACES.values(), ids=PLACES)
def test_a_place_is(address: str, place: str) -> None:
    assert name_place(address) == place


def test_a_busy_office_in_which_some_always_mistype_is_never_kept_waiting(clock: Clock) -> None:
    one = Throttle(clock)
    for number in range(480):  # a day, one sign-in in three minutes, every fifth mistyped first
        clock.now += 180
        account = f"person {number % 60}"
        if number % 5 == 0:
            assert one.begin(account, "10.0.0.1") == 0
        assert one.begin(account, "10.0.0.1") == 0
        one.succeed(account, "10.0.0.1")
