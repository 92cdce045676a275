"""A sealed month takes no data, in any race; unsealing it needs a reason."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.warehouse.editions.county import (
    FIRST,
    OFFICE,
    SCHEME,
    SECOND,
    THIRD,
    UNIT,
    decide,
    land_work,
    object_to,
)
from tests.warehouse.files import land
from tests.warehouse.walk import only_refused, query, read_state, revert
from warehouse.access.people import host
from warehouse.accounts.setting_acts import change_setting
from warehouse.editions.sealing import Act, is_sealed, seal_month, set_seal, unseal_month
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.importing.import_file import revert_batch
from warehouse.importing.landing import touch_month
from warehouse.objections import Claim, Decision, decide_objection
from warehouse.results.standing_batches import to_month
from warehouse.store import Store

CASES = Claim(SCHEME, SECOND, "1", UNIT, "1.2")
MONTH = to_month(SECOND)


def test_a_sealed_month_takes_no_import_no_revert_and_no_adjustment(county: Store) -> None:
    number = object_to(county, CASES)
    landed = land_work(county, SECOND, "4")
    assert seal_month(county, SCHEME, SECOND, OFFICE)
    acts: list[Callable[[], Any]] = [
        lambda: land_work(county, SECOND, "9"),
        lambda: revert(county, landed),
        lambda: decide(county, number, "1"),
    ]
    for act in acts:
        with only_refused(county), pytest.raises(Refused, match="2023年02月已封存"):
            act()
    land_work(county, FIRST, "9")
    land_work(county, THIRD, "9")


def test_a_month_without_data_can_be_sealed_too(county: Store) -> None:
    seal_month(county, SCHEME, "2023-11", OFFICE)
    with pytest.raises(Refused, match="2023年11月已封存"):
        land_work(county, "2023-11", "1")


def test_sealing_twice_changes_nothing(county: Store) -> None:
    assert seal_month(county, SCHEME, SECOND, OFFICE)
    before = read_state(county)
    assert not seal_month(county, SCHEME, SECOND, OFFICE)
    assert read_state(county) == before


def test_unsealing_needs_a_sealed_month_and_a_reason_and_is_on_record(county: Store) -> None:
    with pytest.raises(Refused, match="未封存"):
        unseal_month(county, SCHEME, SECOND, OFFICE)
    seal_month(county, SCHEME, SECOND, Act("张科", "月通报已发"))
    with pytest.raises(WrongCall, match="理由"):
        unseal_month(county, SCHEME, SECOND, Act("张科", " "))
    unseal_month(county, SCHEME, SECOND, Act("李科", "附件2有误"))
    land_work(county, SECOND, "9")
    assert query(county, "select is_sealed, actor, reason from seal_change order by change_id") == [
        (True, "张科", "月通报已发"),
        (False, "李科", "附件2有误"),
    ]
    audited = "select actor, action from audit_entry where action like '%seal' order by entry_id"
    assert query(county, audited) == [("张科", "seal"), ("李科", "unseal")]


def test_a_month_outside_the_schemes_year_is_a_wrong_call(county: Store) -> None:
    with pytest.raises(WrongCall, match="截至月份"):
        seal_month(county, SCHEME, "2022-12", OFFICE)


def test_of_two_transactions_at_once_the_database_lets_only_one_through(county: Store) -> None:
    """The database refuses it even where 'check, then insert' would pass our lock (threats B4)."""
    sealing, landing = county._database.connection.cursor(), county._database.connection.cursor()
    sealing.begin()
    landing.begin()
    assert not is_sealed(landing, SCHEME, MONTH)
    set_seal(sealing, SCHEME, MONTH, OFFICE, sealed=True)
    with pytest.raises(duckdb.TransactionException, match="onflict"):
        touch_month(landing, SCHEME, MONTH)
    sealing.commit()
    landing.close()
    sealing.close()


def test_nor_do_both_get_through_in_a_month_that_nothing_has_touched_yet(county: Store) -> None:
    untouched = to_month("2023-11")
    sealing, landing = county._database.connection.cursor(), county._database.connection.cursor()
    sealing.begin()
    landing.begin()
    set_seal(sealing, SCHEME, untouched, OFFICE, sealed=True)
    touch_month(landing, SCHEME, untouched)
    sealing.commit()
    with pytest.raises(duckdb.Error):
        landing.commit()
    assert query(county, "select is_sealed from month_state where month = ?", untouched) == [
        (True,)
    ]
    landing.close()
    sealing.close()


def test_a_landing_that_races_with_a_seal_lands_before_it_or_not_at_all(county: Store) -> None:
    for turn in range(6):
        start = threading.Barrier(2)
        outcomes: list[object] = []

        def land(turn: int = turn, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                outcomes.append(land_work(county, SECOND, str(turn + 2)))  # noqa: B023
            except Refused as fault:
                outcomes.append(str(fault))  # noqa: B023

        thread = threading.Thread(target=land)
        thread.start()
        start.wait()
        seal_month(county, SCHEME, SECOND, OFFICE)
        sealed_at = query(county, "select max(entry_id) from audit_entry where action = 'seal'")
        thread.join()
        landed_at = query(county, "select max(entry_id) from audit_entry where action = 'land'")
        if isinstance(outcomes[0], int):
            assert landed_at < sealed_at
        else:
            assert "已封存" in str(outcomes[0])
        unseal_month(county, SCHEME, SECOND, OFFICE)


def carry_columns_over(county: Store) -> None:
    rows = [{"unit": "甲局", "posts": "4", "visits": "2", "reports": "1"}]
    land(county, SCHEME, "yx_work", SECOND, rows, actor="甲")
    short = ["posts", "visits"]
    options: dict[str, Any] = {"columns": short, "keep_missing_columns": True}
    land(county, SCHEME, "yx_work", SECOND, [rows[0] | {"posts": "5"}], **options)


def let_stand_again(county: Store) -> None:
    revert_batch(county, land_work(county, SECOND, "9"), actor="甲", reason="撤销")


def move_points(county: Store) -> None:
    act = Act("甲", "材料属实")
    number = object_to(county, CASES)
    decide_objection(county, number, Decision("accepted", Decimal(1)), act)


@pytest.mark.parametrize(
    "have_a_hand",
    [
        lambda county: land_work(county, SECOND, "4", actor="甲"),
        let_stand_again,
        carry_columns_over,
        move_points,
    ],
)
def test_a_user_with_a_hand_in_the_standing_data_may_not_seal_if_the_setting_says_so(
    county: Store, have_a_hand: Callable[[Store], Any]
) -> None:
    have_a_hand(county)
    change_setting(county, "importer_may_not_seal", "是")
    with pytest.raises(Denied, match="另一个人封存"):
        seal_month(county.bind_to(host("甲")), SCHEME, SECOND, Act("甲"))
    assert seal_month(county.bind_to(host("乙")), SCHEME, SECOND, Act("乙"))


def test_a_replaced_batch_keeps_nobody_from_sealing(county: Store) -> None:
    land_work(county, SECOND, "4", actor="甲")
    land_work(county, SECOND, "5")
    change_setting(county, "importer_may_not_seal", "是")
    assert seal_month(county.bind_to(host("甲")), SCHEME, SECOND, Act("甲"))
