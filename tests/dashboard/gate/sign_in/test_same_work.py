"""The work before the answer does not tell whether an account exists (threats D2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.access import PASSWORD, make_account
from tests.dashboard.gate.served_gate import (
    Clock,
    ServedGate,
    build_served_gate,
    read_fault,
    sign_in,
)
from warehouse.accounts import passwords
from warehouse.accounts.account_acts import switch_account
from warehouse.accounts.one_time_codes import new_secret
from warehouse.accounts.sign_in_throttle import FREE_FOR_PAIR
from warehouse.faults import StoreUnavailable
from warehouse.store import Store

Work = list[str]
"""What was done for one attempt, in order; 'answer' marks the complete response."""


@pytest.fixture(scope="module")
def people(at_host: Store) -> dict[str, str]:
    """Return kind of account → its name; 'nobody' has no account."""
    kinds = {"known": "kim", "disabled": "dan", "second step": "tom", "provider": "pam"}
    for name in kinds.values():
        make_account(at_host, name, "leader")
    switch_account(at_host, "dan", is_enabled=False)
    return {**kinds, "nobody": "nobody", "first password": "bob", "empty": ""}


@pytest.fixture
def watched(
    at_host: Store, clock: Clock, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> tuple[ServedGate, Work]:
    """Return a gate, and the list in which all costly work is noted."""
    work: Work = []
    served = build_served_gate(at_host, clock)
    accounts = served.state.accounts
    find = accounts.find_account

    def find_account(name: str) -> Any:
        account = find(name)
        if account is None:
            return None
        if account.name == "tom":
            return replace(account, totp_secret=new_secret())
        if account.name == "pam":
            return replace(account, password_hash=None, issuer="https://id", subject="1")
        return account

    monkeypatch.setattr(accounts, "find_account", find_account)
    _note(monkeypatch, work, "verify", type(passwords.HASHER), "verify")
    _note(monkeypatch, work, "hash", type(passwords.HASHER), "hash")
    _note(monkeypatch, work, "record", Store, "record")
    _note(monkeypatch, work, "write", Store, "writer")
    _note(monkeypatch, work, "read", Store, "reader")
    app = served.gate.__call__

    async def watch(scope: Scope, receive: Receive, send: Send) -> None:
        async def note_answer(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                work.append("answer")

        await app(scope, receive, note_answer)

    served.gate = watch  # type: ignore[assignment]
    passwords.verify_password("", None)  # the hash that stands for nobody's is made once
    return served, work


def _note(patch: pytest.MonkeyPatch, work: Work, what: str, owner: type, name: str) -> None:
    before: Callable[..., Any] = getattr(owner, name)

    def note(*args: Any, **kwargs: Any) -> Any:
        work.append(what)
        return before(*args, **kwargs)

    patch.setattr(owner, name, note)


KINDS = ["known", "disabled", "second step", "provider", "nobody", "first password", "empty"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_is_done_before_every_refusal(
    watched: tuple[ServedGate, Work], people: dict[str, str], kind: str
) -> None:
    served, work = watched
    browser = served.open_browser()
    work.clear()
    password = PASSWORD if kind in {"disabled", "provider", "nobody"} else "wrong"
    answer = sign_in(browser, people[kind], password)
    assert (answer.status_code, read_fault(answer)[:7]) == (403, "账号或密码不对")
    shown, done = _split(work)
    assert shown == []
    assert done == ["verify"]
    assert work[-1] == "record"  # once the answer is out


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_is_done_before_a_slowed_down_answer(
    watched: tuple[ServedGate, Work], people: dict[str, str], kind: str
) -> None:
    served, work = watched
    browser = served.open_browser()
    for _ in range(FREE_FOR_PAIR):
        sign_in(browser, people[kind], "wrong")
    work.clear()
    assert sign_in(browser, people[kind], "wrong").status_code == 429
    assert _split(work) == ([], [])


def test_a_refusal_that_cannot_be_recorded_is_the_same_answer_too(
    watched: tuple[ServedGate, Work], people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise StoreUnavailable("磁盘空间不足。")

    served, _ = watched
    monkeypatch.setattr(Store, "record", fail)
    answers = {
        (answer.status_code, read_fault(answer))
        for kind in KINDS
        if (answer := sign_in(served.open_browser(), people[kind], "wrong"))
    }
    assert len(answers) == 1 and next(iter(answers))[0] == 403


def _split(work: Work) -> tuple[Work, Work]:
    """Return what was done before the form was shown, and then before its response."""
    first = work.index("answer")
    return work[:first], work[first + 1 : work.index("answer", first + 1)]
