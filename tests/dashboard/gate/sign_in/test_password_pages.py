"""Signing in, step by step: one sentence for every mistake, and an audit entry."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from dashboard.gate.http import anonymous_messages
from dashboard.gate.limits import password_queue
from dashboard.gate.sign_in import password_pages
from tests.access import PASSWORD, make_account
from tests.dashboard.gate.acts import Acts
from tests.dashboard.gate.served_gate import ServedGate, read_fault, send_form, sign_in
from warehouse.accounts.account_acts import add_account, switch_account
from warehouse.accounts.sign_in_throttle import FREE_FOR_PAIR
from warehouse.database import database
from warehouse.database.database import FREE_SPACE_FLOOR, RESERVE_FLOOR
from warehouse.faults import StoreUnavailable
from warehouse.store import Store


def test_name_and_password_open_a_session_and_lead_where_one_wanted_to_go(
    client: TestClient, acts: Acts
) -> None:
    answer = sign_in(client, "ＢＯＢ", goal="/unit?month=2021-05")
    assert (answer.status_code, answer.headers["location"]) == (303, "/unit?month=2021-05")
    assert client.get("/unit").json()["name"] == "bob"
    assert acts.of("sign_in") == [
        ("bob", {"address": "10.0.0.1", "by": "password", "second_step": "none"})
    ]


@pytest.mark.parametrize(
    "goal",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
     "javascript:alert(1)", "/%0d%0aSet-Cookie:x", "/\t/evil.example", "", "unit"],
)  # fmt: skip
def test_after_the_sign_in_one_stays_on_this_server(client: TestClient, goal: str) -> None:
    location = sign_in(client, "bob", goal=goal).headers["location"]
    assert location.startswith("/") and not location.startswith(("//", "/\\"))
    assert "\n" not in location and "\t" not in location


def test_what_was_typed_is_shown_as_text(client: TestClient) -> None:
    answer = sign_in(client, '"><script>alert(1)</script>', "x", goal='/"><script>')
    assert "<script" not in answer.text


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


def test_guessing_is_slowed_down_and_the_owner_elsewhere_is_not(served: ServedGate) -> None:
    stranger = served.open_browser(client="10.0.0.66")
    for _ in range(FREE_FOR_PAIR):
        assert sign_in(stranger, "bob", "guess").status_code == 403
    answer = sign_in(stranger, "bob", PASSWORD)
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) >= 1
    assert sign_in(served.open_browser(client="10.0.0.1"), "bob").status_code == 303


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


def test_nobody_is_let_in_while_the_record_cannot_be_written(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise StoreUnavailable("无法写入 /srv/kaohe：磁盘空间不足，请清理磁盘后再试。")

    monkeypatch.setattr(Store, "record", fail)
    answer = sign_in(client, "bob")
    assert answer.status_code == 503 and read_fault(answer) == anonymous_messages.CLOSED
    assert "/srv/kaohe" not in answer.text
    assert client.get("/unit").status_code == 401


def test_when_too_many_wait_more_are_sent_away_at_once(
    client: TestClient, served: ServedGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = served.sign_in("bob")
    monkeypatch.setattr(password_queue, "MAX_INSIDE", 0)
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
        assert read_fault(answer) == anonymous_messages.FULL


def test_a_wrong_password_on_a_nearly_full_disk_is_counted_until_there_is_room(
    served: ServedGate, acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_free(monkeypatch, 0)
    answer = sign_in(served.open_browser(), "amy", "wrong")
    assert (answer.status_code, read_fault(answer)) == (403, password_pages.WRONG)
    monkeypatch.undo()
    assert acts.of("sign_in_refused") == []
    served.state.refused_attempts.flush()
    ((_, told),) = acts.of("sign_in_refused")
    assert (told["account"], told["count"]) == ("amy", 1)
