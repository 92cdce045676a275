"""An objection and the decision on it, which is the only way to move points by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from scoring.clauses.quantities import Fixed
from tests.changed_schemes import set_keys
from tests.warehouse.editions.county import (
    FIRST,
    OFFICE,
    SCHEME,
    SECOND,
    THIRD,
    TODAY,
    TOWN,
    UNIT,
    change_scheme,
    decide,
    find_unsound,
    issue,
    land_work,
    object_to,
    read_indicator,
)
from tests.warehouse.walk import find_red_checks, only_refused, query, read_ledger_bytes, revert
from warehouse.editions.sealing import Act, seal_month
from warehouse.faults import Refused, WrongCall
from warehouse.objections import (
    Claim,
    Decision,
    Evidence,
    decide_objection,
    file_objection,
    withdraw_objection,
)
from warehouse.objections.working_days import add_working_days, count_working_days
from warehouse.results.scheme_changes import choose, install_schemes
from warehouse.results.scores import read_ledger, read_scores
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")

KEY = Claim(SCHEME, SECOND, "2", TOWN, "K1")
"""丙镇 has lost 15 of 60 points by one deduction in February."""


def read_town(store: Store, month: str = SECOND) -> dict[str, Any]:
    units = read_scores(store, SCHEME, month, assessment="2")["units"]
    return next(unit for unit in units if unit["unit"] == TOWN)


def list_adjustments(store: Store, month: str, **options: Any) -> list[dict[str, Any]]:
    lines = read_ledger(store, SCHEME, "2", TOWN, month, **options)
    return [line for line in lines if line["kind"] == "adjustment"]


def test_an_accepted_objection_moves_points_in_a_line_of_its_own(county: Store) -> None:
    evidence = Evidence("证明.pdf", b"%PDF")
    number = object_to(county, KEY, evidence=evidence)
    batch = decide(county, number, "4.50")
    assert read_indicator(county, SECOND, TOWN, "K1") == {
        "id": "K1", "full": "60.00", "earned": "49.50", "lost": "10.50", "pending": "0.00",
        "worst": "0.00", "best": "49.50", "settled": False,
    }  # fmt: skip
    earned, lost = list_adjustments(county, SECOND)
    assert (earned["counts_to"], earned["points"]) == ("earned", "4.500000")
    assert (lost["counts_to"], lost["points"]) == ("lost", "-4.500000")
    assert earned["reason"] == f"复核第{number}号决定加回4.5分：测试"
    place = {"batch": batch, "file": f"复核第{number}号 证明.pdf", "sheet": None, "row": None}
    assert earned["evidence"] == [place]
    assert county.read_original(evidence.sha256) == evidence.content
    assert not find_red_checks(county)


def test_it_holds_from_its_month_on_and_not_before(county: Store) -> None:
    decide(county, object_to(county, KEY), "4.50", month=THIRD)
    assert read_indicator(county, SECOND, TOWN, "K1")["earned"] == "45.00"
    assert read_indicator(county, THIRD, TOWN, "K1")["earned"] == "49.50"
    assert read_indicator(county, "2023-12", TOWN, "K1")["earned"] == "49.50"


def test_points_can_be_taken_off_too(county: Store) -> None:
    decide(county, object_to(county, KEY), "-5")
    assert read_indicator(county, SECOND, TOWN, "K1")["earned"] == "40.00"
    assert "扣减5分" in list_adjustments(county, SECOND)[0]["reason"]
    assert not find_red_checks(county)


def test_key_points_given_back_let_the_bonus_count(county: Store) -> None:
    with county.reader() as cursor:
        assessment = read_scheme(cursor, SCHEME).chosen().assessment("2")
    (condition,) = assessment.total.clauses[-1].when
    assert isinstance(condition.against, Fixed)
    land_work(county, SECOND, "3")
    before = read_town(county, THIRD)
    assert Decimal(before["key"]) <= condition.against.value and not before["bonus_counted"]
    decide(county, object_to(county, KEY), "15.00")
    after = read_town(county, THIRD)
    assert Decimal(after["key"]) == Decimal(before["key"]) + 15
    assert after["bonus_counted"] is (Decimal(after["key"]) > condition.against.value)


def test_a_bonus_can_be_adjusted_up_to_its_full_points(county: Store) -> None:
    claim = Claim(SCHEME, SECOND, "2", UNIT, "B1")
    lines = query(
        county,
        "select counts_to from unit_ledger where unit = ? and indicator_id = 'B1' and as_of = 2",
        UNIT,
    )
    number = object_to(county, claim, lines[0][0])
    before = Decimal(read_indicator(county, SECOND, UNIT, "B1")["earned"])
    with pytest.raises(Refused, match="超出了"):
        decide(county, number, str(6 - before + 1))
    decide(county, number, str(6 - before))
    assert read_indicator(county, SECOND, UNIT, "B1")["earned"] == "6.00"
    assert not find_red_checks(county)


@pytest.mark.parametrize("points", ["15.01", "-45.01"])
def test_more_than_there_is_to_move_is_refused_and_nothing_is_kept(
    county: Store, points: str
) -> None:
    number = object_to(county, KEY)
    ledger = read_ledger_bytes(county)
    with only_refused(county), pytest.raises(Refused, match="超出了这项指标"):
        decide(county, number, points)
    assert read_ledger_bytes(county) == ledger
    assert not query(county, "from decision")


def test_pending_points_cannot_be_given(county: Store) -> None:
    claim = Claim(SCHEME, FIRST, "2", TOWN, "K2")
    with pytest.raises(Refused, match="待定的分不能调"):
        decide(county, object_to(county, claim, "pending"), "1")


def test_when_the_lost_points_come_back_by_themselves_a_limit_says_so(county: Store) -> None:
    """The deduction is corrected later, so the points given back by hand exceed what is lost."""
    batch = query(county, "select max(batch_id) from batch where dataset_key = 'yx_deduction'")
    decide(county, object_to(county, KEY), "4.50")
    revert(county, batch[0][0])
    assert read_indicator(county, SECOND, TOWN, "K1")["earned"] == "60.00"
    lines = read_ledger(county, SCHEME, "2", TOWN, SECOND)
    limits = [(line["counts_to"], line["points"]) for line in lines if line["kind"] == "limit"]
    assert limits == [("earned", "-4.500000"), ("lost", "4.500000")]
    assert not find_red_checks(county)


def test_a_withdrawn_decision_gives_the_points_back_and_stays_on_record(county: Store) -> None:
    ledger = read_ledger_bytes(county)
    number = object_to(county, KEY)
    decide(county, number, "4.50")
    withdraw_objection(county, number, Act("李科", "单位撤回申请"))
    assert read_ledger_bytes(county) == ledger
    decisions = "select outcome, points, actor, reason from decision order by decision_id"
    assert query(county, decisions) == [
        ("accepted", Decimal("4.50"), "办公室", "测试"),
        ("withdrawn", Decimal("0.00"), "李科", "单位撤回申请"),
    ]
    with pytest.raises(Refused, match="已撤回"):
        decide(county, number, "4.50")


def test_taking_back_is_never_refused_for_want_of_room(county: Store) -> None:
    """Another adjustment depends on the points that go back; its limit line shows what remains."""
    first, second = object_to(county, KEY), object_to(county, KEY)
    decide(county, first, "-5")
    decide(county, second, "18")
    withdraw_objection(county, first, OFFICE)
    assert read_indicator(county, SECOND, TOWN, "K1")["earned"] == "60.00"
    assert not find_red_checks(county)


def test_a_later_decision_replaces_the_earlier_one(county: Store) -> None:
    number = object_to(county, KEY)
    decide(county, number, "4.50")
    decide(county, number, "2.00", month=THIRD)
    assert read_indicator(county, SECOND, TOWN, "K1")["earned"] == "45.00"
    assert read_indicator(county, THIRD, TOWN, "K1")["earned"] == "47.00"
    decide_objection(county, number, Decision("rejected"), OFFICE)
    assert read_indicator(county, THIRD, TOWN, "K1")["earned"] == "45.00"


def test_an_earlier_month_than_the_one_objected_to_is_a_wrong_call(county: Store) -> None:
    number = object_to(county, Claim(SCHEME, SECOND, "2", TOWN, "K1"))
    with pytest.raises(WrongCall, match="以后的月份"):
        decide(county, number, "0.50", month=FIRST)


def test_what_was_decided_from_a_later_month_is_taken_back_under_a_seal(county: Store) -> None:
    number = object_to(county, Claim(SCHEME, SECOND, "2", TOWN, "K1"))
    seal_month(county, SCHEME, SECOND, OFFICE)
    decide(county, number, "0.50", month=THIRD)
    withdraw_objection(county, number, OFFICE)
    assert not find_unsound(county)


def test_no_points_are_a_wrong_call_when_they_are_no_number(county: Store) -> None:
    number = object_to(county, Claim(SCHEME, SECOND, "2", TOWN, "K1"))
    for points in ("1e30", "Infinity", "NaN"):
        with pytest.raises(WrongCall):
            decide(county, number, points)


def test_a_rejection_is_no_batch_and_changes_no_score(county: Store) -> None:
    number = object_to(county, KEY)
    before = query(county, "select max(batch_id) from batch")
    assert decide_objection(county, number, Decision("rejected"), OFFICE) is None
    assert query(county, "select max(batch_id) from batch") == before
    assert query(county, "select state from objection_status") == [("rejected",)]


def test_what_was_known_before_and_after_an_adjustment_can_be_asked(county: Store) -> None:
    number = object_to(county, KEY)
    batch = decide(county, number, "4.50")
    assert batch
    withdraw_objection(county, number, OFFICE)
    assert not list_adjustments(county, SECOND)
    assert len(list_adjustments(county, SECOND, known_at=batch)) == 2
    assert not list_adjustments(county, SECOND, known_at=batch - 1)
    assert not list_adjustments(county, SECOND, known_at=batch + 1)
    change_scheme(county, 1)
    assert len(list_adjustments(county, SECOND, known_at=batch)) == 2


def test_adjustments_survive_rescorings_whatifs_and_the_close(county: Store) -> None:
    decide(county, object_to(county, KEY), "4.50")
    land_work(county, FIRST, "9")
    choose(county, SCHEME, "extra_points", "beyond_full", actor="甲", reason="测试")
    what_if = {"percent_step": "started"}
    for options in ({}, {"choices": what_if}, {"final": True}):
        assert len(list_adjustments(county, SECOND, **options)) == 2
    assert not find_red_checks(county)


def test_an_adjustment_is_no_import_and_cannot_be_reverted(county: Store) -> None:
    batch = decide(county, object_to(county, KEY), "4.50")
    assert batch
    with pytest.raises(Refused, match="复核调整，不能在此撤销"):
        revert(county, batch)
    sql = "select kind, title, state, can_revert from batch_history where batch_id = ?"
    assert query(county, sql, batch) == [("adjustment", "复核调整", "standing", False)]


def test_a_veto_is_lifted_only_by_correcting_its_ledger(county: Store) -> None:
    claim = Claim(SCHEME, THIRD, "2", "丁镇", "V")
    number = object_to(county, claim, "none")
    with pytest.raises(Refused, match="更正所依据的报表"):
        decide(county, number, "1")
    assert decide_objection(county, number, Decision("accepted"), OFFICE) is None


def test_an_objection_is_tied_to_its_line_by_what_the_line_says(county: Store) -> None:
    number = object_to(county, KEY)
    key = query(county, "select line_key from objection")[0][0]
    land_work(county, FIRST, "9")
    choose(county, SCHEME, "extra_points", "beyond_full", actor="甲", reason="测试")
    second = object_to(county, KEY)
    assert second == number + 1
    assert query(county, "select distinct line_key from objection") == [(key,)]


def test_an_objection_to_an_issued_month_names_the_edition(county: Store) -> None:
    object_to(county, KEY)
    issue(county, SECOND)
    object_to(county, KEY)
    assert query(county, "select edition_id from objection order by 1 nulls first") == [
        (None,),
        (1,),
    ]
    assert not find_unsound(county)


def test_a_claim_that_fits_several_lines_is_asked_which(county: Store) -> None:
    with pytest.raises(WrongCall, match="请用 --line 指明是哪一条"):
        file_objection(county, KEY, "请复核", actor="甲", today=TODAY)


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (Claim(SCHEME, SECOND, "9", TOWN, "K1"), "没有考核项"),
        (Claim(SCHEME, SECOND, "2", "外县", "K1"), "不在考核项2的名册中"),
        (Claim(SCHEME, SECOND, "2", TOWN, "9.9"), "没有指标“9.9”"),
        (Claim(SCHEME, "2022-02", "2", TOWN, "K1"), "截至月份"),
        (Claim(SCHEME, SECOND, "2", TOWN, "K1", "0000"), "请用 --line"),
    ],
)
def test_a_claim_that_points_nowhere_is_a_wrong_call(
    county: Store, claim: Claim, message: str
) -> None:
    with pytest.raises(WrongCall, match=message):
        file_objection(county, claim, "请复核", actor="甲", today=TODAY)
    assert not query(county, "from objection")


@pytest.mark.parametrize(
    "decision", [Decision("accepted", Decimal("0.005")), Decision("rejected", Decimal("1"))]
)
def test_points_have_two_decimals_and_a_rejection_has_none(
    county: Store, decision: Decision
) -> None:
    number = object_to(county, KEY)
    with pytest.raises(WrongCall):
        decide_objection(county, number, decision, OFFICE)


def test_requests_and_decisions_need_words(county: Store) -> None:
    number = object_to(county, KEY)
    acts: list[Callable[[], Any]] = [
        lambda: file_objection(county, KEY, " ", actor="甲", today=TODAY),
        lambda: decide_objection(county, number, Decision("rejected"), Act("甲", " ")),
        lambda: withdraw_objection(county, number, Act("甲", "")),
    ]
    for act in acts:
        with pytest.raises(WrongCall, match="写明"):
            act()


def test_five_working_days_skip_the_weekend(county: Store) -> None:
    object_to(county, KEY, today=date(2023, 4, 6))  # a Thursday
    assert query(county, "select due_on from objection") == [(date(2023, 4, 13),)]
    assert add_working_days(date(2023, 4, 7), 1) == date(2023, 4, 10)
    assert count_working_days(date(2023, 4, 7), date(2023, 4, 10)) == 1
    assert count_working_days(date(2023, 4, 10), date(2023, 4, 7)) == -1
    assert count_working_days(date(2023, 4, 8), date(2023, 4, 9)) == 0


def test_the_notices_own_term_goes_before_the_default(county: Store) -> None:
    with county.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
    assert scheme.objection is None
    term = {"working_days": 3, "clause": "三(一)"}
    assert install_schemes(county, [set_keys(scheme, objection=term)]) == [SCHEME]
    object_to(county, KEY, today=date(2023, 4, 6))
    assert query(county, "select due_on from objection") == [(date(2023, 4, 11),)]
