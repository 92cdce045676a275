"""The facts that the engine reads: every type's encoding, blanks, months, rosters, ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest

from scoring.assessing.facts import MARKED, CellRef, Facts
from scoring.scheme import Scheme
from tests.warehouse.results.odd_county import (
    FORMS,
    LEDGER,
    TYPES,
    UNITS,
    land,
    make_scheme,
    open_county,
)
from warehouse.access.people import Person
from warehouse.database.connection import Cursor
from warehouse.results.facts import read_facts
from warehouse.schemes.schemes import register_scheme
from warehouse.store import Store

SCHEME = make_scheme()
CELLS = [CellRef(form, kind, last) for form in FORMS for kind in TYPES for last in (False, True)]


@pytest.fixture
def county() -> Iterator[Store]:
    with open_county(SCHEME) as store:
        yield store


def read(cursor: Cursor, months: int = 12, scheme: Scheme = SCHEME) -> Facts:
    return read_facts(cursor, scheme, CELLS, [LEDGER], ["task"], months)


def read_all(store: Store, months: int = 12, known_at: int | None = None) -> Facts:
    with store.reader(known_at) as cursor:
        return read(cursor, months)


def pick(facts: Facts, unit: str, month: int) -> dict[str, Any]:
    (row,) = facts.frame.filter(unit=unit, as_of=month).to_dicts()
    return row


ENCODED: list[tuple[str, str | None, dict[str, int | None]]] = [
    ("tick", "yes", {"": 1}),
    ("tick", "no", {"": 0}),
    ("filing", "yes", {"": 1, ":day": None}),
    ("filing", "no", {"": 0, ":day": None}),
    ("filing", "2022-09-18", {"": 1, ":day": 18}),
    ("filing", "2022-10-02", {"": 1, ":day": 32}),
    ("filing", "2022-08-31", {"": 1, ":day": 0}),
    ("count", "17", {"": 17}),
    ("count", "0", {"": 0}),
    ("rate", "0.985", {"": 197, ":over": 200}),
    ("rate", "1/12", {"": 1, ":over": 12}),
    ("rate", "0", {"": 0, ":over": 1}),
    ("points", "4.55", {"": 455}),
    ("mark", "yes", {"": MARKED}),
    ("mark", "no", {"": 0}),
    ("mark", "2.5", {"": 250}),
    ("mark", "0", {"": 0}),
    ("fault", "yes", {"": MARKED}),
    ("fault", "no", {"": 0}),
    ("quantity", "12.345", {"": 12345}),
    ("quantity", "-0.1", {"": -100}),
    ("quantity", "999999999999", {"": 999999999999000}),
    ("filing", None, {":day": None}),
    ("rate", None, {":over": None}),
]
ENCODED += [(kind, None, {"": None}) for kind in TYPES]


@pytest.mark.parametrize(("kind", "text", "wanted"), ENCODED)
def test_a_cell_is_encoded_by_its_type(
    county: Store, kind: str, text: str | None, wanted: dict[str, int | None]
) -> None:
    with county.writer("import") as cursor:
        land(cursor, SCHEME, "month", "2022-09", [("甲局", {kind: text})], [kind])
        row = pick(read(cursor), "甲局", 3)
    assert {suffix: row[f"month.{kind}{suffix}"] for suffix in wanted} == wanted
    assert row[f"month.{kind}:reported"]


def test_no_figure_passes_through_a_float(county: Store) -> None:
    frame = read_all(county).frame
    assert not any(kind.is_float() or kind == pl.Decimal for kind in frame.dtypes)
    figures = [name for name in frame.columns if "." in name and not name.endswith(":reported")]
    assert {frame.schema[name] for name in [*figures, "own:task"]} == {pl.Int64()}


def test_every_unit_has_every_month_though_nothing_is_reported(county: Store) -> None:
    frame = read_all(county, months=5).frame
    places = frame.select("position", "unit", "as_of").rows()
    assert places == [(n, unit, m) for n, unit in enumerate(UNITS, 1) for m in range(1, 6)]
    cells = frame.select(pl.selectors.starts_with(*FORMS, "last:"))
    reported = cells.select(pl.selectors.ends_with(":reported"))
    assert not any(map(any, reported.iter_rows()))
    assert cells.drop(reported.columns).null_count().sum_horizontal().item() == frame.height * (
        len(CELLS) + 2 * 2 * len(FORMS)
    )


def test_a_unit_that_the_file_leaves_out_has_no_value_in_a_reported_month(county: Store) -> None:
    with county.writer("import") as cursor:
        land(cursor, SCHEME, "month", "2022-07", [("甲局", {"count": "3"})], ["count"])
    facts = read_all(county)
    assert [pick(facts, unit, 1)["month.count"] for unit in UNITS] == [3, None, None, None, None]
    assert all(pick(facts, unit, 1)["month.count:reported"] for unit in UNITS)
    assert not pick(facts, "甲局", 2)["month.count:reported"]
    assert not pick(facts, "甲局", 1)["month.tick:reported"]


def test_a_year_from_july_takes_its_months_from_two_calendar_years(county: Store) -> None:
    with county.writer("import") as cursor:
        for number, month in enumerate(["2021-07", "2022-06", "2022-07", "2023-06", "2023-07"]):
            land(cursor, SCHEME, "month", month, [("甲局", {"count": str(number)})], ["count"])
    facts = read_all(county)
    seen = {m: pick(facts, "甲局", m) for m in range(1, 13)}
    assert {m: row["month.count"] for m, row in seen.items() if row["month.count:reported"]} == {
        1: 2, 12: 3,
    }  # fmt: skip
    last = {m: row["last:month.count"] for m, row in seen.items()}
    assert {m: value for m, value in last.items() if value is not None} == {1: 0, 12: 1}
    assert [m for m, row in seen.items() if row["last:month.count:reported"]] == [1, 12]


@pytest.mark.parametrize(
    ("form", "month", "at"), [("quarter", "2022-09", 3), ("check", "2023-05", 11)]
)
def test_quarters_and_inspections_stand_in_their_own_month(
    county: Store, form: str, month: str, at: int
) -> None:
    with county.writer("import") as cursor:
        land(cursor, SCHEME, form, month, [("丁镇", {"mark": "yes"})])
    facts = read_all(county)
    rows = facts.frame.filter(pl.col(f"{form}.mark").is_not_null())
    assert rows.select("unit", "as_of", f"{form}.mark").rows() == [("丁镇", at, MARKED)]


def test_the_roster_comes_with_flags_groups_months_and_figures_of_the_month(county: Store) -> None:
    facts = read_all(county)
    rows = facts.frame.unique("unit", keep="first", maintain_order=True)
    flags = rows.select("unit", "kind", "group", "from_month", "to_month", "in:1", "in:2").rows()
    assert flags == [
        ("甲局", "部门", "一组", 1, 12, True, True), ("乙局", "部门", "一组", 1, 12, True, True),
        ("丙镇", "乡镇", "二组", 3, 12, True, False), ("丁镇", "乡镇", "", 1, 9, False, True),
        ("戊镇", "乡镇", "", 1, 12, True, True),
    ]  # fmt: skip
    own = facts.frame.pivot("as_of", index="unit", values="own:task").rows()
    assert {unit: list(values) for unit, *values in own} == {
        "甲局": [12_500_000] * 12,
        "乙局": [10_000_000] * 6 + [999_999_999_999_000_001] * 6,
        "丙镇": [None] * 12,
        "丁镇": [-1_000_000] * 12,
        "戊镇": [None, *[3_000_000] * 3, *[None] * 8],
    }


EVENTS: list[tuple[str, dict[str, str | None]]] = [
    ("甲局", {"date": "2022-07-03", "level": "省", "matter": "乙", "score": "2.5"}),
    ("丙镇", {"date": "2022-07-01", "level": None, "times": "4", "amount": "12.3"}),
    ("甲局", {"date": "2022-06-30", "level": "省", "matter": "甲", "score": "1", "amount": "0.05"}),
]


def test_ledger_rows_are_dated_into_the_year_oldest_first(county: Store) -> None:
    with county.writer("import") as cursor:
        batch = land(cursor, SCHEME, LEDGER, "2022-07", EVENTS)
        later = land(
            cursor, SCHEME, LEDGER, "2023-06", [("甲局", {"date": "2023-06-02", "score": "9"})]
        )
    rows = read_all(county).rows[LEDGER]
    columns = ["unit_id", "date", "month", "batch_id", "row_number"]
    columns += ["level", "matter", "times", "score", "amount"]
    assert rows.select(columns).rows() == [
        (1, date(2022, 6, 30), 0, batch, 6, "省", "甲", 1, 100, 5),
        (3, date(2022, 7, 1), 1, batch, 5, None, None, 4, None, 1230),
        (1, date(2022, 7, 3), 1, batch, 4, "省", "乙", 1, 250, None),
        (1, date(2023, 6, 2), 12, later, 4, None, None, 1, 900, None),
    ]
    assert read_all(county, months=11).rows[LEDGER].height == 3
    frame = read_all(county).frame.filter(pl.col(f"{LEDGER}:reported"))
    assert frame.select("unit", "as_of").rows() == [(unit, m) for unit in UNITS for m in (1, 12)]
    assert rows.schema["score"] == rows.schema["amount"] == pl.Int64()


def test_a_ledger_without_rows_is_reported_all_the_same(county: Store) -> None:
    with county.writer("import") as cursor:
        for month in ("2022-06", "2022-09"):
            land(cursor, SCHEME, LEDGER, month, [])
    facts = read_all(county)
    assert facts.rows[LEDGER].is_empty()
    reported = facts.frame.filter(pl.col(f"{LEDGER}:reported"))
    assert reported["as_of"].unique().to_list() == [3]


def test_facts_are_those_known_at_a_batch_whoever_reads(county: Store) -> None:
    with county.writer("import") as cursor:
        first = land(cursor, SCHEME, "month", "2022-07", [("甲局", {"count": "3"})])
        land(cursor, SCHEME, "month", "2022-07", [("甲局", {"count": "4"})])
    assert pick(read_all(county, known_at=first), "甲局", 1)["month.count"] == 3
    assert pick(read_all(county), "甲局", 1)["month.count"] == 4
    of_unit = county.bind_to(Person("丙", "unit", (("odd-2023", "丙镇"),)))
    assert read_all(of_unit).frame.equals(read_all(county).frame)


def test_a_unit_that_the_newest_version_lacks_has_no_rows(county: Store) -> None:
    with county.writer("load_scheme") as cursor:
        land(cursor, SCHEME, "month", "2022-07", [(unit, {"count": "3"}) for unit in UNITS])
        land(cursor, SCHEME, LEDGER, "2022-07", EVENTS)
        fewer = make_scheme(without=["甲局"])
        register_scheme(cursor, fewer)
        facts = read(cursor, scheme=fewer)
    assert facts.frame["unit"].unique(maintain_order=True).to_list() == list(UNITS[1:])
    assert facts.rows[LEDGER]["unit_id"].to_list() == [3]


def test_decisions_that_move_points_come_with_the_month_of_the_year(county: Store) -> None:
    with county.writer("import") as cursor:
        for number, (month, points) in enumerate(
            [("2022-09", "1.5"), ("2023-06", "-2"), ("2022-08", 0)]
        ):
            cursor.execute(
                "insert into objection by name select ? as objection_id, 'odd-2023' as scheme_id,"
                " '2' as assessment_id, 4 as unit_id, 'K1' as indicator_id, ?::date as month,"
                " 'k' as line_key, '{}' as line, '' as request, 'a' as actor,"
                " now()::timestamp as filed_at, today() as due_on",
                [number, f"{month}-01"],
            ).fetchall()
            cursor.execute(
                "insert into decision"
                " values (?, ?, 'accepted', ?, ?, ?, 'r', 'a', now()::timestamp)",
                [number, number, points, f"{month}-01", number + 1],
            ).fetchall()
    columns = ["assessment_id", "unit_id", "indicator_id", "from_month", "points", "batch_id"]
    wanted = [("2", 4, "K1", 3, 150, 1), ("2", 4, "K1", 12, -200, 2)]
    adjustments = read_all(county).adjustments
    assert adjustments is not None and adjustments.select(columns).rows() == wanted
    early = read_all(county, months=3).adjustments
    assert early is not None and early.height == 1
