"""Corners of Jiangxian's scoring that examples.json leaves out, each worked by hand."""

from __future__ import annotations

from fractions import Fraction

from . import rules
from .by_hand import figures, one_unit, sheet
from .notices import FORMS, JIANGXIAN
from .score import publish, score_scheme


def test_the_full_points_of_each_assessment_add_up_to_100() -> None:
    """As the notice says; with no facts at all everything is pending."""
    rows = score_scheme(JIANGXIAN, {}, 12)
    assert {row["full"] for row in rows} == {"100.00"}
    assert {row["pending"] for row in rows} == {"100.00"}
    assert {row["rank"] for row in rows} == {None}
    assert {row["rate"] for row in rows} == {None}


def test_rounding_is_half_up_and_pending_takes_the_rest() -> None:
    """Both halves go up once each; with nothing pending lost is the rest instead."""
    half_cent = Fraction(1, 200)
    assert rules.half_up(Fraction("28.125")) == Fraction("28.13")
    both = rules.Points(Fraction(10), 4 + half_cent, pending=Fraction(2))
    open_ = publish(both, final=False)
    assert [open_.earned, open_.lost, open_.pending] == [
        Fraction("4.01"),
        Fraction("4.00"),
        Fraction("1.99"),
    ]
    closed = publish(both, final=True)
    assert [closed.earned, closed.lost, closed.pending] == [
        Fraction("4.01"),
        Fraction("5.99"),
        Fraction(0),
    ]


def test_a_column_that_the_batch_lacks_is_not_reported() -> None:
    """May has posts but no ledger column: 1.3 stays pending there, 1.4 does not."""
    facts = one_unit("县财政局", "jx1_progress", {5: sheet(column_posts=1)})
    keys = ("1.3:pending", "1.4", "1.4:pending", "1.6:pending")
    assert figures(facts, "县财政局", "1", *keys) == ["8.00", "2.00", "22.00", "24.00"]


def test_each_cumulative_column_is_the_latest_by_itself() -> None:
    """Objects of March over actions of June; a blank in June keeps March's coverage."""
    facts = one_unit(
        "县财政局",
        "jx2_supervision",
        {
            3: sheet(supervision_objects=4, coverage_rate=Fraction(4, 10)),
            6: sheet(supervision_actions=1, coverage_rate=None),
        },
    )
    assert figures(facts, "县财政局", "2", "2.1", "2.3") == ["10.00", "15.00"]
    assert figures(facts, "县财政局", "2", "2.1:pending", as_of=5) == ["40.00"]


def test_zero_objects_stay_pending_in_final() -> None:
    """A ratio of nothing is never lost; objects not given are."""
    zero = one_unit("县财政局", "jx2_supervision", {3: sheet(supervision_objects=0)})
    none = one_unit("县财政局", "jx2_supervision", {3: sheet(supervision_actions=3)})
    keys = ("2.1:lost", "2.1:pending")
    assert figures(zero, "县财政局", "2", *keys, final=True) == ["0.00", "40.00"]
    assert figures(none, "县财政局", "2", *keys, final=True) == ["40.00", "0.00"]


def test_met_only_gives_a_bucket_whole_or_nothing() -> None:
    """县公安局, 4 and 4 (52): 3 + 4 posts, 5 exposures; two months reported."""
    facts = one_unit(
        "县公安局",
        "jx2_supervision",
        {1: sheet(information_posts=3, exposures=2), 2: sheet(information_posts=4, exposures=3)},
    )
    keys = ("2.4", "2.4:lost", "2.4:pending")
    # Pooled: 15 x (3 + 4 + 4) / 52 = 3.173; lost 15 x 1 / 52; pending 15 x 40 / 52.
    assert figures(facts, "县公安局", "2", *keys) == ["3.17", "0.29", "11.54"]
    # Met only: 15 x (0 + 4 + 4) / 52 = 2.308; lost 15 x 4 / 52 = 1.154.
    met_only = {"quota_credit": "met_only"}
    assert figures(facts, "县公安局", "2", *keys, choices=met_only) == ["2.31", "1.15", "11.54"]


def test_exposures_are_settled_once_all_twelve_months_have_them() -> None:
    """Posts reported all year, exposures for eleven months: what they lack is still open."""
    months = {m: sheet(information_posts=1, exposures=0) for m in range(1, 13)}
    facts = one_unit("县气象局", "jx2_supervision", months)
    keys = ("2.4", "2.4:lost", "2.4:pending")
    assert figures(facts, "县气象局", "2", *keys) == ["13.85", "1.15", "0.00"]
    facts = one_unit("县气象局", "jx2_supervision", {**months, 4: sheet(information_posts=1)})
    assert figures(facts, "县气象局", "2", *keys) == ["13.85", "0.00", "1.15"]


def test_daily_work_latest_or_mean() -> None:
    """5, blank, 3.33: latest 3.33; the mean of the two given is 4.165 -> 4.17."""
    given = {3: Fraction(5), 4: None, 5: Fraction("3.33")}
    months = {month: sheet(daily_work=points) for month, points in given.items()}
    facts = one_unit("县财政局", "jx2_supervision", months)
    assert figures(facts, "县财政局", "2", "2.5") == ["3.33"]
    assert figures(facts, "县财政局", "2", "2.5", choices={"daily_work": "mean"}) == ["4.17"]


def test_the_latest_non_blank_value_stands() -> None:
    """20% in March, 40% in June, blank in July."""
    rates = {3: Fraction(2, 10), 6: Fraction(4, 10), 7: None}
    months = {month: sheet(coverage_rate=rate) for month, rate in rates.items()}
    facts = one_unit("县财政局", "jx2_supervision", months)
    assert figures(facts, "县财政局", "2", "2.3") == ["15.00"]


def test_trainings_are_settled_once_all_twelve_months_have_them() -> None:
    """3 of 4: the last one is lost after December, and open while a month is missing."""
    months = {month: sheet(trainings=int(month <= 3)) for month in range(1, 13)}
    keys = ("1.8", "1.8:lost", "1.8:pending")
    facts = one_unit("县财政局", "jx1_progress", months)
    assert figures(facts, "县财政局", "1", *keys) == ["9.00", "3.00", "0.00"]
    assert figures(facts, "县财政局", "1", *keys, as_of=11) == ["9.00", "0.00", "3.00"]


def test_supervision_is_passed_at_exactly_80() -> None:
    """40 + 10 + 30 is 合格 at once; 80 within reach is open, 79.99 and final are not."""
    cells = sheet(supervision_objects=2, supervision_actions=2, actions_recorded=1)
    passed = {12: {**cells, "coverage_rate": Fraction(8, 10)}}
    facts = one_unit("县财政局", "jx2_supervision", passed)
    assert figures(facts, "县财政局", "2", "total", "grade") == ["80.00", "合格"]

    within_reach = {12: sheet(supervision_objects=2, supervision_actions=1)}
    facts = one_unit("县财政局", "jx2_supervision", within_reach)
    assert figures(facts, "县财政局", "2", "2.1:lost", "grade") == ["20.00", None]
    assert figures(facts, "县财政局", "2", "grade", final=True) == ["不合格"]

    out_of_reach = {12: sheet(supervision_objects=4000, supervision_actions=1999)}
    facts = one_unit("县财政局", "jx2_supervision", out_of_reach)
    assert figures(facts, "县财政局", "2", "2.1:lost", "grade") == ["20.01", "不合格"]


def test_licence_months() -> None:
    """Reported January to April: not due from May on; a third of the full year."""
    months = {m: sheet(publicity_posts=1, reform_report_filed=True) for m in range(1, 5)}
    facts = one_unit("县财政局", "jx3_licence", months)
    full_year = {"licence_months": "full_year"}
    assert figures(facts, "县财政局", "3", "3.7", "3.7:pending") == ["0.00", "10.00"]
    got = figures(facts, "县财政局", "3", "3.7", "3.8", "3.8:lost", choices=full_year)
    assert got == ["3.33", "1.67", "0.00"]


def test_the_claim_rate_floor_ignores_below_limit() -> None:
    """97% itself gives 5 under both readings of 以下."""
    facts = one_unit("县财政局", "jx3_licence", {12: sheet(claim_rate=Fraction(97, 100))})
    for option in ("inclusive", "exclusive"):
        assert figures(facts, "县财政局", "3", "3.9", choices={"below_limit": option}) == ["5.00"]


def test_no_orders_not_assessed_stays_pending_in_final() -> None:
    """Reported without an order; where nothing was reported at all, final takes it."""
    zero = sheet(transferred=0, completed=0, overdue=0, satisfied=0)
    facts = one_unit("横水镇", "jx4_hotline", {3: zero})
    choices = {"no_orders": "not_assessed"}
    keys = ("4.4:lost", "4.4:pending")
    assert figures(facts, "横水镇", "4", *keys, final=True, choices=choices) == ["0.00", "20.00"]
    assert figures({}, "横水镇", "4", *keys, final=True, choices=choices) == ["20.00", "0.00"]


def test_whole_and_started_points_of_counts() -> None:
    """2 of 3 is 33.33 under 100%, but 199 of 200 half a point: 0.25, none, 0.5 off 20."""
    counts = sheet(transferred=200, completed=199, overdue=0, satisfied=200)
    facts = one_unit("横水镇", "jx4_hotline", {3: counts})
    expected = {"proportional": "19.75", "whole": "20.00", "started": "19.50"}
    for option, earned in expected.items():
        assert figures(facts, "横水镇", "4", "4.4", choices={"percent_step": option}) == [earned]


def test_a_row_has_all_the_keys_of_the_interface() -> None:
    """A row of the scores as JSON, whole: 2 of 10 known points earned is a rate of 20%."""
    facts = one_unit("古绛镇", "jx4_inspection", {5: sheet(ledger_kept=Fraction(2))})
    (row,) = (r for r in score_scheme(JIANGXIAN, facts, 12) if r["rank"] is not None)
    assert row.pop("indicators")[1] == {
        "id": "4.2",
        "full": "10.00",
        "earned": "2.00",
        "lost": "8.00",
        "pending": "0.00",
    }
    assert row == {
        "assessment": "4",
        "unit": "古绛镇",
        "rank": 1,
        "full": "100.00",
        "earned": "2.00",
        "lost": "8.00",
        "pending": "90.00",
        "total": "2.00",
        "rate": "20.00",
        "grade": None,
        "grade_settled": None,
    }


def test_the_forms_agree_with_the_indicators() -> None:
    """What a cell may hold at most is the indicator's full points (five inspections)."""
    tops = {}
    for dataset in ("jx1_inspection", "jx3_inspection", "jx4_inspection", "jx5_inspection"):
        form = FORMS[JIANGXIAN][dataset]
        tops[dataset] = sum(column.top for column in form.values())
    # Without 1.9; without 3.10 to 3.12; without 4.7; without 5.4(4).
    assert tops == {
        "jx1_inspection": 5 + 6 + 6 + 5,
        "jx3_inspection": 6 + 10 + 4 + 5,
        "jx4_inspection": 30,
        "jx5_inspection": 100 - 5,
    }
