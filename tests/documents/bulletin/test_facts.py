"""The facts of a bulletin: from one state of the store, present or past, and their sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.bulletin.board_facts import Board, UnitScore
from documents.bulletin.board_figures import BOARD_NAMES, list_board_figures
from documents.bulletin.board_reading import find_mean
from documents.bulletin.collecting import collect_bulletin
from documents.bulletin.facts import Bulletin
from documents.bulletin.figures import UnitNamer
from documents.bulletin.form_figures import FORM_NAMES, list_form_figures, list_form_names
from documents.bulletin.form_marks import format_rate
from documents.bulletin.sentences import choose, fill
from documents.scheme_words import SchemeWords
from tests.documents.bulletin.conftest import HOTLINE
from tests.landing import land_facts
from warehouse.faults import Refused
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_overview

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
NAMER = UnitNamer({"甲": "甲局"}, 3, "附件1")


@pytest.mark.parametrize(("scheme", "month"), [(JIANGXIAN, "2021-06"), (QIANYANG, "2022-09")])
def test_a_bulletin_is_the_same_as_it_was_known_after_its_batch(
    papers: Store, scheme: str, month: str
) -> None:
    then = collect_bulletin(papers, ScoreQuery(scheme, month))
    land_facts(papers, JIANGXIAN, {"jx4_hotline": {"2021-05": HOTLINE}})
    now = collect_bulletin(papers, ScoreQuery(scheme, month, known_at=then.batch))
    assert asdict(now) == asdict(then)
    if scheme == JIANGXIAN:
        assert collect_bulletin(papers, ScoreQuery(scheme, month)) != then


def test_the_canonical_form_is_plain_json_without_floats(papers: Store) -> None:
    def walk(value: Any) -> None:
        assert not isinstance(value, float)
        for item in value.values() if isinstance(value, dict) else ():
            walk(item)
        for item in value if isinstance(value, list | tuple) else ():
            walk(item)

    walk(asdict(collect_bulletin(papers, ScoreQuery(QIANYANG, "2022-09"))))
    json.dumps(asdict(collect_bulletin(papers, ScoreQuery(QIANYANG, "2022-09"))))


def test_means_are_those_of_the_overview(papers: Store) -> None:
    bulletin = collect_bulletin(papers, ScoreQuery(JIANGXIAN, "2021-06"))
    with papers.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        means = read_overview(cursor, scheme, "2021-06")["mean_total"].to_list()
    assert [board.mean for board in bulletin.boards] == [
        None if m is None else str(m) for m in means
    ]


def test_a_mean_is_rounded_half_up() -> None:
    assert find_mean(["0.01", "0.02"]) == "0.02"
    assert find_mean([]) is None


def test_a_bulletin_is_refused_while_data_keep_being_landed(
    papers: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def land_meanwhile(*_: object) -> tuple[str, ...]:
        with papers.writer("load_scheme"):
            return ()

    monkeypatch.setattr("documents.bulletin.collecting.find_gaps", land_meanwhile)
    with pytest.raises(Refused, match="正在不断更新"):
        collect_bulletin(papers, ScoreQuery(QIANYANG, "2022-09"))


def make_unit(name: str, rank: int | None, total: str | None, before: int | None) -> UnitScore:
    return UnitScore(name, rank, before, "100.00", total, "0.00", "0.00", total, None, None, ())


def make_board(*units: UnitScore) -> Board:
    return Board(
        "1", "考核", "100.00", SchemeWords(), None, (), tuple(u.unit for u in units), units, ()
    )


def test_leaders_fallers_and_risers_are_named_with_how_much() -> None:
    board = make_board(
        make_unit("甲", 1, "9.00", 3), make_unit("乙", 2, "8.00", 1), make_unit("丙", 3, "7.00", 2)
    )
    figures = list_board_figures(board, NAMER)
    assert figures["领先单位"] == "甲局（9.00分）、乙（8.00分）、丙（7.00分）"
    assert figures["上升单位"] == "甲局（上升2位）"
    assert figures["下降单位"] == "乙、丙（均下降1位）"


def test_a_score_that_all_leaders_share_is_given_once() -> None:
    board = make_board(make_unit("甲", 1, "9.00", 1), make_unit("乙", 1, "9.00", 1))
    assert list_board_figures(board, NAMER)["领先单位"] == "甲局、乙（均为9.00分）"


def test_in_the_first_month_nobody_has_fallen() -> None:
    board = make_board(make_unit("甲", 1, "9.00", None))
    assert list_board_figures(board, NAMER)["下降单位"] == ""


def test_the_first_variant_with_something_to_say_is_taken() -> None:
    variants = ["{甲}和{乙}。", "只有{乙}。", "都没有。"]
    assert choose(variants, {"甲": "一", "乙": "二"}) == "一和二。"
    assert choose(variants, {"甲": "", "乙": "二"}) == "只有二。"
    assert choose(variants, {"甲": "", "乙": ""}) == "都没有。"
    assert choose(variants[:1], {"甲": "", "乙": ""}) == ""


@given(st.text(), st.text())
def test_nothing_in_a_figure_is_read_as_a_name(one: str, other: str) -> None:
    assert fill("{甲}", {"甲": "{乙}" + one, "乙": other}) == "{乙}" + one


@pytest.mark.parametrize(
    ("text", "said"),
    [("0.97125", "97.13%"), ("1", "100.00%"), ("0.00005", "0.01%"), ("0.000049", "0.00%"),
     ("0.333333333333333", "33.33%"), (None, "—")],
)  # fmt: skip
def test_a_rate_has_two_decimals_half_up(text: str | None, said: str) -> None:
    assert format_rate(text) == said


def test_the_names_that_templates_may_use_are_those_that_are_filled(papers: Store) -> None:
    bulletin = collect_bulletin(papers, ScoreQuery(JIANGXIAN, "2021-06"))
    for board in bulletin.boards:
        assert tuple(list_board_figures(board, NAMER)) == BOARD_NAMES
    for form in bulletin.forms:
        names = {*FORM_NAMES, *list_form_names([(c.header, c.kind) for c in form.columns])}
        assert set(list_form_figures(bulletin, form, [], {}, NAMER)) == names
        unreported = replace(
            form,
            is_reported=False,
            rows=(),
            columns=tuple(replace(column, is_reported=False) for column in form.columns),
        )
        figures = list_form_figures(bulletin, unreported, [], {}, NAMER)
        assert set(figures) == names and figures["未完成事项"] == ""


def test_units_that_left_something_undone_are_named_by_item(papers: Store) -> None:
    bulletin: Bulletin = collect_bulletin(papers, ScoreQuery(JIANGXIAN, "2021-06"))
    figures = list_form_figures(
        bulletin,
        bulletin.form("jx3_licence"),
        ["县财政局", "县应急管理局", "县公安局"],
        {"reform_report_filed": "未按时报送月报表", "publicity_posts": "未宣传"},
        UnitNamer({}, 5),
    )
    assert figures["未完成事项"] == (
        "未按时报送月报表的有县应急管理局；未宣传的有县应急管理局、县公安局"
    )
    assert figures["应完成事项"] == "四种改革方式月报表、宣传报道"
    assert figures["全部完成单位数"] == "1"


def test_a_column_without_points_of_its_own_blames_nobody(papers: Store) -> None:
    bulletin = collect_bulletin(papers, ScoreQuery(JIANGXIAN, "2021-06"))
    form = bulletin.form("jx3_licence")
    units = ["县财政局", "县应急管理局", "县公安局"]
    watched = {"credit_report_filed": "未报送统计表"}
    figures = list_form_figures(bulletin, form, units, watched, UnitNamer({}, 5))
    assert figures["未完成事项"] == figures["应完成事项"] == figures["均已完成"] == ""
    assert figures["涉企信息归集公示统计表未完成单位"] == ""


@pytest.mark.parametrize(
    ("months", "said"),
    [(range(5, 13), "自5月份起按月报送"), (range(1, 5), "于1月至4月按月报送"),
     ((3, 6, 9, 12), "于3月、6月、9月、12月报送"), ((7,), "于7月报送")],
)  # fmt: skip
def test_a_form_that_is_not_due_says_when_it_is(
    papers: Store, months: Sequence[int], said: str
) -> None:
    bulletin = replace(collect_bulletin(papers, ScoreQuery(JIANGXIAN, "2021-06")), month=2)
    form = replace(bulletin.form("jx3_licence"), is_reported=False, due_months=tuple(months))
    figures = list_form_figures(bulletin, form, [], {}, NAMER)
    if 2 in months:
        assert (figures["未报"], figures["报送月份"]) == ("尚未报送", "")
    else:
        assert (figures["未报"], figures["报送月份"]) == ("", said)


def test_more_units_than_a_sentence_names_are_counted_and_stand_in_the_annex() -> None:
    namer = UnitNamer({}, 2, "附件2")
    assert namer.join(["甲", "乙"]) == "甲、乙"
    assert namer.join(["甲", "乙", "丙"]) == "3家单位（详见附件2）"
    assert namer.join(["甲", "乙"], {"甲": "9.00分"}) == "甲（9.00分）、乙"
    assert replace(namer, annex="").join(["甲", "乙", "丙"]) == "甲、乙、丙"
