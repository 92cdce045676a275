"""The bulletin's draft on the page: kept at once, shown to a colleague, approved by another."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from streamlit.testing.v1 import AppTest

from tests.access import hash_cheaply, make_account
from tests.dashboard.seen import open_page, read_text
from warehouse.accounts.setting_acts import change_setting
from warehouse.drafts.bulletin_drafts import BulletinDraft, read_draft
from warehouse.drafts.drafting import change_sentence, submit_draft
from warehouse.editions.issuing import prepare_edition
from warehouse.home.opening import open_store
from warehouse.store import Store

SCHEME, MONTH = "qianyang-2022", "2022-09"
ABOUT, TEXT = "总体情况", "换一种说法。"
PLACE = f"1:{ABOUT}"


def open_bulletin(store: Store) -> AppTest:
    return open_page(store, "bulletin", scheme=SCHEME, month=MONTH)


def read(store: Store) -> BulletinDraft:
    with store.reader() as cursor:
        return read_draft(cursor, SCHEME, MONTH)


def find_field(test: AppTest) -> str:
    return str(next(field for field in test.text_area if field.label == ABOUT).value)


def change(test: AppTest, text: str) -> None:
    next(field for field in test.text_area if field.label == ABOUT).set_value(text).run()
    assert not test.exception


def press(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception


def say(test: AppTest) -> str:
    told = [str(one.value) for one in (*test.warning, *test.error)]
    return "\n".join([read_text(test), *told]).replace("\\", "")


def test_a_changed_sentence_outlives_the_server_beside_its_origin(store: Store) -> None:
    test = open_bulletin(store)
    own = find_field(test)
    change(test, TEXT)
    home = store.home
    store.close()
    opened = open_store(home)
    again = open_bulletin(opened)
    assert find_field(again) == TEXT
    assert f"原句：{own}" in say(again)
    press(again, "恢复原句")
    assert find_field(again) == own
    opened.close()


def test_a_sentence_changed_on_other_data_waits_for_a_decision(store: Store) -> None:
    change_sentence(store, read(store), PLACE, "旧数据的原句。", TEXT)
    test = open_bulletin(store)
    own = find_field(test)
    assert own != TEXT
    said = say(test)
    assert "数据已变" in said and "原句：旧数据的原句。" in said and f"现句：{own}" in said
    press(test, "仍用所改")
    assert find_field(test) == TEXT and "数据已变" not in say(test)
    change_sentence(store, read(store), PLACE, own, own)
    change_sentence(store, read(store), PLACE, "旧数据的原句。", TEXT)
    again = open_bulletin(store)
    press(again, "采用现句")
    assert find_field(again) == own and not read(store).sentences


def test_a_colleague_goes_on_and_does_not_write_over_the_first(store: Store) -> None:
    first, second = open_bulletin(store), open_bulletin(store)
    change(first, TEXT)
    change(second, "另一种说法。")
    assert "这一句刚刚已由" in say(second)
    assert find_field(second) == TEXT


def test_sent_returned_sent_again_and_approved_by_another(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_cheaply(monkeypatch)
    change_setting(store, "bulletin_needs_approval", "是")
    amy, bob = make_account(store, "amy", "staff"), make_account(store, "bob", "admin")
    clerk = open_bulletin(amy)
    change(clerk, TEXT)
    press(clerk, "送审")
    assert all(field.disabled for field in clerk.text_area)
    admin = open_bulletin(bob)
    next(field for field in admin.text_input if "意见" in field.label).set_value("再核一遍。")
    press(admin, "退回修改")
    clerk = open_bulletin(amy)
    assert "bob于" in say(clerk) and "退回：再核一遍。" in say(clerk)
    press(clerk, "送审")
    admin = open_bulletin(bob)
    press(admin, "审核通过")
    assert read(store).state == "approved" and "送审和审核**：已审核" in say(admin)


def test_data_that_change_after_it_was_sent_stop_the_approval(store: Store) -> None:
    submit_draft(store, read(store), "0" * 64)
    test = open_bulletin(store)
    assert "送审之后数据有变动" in say(test)
    assert next(button for button in test.button if button.label == "审核通过").disabled


def test_an_edition_without_a_page_prints_the_drafted_sentences(store: Store) -> None:
    from documents.edition_documents import draw_documents

    test = open_bulletin(store)
    change(test, TEXT)
    (_, content), *_ = draw_documents(store, prepare_edition(store, SCHEME, MONTH))
    assert TEXT in "\n".join(one.text for one in docx.Document(BytesIO(content)).paragraphs)


def test_a_leader_reads_the_draft_and_changes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_cheaply(monkeypatch)
    change(open_bulletin(store), TEXT)
    leader = open_bulletin(make_account(store, "lead", "leader"))
    assert find_field(leader) == TEXT
    assert all(field.disabled for field in leader.text_area)
    assert not [button for button in leader.button if button.label in {"送审", "恢复原句"}]
