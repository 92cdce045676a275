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
from warehouse.editions.content import EditionContent
from warehouse.editions.corrections import Change, Correction, list_corrections
from warehouse.editions.issuing import prepare_edition
from warehouse.editions.restating import list_restated
from warehouse.editions.sealing import unseal_month
from warehouse.importing.import_file import revert_batch
from warehouse.objections import Claim, withdraw_objection
from warehouse.results.scheme_changes import choose
from warehouse.store import Store


def unseal(store: Store, edition: Edition) -> EditionContent:
    """Unseal an edition's month; return the content that it was issued with."""
    unseal_month(store, SCHEME, edition.month, OFFICE)
    return read_kept_content(store, edition)


def correct(store: Store, old: EditionContent) -> list[Correction]:
    """Return the corrections of the month's next edition, checked against the difference."""
    new = prepare_edition(store, SCHEME, old["month"])
    corrections = list(new.corrections)
    named = list_corrected(corrections)
    assert len(named) == len(set(named)) and set(named) == list_difference(old, new.content)
    assert all(change.old != change.new for found in corrections for change in found.changes)
    assert all(each.causes for each in corrections)
    return corrections


def find(corrections: list[Correction], unit: str, indicator: str | None) -> Correction:
    return next(
        found for found in corrections if (found.unit, found.indicator) == (unit, indicator)
    )


def test_a_replaced_file_is_listed_with_old_new_reason_and_file(county: Store) -> None:
    old = unseal(county, issue(county, FIRST))
    batch = land_work(county, FIRST, "1", reason="甲局多报两篇", name="更正后1月.xlsx")
    corrections = correct(county, old)
    correction = find(corrections, UNIT, "1.1")
    assert correction.changes == (
        Change("earned", "6.00", "5.00"),
        Change("pending", "14.00", "15.00"),
    )
    (cause,) = correction.causes
    assert cause.reason == f"第{batch}批导入2023年1月“日常工作月报表”：甲局多报两篇"
    assert cause.file == "更正后1月.xlsx"


def test_nothing_changed_is_an_empty_table(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    landed = land_work(county, SECOND, "5")
    revert(county, landed)
    assert correct(county, old) == []


def test_a_revert_is_listed_with_its_own_reason(county: Store) -> None:
    landed = land_work(county, SECOND, "5")
    old = unseal(county, issue(county, SECOND))
    number = revert_batch(county, landed, actor="张科", reason="报错了月份")
    correction = find(correct(county, old), UNIT, "1.1")
    assert [cause.reason for cause in correction.causes] == [
        f"第{number}批撤销2023年2月“日常工作月报表”：报错了月份"
    ]


def test_a_month_whose_only_batch_was_reverted_is_listed_without_a_file(county: Store) -> None:
    rows = [{"unit": UNIT, "posts": "2", "visits": "", "reports": ""}]
    landed = land(county, SCHEME, "yx_work", THIRD, rows).batches[0].id
    assert landed
    old = unseal(county, issue(county, THIRD))
    revert_batch(county, landed, actor="张科", reason="重复报送")
    (cause,) = find(correct(county, old), UNIT, "1.1").causes
    assert cause.kind == "revert" and cause.file is None and "重复报送" in cause.reason


def test_a_unit_that_only_lost_its_rank_to_others_is_marked_indirect(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    land(county, SCHEME, "yx_check", SECOND, [{"unit": "乙局", "tidiness": "√"}])
    corrections = correct(county, old)
    indirect = [found for found in corrections if found.is_indirect]
    assert indirect and {change.figure for found in indirect for change in found.changes} == {
        "rank"
    }
    assert all("办公秩序检查表" in found.causes[0].reason for found in indirect)


def test_a_veto_is_listed_with_the_ledger_behind_it(county: Store) -> None:
    """A veto changes no indicator's points; only the unit's own figures show it."""
    old = unseal(county, issue(county, THIRD))
    land_work(county, THIRD, "3")
    rows = [{"date": "2023-03-02", "unit": "甲局", "item": "重大舆情", "count": "2"}]
    land(county, SCHEME, "yx_event", THIRD, rows, reason="市通报")
    correction = next(
        found
        for found in correct(county, old)
        if (found.unit, found.assessment, found.indicator) == (UNIT, "2", None)
    )
    assert Change("vetoes", None, "V") in correction.changes
    assert ["舆情台账" in cause.reason for cause in correction.causes] == [True]


def test_an_adjustment_is_listed_for_its_unit_alone_with_its_evidence(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    number = object_to(county, Claim(SCHEME, SECOND, "2", TOWN, "K1"))
    decide(county, number, "4.50")
    corrections = correct(county, old)
    correction = find(corrections, TOWN, "K1")
    assert correction.changes == (
        Change("earned", "45.00", "49.50"),
        Change("lost", "15.00", "10.50"),
    )
    assert [cause.reason for cause in correction.causes] == [f"第{number}号复核决定：测试"]
    assert {found.unit for found in corrections if found.indicator} == {TOWN}


def test_a_withdrawn_decision_is_listed_too(county: Store) -> None:
    number = object_to(county, Claim(SCHEME, SECOND, "2", TOWN, "K1"))
    decide(county, number, "4.50")
    old = unseal(county, issue(county, SECOND))
    withdraw_objection(county, number, OFFICE)
    correction = find(correct(county, old), TOWN, "K1")
    assert [cause.reason for cause in correction.causes] == [f"第{number}号复核决定撤回：测试"]


def test_an_interpretation_is_listed_with_the_reason_for_its_choice(county: Store) -> None:
    old = unseal(county, issue(county, FIRST))
    choose(county, SCHEME, "percent_step", "started", actor="甲", reason="县里会议纪要")
    for correction in correct(county, old):
        assert [cause.reason for cause in correction.causes] == [
            "口径“不足1个百分点怎样扣”改为“按1个扣”：县里会议纪要"
        ]


def test_another_roster_and_other_indicators_are_listed(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    change_scheme(county, 1)
    corrections = correct(county, old)
    gone, come = find(corrections, "云溪县乙局", None), find(corrections, "戊镇", None)
    assert all(change.new is None for change in gone.changes)
    assert all(change.old is None for change in come.changes)
    reasons = {cause.reason for found in corrections for cause in found.causes}
    assert reasons == {"考核方案改为第2版"}


def test_the_order_of_the_editions_is_the_only_thing_that_counts(county: Store) -> None:
    old = unseal(county, issue(county, SECOND))
    land_work(county, SECOND, "1")
    new = read_kept_content(county, issue(county, SECOND))
    there, back = list_corrections(old, new), list_corrections(new, old)
    assert list_corrected(there) == list_corrected(back)
    assert [(c.old, c.new) for found in there for c in found.changes] == [
        (c.new, c.old) for found in back for c in found.changes
    ]


def test_a_late_file_of_an_open_month_is_reported_beside_the_later_sealed_month(
    county: Store,
) -> None:
    """January is open and February issued: its edition stays, and the difference is reported."""
    edition = issue(county, SECOND)
    assert list_restated(county, SCHEME) == []
    land_work(county, FIRST, "1", reason="甲局更正")
    (restated,) = list_restated(county, SCHEME)
    assert restated.edition == edition
    assert find(list(restated.corrections), UNIT, "1.1").changes
    assert list_restated(county, SCHEME, before=SECOND) == []
    assert list_restated(county, SCHEME, before=THIRD) == [restated]
