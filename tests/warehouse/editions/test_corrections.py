"""The 更正表 is exactly the difference of two editions, with the reasons and files between them."""

from __future__ import annotations

from tests.warehouse.editions.county import (
    FIRST,
    OFFICE,
    SCHEME,
    SECOND,
    THIRD,
    TOWN,
    UNIT,
    change_scheme,
    decide,
    issue,
    land_work,
    object_to,
)
from tests.warehouse.editions.difference import list_corrected, list_difference
from tests.warehouse.files import land
from tests.warehouse.walk import revert
from warehouse.editions.archive import Edition, read_kept_content
from warehouse.editions.content import Content
from warehouse.editions.corrections import Change, Correction, list_corrections
from warehouse.editions.issuing import prepare_edition
from warehouse.editions.restating import list_restated
from warehouse.editions.sealing import unseal_month
from warehouse.importing.import_file import revert_batch
from warehouse.objections import Claim, withdraw_objection
from warehouse.results.scheme_changes import choose
from warehouse.store import Store


def unseal(store: Store, edition: Edition) -> Content:
    """Open an edition's month again; return what it was issued with."""
    unseal_month(store, SCHEME, edition.month, OFFICE)
    return read_kept_content(store, edition)


def correct(store: Store, old: Content) -> list[Correction]:
    """Return the corrections of the month's next edition, checked against the difference."""
    new = prepare_edition(store, SCHEME, old["month"])
    corrections = list(new.corrections)
    named = list_corrected(corrections)
    assert len(named) == len(set(named)) and set(named) == list_difference(old, new.content)
    assert all(one.old != one.new for each in corrections for one in each.changes)
    assert all(each.causes for each in corrections)
    return corrections


def find(corrections: list[Correction], unit: str, indicator: str | None) -> Correction:
    return next(one for one in corrections if (one.unit, one.indicator) == (unit, indicator))


def test_a_replaced_file_is_told_with_old_new_reason_and_file(county: Store) -> None:
    old = unseal(county, issue(county, FIRST))
    batch = land_work(county, FIRST, "1", reason="甲局多报两篇", name="更正后1月.xlsx")
    corrections = correct(county, old)
    told = find(corrections, UNIT, "1.1")
    assert told.changes == (
        Change("earned", "6.00", "5.00"),
        Change("pending", "14.00", "15.00"),
    )
    (cause,) = told.causes
    assert cause.reason == f"第{batch}批导入2023年1月“日常工作月报表”：甲局多报两篇"
    assert cause.file == "更正后1月.xlsx"


def test_nothing_changed_is_an_empty_table(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    landed = land_work(county, SECOND, "5")
    revert(county, landed)
    assert correct(county, old) == []


def test_a_revert_is_told_with_its_own_reason(county: Store) -> None:
    landed = land_work(county, SECOND, "5")
    old = unseal(county, issue(county, SECOND))
    number = revert_batch(county, landed, actor="张科", reason="报错了月份")
    told = find(correct(county, old), UNIT, "1.1")
    assert [one.reason for one in told.causes] == [
        f"第{number}批撤销2023年2月“日常工作月报表”：报错了月份"
    ]


def test_a_month_that_is_taken_back_altogether_is_told_without_a_file(county: Store) -> None:
    rows = [{"unit": UNIT, "posts": "2", "visits": "", "reports": ""}]
    landed = land(county, SCHEME, "yx_work", THIRD, rows).batches[0].id
    assert landed
    old = unseal(county, issue(county, THIRD))
    revert_batch(county, landed, actor="张科", reason="重复报送")
    (cause,) = find(correct(county, old), UNIT, "1.1").causes
    assert cause.kind == "revert" and cause.file is None and "重复报送" in cause.reason


def test_a_unit_that_only_lost_its_rank_to_others_is_told_so(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    land(county, SCHEME, "yx_check", SECOND, [{"unit": "乙局", "tidiness": "√"}])
    corrections = correct(county, old)
    moved = [one for one in corrections if one.is_indirect]
    assert moved and {change.figure for one in moved for change in one.changes} == {"rank"}
    assert all("办公秩序检查表" in one.causes[0].reason for one in moved)


def test_a_veto_is_told_with_the_ledger_on_which_it_rests(county: Store) -> None:
    """It changes no indicator's points: only the unit's own figures say so."""
    old = unseal(county, issue(county, THIRD))
    land_work(county, THIRD, "3")
    rows = [{"date": "2023-03-02", "unit": "甲局", "item": "重大舆情", "count": "2"}]
    land(county, SCHEME, "yx_event", THIRD, rows, reason="市通报")
    told = next(
        one
        for one in correct(county, old)
        if (one.unit, one.assessment, one.indicator) == (UNIT, "2", None)
    )
    assert Change("vetoes", None, "V") in told.changes
    assert ["舆情台账" in one.reason for one in told.causes] == [True]


def test_an_adjustment_is_told_for_its_unit_alone_with_its_evidence(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    number = object_to(county, Claim(SCHEME, SECOND, "2", TOWN, "K1"))
    decide(county, number, "4.50")
    corrections = correct(county, old)
    told = find(corrections, TOWN, "K1")
    assert told.changes == (
        Change("earned", "45.00", "49.50"),
        Change("lost", "15.00", "10.50"),
    )
    assert [one.reason for one in told.causes] == [f"第{number}号复核决定：测试"]
    assert {one.unit for one in corrections if one.indicator} == {TOWN}


def test_a_withdrawn_decision_is_told_too(county: Store) -> None:
    number = object_to(county, Claim(SCHEME, SECOND, "2", TOWN, "K1"))
    decide(county, number, "4.50")
    old = unseal(county, issue(county, SECOND))
    withdraw_objection(county, number, OFFICE)
    told = find(correct(county, old), TOWN, "K1")
    assert [one.reason for one in told.causes] == [f"第{number}号复核决定撤回：测试"]


def test_an_interpretation_is_told_with_why_it_was_chosen(county: Store) -> None:
    old = unseal(county, issue(county, FIRST))
    choose(county, SCHEME, "percent_step", "started", actor="甲", reason="县里会议纪要")
    for one in correct(county, old):
        assert [cause.reason for cause in one.causes] == [
            "口径“不足1个百分点怎样扣”改为“按1个扣”：县里会议纪要"
        ]


def test_another_roster_and_other_indicators_are_told(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    change_scheme(county, 1)
    corrections = correct(county, old)
    gone, come = find(corrections, "云溪县乙局", None), find(corrections, "戊镇", None)
    assert all(change.new is None for change in gone.changes)
    assert all(change.old is None for change in come.changes)
    assert {cause.reason for one in corrections for cause in one.causes} == {"考核方案改为第2版"}


def test_the_order_of_the_editions_is_the_only_thing_that_counts(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    land_work(county, SECOND, "1")
    new = read_kept_content(county, issue(county, SECOND))
    there, back = list_corrections(old, new), list_corrections(new, old)
    assert list_corrected(there) == list_corrected(back)
    assert [(c.old, c.new) for one in there for c in one.changes] == [
        (c.new, c.old) for one in back for c in one.changes
    ]


def test_a_late_file_of_an_open_month_is_told_beside_the_later_sealed_one(county: Store) -> None:
    """January is open, February issued: what stands for February stays; the difference is told."""
    edition = issue(county, SECOND)
    assert list_restated(county, SCHEME) == []
    land_work(county, FIRST, "1", reason="甲局更正")
    (restated,) = list_restated(county, SCHEME)
    assert restated.edition == edition
    assert find(list(restated.corrections), UNIT, "1.1").changes
    assert list_restated(county, SCHEME, before=SECOND) == []
    assert list_restated(county, SCHEME, before=THIRD) == [restated]
