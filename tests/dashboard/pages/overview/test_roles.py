"""Pages by role: which pages each role opens, what it sees on others, which buttons it has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.navigation import PAGES, list_pages
from dashboard.runtime.current_store import set_current_store, using_store
from dashboard.runtime.log_floods import MOST_LINES
from dashboard.shell import view_log
from dashboard.shell.view_log import note_view
from dashboard.widgets.downloads import offer_file
from tests.access import hash_cheaply, make_account
from tests.dashboard.seen import read_tables, read_text, run_page
from warehouse.access.people import Person, host
from warehouse.access.roles import PERMITTED, Role
from warehouse.accounts.account_acts import switch_account
from warehouse.database.audit import Entry, read_entries
from warehouse.faults import Denied, StoreUnavailable
from warehouse.store import Store
from warehouse.views.file_release import release_file

SCHEME, UNIT, OTHER = "jiangxian-2021", "县财政局", "县教育局"
OWN = {
    "leader": "overview leaderboard unit indicators veto calendar bulletin editions objections"
    " rules guide me",
    "staff": "overview leaderboard unit indicators veto calendar imports bulletin editions"
    " objections schemes rules guide me",
    "admin": " ".join(PAGES),
    "auditor": "record schemes guide me",
    "unit": "overview leaderboard unit editions objections rules guide me",
    "host": " ".join(PAGES),
}
"""Role → the pages that it opens."""


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_cheaply(monkeypatch)


@pytest.fixture
def unit(store: Store) -> Store:
    return make_account(store, "caizheng", "unit", [(SCHEME, UNIT)])


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    view_log._recent.clear()
    yield
    view_log._recent.clear()


def read_record_of(store: Store, action: str) -> list[Entry]:
    with store.reader() as cursor:
        return [entry for entry in read_entries(cursor) if entry.action == action]


def read_views(log: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    return [one for one in lines if one["event"] == "view"]


def sign_in(store: Store, role: Role) -> Store:
    return store if role == "host" else make_account(store, role, role)


@pytest.mark.parametrize("role", PERMITTED)
def test_a_role_opens_its_pages_and_no_others(role: Role) -> None:
    assert list_pages(Person("甲", role)) == OWN[role].split()


@pytest.mark.parametrize(
    ("role", "page"), [("leader", "imports"), ("staff", "record"), ("auditor", "unit")]
)
def test_a_page_of_another_role_says_so_calmly(store: Store, role: Role, page: str) -> None:
    test = run_page(sign_in(store, role), page)
    assert "没有访问本页面的权限" in read_text(test)
    assert not test.error
    assert read_tables(test) == {}


def test_an_auditor_begins_with_the_record_and_finds_what_was_refused(store: Store) -> None:
    leader = make_account(store, "leader", "leader")
    with pytest.raises(Denied):
        leader.require("seal")
    test = run_page(sign_in(store, "auditor"), "record", record_group="未成功")
    (rows,) = read_tables(test).values()
    assert [row[2:4] for row in rows] == [["leader", "✕ 无权，未执行"]]
    assert "要办的 封存" in rows[0][4]
    assert "立即备份" not in [button.label for button in test.button]


def test_a_leader_reads_the_editions_and_cannot_seal(store: Store) -> None:
    buttons = {}
    for role in ("leader", "admin"):
        test = run_page(sign_in(store, role), "editions")
        assert not test.error
        buttons[role] = "只封存，不印发" in [button.label for button in test.button]
    assert buttons == {"leader": False, "admin": True}


def test_a_units_page_shows_its_own_unit_whatever_is_asked_for(unit: Store) -> None:
    test = run_page(unit, "unit")
    assert test.selectbox(key="unit").options == [UNIT]
    test.query_params["unit"] = OTHER
    test.run()
    assert test.selectbox(key="unit").value == UNIT
    assert not test.error


def test_a_unit_sees_the_boards_of_all_and_its_own_first_page(unit: Store) -> None:
    test = run_page(unit, "leaderboard")
    assert OTHER in str(read_tables(test))
    test = run_page(unit, "overview")
    assert test.selectbox(key="unit").options == [UNIT]
    assert not test.error


@pytest.mark.parametrize("page", ["editions", "objections", "rules", "guide"])
def test_a_units_other_pages_open_without_a_fault(unit: Store, page: str) -> None:
    test = run_page(unit, page)
    assert not test.error
    assert not test.exception


def test_opening_a_units_details_is_logged_once_and_changes_no_data(
    store: Store, log: Path
) -> None:
    leader = sign_in(store, "leader")
    version = store.version
    test = run_page(leader, "unit", unit=UNIT)
    test.run()
    views = [one for one in read_views(log) if UNIT in one["unit"]]
    assert [(one["account"], one["page"]) for one in views] == [("leader", "unit")]
    assert store.version == version
    assert read_record_of(store, "view") == []


def test_another_person_month_or_unit_is_another_look(store: Store, log: Path) -> None:
    for name in ("甲", "乙"):
        with using_store(store.bind_to(host(name))):
            for month in ("2021-05", "2021-06", "2021-05"):
                note_view("unit", unit=UNIT, as_of=month)
    assert [one["account"] for one in read_views(log)] == ["甲", "甲", "乙", "乙"]


def test_a_flood_of_looks_is_counted_in_the_log_and_not_listed(store: Store, log: Path) -> None:
    with using_store(store.bind_to(host("甲"))):
        for number in range(MOST_LINES + 40):
            note_view("unit", unit=f"单位{number}")
    assert len(read_views(log)) == MOST_LINES


def test_an_account_switched_off_between_page_and_click_gets_nothing(store: Store) -> None:
    leader = sign_in(store, "leader")
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"1"

    switch_account(store, "leader", is_enabled=False)
    with pytest.raises(Denied):
        release_file(leader, "榜单.xlsx", make)
    assert made == []
    assert read_record_of(store, "export") == []
    assert read_record_of(store, "denied")[-1].actor == "leader"


def test_what_cannot_be_recorded_does_not_leave(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreUnavailable("磁盘已满")

    monkeypatch.setattr(Store, "record", fail)
    with pytest.raises(StoreUnavailable):
        release_file(store, "榜单.xlsx", lambda: b"1")


def test_an_export_names_who_what_and_up_to_which_batch(store: Store) -> None:
    release_file(store, "榜单.xlsx", lambda: b"1", {"scheme": SCHEME})
    (entry,) = read_record_of(store, "export")
    assert entry.actor == store.person.name
    assert '"file": "榜单.xlsx"' in entry.detail
    assert '"until_batch": 9' in entry.detail


def test_no_page_offers_a_file_but_by_the_one_button() -> None:
    sources = Path(str(dashboard.__file__)).parent.rglob("*.py")
    users = [path.name for path in sources if "st.download_button" in path.read_text("utf-8")]
    assert users == ["downloads.py"]


def test_whoever_may_not_export_is_offered_nothing(store: Store) -> None:
    def show() -> None:
        from tests.dashboard.pages.overview.test_roles import offer_for_test

        offer_for_test()

    for role, count in (("auditor", 0), ("leader", 1)):
        set_current_store(sign_in(store, role))  # type: ignore[arg-type]
        test = AppTest.from_function(show).run()
        assert not test.exception
        assert len(test.get("download_button")) == count


def offer_for_test() -> None:
    offer_file("下载", lambda: b"1", "表.xlsx")
