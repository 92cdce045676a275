"""封存与更正: sealing, issuing, undoing, and the 更正表, as a person sees them."""

from __future__ import annotations

import io

import docx
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.administration.record_tables import ACTIONS
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
    press(test, "印发并封存")
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
    press(test, "印发并封存")
    assert "已印发并封存" in test.success[0].value
    with store.reader() as cursor:
        (edition,) = read_editions(cursor)
    document = docx.Document(io.BytesIO(store.read_original(edition.documents[0].sha256)))
    texts = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "请各单位对照附件整改" in texts and edition.sha256 in texts
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
    press(test, "印发并封存")
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


@pytest.mark.parametrize("is_sound", [True, False])
def test_every_edition_can_be_computed_again(store: Store, is_sound: bool) -> None:
    issue(store)
    if not is_sound:
        change(store, "update batch set reason = '无' where batch_id = 1")
    test = open_page(store, "editions", scheme=JIANGXIAN)
    next(button for button in test.button if button.label == "逐期重算核对").click().run()
    if is_sound:
        assert "1 期全部重算一致" in test.success[0].value
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
