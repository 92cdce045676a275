"""Reverting, replacing and choosing: the earlier state can still be read, and can be restored."""

from __future__ import annotations

from itertools import count
from random import Random
from typing import Any

import pytest

from tests.landing import list_tables
from tests.warehouse.files import land
from tests.warehouse.walk import (
    change,
    find_red_checks,
    land_tables,
    query,
    read_ledger_bytes,
    revert,
)
from tests.years.random_years import random_year
from warehouse.faults import Refused, WrongCall
from warehouse.importing.import_file import revert_batch, revert_batches
from warehouse.reading.contract import TypedTable
from warehouse.results.scheme_changes import choose
from warehouse.results.scores import read_ledger, read_scores
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

SCHEME = "qianyang-2022"
JX = "jiangxian-2021"
pytestmark = pytest.mark.usefixtures("read_here")
POSTS = [{"unit": "县财政局", "column_posts": "2"}, {"unit": "县民政局", "column_posts": "1"}]
FEWER = [{"unit": "县财政局", "column_posts": "1"}]


def read_all(store: Store) -> dict[str, Any]:
    """Return the scores of two months and one unit's ledger as they are now."""
    return {
        "scores": [read_scores(store, SCHEME, month) for month in ("2022-05", "2022-12")],
        "ledger": read_ledger(store, SCHEME, "1", "县财政局", "2022-12"),
    }


def read_known(store: Store, batch: int) -> dict[str, Any]:
    """Return the same as known after a batch."""
    return {
        "scores": [
            read_scores(store, SCHEME, month, known_at=batch) for month in ("2022-05", "2022-12")
        ],
        "ledger": read_ledger(store, SCHEME, "1", "县财政局", "2022-12", known_at=batch),
    }


def list_qianyang(store: Store, seed: int) -> list[TypedTable]:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
    return list_tables(scheme, random_year(SCHEME, seed))


def test_what_was_known_after_a_batch_is_what_was_read_then(store: Store) -> None:
    dice = Random(7)
    tables = list_qianyang(store, 3) + list_qianyang(store, 4)
    dice.shuffle(tables)
    waiting = iter(tables)
    standing: list[int] = []
    seen: dict[int, dict[str, Any]] = {}
    known = count(1)
    for at in range(7):
        if standing and dice.random() < 0.35:
            revert(store, standing.pop())
        else:
            standing += land_tables(store, SCHEME, [next(waiting)])
        batch = next(known)
        seen[batch] = read_all(store)
        if at % 3 == 1:
            option = ("best_quarter", "mean")[at % 2]
            choose(store, SCHEME, "information_year", option, actor="管理员", reason="测试")
    for batch, then in seen.items():
        assert read_known(store, batch) == then, batch
    assert not find_red_checks(store)


def test_a_batch_that_does_not_exist_yet_was_never_known(store: Store) -> None:
    with pytest.raises(WrongCall, match="没有第1批"):
        read_scores(store, JX, "2021-12", known_at=1)


def test_a_revert_restores_every_figure_and_the_ledger_byte_by_byte(store: Store) -> None:
    land(store, JX, "jx1_progress", "2021-11", POSTS)
    scores, ledger = read_scores(store, JX, "2021-12")["units"], read_ledger_bytes(store)
    second = land(store, JX, "jx1_progress", "2021-11", FEWER).batches[0].id
    assert second and read_ledger_bytes(store) != ledger
    revert(store, second)
    assert read_scores(store, JX, "2021-12")["units"] == scores
    assert read_ledger_bytes(store) == ledger


def test_reverting_the_first_batch_leaves_the_month_unreported(store: Store) -> None:
    before = read_ledger_bytes(store)
    first = land(store, JX, "jx1_progress", "2021-11", POSTS).batches[0].id
    assert first
    revert(store, first)
    assert read_ledger_bytes(store) == before
    assert not query(store, "from standing")


def test_reverting_a_revert_lets_the_batch_stand_again(store: Store) -> None:
    first = land(store, JX, "jx1_progress", "2021-11", POSTS).batches[0].id
    assert first
    ledger = read_ledger_bytes(store)
    undone = revert(store, first)
    redone = revert(store, undone)
    assert (first, undone, redone) == (1, 2, 3)
    assert query(store, "select batch_id from standing") == [(first,)]
    assert read_ledger_bytes(store) == ledger


def test_a_replaced_batch_cannot_be_reverted_and_the_later_one_is_named(store: Store) -> None:
    land(store, JX, "jx1_progress", "2021-11", POSTS)
    land(store, JX, "jx1_progress", "2021-11", FEWER)
    before = read_ledger_bytes(store)
    with pytest.raises(Refused, match="第1批已不是当前数据：之后又有第2批"):
        revert(store, 1)
    with pytest.raises(WrongCall, match="没有第9批"):
        revert(store, 9)
    assert read_ledger_bytes(store) == before
    assert query(store, "select max(batch_id) from batch") == [(2,)]


def test_one_can_go_back_batch_by_batch_to_the_first(store: Store) -> None:
    land(store, JX, "jx1_progress", "2021-12", POSTS)
    first = read_ledger_bytes(store)
    land(store, JX, "jx1_progress", "2021-12", FEWER)
    land(store, JX, "jx1_progress", "2021-12", FEWER + POSTS[1:])
    assert revert(store, 3) == 4
    can_revert = "select batch_id from batch_history where can_revert order by 1"
    assert query(store, can_revert) == [(2,), (4,)]
    with pytest.raises(Refused, match="第1批已不是当前数据：之后又有第2批。请先撤销第2批"):
        revert(store, 1)
    with pytest.raises(Refused, match="第3批已不是当前数据：之后又有第4批。请先撤销第4批"):
        revert(store, 3)
    assert revert(store, 2) == 5
    assert query(store, "select batch_id from standing") == [(1,)]
    assert read_ledger_bytes(store) == first
    assert revert(store, 1) == 6
    assert not query(store, "from standing")
    assert query(store, can_revert) == [(6,)]


def test_a_revert_needs_a_reason_and_is_on_record(store: Store) -> None:
    land(store, JX, "jx1_progress", "2021-11", POSTS)
    with pytest.raises(WrongCall, match="理由"):
        revert_batch(store, 1, actor="张科", reason=" ")
    revert_batch(store, 1, actor="张科", reason="报错月份")
    assert query(
        store, "select kind, actor, reason, reverts_batch_id from batch where batch_id=2"
    ) == [("revert", "张科", "报错月份", 1)]
    assert query(store, "select actor, action from audit_entry order by entry_id desc limit 1") == [
        ("张科", "revert")
    ]


def test_files_landed_together_are_undone_together_or_not_at_all(store: Store) -> None:
    land(store, JX, "jx1_progress", "2021-10", POSTS)
    before = read_ledger_bytes(store)
    land(store, JX, "jx1_progress", "2021-11", POSTS)
    land(store, JX, "jx1_progress", "2021-11", FEWER)
    with pytest.raises(Refused):
        revert_batches(store, [1, 2], actor="张科", reason="第2批已不是当前数据")
    assert query(store, "select max(batch_id) from batch") == [(3,)]
    assert revert_batches(store, [2, 3], actor="张科", reason="整月报错") == [4, 5]
    assert query(store, "select batch_id from standing") == [(1,)]
    assert read_ledger_bytes(store) == before


def test_what_was_replaced_stays_readable(store: Store) -> None:
    land(store, JX, "jx1_progress", "2021-11", POSTS)
    land(store, JX, "jx1_progress", "2021-11", FEWER)
    rows = query(
        store,
        f'select batch_id, unit_name, column_posts from "{JX}".jx1_progress'
        " inner join unit using (unit_id) order by 1, row_number",
    )
    assert rows == [(1, "县财政局", 2), (1, "县民政局", 1), (2, "县财政局", 1)]
    assert query(store, "select count(*) from source_row where batch_id = 1") == [(2,)]
    for sha256, size in query(store, "select sha256, byte_count from source_file"):
        assert (store.home / "originals" / sha256).stat().st_size == size


def test_a_sealed_month_is_refused_by_the_transaction_itself(store: Store) -> None:
    land(store, JX, "jx1_progress", "2021-11", POSTS)
    change(store, "update month_state set is_sealed = true where month = date '2021-11-01'")
    before = read_ledger_bytes(store)
    with pytest.raises(Refused, match="2021年11月已封存"):
        land(store, JX, "jx1_progress", "2021-11", FEWER)
    with pytest.raises(Refused, match="已封存"):
        revert(store, 1)
    assert read_ledger_bytes(store) == before
    assert query(store, "select max(batch_id) from batch") == [(1,)]
    land(store, JX, "jx1_progress", "2021-12", FEWER)


def test_ledgers_are_rescored_when_the_first_event_is_late_in_the_year(store: Store) -> None:
    rows = [{"unit": "县财政局", "date": "2022-05-04", "subject": "信息报送", "points": "5"}]
    land(store, SCHEME, "qy_deduction", "2022-05", rows)
    choose(store, SCHEME, "attendance", "all_or_nothing", actor="管理员", reason="测试")
    units = {unit["unit"]: unit for unit in read_scores(store, SCHEME, "2022-12")["units"]}
    assert units["县财政局"]["key"] == "95.00"
