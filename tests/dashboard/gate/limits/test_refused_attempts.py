"""Refused sign-ins in the audit record: what an entry tells, and how many are written."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, cast

import pyotp
import pytest

from dashboard.gate.limits import refused_attempts
from tests.access import PASSWORD, make_account
from tests.dashboard.gate.acts import Acts
from tests.dashboard.gate.served_gate import (
    ADDRESS,
    Clock,
    ServedGate,
    read_fault,
    send_form,
    sign_in,
)
from warehouse.accounts.one_time_codes import new_secret
from warehouse.accounts.own_account import turn_on_second_step
from warehouse.accounts.sign_in_throttle import FREE_FOR_PAIR
from warehouse.database.audit import read_entries
from warehouse.faults import StoreUnavailable
from warehouse.store import Store


def test_what_was_typed_as_the_name_of_nobody_is_not_recorded(
    served: ServedGate, at_host: Store, acts: Acts
) -> None:
    sign_in(served.open_browser(), "my secret password", "x")
    sign_in(served.open_browser(), "bob", "also secret")
    assert [one for _, one in acts.of("sign_in_refused")] == [
        {"account": "unknown", "address": "10.0.0.1", "count": 1},
        {"account": "bob", "address": "10.0.0.1", "count": 1},
    ]
    with at_host.reader() as cursor:
        assert "secret" not in repr(read_entries(cursor))


def test_a_flood_of_wrong_sign_ins_is_counted_but_does_not_fill_the_record(
    served: ServedGate, acts: Acts
) -> None:
    state = served.state
    for number in range(5000):
        state.refused_attempts.note(None, f"10.0.{number // 200}.{number % 200}")
    state.refused_attempts.flush()
    told = [one for _, one in acts.of("sign_in_refused")]
    assert len(told) == refused_attempts.KINDS_A_MINUTE + 1
    assert sum(one["count"] for one in told) == 5000


class Entries(list[dict[str, Any]]):
    """A store that keeps only audit entries."""

    def record(self, action: str, detail: dict[str, Any]) -> None:
        assert action == "sign_in_refused"
        self.append(detail)


def test_a_flood_for_days_is_counted_to_the_last_and_adds_an_entry_a_minute(clock: Clock) -> None:
    told = Entries()
    counting = refused_attempts.RefusedAttempts(cast(Store, told), clock)
    minutes, each = 3000, 40
    for minute in range(minutes):
        for number in range(each):
            counting.note("bob" if number == 7 else None, f"10.1.{minute % 250}.{number}")
        clock.now += 60
        counting.flush()
    assert sum(one["count"] for one in told) == minutes * each
    assert len(told) <= refused_attempts.SAVED_ENTRIES + minutes * refused_attempts.ENTRIES_A_MINUTE
    assert {one["account"] for one in told} == {"unknown", "bob", "several"}
    clock.now += refused_attempts.SAVED_ENTRIES * 60
    counting.note("bob", "10.2.0.1")
    assert told[-1] == {"account": "bob", "address": "10.2.0.1", "count": 1}


def test_refusals_that_cannot_be_written_are_counted_on_until_they_can(
    served: ServedGate, acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise StoreUnavailable("磁盘空间不足。")

    counting = served.state.refused_attempts
    counting.note("bob", "10.0.0.9")
    counting.note("bob", "10.0.0.9")
    with monkeypatch.context() as patch:
        patch.setattr(Store, "record", fail)
        with pytest.raises(StoreUnavailable):
            counting.flush()
        for number in range(200):
            with suppress(StoreUnavailable):
                counting.note(None, f"10.0.1.{number}")
        with pytest.raises(StoreUnavailable):
            counting.flush()
    counting.flush()
    told = [one for _, one in acts.of("sign_in_refused")]
    assert {"account": "bob", "address": "10.0.0.9", "count": 1} in told[1:]
    assert sum(one["count"] for one in told) == 202
    assert len(told) <= refused_attempts.KINDS_A_MINUTE + 2


class TestRecord:
    """A refusal is in the record with its reason and its address."""

    def test_a_wrong_code_tells_that_somebody_has_the_password(
        self, served: ServedGate, at_host: Store, acts: Acts
    ) -> None:
        secret = new_secret()
        own = make_account(at_host, "watched", "staff")
        codes = turn_on_second_step(own, PASSWORD, secret, pyotp.TOTP(secret).now())
        browser = served.open_browser()
        sign_in(browser, "watched")
        send_form(browser, "/login/code", code="000000")
        assert [one["reason"] for _, one in acts.of("sign_in_refused")] == ["code"]
        send_form(browser, "/login/code", code=codes[0])
        assert [one["second_step"] for _, one in acts.of("sign_in")] == ["recovery_code"]

    def test_a_known_browser_s_address_is_told_beside_it(
        self, served: ServedGate, acts: Acts
    ) -> None:
        known = served.sign_in("bob")
        send_form(known, "/logout")
        sign_in(known, "bob", "wrong")
        [(_, told)] = acts.of("sign_in_refused")
        assert told["address"] == "10.0.0.1" and len(told["device"]) == 16

    def test_wrong_answers_on_one_s_own_pages(self, served: ServedGate, acts: Acts) -> None:
        browser = served.sign_in("bob")
        new = "seven green umbrellas"
        send_form(browser, "/login/password", present="wrong", new=new, again=new)
        send_form(browser, "/login/second-step", present="wrong", code="000000")
        served.state.refused_attempts.flush()
        told = [(one["reason"], one["count"]) for _, one in acts.of("sign_in_refused")]
        assert told == [("own_password", 1), ("own_password", 1)]
        weak = "password1234"
        for _ in range(6):
            fields = {"present": PASSWORD, "new": weak, "again": weak}
            assert "太容易" in read_fault(send_form(browser, "/login/password", **fields))

    def test_what_is_turned_away_at_the_door(self, served: ServedGate, acts: Acts) -> None:
        browser = served.open_browser()
        for _ in range(FREE_FOR_PAIR + 1):
            sign_in(browser, "bob", "wrong")
        fields = {"name": "my secret password", "password": "x"}
        browser.post("/login", data=fields, headers={"origin": ADDRESS})
        browser.post("/login", data=fields, headers={"origin": "http://evil.example"})
        browser.get("/login", headers={"host": "evil.example"})
        told = [one for _, one in acts.of("sign_in_refused")]
        reasons = [one.get("reason", "") for one in told]
        assert reasons == ["", "throttled", "stale_form", "foreign_page", "unknown_host"]
        assert "secret" not in json.dumps(told)


@pytest.mark.parametrize("length", [7 * 1024, 9 * 1024])
@pytest.mark.parametrize("name", ["x", "13835912345", "\0", "\u2028"])
def test_a_name_that_nobody_has_leaves_nothing_of_itself(
    served: ServedGate, acts: Acts, name: str, length: int
) -> None:
    sign_in(served.open_browser(), (name * length)[:length], "wrong")
    served.state.refused_attempts.flush()
    assert len(json.dumps(acts.of("sign_in_refused"))) < 1000
    assert all(told["account"] in {"unknown", "several"} for _, told in acts.of("sign_in_refused"))


def test_the_address_that_a_proxy_passes_on_is_kept_short(served: ServedGate, acts: Acts) -> None:
    browser = served.open_browser(client="13835912345" + "x" * 100_000)
    sign_in(browser, "amy")
    ((_, told),) = acts.of("sign_in")
    assert len(told["address"]) <= 100 and "13835912345" not in told["address"]
