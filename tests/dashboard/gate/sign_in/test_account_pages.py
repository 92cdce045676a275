"""Pages of one's own account: changing the password, signing out."""

from __future__ import annotations

from tests.access import PASSWORD, make_account
from tests.dashboard.gate.acts import Acts
from tests.dashboard.gate.served_gate import (
    ADDRESS,
    PAGE,
    ServedGate,
    read_fault,
    send_form,
    sign_in,
)
from warehouse.accounts.account_acts import add_account
from warehouse.store import Store


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


def test_a_password_is_never_cut_unseen(served: ServedGate) -> None:
    page = served.sign_in("bob").get("/login/password").text
    for name in ("new", "again"):
        field = page[page.index(f'id="{name}"') :]
        assert "maxlength" not in field[: field.index(">")]


def test_signing_out_everywhere_ends_what_is_open_in_other_browsers(served: ServedGate) -> None:
    here, there = served.sign_in("bob"), served.sign_in("bob")
    answer = send_form(here, "/logout", everywhere="1")
    assert answer.status_code == 303
    assert here.get("/unit").status_code == there.get("/unit").status_code == 401


def test_a_link_alone_signs_nobody_out(served: ServedGate) -> None:
    browser = served.sign_in()
    browser.get("/logout", headers=PAGE)
    browser.post("/logout", headers={"origin": ADDRESS})
    assert browser.get("/unit").status_code == 200
    answer = send_form(browser, "/logout")
    assert answer.headers["location"] == "/login?left=1"
    assert browser.get("/unit").status_code == 401


def test_signing_out_is_recorded(served: ServedGate, acts: Acts) -> None:
    send_form(served.sign_in("bob"), "/logout")
    assert acts.of("sign_out") == [("bob", {"address": "10.0.0.1"})]
