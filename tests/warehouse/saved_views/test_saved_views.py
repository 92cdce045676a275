"""Saved views: kept, found by their owner and those they are shared with, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.access import hash_cheaply, make_account
from warehouse.access.roles import Role
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.home.opening import open_store
from warehouse.saved_views import view_acts
from warehouse.saved_views.saved_view import SavedView, TableArrangement, read_arrangements
from warehouse.saved_views.view_acts import (
    put_back,
    remove_view,
    rename_view,
    save_view,
    share_view,
)
from warehouse.saved_views.view_table import read_views
from warehouse.store import Store

TEXTS = {"scheme": ["绛县 2021"], "month": ["2021-09"], "kind": ["县直部门", "乡镇"]}
UNITS = [("jiangxian-2021", "县财政局")]
TABLES = {"排行榜": TableArrangement(("待定",), ("失分", "降序"))}


@pytest.fixture
def people(store: Store, monkeypatch: pytest.MonkeyPatch) -> dict[str, Store]:
    """Return the store bound to a user of each role, and to a second leader."""
    roles: dict[str, Role] = {
        "admin": "admin", "staff": "staff", "leader": "leader", "other": "leader",
        "auditor": "auditor", "unit": "unit",
    }  # fmt: skip
    hash_cheaply(monkeypatch)
    return {
        name: make_account(store, name, role, UNITS if role == "unit" else ())
        for name, role in roles.items()
    }


def list_names(store: Store) -> list[str]:
    with store.reader() as cursor:
        return [view.name for view in read_views(cursor, store.person)]


def read_one(store: Store) -> SavedView:
    with store.reader() as cursor:
        (view,) = read_views(cursor, store.person)
    return view


def test_a_view_is_read_as_it_was_saved_by_its_owner_alone(people: dict[str, Store]) -> None:
    before = people["leader"].version
    saved = save_view(people["leader"], " 九月  乡镇 ", "leaderboard", TEXTS, TABLES)
    assert (saved.name, saved.owner) == ("九月 乡镇", "leader")
    assert read_one(people["leader"]) == saved
    assert all(not list_names(people[name]) for name in people if name != "leader")
    assert people["leader"].version == before  # nobody's page is drawn again for it


def test_a_shared_view_is_seen_by_its_roles(people: dict[str, Store]) -> None:
    saved = save_view(people["admin"], "全县", "leaderboard", TEXTS, TABLES)
    share_view(people["admin"], saved.number, ["leader", "unit"])
    seen = {name for name, store in people.items() if list_names(store)}
    assert seen == {"admin", "leader", "other", "unit"}
    share_view(people["admin"], saved.number, [])
    assert {name for name, store in people.items() if list_names(store)} == {"admin"}


@pytest.mark.parametrize("name", ["leader", "staff", "auditor", "unit"])
def test_only_an_administrator_shares(people: dict[str, Store], name: str) -> None:
    own = save_view(people[name], "自己的", "guide", {}, {})
    with pytest.raises(Denied, match="共享视图"):
        share_view(people[name], own.number, ["leader"])
    shared = save_view(people["admin"], "全县", "guide", {}, {})
    share_view(people["admin"], shared.number, ["leader", "staff", "auditor", "unit"])
    for act in (remove_view, lambda store, number: rename_view(store, number, "改")):
        with pytest.raises(Denied, match="自己保存的"):
            act(people[name], shared.number)


def test_another_persons_own_view_does_not_even_exist(people: dict[str, Store]) -> None:
    own = save_view(people["leader"], "自己的", "guide", {}, {})
    for name in ("other", "admin"):
        with pytest.raises(WrongCall, match="已不存在"):
            remove_view(people[name], own.number)
        with pytest.raises(Denied, match="自己保存的"):
            put_back(people[name], own)
    with pytest.raises(WrongCall, match="已不存在"):
        share_view(people["admin"], own.number, ["leader"])


def test_what_was_renamed_shared_or_removed_is_put_back(people: dict[str, Store]) -> None:
    admin = people["admin"]
    saved = save_view(admin, "全县", "leaderboard", TEXTS, TABLES)
    put_back(admin, rename_view(admin, saved.number, "全县单位"))
    assert read_one(admin) == saved
    put_back(admin, share_view(admin, saved.number, ["leader"]))
    assert read_one(admin) == saved
    share_view(admin, saved.number, ["leader"])
    put_back(admin, remove_view(admin, saved.number))
    assert read_one(people["leader"]).roles == ("leader",)


def test_names_are_asked_for_and_are_a_persons_own(people: dict[str, Store]) -> None:
    leader = people["leader"]
    save_view(leader, "全县", "leaderboard", {}, {})
    save_view(people["other"], "全县", "leaderboard", {}, {})
    with pytest.raises(WrongCall, match="已有名为“全县”的视图"):
        save_view(leader, "全县", "guide", {}, {})
    with pytest.raises(WrongCall, match="请填写视图名称"):
        save_view(leader, "  ", "guide", {}, {})
    with pytest.raises(WrongCall, match="太长"):
        save_view(leader, "长" * 31, "guide", {}, {})


def test_there_is_a_limit(people: dict[str, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_acts, "MOST_VIEWS", 1)
    save_view(people["leader"], "一", "guide", {}, {})
    with pytest.raises(Refused, match="最多保存1个"):
        save_view(people["leader"], "二", "guide", {}, {})
    with pytest.raises(WrongCall, match="太多"):
        save_view(people["staff"], "三", "guide", {"month": ["x" * 201]}, {})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"表": {"hidden": ["列"], "sort": ["得分", "升序"]}},
         {"表": TableArrangement(("列",), ("得分", "升序"))}),
        ({"表": {"hidden": [], "sort": ["得分", "横着"]}}, {"表": TableArrangement()}),
        ({"表": {"hidden": [1, "列"], "sort": 3}}, {"表": TableArrangement(("列",))}),
        ({"表": {"hidden": "列"}, 4: {"hidden": ["列"]}}, {}),
        ("表", {}),
        (None, {}),
    ],
)  # fmt: skip
def test_of_what_a_browser_sends_only_the_known_form_is_kept(
    sent: object, kept: dict[str, TableArrangement]
) -> None:
    assert read_arrangements(sent) == kept


def test_the_views_outlive_the_server(fresh_home: Path) -> None:
    store = open_store(fresh_home)
    saved = save_view(store, "全县", "leaderboard", TEXTS, TABLES)
    store.close()
    opened = open_store(fresh_home)
    assert read_one(opened) == saved
    opened.close()
