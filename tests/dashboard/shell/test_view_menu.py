"""The menu of saved views: opened like a link, with what is gone said; rights; undo."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.access import make_account
from tests.dashboard.seen import run_page
from tests.dashboard.shell.test_address import read_query, read_warnings
from warehouse.saved_views.saved_view import TableArrangement
from warehouse.saved_views.view_acts import save_view, share_view
from warehouse.saved_views.view_table import read_views
from warehouse.store import Store

TEXTS = {"scheme": ["绛县 2021"], "month": ["2021-03"], "view": ["榜单"]}
CAPTION = "排行榜：点击单位查看得分明细"
TABLES = {CAPTION: TableArrangement(("待定",), ("失分", "降序"))}


def open_menu(store: Store, page: str) -> AppTest:
    test = run_page(store, page)
    test.session_state["views"] = True
    test.run()
    assert not test.exception
    return test


def press(test: AppTest, label: str) -> None:
    next(one for one in test.button if one.label == label).click().run()
    assert not test.exception


def list_labels(test: AppTest) -> list[str]:
    return [one.label for one in test.button]


def list_names(store: Store) -> list[str]:
    with store.reader() as cursor:
        return [view.name for view in read_views(cursor, store.person)]


def read_arrangement(test: AppTest) -> str:
    """Return what the board's table is told beside its data."""
    told = [bytes(one.proto.bytes).decode() for one in test.get("bidi_component")]
    (board,) = [text for text in told if CAPTION in text]
    return board.partition("\n")[2]


def test_a_view_opens_its_page_and_filters_and_tables(store: Store) -> None:
    save_view(store, "三月", "leaderboard", TEXTS, TABLES)
    test = open_menu(store, "leaderboard")
    assert test.selectbox(key="month").value == "2021-06"
    press(test, "三月")
    assert read_query(test)["month"] == ["2021-03"]
    assert '"hidden": ["待定"], "sort": ["失分", "降序"]' in read_arrangement(test)
    assert not test.warning


def test_a_view_of_what_is_gone_says_so(store: Store) -> None:
    save_view(store, "旧的", "leaderboard", {**TEXTS, "month": ["2020-03"]}, {})
    test = open_menu(store, "leaderboard")
    press(test, "旧的")
    assert "2020-03" in read_warnings(test)


def test_a_shared_view_names_who_shares_it_and_cannot_be_changed(store: Store) -> None:
    admin = make_account(store, "admin", "admin")
    leader = make_account(store, "leader", "leader")
    view = save_view(admin, "全县", "leaderboard", TEXTS, {})
    share_view(admin, view.number, ["leader"])
    labels = list_labels(open_menu(leader, "leaderboard"))
    assert "全县（admin共享）" in labels
    assert "删除" not in labels
    assert "删除" in list_labels(open_menu(admin, "leaderboard"))


def test_a_view_of_a_page_that_the_role_does_not_open_is_not_offered(store: Store) -> None:
    admin = make_account(store, "admin", "admin")
    unit = make_account(store, "unit", "unit", [("jiangxian-2021", "县财政局")])
    view = save_view(admin, "日历", "calendar", {}, {})
    share_view(admin, view.number, ["unit"])
    assert not [label for label in list_labels(open_menu(unit, "overview")) if "日历" in label]


def test_what_was_removed_comes_back(store: Store) -> None:
    save_view(store, "三月", "leaderboard", TEXTS, {})
    test = open_menu(store, "leaderboard")
    press(test, "删除")
    assert list_names(store) == []
    press(test, "撤销")
    assert list_names(store) == ["三月"]


def test_a_view_is_renamed(store: Store) -> None:
    save_view(store, "三月", "leaderboard", TEXTS, {})
    test = open_menu(store, "leaderboard")
    (name,) = [one for one in test.text_input if one.label == "新名称"]
    name.set_value("三月份").run()
    press(test, "改名")
    assert list_names(store) == ["三月份"]
