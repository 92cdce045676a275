"""Remembered answers are offered again with who and when, and never applied by themselves."""

from __future__ import annotations

import json

import pytest

from tests.warehouse.files import land, offer
from tests.warehouse.reading.workbooks import make_xlsx
from tests.warehouse.walk import query
from warehouse.faults import Refused
from warehouse.importing.import_file import ImportOptions, ImportReport, import_file
from warehouse.importing.remembered_answers import fit_answer, name_topic
from warehouse.reading.contract import Finding
from warehouse.store import Store

SCHEME = "jiangxian-2021"
FORM = "jx1_progress"
SHORT = ["column_posts", "publicity_posts", "trainings"]
POSTS = [{"unit": "县财政局", "column_posts": "2", "publicity_posts": "1", "trainings": "0"}]
MISSING = f"missing_column:{FORM}:{{month}}:ledger_filed"
pytestmark = pytest.mark.usefixtures("read_here")


def land_short(store: Store, month: str, answer: str, actor: str = "甲") -> ImportReport:
    """Land a month without its first column, with an answer to the question about it."""
    answers = {MISSING.format(month=month): answer}
    return land(store, SCHEME, FORM, month, POSTS, columns=SHORT, answers=answers, actor=actor)


def test_keep_or_clear_is_offered_the_next_month_with_who_and_when(store: Store) -> None:
    land_short(store, "2021-04", "clear")
    report = offer(store, SCHEME, FORM, "2021-05", POSTS, columns=SHORT)
    found = report.remembered[MISSING.format(month="2021-05")]
    assert (found.answer, found.actor) == ("clear", "甲")
    ((stored,),) = query(store, "select created_at from remembered_answer")
    assert found.created_at == stored


def test_a_remembered_answer_never_lands_by_itself(store: Store) -> None:
    land_short(store, "2021-04", "clear")
    report = offer(store, SCHEME, FORM, "2021-05", POSTS, columns=SHORT, accept_warnings=True)
    assert (report.state, report.exit_code) == ("questions", 3)


def test_the_newest_answer_is_the_one_that_is_offered(store: Store) -> None:
    land_short(store, "2021-04", "clear", "甲")
    land_short(store, "2021-05", "keep", "乙")
    report = offer(store, SCHEME, FORM, "2021-06", POSTS, columns=SHORT)
    found = report.remembered[MISSING.format(month="2021-06")]
    assert (found.answer, found.actor) == ("keep", "乙")


def test_what_was_given_as_an_answer_is_recorded_in_its_batch(store: Store) -> None:
    land_short(store, "2021-04", "clear")
    ((answers,),) = query(store, "select answers from batch")
    assert json.loads(answers) == {MISSING.format(month="2021-04"): "clear"}


def write_year(*months: int) -> bytes:
    """Return a workbook with a sheet for each month."""
    return make_xlsx(
        [
            {
                "name": f"{month}月",
                "grid": [
                    [f"2021年{month}月工作推进情况"],
                    ["单位", "工作推进台账报送情况", "专栏信息发布情况", "宣传政策和措施情况",
                     "政策法规、业务知识培训情况"],
                    ["县财政局", "√", str(month), "1", "1"],
                ],
            }
            for month in months
        ]
    )  # fmt: skip


def import_year(store: Store, *months: int, **answers: str) -> ImportReport:
    options = ImportOptions(
        actor="甲",
        scheme=SCHEME,
        answers={f"{key}:{FORM}": value for key, value in answers.items()},
        accept_warnings=True,
    )
    return import_file(store, "全年.xlsx", write_year(*months), options)


def test_who_took_one_sheet_is_offered_the_newest_one(store: Store) -> None:
    assert import_year(store, 3, 4, which_months="2021-04").state == "landed"
    report = import_year(store, 3, 4, 5)
    assert report.state == "questions"
    assert report.remembered[f"which_months:{FORM}"].answer == "2021-05"


def test_the_sheets_of_one_workbook_are_not_the_same_month_again(store: Store) -> None:
    assert import_year(store, 3, 4, which_months="2021-03").state == "landed"
    report = import_year(store, 3, 4, which_months="2021-04")
    assert "like_last_month" not in {warning.code for warning in report.warnings}


def test_who_took_all_sheets_is_offered_all(store: Store) -> None:
    assert import_year(store, 3, 4, which_months="all").state == "landed"
    assert import_year(store, 3, 4, 5).remembered[f"which_months:{FORM}"].answer == "all"


def test_a_month_that_others_landed_meanwhile_does_not_hide_the_one_they_left(store: Store) -> None:
    def choose(months: str) -> ImportOptions:
        return ImportOptions(
            actor="乙",
            scheme=SCHEME,
            answers={f"which_months:{FORM}": months},
            accept_warnings=True,
            expected={f"{FORM}:2021-03": 0, f"{FORM}:2021-04": 0},
        )

    content = write_year(3, 4)
    assert import_file(store, "全年.xlsx", content, choose("2021-03")).state == "landed"
    with pytest.raises(Refused, match="请重新预览"):
        import_file(store, "全年.xlsx", content, choose("all"))


def test_last_month_is_not_offered_as_the_month_of_this_months_sheet() -> None:
    options = ("2021-05", "2021-06", "skip")
    asked = Finding(severity="question", code="month_missing", message="", file="", options=options)
    assert fit_answer("2021-05", asked) is None
    assert fit_answer("skip", asked) == "skip"


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("missing_column:f:2021-05:posts", "missing_column:f:posts"),
        ("missing_column:g:2021-05:posts", None),
        ("which_months:f", "which_months:f"),
        ("month_missing:汇总", "sheet_month:f:汇总"),
        ("month_missing", None),
        ("ambiguous_tick:filed:○", None),
        ("unknown_unit:县发改", None),
    ],
)
def test_only_what_comes_again_is_remembered(question: str, topic: str | None) -> None:
    assert name_topic(question, "f") == topic
