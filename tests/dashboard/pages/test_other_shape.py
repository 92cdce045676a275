"""Every page with a notice of another shape: a tree, groups, seats, vetoes with other effects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES
from dashboard.pages.overview.dangers import describe_veto
from dashboard.pages.unit.part_tree import list_contributions, read_parts
from dashboard.pages.unit.unit_charts import list_steps
from dashboard.runtime.current_store import using_store
from dashboard.shell.assessment_words import describe_full, name_item, read_words
from dashboard.shell.scheme_pages import title_vetoes
from dashboard.wall_screen.slides import ScreenView, build_slides
from tests.changed_schemes import change_scheme
from tests.dashboard.other_shape import (
    FORMS,
    NOTICE,
    SCHEME,
    drop_decisions,
    fill_other,
    load_other,
)
from tests.dashboard.pages.test_pages import OF_THE_WHOLE_HOME
from tests.dashboard.seen import open_page, read_tables, read_text
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_leaderboard

BOARD, TREE, LEDGER = "排行榜：点击单位查看得分明细", "各部分得分", "得分明细：点击一行查看佐证"
FOREIGN = ("重点考核", "合格", "单项否决", "乡镇", "工单", "加分项", "县")
"""Words of the notices that ship; none of this one."""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Lend an open store with this notice alone; no test changes it."""
    store = fill_other(tmp_path_factory.mktemp("other") / "home")
    yield store
    store.close()


def read_encoded(test: AppTest, caption: str) -> dict[str, Any]:
    """Return what the browser is told of a table."""
    for one in test.get("bidi_component"):
        if one.proto.bytes:
            told: dict[str, Any] = json.loads(one.proto.bytes.decode().split("\n")[0])
            if told["caption"] == caption:
                return told
    raise KeyError(caption)


def read_all(test: AppTest) -> str:
    """Return texts, figures and tables of a page."""
    metrics = [f"{one.label} {one.value}" for one in test.metric]
    plain = [json.dumps(one.value.to_dict("list"), ensure_ascii=False) for one in test.table]
    tables = json.dumps(read_tables(test), ensure_ascii=False)
    return "\n".join([read_text(test), *metrics, *plain, tables])


@pytest.mark.parametrize("page", list(PAGES))
def test_every_page_draws_in_the_words_of_the_notice(other: Store, page: str) -> None:
    filters = {} if page in OF_THE_WHOLE_HOME else {"scheme": SCHEME}
    said = read_all(open_page(other, page, **filters))
    if page not in OF_THE_WHOLE_HOME:
        assert not [word for word in FOREIGN if word in said]


def test_the_board_ranks_each_group_by_itself(other: Store) -> None:
    rows = read_tables(open_page(other, "leaderboard"))[BOARD]
    assert [(row[0], row[2]) for row in rows] == [
        (rank, group) for group in ("城区组", "山区组") for rank in ("1", "2", "3")
    ]
    one = open_page(other, "leaderboard", group=["山区组"])
    assert {row[2] for row in read_tables(one)[BOARD]} == {"山区组"}
    kind = open_page(other, "leaderboard", kind=["卫生院"])
    assert [row[1] for row in read_tables(kind)[BOARD]] == [
        "东街卫生院",
        "西街卫生院",
        "柳沟卫生院",
    ]


def test_vetoes_of_units_that_keep_their_points_stand_under_their_own_word(other: Store) -> None:
    test = open_page(other, "leaderboard")
    told = read_encoded(test, BOARD)
    titles = [column["title"] for column in told["columns"]]
    assert "限制性条件" in titles and "预警" not in titles
    cells = {row[1]: row for row in told["rows"]}
    assert "责任事故" in cells["东街卫生院"] and "预警" in cells["石岭服务站"]
    assert told["signs"]["责任事故"] == "veto" and told["signs"]["预警"] == "risk"


def test_ranks_that_cannot_be_compared_have_no_column_in_sight(other: Store) -> None:
    def hides(month: str) -> bool:
        told = read_encoded(open_page(other, "leaderboard", month=month), BOARD)
        (change,) = [one for one in told["columns"] if one["title"] == "变化"]
        return bool(change["hidden"])

    assert hides("2023-01")


def test_what_stands_beside_the_total_is_one_column_with_its_sign(other: Store) -> None:
    cells = {row[1]: row for row in read_tables(open_page(other, "leaderboard"))[BOARD]}
    assert "−3.00" in cells["北坡服务站"] and "5.00" in cells["西街卫生院"]


def test_a_grade_of_limited_seats_is_provisional_through_the_year(other: Store) -> None:
    cells = {row[1]: row for row in read_tables(open_page(other, "leaderboard"))[BOARD]}
    assert "优秀（暂定）" in cells["西街卫生院"]
    assert "目前为未达标" in cells["柳沟卫生院"]


def test_a_veto_that_takes_no_points_is_named_with_its_effect(other: Store) -> None:
    test = open_page(other, "veto")
    assert test.title[0].value == "限制性条件"
    assert "已触发：2个单位" in read_text(test) and "不得评为优秀" in read_text(test)
    (without_row,) = [row for row in read_tables(test)["触发和预警的事由"] if row[0] == "—"]
    assert without_row[1] == "“缺会次数”4个，达到3个，列在末位"
    said = read_text(open_page(other, "unit", unit="东街卫生院"))
    assert "责任事故：不得评为优秀" in said


def test_no_page_warns_where_no_veto_can(tmp_path: Path) -> None:
    notice = json.loads(json.dumps(NOTICE))
    for veto in notice["assessment"][0]["veto"]:
        veto.pop("warn", None)
    store = fill_other(tmp_path / "home", load_other(assessment=notice["assessment"]))
    said = read_text(open_page(store, "veto"))
    assert "已触发" in said and "预警" not in said
    store.close()


def test_the_months_of_a_line_are_those_of_the_calendar(tmp_path: Path) -> None:
    scheme = load_other(first_month=7, starts_before=True)
    store = fill_other(tmp_path / "home", scheme)
    rows = read_tables(open_page(store, "unit", unit="东街卫生院"))[LEDGER]
    assert {row[6] for row in rows if row[6]} <= {"7月", "8月", "9月", "7—9月"}
    store.close()


def test_a_missing_form_without_annex_is_named_by_its_title(tmp_path: Path) -> None:
    forms = json.loads(json.dumps(FORMS))
    forms["月报"]["annex"] = ""
    store = fill_other(tmp_path / "home", load_other(forms=forms), absent={2})
    rows = read_tables(open_page(store, "overview", month="2023-03"))["未报报表"]
    assert [row[0] for row in rows] == ["工作月报 2月"]
    store.close()


def test_all_vetoes_of_a_unit_are_named(other: Store) -> None:
    with other.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
    row = {"is_vetoed": False, "is_at_risk": False, "vetoes": ["V1", "V2"]}
    state = describe_veto(row, scheme, scheme.assessment("综合"))
    assert state == ("✕ 责任事故、多次缺会", "不得评为优秀；排在末位")


def test_lost_points_on_the_map_have_two_decimals(other: Store) -> None:
    rows = read_tables(open_page(other, "indicators"))["各单位在各项指标上的失分"]
    shown = {tile.split(" ")[0] for _, *tiles in rows for tile in tiles if tile[:1].isdigit()}
    assert shown and all(len(tile.partition(".")[2]) == 2 for tile in shown)


def test_the_tree_of_a_unit_shows_nodes_over_their_clauses(other: Store) -> None:
    rows = read_tables(open_page(other, "unit", unit="东街卫生院"))[TREE]
    assert [row[0] for row in rows[:3]] == ["业务工作", "　1.1 办结率", "　1.2 制度建设"]
    assert rows[0][1:4] == ["60.00", "55.50", "4.50"] and "折算" in rows[0][5]
    assert rows[1][1] == "50.00"


def test_the_waterfall_ends_at_the_total_though_points_are_converted(other: Store) -> None:
    with other.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
        board = read_leaderboard(cursor, scheme, "综合", "2023-03").to_dicts()
    with using_store(other):
        for row in board:
            parts = read_parts(scheme, "综合", row["unit"], "2023-03")
            steps = list_steps(list_contributions(parts, "total"), row, read_words(scheme, "综合"))
            assert Decimal(str(steps[-1]["high"])) == row["total"]
            assert steps[-1]["label"] == "总分"
            adjusted = [step["label"] for step in steps if step["step"] == "折算与限制"]
            assert set(adjusted) <= {"四舍五入"}


def test_the_printed_page_sets_nodes_apart(other: Store) -> None:
    test = open_page(other, "unit", unit="北坡服务站", view="print")
    parts = [json.loads(part.proto.json or "{}") for part in test.get("bidi_component")]
    (sheet,) = [part["html"] for part in parts if "html" in part]
    assert '<tr class="node depth1"><td>业务工作</td>' in sheet
    assert "<dt>组别</dt><dd>山区组</dd>" in sheet and "−3.00" in sheet
    (deducted,) = [row for row in sheet.split("</tr>") if "差错扣减" in row]
    assert "差错" in deducted.rpartition("<td>")[2] and "（三）" in deducted
    assert "清水区2023年度基层机构综合考评<br>综合考评 · 截至2023年3月" in sheet


def test_rules_are_sentences_of_the_tree_with_ranks_and_grades(other: Store) -> None:
    said = read_all(open_page(other, "rules"))
    assert "满分90—100分，因单位而异" in said and "折算为满分" in said
    assert "各组分别" in said and "不超过本组单位的40%" in said
    assert "　1.2 制度建设" in said and "30—40" in said


def test_the_large_screen_has_a_slide_for_each_group(other: Store) -> None:
    with other.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
    with using_store(other):
        slides = build_slides(ScreenView(scheme, "2023-03"))
    boards = [slide for slide in slides if slide["kind"] == "board"]
    assert [slide["title"] for slide in boards] == [
        "排行榜 · 综合考评 · 城区组", "排行榜 · 综合考评 · 山区组",
    ]  # fmt: skip
    assert [row["rank"] for row in boards[1]["rows"]] == ["1", "2", "3"]
    (vetoes,) = [slide for slide in slides if slide["kind"] == "vetoes"]
    assert vetoes["title"] == "限制性条件与预警"


def test_a_page_with_nothing_to_say_has_no_title() -> None:
    plain = change_scheme(load_other(), drop_decisions)
    assert title_vetoes(plain) == ""
    assert title_vetoes(load_other()) == "限制性条件"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Lend an open store with the notice without vetoes and grades; no test changes it."""
    scheme = change_scheme(load_other(), drop_decisions)
    store = fill_other(tmp_path_factory.mktemp("plain") / "home", scheme)
    yield store
    store.close()


@pytest.mark.parametrize("page", list(PAGES))
def test_without_vetoes_and_grades_no_page_speaks_of_them(plain: Store, page: str) -> None:
    filters = {} if page in OF_THE_WHOLE_HOME else {"scheme": SCHEME}
    said = read_all(open_page(plain, page, **filters))
    if page not in {*OF_THE_WHOLE_HOME, "veto"}:
        assert "等次" not in said and "限制性条件" not in said and "预警" not in said


@pytest.mark.parametrize(
    ("item_id", "name", "said"),
    [
        ("1.1", "办结率", "1.1 办结率"),
        ("奖", "表彰奖励", "表彰奖励"),
        ("1", "2021年1号", "1 2021年1号"),
        ("total", "总分", "总分"),
    ],
)
def test_a_sign_that_its_name_holds_is_not_said_twice(item_id: str, name: str, said: str) -> None:
    assert name_item(item_id, name) == said


def test_the_full_mark_is_one_number_or_told_to_differ() -> None:
    assert describe_full(load_other().assessments[0]) == "满分90—100分，因单位而异"
