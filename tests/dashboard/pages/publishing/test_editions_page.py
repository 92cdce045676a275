"""封存与更正: sealing, issuing, undoing, and the 更正表, as a person sees them."""

from __future__ import annotations

import io
import json
from datetime import date

import docx
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.administration.record_tables import ACTIONS
from dashboard.pages.publishing import issuing_step
from tests.dashboard.pages.test_pages import press
from tests.dashboard.seen import open_page, read_tables, read_text
from tests.warehouse.editions.county import object_to
from tests.warehouse.walk import change, query, revert
from warehouse.editions.archive import read_editions
from warehouse.editions.issuing import issue_edition, prepare_edition
from warehouse.editions.sealing import Act, unseal_month
from warehouse.objections import Claim, Decision, decide_objection
from warehouse.store import Store

JIANGXIAN = "jiangxian-2021"
MONTH = "2021-06"
MONTHS = "各月的封存与通报"


def read_month(test: AppTest, month: str = "2021年6月") -> list[str]:
    """Return the row of a month in the table of months."""
    return next(row for row in read_tables(test)[MONTHS] if row[0] == month)


@pytest.fixture(autouse=True)
def _without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show texts and tables instead of pages: drawing takes seconds in every test."""
    monkeypatch.setattr(issuing_step, "find_office", lambda: None)


def open_check(test: AppTest) -> None:
    """Open the check before a month is issued."""
    next(one for one in test.toggle if one.label == "核对并印发").set_value(True).run()
    assert not test.exception


def enter(test: AppTest, label: str, text: str) -> None:
    """Fill in a field by the beginning of its label."""
    next(one for one in test.text_input if one.label.startswith(label)).set_value(text)


def fill_in_and_issue(test: AppTest, typed: str = "2021年6月") -> None:
    """Check and issue a month as a person does."""
    open_check(test)
    test.date_input[0].set_value(date(2021, 7, 2)).run()
    enter(test, "请输入要印发的月份", typed)
    press(test, "印发并封存")


def issue(store: Store) -> None:
    issue_edition(store, prepare_edition(store, JIANGXIAN, MONTH), Act("办公室", "6月通报"))


def test_a_month_is_sealed_and_the_seal_taken_back_without_a_question(store: Store) -> None:
    test = open_page(store, "editions", scheme=JIANGXIAN)
    press(test, "只封存，不印发")
    assert "已封存" in test.success[0].value
    assert read_month(test)[1] == "已封存"
    press(test, "撤销")
    assert read_month(test)[1] == "已解封"
    assert query(store, "select reason from seal_change order by change_id desc limit 1") == [
        ("刚刚误封，撤销封存",)
    ]


def test_issuing_keeps_the_bulletin_and_seals_the_month(store: Store) -> None:
    test = open_page(store, "editions", scheme=JIANGXIAN)
    fill_in_and_issue(test)
    assert "已印发并封存" in test.success[0].value
    assert read_month(test)[1:4] == ["已封存", "第1版", "一致"]
    names = [button.proto.label.replace("\\", "") for button in test.get("download_button")]
    assert names == [
        "关于2021年6月份优化营商环境工作推进情况的通报.docx",
        "2021年6月通报数据.json",
    ]
    sha256 = query(store, "select sha256 from edition")[0][0]
    assert test.code[0].value == f"SHA-256 {sha256}"


def test_a_bulletin_is_issued_in_the_words_that_a_person_gave_it(store: Store) -> None:
    test = open_page(store, "bulletin", scheme=JIANGXIAN)
    area = test.text_area[0]
    area.set_value("本月工作总体平稳，请各单位对照附件整改。")
    fill_in_and_issue(test)
    assert "已印发并封存" in test.success[0].value
    with store.reader() as cursor:
        (edition,) = read_editions(cursor)
    document = docx.Document(io.BytesIO(store.read_original(edition.documents[0].sha256)))
    texts = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "请各单位对照附件整改" in texts
    assert edition.sha256 in document.core_properties.subject
    assert "第1版已印发并封存" in read_text(test)


def test_unsealing_needs_a_reason(store: Store) -> None:
    issue(store)
    test = open_page(store, "editions", scheme=JIANGXIAN)
    press(test, "解除封存")
    assert "理由" in test.error[0].value
    test.text_input[0].set_value("附件1有误")
    press(test, "解除封存")
    assert read_month(test)[1] == "已解封"


def test_what_the_next_edition_will_correct_is_shown_before_and_after_issuing(store: Store) -> None:
    issue(store)
    unseal_month(store, JIANGXIAN, MONTH, Act("办公室", "更正"))
    sql = "select batch_id from standing where dataset_key = 'jx1_inspection'"
    number = revert(store, query(store, sql)[0][0])
    test = open_page(store, "editions", scheme=JIANGXIAN)
    assert read_tables(test)["更正表"] and f"原因1：第{number}批撤销" in read_text(test)
    assert read_month(test)[3].endswith("项不同")
    fill_in_and_issue(test)
    assert read_month(test)[2:4] == ["第2版", "一致"]
    assert "与上一版相比" in read_text(test)
    names = [button.proto.label.replace("\\", "") for button in test.get("download_button")]
    assert "2021年6月通报更正表（第2版）.docx" in names


def test_a_late_change_of_an_earlier_month_is_told_beside_the_issued_one(store: Store) -> None:
    issue(store)
    sql = "select batch_id from standing where dataset_key = 'jx1_progress' order by month limit 1"
    revert(store, query(store, sql)[0][0])
    test = open_page(store, "editions", scheme=JIANGXIAN)
    assert "已印发的月份，现在的数据不同" in read_text(test)
    assert read_month(test)[1] == "已封存" and read_month(test)[3].endswith("项不同")


def test_before_issuing_all_that_is_open_is_listed_and_the_texts_are_shown(store: Store) -> None:
    object_to(store, Claim(JIANGXIAN, MONTH, "1", "县公安局", "1.4"))
    test = open_page(store, "editions", scheme=JIANGXIAN)
    open_check(test)
    said = test.warning[0].value.replace("\\", "")
    assert "第1号复核申请尚未决定" in said and "尚未报送" in said
    assert not [button for button in test.button if button.label == "印发并封存"]
    assert "请填写成文日期" in read_text(test)
    test.date_input[0].set_value(date(2021, 7, 2)).run()
    assert "关于2021年6月份优化营商环境" in read_text(test) and "2021年7月2日" in read_text(test)


@pytest.mark.parametrize("typed", ["", "2021年7月", "6月", "好"])
def test_another_month_typed_issues_nothing(store: Store, typed: str) -> None:
    test = open_page(store, "editions", scheme=JIANGXIAN)
    fill_in_and_issue(test, typed)
    assert "输入的月份与要印发的不一致" in test.error[0].value
    assert not query(store, "select 1 from edition")


def test_with_a_red_head_the_number_is_required_and_kept_on_record(store: Store) -> None:
    (store.home / "templates").mkdir(exist_ok=True)
    text = 'office = "绛县优化营商环境领导小组办公室文件"\nnumber = "绛营商办发〔{年}〕{号}号"\n'
    (store.home / "templates" / "letterhead.toml").write_text(text, "utf-8")
    test = open_page(store, "editions", scheme=JIANGXIAN)
    open_check(test)
    test.date_input[0].set_value(date(2021, 7, 2)).run()
    assert "请填写发文字号，例如 绛营商办发〔2021〕12号" in read_text(test)
    enter(test, "发文字号", "7")
    test.run()
    enter(test, "请输入要印发的月份", "2021-06")
    press(test, "印发并封存")
    ((detail,),) = query(store, "select detail from audit_entry where action = 'issue'")
    marks = json.loads(detail)
    assert (marks["document_number"], marks["dated"]) == ("绛营商办发〔2021〕7号", "2021-07-02")
    with store.reader() as cursor:
        (edition,) = read_editions(cursor)
    content = store.read_original(edition.documents[0].sha256)
    texts = [one.text for one in docx.Document(io.BytesIO(content)).paragraphs]
    assert texts[:2] == ["绛县优化营商环境领导小组办公室文件", "绛营商办发〔2021〕7号"]


@pytest.mark.parametrize("is_sound", [True, False])
def test_every_edition_can_be_computed_again(store: Store, is_sound: bool) -> None:
    issue(store)
    if not is_sound:
        change(store, "update batch set reason = '无' where batch_id = 1")
    test = open_page(store, "editions", scheme=JIANGXIAN)
    next(button for button in test.button if button.label == "逐期重算核对").click().run()
    if is_sound:
        assert "1期全部重算一致" in test.success[0].value
    else:
        assert "重算结果不同" in test.error[0].value.replace("\\", "")


def test_every_act_has_a_name_in_the_record(store: Store) -> None:
    issue(store)
    unseal_month(store, JIANGXIAN, MONTH, Act("办公室", "更正"))
    number = object_to(store, Claim(JIANGXIAN, MONTH, "1", "县公安局", "1.4"))
    decide_objection(store, number, Decision("rejected"), Act("办公室", "核实"))
    actions = {row[0] for row in query(store, "select distinct action from audit_entry")}
    assert {"seal", "unseal", "issue", "file_objection", "decide_objection"} <= actions
    assert actions <= ACTIONS.keys()


def test_without_data_the_page_says_what_to_do(empty_store: Store) -> None:
    assert "尚无数据" in read_text(open_page(empty_store, "editions", scheme=JIANGXIAN))
