"""复核: from a unit's deduction to the decision, as a person does it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import page_file
from dashboard.shell.objection_offer import CLAIM_KEY, ObjectionDraft
from tests.dashboard.pages.test_pages import press
from tests.dashboard.seen import open_page, read_tables, read_text
from tests.dashboard.tables import pick_row
from tests.warehouse.editions.county import object_to
from tests.warehouse.walk import query
from warehouse.editions.sealing import Act, seal_month
from warehouse.objections import Claim
from warehouse.store import Store

JIANGXIAN = "jiangxian-2021"
CLAIMED = Claim(JIANGXIAN, "2021-06", "1", "县公安局", "1.4")
LISTED = "复核申请：点击一行查看详情和决定"


def open_objection(store: Store) -> AppTest:
    """Open the page on the only objection."""
    test = open_page(store, "objections", scheme=JIANGXIAN)
    pick_row(test, f"objections:{JIANGXIAN}", "1")
    return test


def enter(test: AppTest, label: str, value: str) -> None:
    """Write into the field with this label."""
    fields: list[Any] = [*test.text_input, *test.text_area]
    next(field for field in fields if field.label.startswith(label)).set_value(value)


def test_a_deduction_leads_to_an_objection(store: Store) -> None:
    filters = {"scheme": JIANGXIAN, "unit": "县公安局"}
    test = open_page(store, "unit", **filters)
    key = next(key for key in _list_keys(test) if key.startswith("ledger:"))
    rows = read_tables(test)["得分明细：点击一行查看佐证"]
    at = next(number for number, row in enumerate(rows) if row[0].startswith("1.4"))
    assert not [button for button in test.button if button.label == "对这一条提出复核"]
    pick_row(test, key, _row_ids(test, key)[at])
    button = next(button for button in test.button if button.label == "对这一条提出复核")
    button.click().run()
    shown: ObjectionDraft = test.session_state[CLAIM_KEY]
    assert shown.claim.unit == "县公安局" and shown.claim.indicator == "1.4" and shown.claim.key
    assert test.title[0].value == "复核"
    test.switch_page(page_file("objections")).run()  # AppTest does not follow where a page leads
    press(test, "登记")
    assert "写明请求和理由" in test.error[0].value
    enter(test, "请求和理由", "信息已在专栏发布")
    press(test, "登记")
    assert "已登记为第1号复核" in test.success[0].value
    assert read_tables(test)[LISTED][0][1:4] == ["待决定", "还剩5个工作日", "县公安局"]
    assert query(store, "select line_key from objection") == [(shown.claim.key,)]


def _list_keys(test: AppTest) -> list[str]:
    return [part.key or "" for part in test.get("bidi_component")]


def _row_ids(test: AppTest, key: str) -> list[str]:
    table = next(part for part in test.get("bidi_component") if part.key == key)
    ids: list[str] = json.loads(table.proto.bytes.decode().split("\n")[0])["ids"]
    return ids


def test_a_filing_can_be_dropped(store: Store) -> None:
    test = open_page(store, "objections", scheme=JIANGXIAN)
    test.session_state[CLAIM_KEY] = ObjectionDraft(CLAIMED, "1.4 专栏信息", "6月无发布")
    test.run()
    press(test, "取消")
    assert CLAIM_KEY not in test.session_state
    assert "在“单位详情”点击一条得分明细" in read_text(test)


def test_a_decision_moves_points_and_says_so(store: Store) -> None:
    object_to(store, CLAIMED)
    test = open_objection(store)
    enter(test, "调整分值", "0.50")
    enter(test, "理由", "核实无误")
    press(test, "决定")
    assert "分数已重算，记为第10批" in test.success[0].value.replace("\\", "")
    pick_row(test, f"objections:{JIANGXIAN}", "1")
    assert "2021年6月起调整+0.50分" in read_text(test).replace("\\", "")
    unit = open_page(store, "unit", scheme=JIANGXIAN, unit="县公安局")
    rows = read_tables(unit)["得分明细：点击一行查看佐证"]
    at = next(number for number, row in enumerate(rows) if "复核第1号决定加回0.5分" in row[3])
    key = next(key for key in _list_keys(unit) if key.startswith("ledger:"))
    pick_row(unit, key, _row_ids(unit, key)[at])
    assert "依据复核决定" in read_text(unit)


def test_a_term_in_a_year_without_known_holidays_is_called_an_estimate(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    object_to(store, CLAIMED)
    monkeypatch.setattr("warehouse.views.objections.list_unknown_years", lambda *_: [2027])
    test = open_page(store, "objections", scheme=JIANGXIAN)
    assert "2027年的放假安排尚未收录" in read_text(test)
    assert read_tables(test)[LISTED][0][2].startswith("约")


@pytest.mark.parametrize(
    ("points", "told"), [("99", "超出了"), ("一分", "不是数字"), ("0.005", "两位小数")]
)
def test_points_that_cannot_be_are_refused_in_a_sentence(
    store: Store, points: str, told: str
) -> None:
    object_to(store, CLAIMED)
    test = open_objection(store)
    enter(test, "调整分值", points)
    enter(test, "理由", "核实")
    press(test, "决定")
    assert told in test.error[0].value
    assert not query(store, "from decision")


def test_a_sealed_month_takes_no_adjustment_from_the_page(store: Store) -> None:
    object_to(store, CLAIMED)
    seal_month(store, JIANGXIAN, "2021-06", Act("办公室"))
    test = open_objection(store)
    enter(test, "调整分值", "0.50")
    enter(test, "理由", "核实")
    press(test, "决定")
    assert "已封存" in test.error[0].value


def test_an_objection_is_withdrawn_and_takes_no_more_decisions(store: Store) -> None:
    object_to(store, CLAIMED)
    test = open_objection(store)
    enter(test, "撤回理由", "单位撤回")
    press(test, "撤回")
    pick_row(test, f"objections:{JIANGXIAN}", "1")
    assert "已撤回" in read_text(test)
    assert not [button for button in test.button if button.label == "决定"]


def test_without_objections_the_page_says_how_to_file_one(store: Store) -> None:
    said = read_text(open_page(store, "objections", scheme=JIANGXIAN))
    assert "暂无复核申请" in said and "单位详情" in said
