"""Questions on the import page: asked once, answered, taken back, remembered."""

from __future__ import annotations

from typing import Any

from dashboard.pages.imports.other_answers import join_months
from dashboard.shell.question_words import Question, describe_option
from tests.dashboard.pages.imports.uploading import (
    change_demo,
    drop_column,
    find_cell,
    open_imports,
    press,
    put_question,
    put_question_and_twos,
    read_all,
    rename_unit,
    upload,
    write_month,
)
from warehouse.reading.contract import Finding
from warehouse.store import Store


def test_a_corrected_file_of_the_same_name_is_not_asked_again(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("问.xlsx", write_month(change=put_question)))
    test.radio[0].set_value("yes")
    press(test, "提交回答")
    corrected = write_month(change=put_question_and_twos)
    test.file_uploader[0].set_value([("问.xlsx", corrected, "application/octet-stream")]).run()
    assert not test.exception, test.exception
    assert "个问题，回答后才能导入" not in read_all(test)
    assert "已回答1个问题" in [expander.label for expander in test.expander]


def test_a_question_about_many_cells_is_asked_once(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("问.xlsx", write_month(change=put_question)))
    assert "有1个问题，回答后才能导入。" in read_all(test)
    assert "共3处" in read_all(test)
    (radio,) = test.radio
    assert radio.value is None  # nothing is guessed
    assert [label.split(". ")[1] for label in radio.options] == [
        "已报送（√）", "未报送（×）", "按未填处理",
    ]  # fmt: skip
    radio.set_value("yes")
    press(test, "提交回答")
    assert not test.radio
    press(test, "导入")
    assert "已导入为第10批" in read_all(test)


def test_an_unknown_unit_may_be_any_of_the_roster(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("问.xlsx", write_month(change=rename_unit)))
    (other,) = [box for box in test.selectbox if "名单" in box.label]
    other.set_value(other.options[-1])
    press(test, "提交回答")
    assert "已回答1个问题" in [expander.label for expander in test.expander]


def test_an_answer_can_be_taken_back(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("问.xlsx", write_month(change=put_question)))
    test.radio[0].set_value("no")
    press(test, "提交回答")
    press(test, "重新回答")
    assert len(test.radio) == 1


def test_the_last_answer_is_offered_with_who_gave_it(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month(change=drop_column)))
    test.radio[0].set_value("clear")
    press(test, "提交回答")
    press(test, "导入")
    upload(test, ("8月.xlsx", write_month("2021-08", drop_column)))
    (radio,) = test.radio
    assert radio.value == "clear"
    shown = read_all(test)
    assert "上次的回答：这一列作为未报（" in shown and "已预选" in shown
    press(test, "提交回答")
    assert not test.radio


def test_every_option_is_said_in_chinese() -> None:
    for code, options in {
        "missing_column": ("keep", "clear"),
        "unknown_unit": ("skip",),
        "month_missing": ("2021-05", "skip"),
        "ambiguous_tick": ("yes", "no", "blank"),
        "event_twice": ("same", "different"),
        "nothing_to_enter": ("yes", "no"),
        "month_or_total": ("month", "total"),
        "blank_count": ("blank",),
    }.items():
        finding = Finding(severity="question", code=code, message="", file="", options=options)
        for option in options:
            assert describe_option(Question((finding,)), option, {}) != option


def test_months_are_handed_in_as_the_reader_takes_them() -> None:
    options = ("all", "2021-03", "2021-04")
    assert join_months(["2021-04"], options) == "2021-04"
    assert join_months(["2021-04", "2021-03"], options) == "all"


def put_doubtful_mark(page: Any) -> None:
    find_cell(page, "任务清单").value = "约1.5分"


def test_the_points_of_a_doubtful_mark_can_be_typed(store: Store) -> None:
    test = open_imports(store)
    content = change_demo("jx1_inspection", put_doubtful_mark, "2021-06")
    upload(test, ("检查.xlsx", content))
    (typed,) = [field for field in test.text_input if "其他（" in field.label]
    typed.set_value("1.5")
    press(test, "提交回答")
    assert "已回答1个问题" in [expander.label for expander in test.expander]
    assert "个问题，回答后才能导入" not in read_all(test)
