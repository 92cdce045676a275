"""The import page: many files at once, what each needs, landing, undoing."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.pages.imports.arrivals import is_junk
from dashboard.pages.imports.cell_pictures import draw_picture
from dashboard.pages.imports.import_summary import build_summary
from dashboard.pages.imports.upload_states import format_rows, judge_uploads, sort_uploads
from tests.dashboard.pages.imports.uploading import (
    change_demo,
    cut_unit,
    drop_exposures,
    hold,
    list_heads,
    open_imports,
    press,
    put_error,
    put_question,
    put_twos,
    read_all,
    read_html,
    upload,
    write_month,
)
from warehouse.importing import reading_process
from warehouse.reading.contract import Picture, PictureRow
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store
from warehouse.views import read_batches


def test_the_summary_says_what_each_file_is_and_needs(store: Store) -> None:
    test = open_imports(store)
    upload(
        test,
        ("好.xlsx", write_month()),
        ("错.xlsx", write_month("2021-08", put_error)),
        ("问.xlsx", write_month("2021-09", put_question)),
    )
    shown = read_html(test)
    for said in ("可以导入", "有错误", "要回答", "2021年7月", "附件1", "26"):
        assert said in shown
    assert [head.split("｜")[1].strip() for head in list_heads(test)] == [
        "问.xlsx", "错.xlsx", "好.xlsx",
    ]  # fmt: skip


def test_all_that_are_ready_land_with_one_button_and_the_rest_stays(store: Store) -> None:
    test = open_imports(store)
    upload(
        test,
        ("8月.xlsx", write_month("2021-08")),
        ("错.xlsx", write_month("2021-09", put_error)),
        ("7月.xlsx", write_month()),
    )
    press(test, "一并导入（2份）")
    with store.reader() as cursor:
        landed = read_batches(cursor).head(2)
    assert list(landed["file"]) == ["8月.xlsx", "7月.xlsx"]  # the newest first: July went in first
    assert not [button for button in test.button if "一并导入（" in button.label]
    assert "有错误" in read_html(test)


def test_warnings_of_many_files_are_accepted_in_view(store: Store) -> None:
    test = open_imports(store)
    short = write_month("2021-07", cut_unit)
    upload(test, ("7月.xlsx", short), ("8月.xlsx", write_month("2021-08")))
    assert next(button for button in test.button if "一并导入（" in button.label).label.endswith(
        "（1份）"
    )
    next(box for box in test.checkbox if "一并导入" in box.label).check().run()
    press(test, "一并导入（2份）")
    with store.reader() as cursor:
        assert sorted(bool(warnings) for warnings in read_batches(cursor).head(2)["warnings"]) == [
            0,
            1,
        ]


def test_a_warning_that_comes_up_while_landing_together_stops_its_file(store: Store) -> None:
    july, copy = (hold(store, f"{name}.xlsx", write_month()) for name in ("7月", "8月"))
    copy.decisions.month = "2021-08"  # July's file once more: a warning as soon as July stands
    copy.save(store)
    for file in (july, copy):
        file.read(store)
        file.accept_warnings(store)
    for file in (july, copy):
        file.land(store)
    assert july.landed is not None
    assert copy.landed is None
    copy.read(store)
    assert judge_uploads([july, copy])[copy.key] == "warnings"


def test_a_question_that_comes_up_while_landing_is_no_import_done_before(store: Store) -> None:
    whole, short = (
        hold(store, f"{name}.xlsx", change_demo("jx2_supervision", change))
        for name, change in (("全", None), ("缺", drop_exposures))
    )
    for file in (whole, short):
        file.read(store)
        file.accept_warnings(store)
    assert judge_uploads([short])[short.key] == "ready"  # an optional column, and none stands
    for file in (whole, short):
        file.land(store)
    assert short.landed is None and short.refusal
    short.read(store)
    assert judge_uploads([whole, short])[short.key] == "questions"


def test_a_later_warning_is_not_accepted_with_the_earlier_ones(store: Store) -> None:
    july = hold(store, "7月.xlsx", write_month())
    copy = hold(store, "8月.xlsx", write_month(change=cut_unit))
    copy.decisions.month = "2021-08"
    copy.save(store)
    for file in (july, copy):
        file.read(store)
        file.accept_warnings(store)
    assert judge_uploads([july, copy])[copy.key] == "ready"
    july.land(store)
    copy.read(store)
    assert judge_uploads([july, copy])[copy.key] == "warnings"


def test_two_files_of_one_month_do_not_land_over_each_other(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("甲.xlsx", write_month()), ("乙.xlsx", write_month(change=put_twos)))
    assert "重复" in read_html(test)
    assert "同一个月" in read_all(test)
    assert not [button for button in test.button if button.label.startswith("导入")]


def test_a_discarded_file_is_gone_and_can_be_taken_back(store: Store) -> None:
    test = open_imports(store)
    asking = ("7月.xlsx", write_month(change=put_question))
    upload(test, asking, ("8月.xlsx", write_month("2021-08")))
    assert len(list_heads(test)) == 2
    press(test, "移除")
    assert len(list_heads(test)) == 1 and "8月.xlsx" in list_heads(test)[0]
    assert "已移除“7月.xlsx”" in read_all(test)
    press(test, "撤回移除")
    assert len(list_heads(test)) == 2


def test_what_was_read_is_not_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    run = reading_process._run

    def count(task: reading_process.Task, content: bytes, request: Any, *others: Any) -> Any:
        if task == "read":
            calls.append(request.file_name)
        return run(task, content, request, *others)

    # Where every reading starts its process, whichever module asks for it.
    monkeypatch.setattr(reading_process, "_run", count)
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month()), ("8月.xlsx", write_month("2021-08")))
    test.run()
    assert sorted(calls) == ["7月.xlsx", "8月.xlsx"]
    press(test, "一并导入（2份）")
    test.run()
    assert sorted(calls) == ["7月.xlsx", "8月.xlsx"]
    assert len(list_heads(test)) == 2 and all("已导入" in head for head in list_heads(test))


def test_an_error_opens_to_its_part_of_the_sheet(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("错.xlsx", write_month(change=put_error)))
    shown = read_html(test)
    assert "<details" in shown and "专栏信息发布情况" in shown
    assert "<strong>✗</strong> -1" in shown
    assert [button for button in test.get("download_button") if "标记副本" in button.proto.label]


def test_a_landing_is_undone_beside_its_success(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month()))
    press(test, "导入")
    reason = next(field for field in test.text_input if "撤销缘由" in field.label)
    reason.set_value("拿错了文件")
    press(test, "撤销")
    with store.reader() as cursor:
        newest = read_batches(cursor).row(0, named=True)
    assert (newest["kind"], newest["reason"]) == ("revert", "拿错了文件")
    assert "已撤销第10批" in read_all(test)
    assert "↶ 已撤销" in list_heads(test)[0]


def test_what_stands_in_a_file_is_never_markup() -> None:
    picture = Picture(
        finding=0,
        sheet="表",
        columns=(27,),
        rows=(PictureRow(row=7, cells=("<img src=x onerror=alert(1)>",)),),
        row=7,
        column=27,
    )
    drawn = draw_picture(picture, "error")
    assert "<img" not in drawn and "&lt;img" in drawn
    assert ">AA<" in drawn and "✗ 7" in drawn


def test_a_folder_brings_files_that_nobody_put_there() -> None:
    assert all(map(is_junk, ("~$5月.xlsx", ".DS_Store", "Thumbs.db", ".5月.xlsx.swp")))
    assert not is_junk("5月.xlsx")


def test_the_printed_summary_says_who_accepted_and_what_was_answered(store: Store) -> None:
    with store.reader() as cursor:
        schemes = {scheme.id: scheme for scheme in read_schemes(cursor)}
    wrong = hold(store, "<错>.xlsx", write_month("2021-08", put_error))
    asked = hold(store, "问.xlsx", write_month(change=put_question))
    asked.decisions.answers["ambiguous_tick:ledger_filed:○"] = "yes"
    asked.decisions.answer_texts["ambiguous_tick:ledger_filed:○"] = "○ → 已报送（√）"
    asked.save(store)
    for file in (wrong, asked):
        file.read(store)
    asked.land(store)
    uploads = [wrong, asked]
    states = judge_uploads(uploads)
    page = build_summary(uploads, states, schemes, actor="甲", moment="2021-08-01").decode()
    assert "回答（甲）：○ → 已报送（√）" in page
    assert "第10批" in page and "&lt;错&gt;.xlsx" in page and "<错>" not in page
    assert "size: A4" in page
    assert sort_uploads(uploads, states)[0].name == "<错>.xlsx"
    assert format_rows(uploads, states, schemes)[0]["错误"] == "1"
