"""What a page's URL says, what a link shows, and what it says when something is gone."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.navigation import DEFAULT
from dashboard.runtime.current_store import set_current_store
from dashboard.shell import address as address_module
from dashboard.shell.address import STATE, Address
from dashboard.shell.filter_bar import write_title
from tests.access import make_account
from tests.dashboard.seen import SCRIPT, run_page
from warehouse.store import Store

JIANGXIAN = "jiangxian-2021"
COMPLETE: dict[str, list[str]] = {
    "overview": ["role", "scheme", "month", "map"],
    "leaderboard": ["scheme", "assessment", "month", "compare", "view"],
    "unit": ["scheme", "unit", "assessment", "month", "view"],
    "indicators": ["scheme", "assessment", "month"],
    "veto": ["scheme", "assessment", "month"],
    "calendar": ["scheme", "month"],
    "bulletin": ["scheme", "month", "view"],
    "editions": ["scheme", "month"],
    "objections": ["scheme"],
    "rules": ["scheme", "assessment"],
    "guide": ["scheme"],
    "schemes": ["view"],
    "record": ["record_actor", "record_month"],
    "imports": [],
    "accounts": [],
    "me": [],
}
"""Page → the parameters of its URL when it is opened as it is."""


def open_link(store: Store, page: str, **texts: str) -> AppTest:
    """Load a page by a link."""
    set_current_store(store)
    test = AppTest.from_file(SCRIPT, default_timeout=60)
    test._page_hash = calc_hash("" if page == DEFAULT else page)
    for key, text in texts.items():
        test.query_params[key] = text
    test.run()
    assert not test.exception
    return test


def read_query(test: AppTest) -> dict[str, list[str]]:
    """Return the query that the page has the browser write."""
    address: Address = test.session_state[STATE]
    return parse_qs(address_module.write_query(address.shown))


def read_warnings(test: AppTest) -> str:
    return "".join(one.value for one in test.warning).replace("\\", "")


@pytest.mark.parametrize("page", list(COMPLETE))
def test_the_address_of_a_page_says_also_its_defaults(store: Store, page: str) -> None:
    test = open_link(store, page)
    assert list(read_query(test)) == COMPLETE[page]


def test_a_link_is_taken_up_whole(store: Store) -> None:
    texts = {"scheme": "千阳 2022", "month": "2022-06", "compare": "2022-05", "view": "榜单"}
    test = open_link(store, "leaderboard", **texts)
    assert read_query(test) == {key: [text] for key, text in texts.items()}
    assert not test.warning


def test_the_filter_that_a_user_changes_is_what_the_address_says(store: Store) -> None:
    test = open_link(store, "leaderboard", month="2021-03")
    test.selectbox(key="month").set_value("2021-02").run()
    assert read_query(test)["month"] == ["2021-02"]
    test.run()
    assert read_query(test)["month"] == ["2021-02"]  # the link has had its say


def test_back_shows_the_addresses_own_values(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_link(store, "leaderboard", month="2021-03")
    test.selectbox(key="month").set_value("2021-05").run()
    monkeypatch.setattr(address_module, "came_by_history", lambda: True)
    test.query_params["month"] = "2021-02"
    test._page_hash = calc_hash("rules")
    test.run()
    test._page_hash = calc_hash("leaderboard")
    test.query_params["month"] = "2021-02"
    test.run()
    assert test.selectbox(key="month").value == "2021-02"
    assert read_query(test)["view"] == ["榜单"]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"scheme": "旧方案 2019", "month": "2019-01"},
         "链接里的考核方案“旧方案 2019”已不存在，现在显示“绛县 2021”。"),
        ({"month": "2021-12"}, "链接里的截至月份“2021-12”还没有数据，现在显示“2021-06”。"),
        ({"month": "2019-01"}, "链接里的截至月份“2019-01”已不存在，现在显示“2021-06”。"),
        ({"view": "旧视图"}, "链接里的视图“旧视图”已不存在，现在显示“榜单”。"),
        ({"assessment": "9 旧考核"},
         "链接里的考核“9 旧考核”已不存在，现在显示“1 优化营商环境工作推进情况”。"),
        ({"kind": "旧类别", "assessment": "4 “12345”热线办理情况"},
         "链接里的单位类别“旧类别”已不存在，现在显示全部。"),
        ({"month": "2021-05"}, ""),
    ],
)  # fmt: skip
def test_a_link_to_what_is_gone_says_so(store: Store, texts: dict[str, str], said: str) -> None:
    test = open_link(store, "leaderboard", **texts)
    assert read_warnings(test) == said
    if "month" in texts:
        test.run()
        assert read_warnings(test) == said  # until something else is chosen
        test.selectbox(key="month").set_value("2021-04").run()
        assert "月份" not in read_warnings(test)


def test_a_unit_that_opens_another_units_link_is_told(store: Store) -> None:
    unit = make_account(store, "caizheng", "unit", [(JIANGXIAN, "县财政局")])
    test = open_link(unit, "unit", unit="县教育局", month="2021-05")
    assert read_warnings(test) == ("链接里的单位“县教育局”不在您的查看范围内，现在显示“县财政局”。")
    assert read_query(test)["unit"] == ["县财政局"]


def test_pages_open_with_a_scheme_that_has_data(empty_store: Store, store: Store) -> None:
    assert run_page(store, "leaderboard").selectbox(key="scheme").value == JIANGXIAN
    set_current_store(store)
    test = open_link(store, "guide")
    assert read_query(test)["scheme"] == ["绛县 2021"]


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ({}, "总览 – 考核看板"),
        ({"scheme": ["绛县 2021"], "month": ["2021-11"]},
         "总览 · 绛县 2021 · 2021年11月 – 考核看板"),
        ({"scheme": ["绛县 2021"], "unit": ["县财政局"], "month": ["2021-05"]},
         "总览 · 县财政局 · 绛县 2021 · 2021年5月 – 考核看板"),
    ],
)  # fmt: skip
def test_the_window_is_called_by_what_it_shows(shown: dict[str, Any], title: str) -> None:
    assert write_title("总览", shown) == title
