"""Signing in, step by step: one sentence for every mistake, and an audit entry."""

from __future__ import annotations

import json
import re
import stat
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import pyotp
import pytest
from starlette.testclient import TestClient

from dashboard.gate.http import stranger_messages
from dashboard.gate.http.own_origin import keep_to_own_pages
from dashboard.gate.limits import password_queue as turns
from dashboard.gate.limits import refused_attempts as refusals
from dashboard.gate.sessions.known_browsers import KEY_NAME
from dashboard.gate.sign_in import password_pages as signing_in
from tests.access import PASSWORD, make_account, read_detail
from tests.dashboard.gate.entrance import (
    ADDRESS,
    PAGE,
    Clock,
    ServedGate,
    build_served_gate,
    read_fault,
    read_token,
    send_form,
    sign_in,
)
from warehouse.accounts.account_acts import add_account, switch_account
from warehouse.accounts.one_time_codes import new_secret
from warehouse.accounts.own_account import turn_on_second_step
from warehouse.accounts.sign_in_throttle import FREE_FOR_PAIR
from warehouse.database import database
from warehouse.database.audit import Entry, read_entries
from warehouse.database.database import FREE_SPACE_FLOOR, RESERVE_FLOOR
from warehouse.faults import StoreUnavailable
from warehouse.store import Store


class Acts:
    """The audit entries since the test began."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._before = len(self._read())

    def of(self, action: str) -> list[tuple[str, dict[str, Any]]]:
        """Return actor and detail of the entries of an action."""
        fresh = self._read()[self._before :]
        return [(one.actor, read_detail(one)) for one in fresh if one.action == action]

    def _read(self) -> list[Entry]:
        with self._store.reader() as cursor:
            return read_entries(cursor)


@pytest.fixture
def acts(at_host: Store) -> Acts:
    return Acts(at_host)


def test_name_and_password_open_a_session_and_lead_where_one_wanted_to_go(
    client: TestClient, acts: Acts
) -> None:
    answer = sign_in(client, "ＢＯＢ", goal="/unit?month=2021-05")
    assert (answer.status_code, answer.headers["location"]) == (303, "/unit?month=2021-05")
    assert client.get("/unit").json()["name"] == "bob"
    assert acts.of("sign_in") == [
        ("bob", {"address": "10.0.0.1", "by": "password", "second_step": "none"})
    ]


def test_all_that_is_wrong_gets_one_answer(served: ServedGate, at_host: Store) -> None:
    make_account(at_host, "off", "leader")
    switch_account(at_host, "off", is_enabled=False)
    answers = []
    for name, password in (("nobody", PASSWORD), ("bob", "wrong"), ("off", PASSWORD), ("", "")):
        answer = sign_in(served.open_browser(), name, password)
        assert f'value="{name}"' in answer.text
        answers.append((answer.status_code, read_fault(answer)))
    assert set(answers) == {(403, answers[0][1])}
    assert answers[0][1].startswith("账号或密码不对")


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
    assert len(told) == refusals.KINDS_A_MINUTE + 1
    assert sum(one["count"] for one in told) == 5000


class Entries(list[dict[str, Any]]):
    """A store that keeps only audit entries."""

    def record(self, action: str, detail: dict[str, Any]) -> None:
        assert action == "sign_in_refused"
        self.append(detail)


def test_a_flood_for_days_is_counted_to_the_last_and_adds_an_entry_a_minute(clock: Clock) -> None:
    told = Entries()
    counting = refusals.RefusedAttempts(cast(Store, told), clock)
    minutes, each = 3000, 40
    for minute in range(minutes):
        for number in range(each):
            counting.note("bob" if number == 7 else None, f"10.1.{minute % 250}.{number}")
        clock.now += 60
        counting.flush()
    assert sum(one["count"] for one in told) == minutes * each
    assert len(told) <= refusals.SAVED_ENTRIES + minutes * refusals.ENTRIES_A_MINUTE
    assert {one["account"] for one in told} == {"unknown", "bob", "several"}
    clock.now += refusals.SAVED_ENTRIES * 60
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
    assert len(told) <= refusals.KINDS_A_MINUTE + 2


def test_guessing_is_slowed_down_and_the_owner_elsewhere_is_not(served: ServedGate) -> None:
    stranger = served.open_browser(client="10.0.0.66")
    for _ in range(FREE_FOR_PAIR):
        assert sign_in(stranger, "bob", "guess").status_code == 403
    answer = sign_in(stranger, "bob", PASSWORD)
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) >= 1
    assert sign_in(served.open_browser(client="10.0.0.1"), "bob").status_code == 303


def test_a_browser_that_has_signed_in_before_is_not_slowed_by_others_at_its_address(
    served: ServedGate,
) -> None:
    known = served.sign_in("bob")
    send_form(known, "/logout")
    stranger = served.open_browser(client="10.0.0.1")
    for _ in range(10):
        sign_in(stranger, "bob", "guess")
    assert sign_in(stranger, "bob").status_code == 429
    assert sign_in(known, "bob").status_code == 303


def test_the_token_is_another_after_each_step_and_the_one_before_is_dead(
    served: ServedGate, at_host: Store
) -> None:
    initial = add_account(at_host, "new", "leader")
    browser = served.open_browser()
    browser.cookies.set("kaohe", "planted by somebody else", domain="testserver.local", path="/")
    sign_in(browser, "new", initial)
    first = browser.cookies["kaohe"]
    assert first != "planted by somebody else"
    fields = {"present": initial, "new": PASSWORD, "again": PASSWORD}
    assert send_form(browser, "/login/password", **fields).status_code == 303
    assert browser.cookies["kaohe"] != first
    thief = served.open_browser()
    thief.cookies.set("kaohe", first)
    assert thief.get("/unit").status_code == 401


def test_with_an_initial_password_nothing_opens_but_the_page_that_changes_it(
    served: ServedGate, at_host: Store, acts: Acts
) -> None:
    initial = add_account(at_host, "fresh", "leader")
    browser = served.open_browser()
    answer = sign_in(browser, "fresh", initial, goal="/unit")
    assert answer.headers["location"] == "/login/password?next=%2Funit"
    assert browser.get("/unit").status_code == 401
    assert browser.get("/unit", headers=PAGE).headers["location"].startswith("/login/password")
    assert not acts.of("sign_in")
    fields = {"present": initial, "new": PASSWORD, "again": PASSWORD, "next": "/unit"}
    answer = send_form(browser, "/login/password", **{**fields, "again": "other"})
    assert read_fault(answer) == "两次输入的新密码不一样。"
    assert send_form(browser, "/login/password", **fields).headers["location"] == "/unit"
    assert browser.get("/unit").json()["name"] == "fresh"
    assert len(acts.of("sign_in")) == 1


def test_changing_the_password_ends_all_other_sessions(served: ServedGate, at_host: Store) -> None:
    make_account(at_host, "changing", "leader")
    here, there = served.sign_in("changing"), served.sign_in("changing")
    new = "seven green umbrellas"
    fields = {"present": PASSWORD, "new": new, "again": new}
    assert send_form(here, "/login/password", **fields).status_code == 303
    assert here.get("/unit").status_code == 200
    assert there.get("/unit").status_code == 401


class TestSecondStep:
    @pytest.fixture
    def secret(self, at_host: Store, request: pytest.FixtureRequest) -> str:
        """Return the authenticator secret of this test's own account."""
        secret, self.name = new_secret(), f"with-{len(request.node.name)}"
        own = make_account(at_host, self.name, "staff")
        self.codes = turn_on_second_step(own, PASSWORD, secret, self.now(secret))
        return secret

    def now(self, secret: str) -> str:
        return pyotp.TOTP(secret).at(int(time.time()))

    def test_the_password_alone_opens_nothing(self, client: TestClient, secret: str) -> None:
        answer = sign_in(client, self.name, goal="/unit")
        assert answer.headers["location"] == "/login/code?next=%2Funit"
        assert client.get("/unit").status_code == 401
        assert client.get("/login/second-step").status_code == 303
        assert client.get("/login/password").status_code == 303
        answer = send_form(client, "/login/code", code=self.now(secret), next="/unit")
        assert answer.headers["location"] == "/unit"
        assert client.get("/unit").status_code == 200

    def test_a_code_opens_one_session_only(self, served: ServedGate, secret: str) -> None:
        first, second, code = served.open_browser(), served.open_browser(), self.now(secret)
        for browser in (first, second):
            sign_in(browser, self.name)
        assert send_form(first, "/login/code", code=code).status_code == 303
        assert send_form(second, "/login/code", code=code).status_code == 403

    def test_after_five_wrong_codes_the_password_is_asked_again(
        self, client: TestClient, secret: str
    ) -> None:
        sign_in(client, self.name)
        for _ in range(5):
            assert send_form(client, "/login/code", code="000000").status_code == 403
        assert client.get("/login/code").status_code == 303

    def test_a_recovery_code_stands_in_once(self, served: ServedGate, secret: str) -> None:
        for expected in (303, 403):
            browser = served.open_browser()
            sign_in(browser, self.name)
            answer = send_form(browser, "/login/code", code=self.codes[0])
            assert answer.status_code == expected

    def test_it_is_turned_on_from_the_page_that_shows_the_secret(self, served: ServedGate) -> None:
        browser = served.sign_in("lee")
        browser.get("/login/second-step")
        [session] = served.state.sessions.list_of("lee")
        assert session.offered_secret
        code = self.now(session.offered_secret)
        answer = send_form(browser, "/login/second-step", present=PASSWORD, code=code)
        assert answer.text.count("<li><code>") == 8
        assert browser.get("/unit").status_code == 200
        assert "已开启" in browser.get("/login/second-step").text
        off = {"present": PASSWORD, "off": "1"}
        assert send_form(browser, "/login/second-step", **off).status_code == 403
        assert send_form(browser, "/login/second-step", **off, code=code).status_code == 403
        recovery = re.findall(r"<li><code>([^<]+)</code>", answer.text)[0]
        answer = send_form(browser, "/login/second-step", **off, code=recovery)
        assert answer.status_code == 303
        assert "密钥" in browser.get("/login/second-step").text


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


def test_a_browser_is_known_after_a_restart_and_for_its_own_account_only(
    served: ServedGate, at_host: Store, clock: Clock
) -> None:
    known = served.sign_in("bob")
    send_form(known, "/logout")
    again = build_served_gate(at_host, clock)
    device = known.cookies["kaohe-device"]
    assert again.state.known_browsers.find(device, "bob")
    assert not again.state.known_browsers.find(device, "lee")
    both = again.state.known_browsers.remember(device, "lee")
    assert again.state.known_browsers.find(both, "bob") and again.state.known_browsers.find(
        both, "lee"
    )
    number, _, proof = device.partition(".")
    forged = f"{number}.{proof[::-1]}"
    assert not again.state.known_browsers.find(forged, "bob")
    assert stat.S_IMODE((at_host.home / KEY_NAME).stat().st_mode) == 0o600


class TestForms:
    def test_a_form_counts_only_from_the_browser_that_was_shown_it(
        self, served: ServedGate
    ) -> None:
        token = read_token(served.open_browser().get("/login"))
        fields = {"form": token, "name": "bob", "password": PASSWORD}
        for browser in (served.open_browser(), served.open_browser()):
            browser.get("/login")
            answer = browser.post("/login", data=fields, headers={"origin": ADDRESS})
            assert answer.status_code == 403
            assert "再填一次" in read_fault(answer)

    def test_a_large_form_is_refused_unread(self, client: TestClient) -> None:
        answer = client.post("/login", content=b"x" * 100_000, headers={"origin": ADDRESS})
        assert answer.status_code == 413

    def test_a_link_alone_signs_nobody_out(self, served: ServedGate) -> None:
        browser = served.sign_in()
        browser.get("/logout", headers=PAGE)
        browser.post("/logout", headers={"origin": ADDRESS})
        assert browser.get("/unit").status_code == 200
        answer = send_form(browser, "/logout")
        assert answer.headers["location"] == "/login?left=1"
        assert browser.get("/unit").status_code == 401

    def test_signing_out_is_recorded(self, served: ServedGate, acts: Acts) -> None:
        send_form(served.sign_in("bob"), "/logout")
        assert acts.of("sign_out") == [("bob", {"address": "10.0.0.1"})]

    @pytest.mark.parametrize(
        "goal",
        ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
         "javascript:alert(1)", "/%0d%0aSet-Cookie:x", "/\t/evil.example", "", "unit"],
    )  # fmt: skip
    def test_after_the_sign_in_one_stays_on_this_server(
        self, client: TestClient, goal: str
    ) -> None:
        location = sign_in(client, "bob", goal=goal).headers["location"]
        assert location.startswith("/") and not location.startswith(("//", "/\\"))
        assert "\n" not in location and "\t" not in location

    def test_what_was_typed_is_shown_as_text(self, client: TestClient) -> None:
        answer = sign_in(client, '"><script>alert(1)</script>', "x", goal='/"><script>')
        assert "<script" not in answer.text


def test_nobody_is_let_in_while_the_record_cannot_be_written(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise StoreUnavailable("写不进 /srv/kaohe：磁盘空间不足，请清理磁盘后再试。")

    monkeypatch.setattr(Store, "record", fail)
    answer = sign_in(client, "bob")
    assert answer.status_code == 503 and read_fault(answer) == stranger_messages.CLOSED
    assert "/srv/kaohe" not in answer.text
    assert client.get("/unit").status_code == 401


def test_when_too_many_wait_more_are_sent_away_at_once(
    client: TestClient, served: ServedGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = served.sign_in("bob")
    monkeypatch.setattr(turns, "MAX_INSIDE", 0)
    new = "seven green umbrellas"
    fields = {"present": PASSWORD, "new": new, "again": new}
    for answer in (sign_in(client, "bob"), send_form(inside, "/login/password", **fields)):
        assert answer.status_code == 503 and "过几秒" in read_fault(answer)


def test_without_an_administrator_the_page_says_how_the_first_is_made(
    client: TestClient, at_host: Store
) -> None:
    assert "kaohe account add" not in client.get("/login").text
    switch_account(at_host, "amy", is_enabled=False)
    assert "kaohe account add" in client.get("/login").text
    switch_account(at_host, "amy", is_enabled=True)


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/kaohe/unit", "/kaohe/unit"), ("/unit", "/kaohe/"), ("/kaoheevil/", "/kaohe/")],
)
def test_below_a_base_path_one_stays_below_it(path: str, kept: str) -> None:
    assert keep_to_own_pages(path, "/kaohe") == kept


NEARLY_FULL = (RESERVE_FLOOR + FREE_SPACE_FLOOR) // 2


def leave_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """Make the disk seem to have so many bytes free."""
    usage = SimpleNamespace(free=free)
    monkeypatch.setattr(database, "shutil", SimpleNamespace(disk_usage=lambda _: usage))


@pytest.mark.parametrize(
    ("name", "free", "status"),
    [
        ("amy", NEARLY_FULL, 303),
        ("bob", NEARLY_FULL, 503),
        ("lee", NEARLY_FULL, 503),
        ("amy", RESERVE_FLOOR - 1, 503),
        ("bob", FREE_SPACE_FLOOR, 303),
    ],
)
def test_on_a_nearly_full_disk_an_administrator_still_comes_in(
    served: ServedGate, acts: Acts, monkeypatch: pytest.MonkeyPatch,
    name: str, free: int, status: int,
) -> None:  # fmt: skip
    leave_free(monkeypatch, free)
    answer = sign_in(served.open_browser(), name)
    assert answer.status_code == status
    assert len(acts.of("sign_in")) == (status == 303)
    if status == 503:
        assert read_fault(answer) == stranger_messages.FULL


def test_a_wrong_password_on_a_nearly_full_disk_is_counted_until_there_is_room(
    served: ServedGate, acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_free(monkeypatch, 0)
    answer = sign_in(served.open_browser(), "amy", "wrong")
    assert (answer.status_code, read_fault(answer)) == (403, signing_in.WRONG)
    monkeypatch.undo()
    assert acts.of("sign_in_refused") == []
    served.state.refused_attempts.flush()
    ((_, told),) = acts.of("sign_in_refused")
    assert (told["account"], told["count"]) == ("amy", 1)


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
