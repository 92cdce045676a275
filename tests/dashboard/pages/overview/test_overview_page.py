"""总览: a first page for each role, and every name on it comes from the data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from dashboard.pages.overview.dangers import describe_danger, find_last, list_dangers
from dashboard.pages.overview.leader_home import describe_lost_change
from dashboard.pages.overview.rank_moves import list_moves
from dashboard.runtime.current_store import set_current_store
from dashboard.shell.filters import carry_assessment
from dashboard.shell.form_words import format_wait
from tests.dashboard.other_shape import load_other
from tests.dashboard.seen import open_page, read_tables, read_text
from warehouse.schemes.scheme_files import load_shipped_schemes
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_leaderboard
from warehouse.views.movement import take_most

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
SHIPPED = {scheme.id: scheme for scheme in load_shipped_schemes()}


def margin(points: str, **others: Any) -> dict[str, Any]:
    value, none = Decimal(points), Decimal("0.00")
    row = {"is_vetoed": False, "is_at_risk": False, "rank": 1, "full": Decimal(100)}
    row |= {"grade": "合格", "grade_settled": False, "pending": none, "provisional_lost": none}
    row |= {"vetoes": [], "pass_name": "合格", "grade_provisional": False}
    return {**row, "points": value, "to_pass": value - 60, "pass_mark": Decimal(60), **others}


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (margin("86.00", is_vetoed=True, grade="不合格(否决)"), "✕ 否决"),
        (margin("93.50", is_at_risk=True), "！ 预警"),
        (margin("54.50", grade="不合格", grade_settled=True), "▼ 不合格"),
        (margin("54.50", grade="不合格"), "目前低于合格线"),
        (margin("56.00", grade=None, pending=Decimal("6.00")), "暂未达合格线"),
        (margin("59.96", grade=None, pending=Decimal("3.00")), None),
        (margin("0.00", grade=None, pending=Decimal("100.00"), rank=None), None),
        (margin("60.00"), "接近合格线"),
        (margin("60.00", grade_settled=True), None),
        (margin("64.99"), "接近合格线"),
        (margin("65.00"), None),
    ],
)
def test_a_danger_is_named_by_how_near_it_is(row: dict[str, Any], state: str | None) -> None:
    scheme = SHIPPED[QIANYANG]
    said = describe_danger(row, scheme, scheme.assessments[0])
    assert (said and said[0]) == state


def test_the_leader_sees_who_is_vetoed_and_who_is_at_risk(store: Store) -> None:
    rows = read_tables(open_page(store, "overview", scheme=QIANYANG))["重点关注单位"]
    assert ["县住建局", "✕ 否决", "不再计分"] in rows
    assert ["南寨镇", "！ 预警", "再发生一次即被单项否决"] in rows


def test_each_line_opens_the_assessment_that_it_tells_of(store: Store) -> None:
    set_current_store(store)
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
    for table, place in ((list_moves(scheme, "2021-06"), 2), (list_dangers(scheme, "2021-06"), 2)):
        titles = [scheme.assessment(row_id.partition(":")[0]).title for row_id in table.ids]
        assert titles and len(set(table.ids)) == len(table.ids)
        assert all(
            str(row[place]).startswith(title) for row, title in zip(table.rows, titles, strict=True)
        )


def test_the_assessment_that_is_opened_is_carried(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.reader() as cursor:
        several, single = read_scheme(cursor, JIANGXIAN), read_scheme(cursor, QIANYANG)
    carried: dict[str, object] = {}
    monkeypatch.setattr("dashboard.shell.filters.carry", carried.update)
    carry_assessment(several, "4", unit="县财政局")
    assert carried == {"assessment": "4", "unit": "县财政局"}
    carried.clear()
    carry_assessment(single, "1", unit="县住建局")
    assert carried == {"unit": "县住建局"}  # with one assessment there is no filter


def test_the_leader_sees_what_is_not_in_yet(store: Store) -> None:
    rows = read_tables(open_page(store, "overview", scheme=JIANGXIAN))["未报报表"]
    assert [row[0] for row in rows][:3] == ["附件1 1月", "附件2 1月", "附件4 1月"]
    assert "附件3 5月" in [row[0] for row in rows]
    assert "附件3 4月" not in [row[0] for row in rows]


def test_the_office_works_on_the_first_month_that_lacks_a_form(store: Store) -> None:
    test = open_page(store, "overview", scheme=JIANGXIAN, role="staff")
    assert "**2021年1月**：应报4份，已报0份" in read_text(test)
    forms = read_tables(test)["本月应报报表"]
    assert forms[0][:3] == ["附件1 优化营商环境工作推进情况", "未报 · 已过当月", "文件未规定"]


def test_only_what_had_a_due_day_is_overdue() -> None:
    today = date(2022, 1, 5)
    assert (
        format_wait({"arrival": "missing", "due_on": date(2021, 12, 20)}, today) == "未报 · 已过期"
    )
    assert format_wait({"arrival": "missing", "due_on": None}, today) == "未报 · 已过当月"


def test_a_unit_sees_its_rank_its_losses_and_what_is_open(store: Store) -> None:
    test = open_page(store, "overview", scheme=JIANGXIAN, role="unit", unit="县财政局")
    with store.reader() as cursor:
        board = read_leaderboard(cursor, read_scheme(cursor, JIANGXIAN), "1", "2021-06")
    row = board.filter(unit="县财政局").row(0, named=True)
    assert f"第{row['rank']}名" in [str(metric.value) for metric in test.metric]
    assert f"还有待定{row['pending']}" in read_text(test)
    points = [Decimal(row[1]) for row in read_tables(test)["可争取"]]
    assert points == sorted(points, reverse=True) and points[0] > 0


def test_a_month_under_way_says_which_forms_are_in(store: Store) -> None:
    """Of June's five forms two are in; nothing of the other three assessments is June's."""
    strip = "6月：5份报表到了2份（缺附件3、附件4、附件5），此前还缺1月至5月的20份，名次未定。"
    test = open_page(store, "overview", scheme=JIANGXIAN)
    assert [info.value for info in test.info] == [strip]
    notes = {metric.value: metric.delta for metric in test.metric}
    assert notes["—"] == "本月未报" and len(test.metric) == 5
    assert "没有变化" not in read_text(test)
    assert strip in [info.value for info in open_page(store, "leaderboard", scheme=JIANGXIAN).info]


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (None, ("暂不与上月比较", "off", "off")),
        ("0.00", ("较上月持平", "off", "off")),
        ("0.35", ("较上月失分 +0.35", "red", "up")),
        ("-0.35", ("较上月失分 −0.35", "green", "down")),
    ],
)
def test_no_change_has_no_arrow(change: str | None, note: tuple[str, str, str]) -> None:
    assert describe_lost_change(None if change is None else Decimal(change)) == note


def test_units_that_moved_alike_are_named_together_or_not_at_all() -> None:
    moves = [{"change": change} for change in (9, 7, 5, 5, 5, 1)]
    assert len(take_most(moves, "change")) == 5
    assert len(take_most([{"change": 9}, *({"change": 5},) * 12], "change")) == 1


def test_who_is_last_is_named_for_points_lost_for_good_only() -> None:
    columns = {"unit": ["甲", "乙", "丙", "丁"], "rank": [1, 2, 3, 4]}
    lost = [Decimal(points) for points in ("0.00", "1.00", "2.00", "3.00")]
    board = pl.DataFrame(columns | {"lost": lost, "provisional_lost": [Decimal("0.00")] * 4})
    whole = SHIPPED[QIANYANG].assessments[0]
    assert [danger.unit for danger in find_last(board, whole)] == ["丁"]
    assert find_last(board.with_columns(provisional_lost="lost"), whole) == []
    assert find_last(board.with_columns(rank=pl.lit(1)), whole) == []


def test_where_groups_are_ranked_apart_the_last_of_each_is_named() -> None:
    units = {"unit": ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"], "position": range(8)}
    ranks = {"rank": [1, 2, 3, 4] * 2, "group": ["城区组"] * 4 + ["山区组"] * 4}
    lost = {"lost": [Decimal("2.00")] * 8, "provisional_lost": [Decimal("0.00")] * 8}
    found = find_last(pl.DataFrame(units | ranks | lost), load_other().assessments[0])
    assert [(one.unit, one.figures) for one in found] == [
        ("丁", "城区组第4名，失分2.00"),
        ("辛", "山区组第4名，失分2.00"),
    ]


def test_the_role_is_kept_in_the_address(store: Store) -> None:
    test = open_page(store, "overview", role="staff")
    assert test.session_state["role"] == "staff"
