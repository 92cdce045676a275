"""What a clerk has begun is there after a reload, a restart and for a colleague."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.imports import readings
from tests.access import hash_cheaply, make_account
from tests.dashboard.pages.imports.uploading import (
    MONTH,
    cut_unit,
    drop_column,
    hold,
    list_heads,
    open_imports,
    press,
    put_error,
    put_question,
    put_twos,
    read_all,
    upload,
    write_month,
)
from tests.dashboard.seen import open_page, read_tables
from warehouse.faults import Refused
from warehouse.home.opening import open_store
from warehouse.inbox.decisions import Decisions
from warehouse.inbox.inbox_files import read_inbox
from warehouse.store import Store

Start = Callable[[], Store]


@pytest.fixture
def restart(home: Path, store: Store) -> Start:
    """Return a function that ends the server, with everything in its memory, and begins anew."""

    def again() -> Store:
        store.close()
        readings._readings.clear()
        readings._unkept.clear()
        return open_store(home)

    return again


def read_decisions(store: Store, name: str) -> Decisions:
    with store.reader() as cursor:
        (file,) = [one for one in read_inbox(cursor) if one.name == name]
    return Decisions.from_json(file.decisions)


def pick(test: AppTest, label: str, value: str) -> None:
    next(box for box in test.selectbox if box.label == label).set_value(value).run()
    assert not test.exception


def test_files_and_answers_outlive_the_server(store: Store, restart: Start) -> None:
    test = open_imports(store)
    upload(
        test,
        ("问.xlsx", write_month(change=put_question)),
        ("错.xlsx", write_month("2021-08", put_error)),
    )
    test.radio[0].set_value("yes")
    press(test, "提交回答")
    opened = restart()
    again = open_imports(opened)
    assert [head.split("｜")[0] for head in list_heads(again)] == ["✗ 有错误 ", "○ 可以导入 "]
    press(again, "一并导入（1份）")
    assert any(head.startswith("✓ 已导入") for head in list_heads(again))
    once_more = open_imports(opened)
    assert any(head.startswith("✓ 已导入") for head in list_heads(once_more))
    opened.close()


def test_form_and_month_chosen_by_hand_and_accepted_warnings_stay(
    store: Store, restart: Start
) -> None:
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month(change=cut_unit)))
    pick(test, "月份", MONTH)
    next(box for box in test.checkbox if "提醒" in box.label).check().run()
    opened = restart()
    again = open_imports(opened)
    assert read_decisions(opened, "7月.xlsx").month == MONTH
    assert next(box for box in again.selectbox if box.label == "月份").value == MONTH
    assert next(box for box in again.checkbox if "提醒" in box.label).value
    assert not next(button for button in again.button if button.label == "导入").disabled
    opened.close()


def test_a_typed_reason_stays(store: Store, restart: Start) -> None:
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month()))
    press(test, "导入")
    upload(test, ("7月更正.xlsx", write_month(change=put_twos)))
    next(field for field in test.text_input if "更新缘由" in field.label).set_value(
        "单位来函"
    ).run()
    opened = restart()
    assert read_decisions(opened, "7月更正.xlsx").reason == "单位来函"
    again = open_imports(opened)
    assert next(one for one in again.text_input if "更新缘由" in one.label).value == "单位来函"
    opened.close()


def test_a_discarded_file_can_be_taken_back_after_a_restart(store: Store, restart: Start) -> None:
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month()))
    press(test, "移除")
    opened = restart()
    again = open_imports(opened)
    assert not list_heads(again)
    assert "已移除的文件（1份）" in [one.label for one in again.expander]
    press(again, "撤回移除")
    assert len(list_heads(again)) == 1
    opened.close()


def test_a_colleague_goes_on_and_the_first_learns_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_cheaply(monkeypatch)
    amy, bob = (make_account(store, name, "staff") for name in ("amy", "bob"))
    file = hold(amy, "问.xlsx", write_month(change=put_question))
    test = open_imports(bob)
    assert "amy于" in read_all(test) and "上传" in read_all(test)
    test.radio[0].set_value("yes")
    press(test, "提交回答")
    file.read(amy)
    file.decisions.month = "2021-08"
    file.save(amy)
    assert file.refusal and "已由bob于" in file.refusal
    seen = open_imports(amy)
    assert "已回答1个问题" in [one.label for one in seen.expander]
    press(seen, "导入")
    test.run()
    assert list_heads(test)[0].startswith("✓ 已导入")


def test_answers_are_offered_for_the_corrected_file_under_another_name(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("问.xlsx", write_month(change=put_question)))
    test.radio[0].set_value("no")
    press(test, "提交回答")
    press(test, "移除")
    other = open_imports(store)
    upload(other, ("改.xlsx", write_month("2021-08", put_question)))
    assert other.radio[0].value == "no"
    assert "已预选" in read_all(other)


def test_the_month_of_another_file_is_not_offered(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month(change=drop_column)))
    assert test.radio[0].value is None


def test_the_overview_lists_what_waits_for_the_office(store: Store) -> None:
    hold(store, "7月.xlsx", write_month())
    rows = read_tables(open_page(store, "overview", role="staff"))["待处理文件"]
    assert rows[0][:2] == ["7月.xlsx", "待处理"]


def test_a_file_that_could_not_be_kept_says_so_after_a_restart(
    store: Store, restart: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.inbox.receiving.UNREADABLE", "文件无法检查到底。")

    def fail(content: bytes) -> bool:
        raise Refused("无法检查")

    monkeypatch.setattr("warehouse.inbox.receiving.holds_personal_numbers", fail)
    test = open_imports(store)
    upload(test, ("坏.xlsx", b"PK\x03\x04 damaged"))
    assert list_heads(test)[0].startswith("✗ 有错误")
    opened = restart()
    again = open_imports(opened)
    assert "请移除后重新上传" in read_all(again)
    opened.close()
