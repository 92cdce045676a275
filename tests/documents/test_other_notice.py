"""Every document of a notice of another shape speaks its own words and leaves out what it lacks."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from dashboard.command_line import main as cli
from documents.bulletin.draft import Draft, DraftTable
from documents.bulletin.preparing import PreparedBulletin, prepare_bulletin
from documents.exports import gather_board, gather_leaderboard, gather_ledger
from documents.exports.book import ExportBook
from documents.forms.issuing import issue_form, issue_month
from documents.forms.naming import format_period
from documents.results.preparing import prepare_result
from documents.results.result_table import make_table
from documents.scheme_words import find_words
from scoring.scheme import Scheme
from tests.changed_schemes import change_scheme, set_keys
from tests.conftest import copy_home
from tests.documents.other_county import AS_OF, load_other, open_other_home
from warehouse.faults import WrongCall
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery, read_scores
from warehouse.schemes.scheme_files import load_shipped_schemes
from warehouse.schemes.schemes import register_scheme
from warehouse.store import Store

SCHEME = "heshan-2022"
QUESTION = ScoreQuery(SCHEME, AS_OF)
FOREIGN = ("重点考核", "加分", "合格", "否决", "工单", "县考核办", "乡镇", "县直")
"""Words of the notices that ship, which this one does not use."""


@pytest.fixture(scope="module")
def other_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the other notice's first three months, to be copied."""
    home = tmp_path_factory.mktemp("other") / "home"
    open_other_home(home).close()
    return home


@pytest.fixture(scope="module")
def other(other_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the open store of a copy, which tests only read."""
    store = open_store(copy_home(other_home, tmp_path_factory.mktemp("read") / "home"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def bulletin(other: Store) -> PreparedBulletin:
    """Return the bulletin of the third month of the year, September."""
    return prepare_bulletin(other, QUESTION)


def read_texts(content: bytes) -> str:
    """Return every text of a document, of paragraphs and tables."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(part.text for part in document.paragraphs), *cells])


def headers(table: DraftTable) -> list[str]:
    return ["".join(column.header) for column in table.columns]


def sentence(draft: Draft, about: str) -> str:
    return next(one.text for one in draft.sections[0].sentences if one.about == about)


def column(table: DraftTable, header: str) -> list[str]:
    return [row[headers(table).index(header)] for row in table.rows]


def test_the_notice_names_its_own_parts() -> None:
    scheme = load_other()
    words = find_words(scheme, scheme.assessments[0])
    assert (words.additions, words.deductions) == ("信息工作", "通报批评")
    assert (words.veto, words.groups, words.base) == ("一票否优", "组别", "")


def test_the_shipped_notices_keep_their_words() -> None:
    _, qianyang = load_shipped_schemes()
    words = find_words(qianyang, qianyang.assessments[0])
    assert (words.base, words.additions, words.deductions) == ("重点考核", "加分", "")
    assert (words.veto, words.at_risk) == ("单项否决", "临近单项否决")


def test_what_has_no_name_or_several_has_a_neutral_word() -> None:
    def unname(parts: dict[str, object]) -> None:
        notice = parts["notice"]
        assert isinstance(notice, dict)
        (assessment,) = notice["assessment"]
        assessment["total"]["clauses"][2]["name"] = ""
        assessment["veto"][0]["name"] = "重大污染"

    scheme = change_scheme(load_other(), unname)
    words = find_words(scheme, scheme.assessments[0])
    assert (words.additions, words.veto, words.at_risk) == (
        "附加分",
        "限制性条件",
        "临近限制性条件",
    )


def test_no_document_says_a_word_of_another_notice(
    other: Store, bulletin: PreparedBulletin
) -> None:
    prepared = prepare_result(other, ScoreQuery(SCHEME, "2022-06", final=True))
    for text in (read_texts(bulletin.draw()), read_texts(prepared.draw())):
        assert not [word for word in FOREIGN if word in text]


def test_a_bulletin_is_dated_by_the_calendar(bulletin: PreparedBulletin) -> None:
    assert bulletin.draft.title == "关于2021年9月份考核情况的通报"
    assert bulletin.stem == "月通报-河山 2022-2021-09"
    assert bulletin.draft.issued_on.startswith("2021年")
    assert sentence(bulletin.draft, "较上月变化").startswith("与8月相比")


def test_groups_are_ranked_and_named_apart(bulletin: PreparedBulletin) -> None:
    table = bulletin.draft.tables[0]
    ranks = list(zip(column(table, "组别"), column(table, "名次"), strict=True))
    assert ranks == [("城区组", str(n)) for n in (1, 2, 3)] + [
        ("乡村组", str(n)) for n in (1, 2, 3, 4)
    ]
    leaders = "城区组的东湖街道（56.17分）、乡村组的清水镇（47.98分）居前"
    assert leaders in sentence(bulletin.draft, "总体情况")


def test_additions_and_deductions_stand_beside_the_total(bulletin: PreparedBulletin) -> None:
    table = bulletin.draft.tables[0]
    first = dict(zip(headers(table), table.rows[0], strict=True))
    assert (first["得分"], first["信息工作"], first["通报批评"], first["总分"]) == (
        "56.67", "1.50", "−2.00", "56.17",
    )  # fmt: skip
    assert table.is_landscape, "so many columns do not fit on an upright page"
    (bar, *_) = table.bars
    assert (bar.earned, bar.added) == ("56.67", "-0.50")


def test_each_part_of_the_total_has_a_column(bulletin: PreparedBulletin) -> None:
    table = bulletin.draft.tables[1]
    assert headers(table)[1:-1] == ["日常管护（60分）", "水质评定（40分）", "信息工作", "通报批评"]
    assert column(table, "日常管护（60分）")[0] == "16.67"


def test_a_veto_that_takes_no_points_leaves_them(bulletin: PreparedBulletin) -> None:
    table = bulletin.draft.tables[1]
    row = next(row for row in table.rows if row[0] == "清水镇")
    assert row[1:] == ("9.98", "38.00", "2.00", "−2.00", "47.98")
    events = bulletin.draft.tables[2]
    assert (events.title, column(events, "情形")) == (
        "一票否优情况",
        ["临近一票否优", "一票否优", "一票否优"],
    )
    assert column(events, "日期") == ["8月3日", "8月20日", "8月27日"]
    assert sentence(bulletin.draft, "一票否优").startswith(
        "清水镇触发一票否优；东湖街道临近一票否优"
    )


def test_a_veto_without_a_dated_row_is_listed(tmp_path: Path) -> None:
    def change(parts: dict[str, Any]) -> None:
        (assessment,) = parts["notice"]["assessment"]
        of_marks = {"name": "一票否优：水质", "of": "评定表.水质", "at_most": 15, "effect": "none"}
        assessment["veto"].append({**of_marks, "bars": ["优秀"]})

    store = open_other_home(tmp_path / "home", change_scheme(load_other(), change))
    *_, events = prepare_bulletin(store, QUESTION).draft.tables
    store.close()
    untold = [row for row in events.rows if row[3] == "—"]
    assert [(row[1], row[4]) for row in untold] == [("北河镇", "一票否优：水质")]
    assert column(events, "日期").count("—") == 1 and len(events.rows) == 4


def test_an_open_grade_is_one_for_now(bulletin: PreparedBulletin) -> None:
    grades = set(column(bulletin.draft.tables[0], "等次"))
    assert grades == {"—", "目前为较差"}
    assert "为“较差”；考核尚未结束" in sentence(bulletin.draft, "需要关注")


def test_what_a_notice_lacks_is_not_in_its_bulletin(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home", create=True)

    def strip(parts: dict[str, object]) -> None:
        notice = parts["notice"]
        assert isinstance(notice, dict)
        (assessment,) = notice["assessment"]
        for key in ("veto", "grades", "rank"):
            del assessment[key]
        del assessment["total"]["clauses"][2:]
        del notice["reading"]
        forms = parts["forms"]
        assert isinstance(forms, dict)
        del forms["通报台账"]

    plain = change_scheme(load_other(), strip)
    with store.writer("load_scheme") as cursor:
        register_scheme(cursor, plain)
    draft = prepare_bulletin(store, QUESTION).draft
    result = prepare_result(store, QUESTION)
    store.close()
    assert headers(draft.tables[0]) == [
        "名次", "单位", "得分", "失分", "其中暂失", "待定", "总分", "得分率",
    ]  # fmt: skip
    assert not draft.tables[0].is_landscape
    assert [one.about for one in draft.sections[0].sentences if one.text][-1] == "待定情况"
    kinds = [one.kind for one in make_table(result.bulletin.boards[0]).columns]
    assert kinds == ["rank", "unit", "node", "points", "points", "points", "total"]


def test_the_result_is_of_the_years_end(other: Store) -> None:
    prepared = prepare_result(other, ScoreQuery(SCHEME, "2022-06", final=True))
    text = read_texts(prepared.draw())
    assert "河山市2022年度考核结果报送表" in text and "考核办公室：" in text
    table = make_table(prepared.bulletin.boards[0])
    assert [one.header for one in table.columns] == [
        "名次", "单位", "日常管护", "巡河次数", "清淤完成率", "水质评定", "采用 信息采用",
        "通报批评", "信息工作合计", "总分", "组别", "等次",
    ]  # fmt: skip
    assert table.rows[1][4] == Decimal("4.571"), "the clause has three decimals"
    book = openpyxl.load_workbook(io.BytesIO(prepared.build_workbook()))
    assert book.sheetnames == ["考核河湖"]


def list_headers(book: ExportBook) -> dict[str, list[str]]:
    return {sheet.name: [one.title for one in sheet.columns] for sheet in book.sheets}


def test_exports_have_the_columns_of_the_notice(other: Store) -> None:
    with gather_board(other, SCHEME, AS_OF) as book:
        sheets = list_headers(book)
        vetoes = {row[4] for sheet in book.sheets if "一票" in sheet.name for row in sheet.rows}
    assert sheets["排行榜河湖"] == [
        "名次", "变化", "单位", "类别", "组别", "得分", "失分", "其中暂失", "待定", "得分率",
        "信息工作", "通报批评", "总分", "等次",
    ]  # fmt: skip
    assert sheets["指标得分河湖"][-5:] == [
        "巡河次数", "清淤完成率", "水质评定", "采用 信息采用", "通报批评",
    ]  # fmt: skip
    assert "一票否优与预警" in sheets and vetoes == {"一票否优", "临近一票否优"}


def test_exports_leave_out_what_the_notice_lacks(tmp_path: Path) -> None:
    def shorten(parts: dict[str, Any]) -> None:
        (assessment,) = parts["notice"]["assessment"]
        assessment["veto"][0].pop("warn")
        assessment["title"] = parts["notice"]["title"]
        for form in parts["forms"].values():
            form["annex"] = ""

    store = open_other_home(tmp_path / "home", change_scheme(load_other(), shorten))
    with gather_board(store, SCHEME, "2021-12") as book:
        sheets = list_headers(book)
    with gather_leaderboard(store, QUESTION, "河湖") as board:
        about = dict(board.about)
    store.close()
    assert "一票否优" in sheets and "一票否优与预警" not in sheets
    assert sheets["缺报月份"] == ["报表", "缺报月份"]
    assert "考核" not in about and about["方案"] == "河山市2022年度河湖管护考核"


def test_a_leaderboard_takes_the_notices_kinds_of_unit(other: Store) -> None:
    with gather_leaderboard(other, QUESTION, "河湖", kinds=["镇"]) as book:
        rows = book.sheets[0].rows
    assert [(row[2], row[3]) for row in rows] == [("清水镇", "镇"), ("北河镇", "镇")]


def test_a_ledger_names_calendar_months_and_the_total(other: Store) -> None:
    with gather_ledger(other, QUESTION, "河湖", "东湖街道") as book:
        rows = list(book.sheets[0].rows)
    with gather_ledger(other, QUESTION, "河湖") as book:
        every = next(frame.rows() for frame in book.sheets[0].frames())
    assert "7月、8月、9月" in {row[6] for row in rows}
    assert {row[0] for row in rows} >= {"总分", "日常", "巡河"}
    same = [row[2:-1] for row in every if row[1] == "东湖街道"]
    assert same == [tuple(row[:-1]) for row in rows]


def test_blank_forms_are_of_the_schemes_year(other: Store) -> None:
    scheme = load_other()
    packet = issue_month(other, scheme, "2022-06")
    assert packet.name == "河山市2022年6月空白表.zip"
    book = openpyxl.load_workbook(io.BytesIO(issue_form(other, scheme, "月报", "2021-07").content))
    texts = [cell for row in book["河湖管护月报表"].iter_rows(values_only=True) for cell in row]
    assert "河湖管护月报表（2021年7月）" in texts and "北河镇" in texts
    with pytest.raises(WrongCall, match="2021-07 到 2022-06"):
        issue_form(other, scheme, "月报", "2022-07")


def test_a_quarter_is_named_as_the_calendar_has_it() -> None:
    quarter = load_other().dataset("月报").model_copy(update={"shape": "quarter"})
    assert format_period(quarter, "2021-09") == "2021年第三季度"
    assert format_period(quarter, "2022-01") == "2021年11月至2022年1月"


def test_scores_have_every_key_and_null_what_is_not_used(other: Store) -> None:
    first = read_scores(other, SCHEME, AS_OF)["units"][0]
    assert (first["group"], first["bonus"], first["deductions"], first["added"]) == (
        "城区组", "1.50", "-2.00", "-0.50",
    )  # fmt: skip
    assert [(node["id"], node["full"]) for node in first["nodes"]] == [
        ("日常", "60.00"),
        ("附加", None),
    ]
    others = {
        unit["unit"]: unit["deductions"] for unit in read_scores(other, SCHEME, AS_OF)["units"]
    }
    assert others["北河镇"] == "0.00", "nothing is taken, though something could be"


def test_the_command_prints_the_notices_words(
    other_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("KAOHE_HOME", str(copy_home(other_home, tmp_path / "home")))
    place = ["--scheme", SCHEME, "--as-of", AS_OF]
    assert cli.main(["scores", *place]) == 0
    head = capsys.readouterr().out.splitlines()[4]
    assert head.split() == [
        "组别", "名次", "单位", "得分", "失分", "其中暂失", "待定", "信息工作", "通报批评", "总分",
        "得分率%", "等次", "一票否优", "临近一票否优",
    ]  # fmt: skip
    ledger = ["ledger", *place, "--assessment", "河湖", "--unit", "清水镇", "--format", "json"]
    assert cli.main(ledger) == 0
    lines = json.loads(capsys.readouterr().out)
    assert {line["kind"] for line in lines} >= {"earned", "pending", "scale", "deduction", "veto"}
    assert all(line["evidence"] for line in lines if line["kind"] in {"deduction", "veto"})


def test_a_year_that_begins_in_january_is_its_calendar_year() -> None:
    scheme: Scheme = set_keys(load_other(), first_month=1, starts_before=False)
    assert [scheme.calendar.write(number) for number in (1, 12)] == ["2022-01", "2022-12"]
