"""In any order of acts, an issued edition and a sealed month never change."""

from __future__ import annotations

import hashlib
import os
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import copy_home
from tests.examples import SEED, examples
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
    issue,
    land_work,
    object_to,
)
from tests.warehouse.editions.difference import list_corrected, list_difference
from tests.warehouse.files import land
from tests.warehouse.walk import find_red_checks, query, revert
from warehouse.editions.archive import read_edition, read_kept_content
from warehouse.editions.issuing import prepare_edition
from warehouse.editions.recomputing import recompute_edition
from warehouse.editions.sealing import seal_month, unseal_month
from warehouse.faults import Refused, WrongCall
from warehouse.home.opening import open_store
from warehouse.objections import Claim, Decision, decide_objection, withdraw_objection
from warehouse.results.scheme_changes import choose
from warehouse.results.standing_batches import to_month
from warehouse.store import Store

SOAK = int(os.environ.get("KAOHE_SOAK", "1"))
"""Factor on the number of orders tried: KAOHE_SOAK=20 tries twenty times as many."""

ORDERS, STEPS = 4, 13
MONTHS = st.sampled_from([FIRST, SECOND, THIRD])
CLAIMS = st.sampled_from([(UNIT, "1", "1.2"), (TOWN, "2", "K1"), (UNIT, "2", "K1")])
POINTS = st.sampled_from(["0", "0.01", "2.50", "-1.25", "14.99", "40"])
READINGS = st.sampled_from(
    [
        ("percent_step", "started"),
        ("percent_step", "proportional"),
        ("extra_points", "beyond_full"),
        ("extra_points", "within_full"),
    ]
)


def has_open_objection(store: Store) -> bool:
    return bool(query(store, "from objection_status where state <> 'withdrawn'"))


class Office(RuleBasedStateMachine):
    """An office at work; the test remembers what it issued and sealed, apart from the store."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(copy_home(home, Path(self.folder.name) / "home"))
        self.issued: dict[int, bytes] = {}
        self.sealed: dict[str, list[Any]] = {}
        self.version = 1

    def teardown(self) -> None:
        """Recompute every edition after all acts."""
        for number, content in self.issued.items():
            assert recompute_edition(self.store, number) == content
        self.store.close()
        self.folder.cleanup()

    def read_inputs(self, month: str) -> list[Any]:
        sql = "select dataset_key, batch_id from standing where month = ? order by all"
        return query(self.store, sql, to_month(month))

    @rule(month=MONTHS, posts=st.integers(0, 4))
    def land_form(self, month: str, posts: int) -> None:
        if month in self.sealed:
            with pytest.raises(Refused, match="已封存"):
                land_work(self.store, month, str(posts + 10))
            return
        try:
            land_work(self.store, month, str(posts), reason=f"第{posts}次")
        except AssertionError as error:
            assert "already_imported" in str(error)

    @rule(month=MONTHS, points=st.integers(1, 30))
    def land_deductions(self, month: str, points: int) -> None:
        rows = [{"date": f"{month}-12", "unit": TOWN, "subject": "逾期", "points": str(points)}]
        try:
            land(self.store, SCHEME, "yx_deduction", month, rows)
        except Refused:
            assert month in self.sealed
        except AssertionError as error:
            assert "already_imported" in str(error)

    @rule(pick=st.integers(0, 30))
    def revert_something(self, pick: int) -> None:
        sql = "select batch_id, month from batch_history where can_revert order by 1"
        batches = query(self.store, sql)
        batch, month = batches[pick % len(batches)]
        try:
            revert(self.store, batch)
        except Refused:
            assert f"{month:%Y-%m}" in self.sealed

    @rule(month=MONTHS)
    def seal(self, month: str) -> None:
        assert seal_month(self.store, SCHEME, month, OFFICE) is (month not in self.sealed)
        self.sealed.setdefault(month, self.read_inputs(month))

    @precondition(lambda self: bool(self.sealed))
    @rule(pick=st.integers(0, 2))
    def unseal(self, pick: int) -> None:
        month = sorted(self.sealed)[pick % len(self.sealed)]
        unseal_month(self.store, SCHEME, month, OFFICE)
        del self.sealed[month]

    @rule(month=MONTHS)
    def issue(self, month: str) -> None:
        try:
            prepared = prepare_edition(self.store, SCHEME, month)
        except Refused as fault:
            assert month in self.sealed and "已印发并封存" in str(fault)
            return
        if prepared.predecessor:
            before = read_kept_content(self.store, prepared.predecessor)
            named = list_corrected(list(prepared.corrections))
            assert len(named) == len(set(named))
            assert set(named) == list_difference(before, prepared.content)
            assert all(correction.causes for correction in prepared.corrections)
        edition = issue(self.store, month)
        assert edition.sha256 == prepared.sha256
        self.issued[edition.number] = prepared.canonical
        self.sealed.setdefault(month, self.read_inputs(month))

    @rule(reading=READINGS)
    def choose(self, reading: tuple[str, str]) -> None:
        choose(self.store, SCHEME, *reading, actor="管理员", reason="会议纪要")

    @rule(claim=CLAIMS, month=MONTHS, points=POINTS)
    def adjust(self, claim: tuple[str, str, str], month: str, points: str) -> None:
        unit, assessment, indicator = claim
        try:
            place = Claim(SCHEME, month, assessment, unit, indicator)
            number = object_to(self.store, place, today=TODAY)
            decision = Decision("accepted", Decimal(points))
            decide_objection(self.store, number, decision, OFFICE)
        except StopIteration:
            pass  # the unit has lost nothing there
        except WrongCall:
            assert self.version > 1  # the unit has left the roster
        except Refused as fault:
            assert month in self.sealed or "超出了" in str(fault)

    @precondition(lambda self: has_open_objection(self.store))
    @rule(pick=st.integers(0, 9))
    def withdraw(self, pick: int) -> None:
        sql = (
            "select objection_id, from_month, coalesce(points, 0) from objection_status"
            " where state <> 'withdrawn' order by 1"
        )
        objections = query(self.store, sql)
        number, month, points = objections[pick % len(objections)]
        try:
            withdraw_objection(self.store, number, OFFICE)
        except Refused:
            assert points and f"{month:%Y-%m}" in self.sealed

    @precondition(lambda self: self.version < 4)
    @rule()
    def change_scheme(self) -> None:
        # An even step keeps the roster, whose units the forms name.
        change_scheme(self.store, self.version * 2)
        self.version += 1

    @invariant()
    def what_was_issued_is_as_it_was(self) -> None:
        with self.store.reader() as cursor:
            for number, content in self.issued.items():
                sha256 = read_edition(cursor, number).sha256
                assert self.store.read_original(sha256) == content
                assert hashlib.sha256(content).hexdigest() == sha256

    @invariant()
    def sealed_months_are_as_they_were(self) -> None:
        for month, inputs in self.sealed.items():
            assert self.read_inputs(month) == inputs

    @invariant()
    def every_point_is_in_one_place(self) -> None:
        assert not find_red_checks(self.store)


@pytest.mark.hypothesis
def test_whatever_the_order_what_was_issued_stands(county_home: Path) -> None:
    run_state_machine_as_test(
        lambda: Office(county_home),  # type: ignore[arg-type]
        settings=examples(
            ORDERS * SOAK,
            stateful_step_count=STEPS,
            derandomize=SOAK == 1 and not SEED,
            suppress_health_check=list(HealthCheck),
        ),
    )
