"""Forms and columns carry the scheme's own words, also in SQL: Chinese, or words of SQL itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts
from tests.changed_schemes import change_scheme
from tests.warehouse.schemes.stores import empty_store
from warehouse.database.connection import Cursor, quote_name
from warehouse.database.sql import fill_template, physical_columns
from warehouse.faults import SchemeError
from warehouse.reading.contract import ReadRequest, forms_of
from warehouse.reading.reader import read_content
from warehouse.results.standing_batches import read_rows
from warehouse.schemes.schemes import register_scheme

NOTICE = """
language = 1
id = "shuixian-2024"
title = "水县河长制考核"
year = 2024
clause = "一"
grades = { list = [{ name = "先进", from = 60 }, { name = "一般" }] }

[[veto]]
id = "否1"
name = "重大水污染"
rows = "督办台账"
where = { "事项" = "水污染" }
at_least = 1
effect = "no_score"

[total]
full = 100
clauses = [
    { id = "一", full = 40, of = "河长办.方案", due_day = 20, each = "full" },
    { id = "二", full = 30, mark = "河长办.order" },
    { id = "三", full = 30, rows = "督办台账", amount = "分值", each = -1 },
]
"""
FORMS = """
["河长办"]
title = "河长办月报"
annex = "附件1"
clause = "附件1"
shape = "month_form"
assessment = "1"
["河长办".column]
"方案" = "filing"
"巡河率" = "rate"
"order" = { headers = "次序", type = "mark", maximum = 30 }

["督办台账"]
title = "督办台账"
annex = "附件2"
clause = "附件2"
shape = "dated_ledger"
assessment = "1"
document_column = "文号"
subject_column = "事项"
["督办台账".column]
"督办日" = "date"
"事项" = { type = "choice", choices = { "水污染" = ["污染"], "垃圾" = [] } }
"分值" = { type = "points", minimum = 0.5, maximum = 10 }
"文号" = { type = "text", optional = true }
"""
UNITS = [{"name": name, "kind": "镇"} for name in ("甲镇", "乙镇")]
MONTH = date(2024, 3, 1)


def read_scheme() -> Scheme:
    return load_scheme(SchemeParts(_parse(NOTICE), _parse(FORMS), UNITS))


def _parse(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return read_scheme()


@pytest.fixture
def store(scheme: Scheme) -> Iterator[Cursor]:
    """Yield a store with the scheme, a batch in each form, and the views that these rest on."""
    with empty_store() as cursor:
        cursor.execute("create view standing as select stands_batch_id as batch_id, * exclude"
                       " (batch_id) from standing_change").fetchall()  # fmt: skip
        cursor.execute("create view visible_unit as from unit").fetchall()
        register_scheme(cursor, scheme)
        for number, form in enumerate(scheme.datasets, start=1):
            cursor.execute(
                "insert into standing_change by name select ? as change_id, ? as batch_id,"
                " ? as scheme_id, ? as dataset_key, ?::date as month, ? as stands_batch_id,"
                " 0 as stood_batch_id",
                [number, number, scheme.id, form.key, MONTH, number],
            ).fetchall()
        yield cursor


def insert(cursor: Cursor, form: str, *rows: tuple[object, ...]) -> None:
    table = quote_name("shuixian-2024", form)
    marks = ", ".join("?" * len(rows[0]))
    cursor.executemany(f"insert into {table} values ({marks})", rows).fetchall()


def test_a_form_of_chinese_words_has_its_table_and_view(store: Cursor, scheme: Scheme) -> None:
    insert(store, "河长办", (1, 2, 1, True, date(2024, 3, 5), 3, 4, None, Decimal("12.50")))
    seen = store.sql('select * from "shuixian-2024"."standing_河长办"')
    row = dict(zip(seen.columns, seen.fetchall()[0], strict=True))
    assert row["方案_date"] == date(2024, 3, 5) and (row["巡河率_num"], row["巡河率_den"]) == (3, 4)
    assert row["order_points"] == Decimal("12.50") and row["month_number"] == 3
    ((unit, number, values),) = read_rows(store, scheme.id, scheme.dataset("河长办"), 1)
    assert (unit, number, values["巡河率"]) == ("甲镇", 2, (3, 4))


def test_facts_are_copied_by_their_own_names(store: Cursor, scheme: Scheme) -> None:
    insert(store, "河长办", (1, 2, 1, True, None, 3, 4, True, None))
    names = [
        name for column in scheme.dataset("河长办").columns for name in physical_columns(column)
    ]
    table = quote_name(scheme.id, "河长办")
    query = fill_template("results/standing_facts.sql.j2", table=table, columns=names)
    copied = store.sql(query, params={"scheme": scheme.id})
    assert copied.columns == ["batch_id", "row_number", "unit_id", *names]
    assert len(copied.fetchall()) == 1


LEDGER = (2, 3, 1, date(2024, 2, 9), "水污染", Decimal("1.50"), "水函〔2024〕1号")


def test_the_date_of_a_ledger_is_its_column_of_dates(store: Cursor) -> None:
    insert(store, "督办台账", LEDGER)
    seen = store.sql('select month, "分值", "督办日" from "shuixian-2024"."standing_督办台账"')
    assert seen.fetchall() == [(2, 150, date(2024, 2, 9))]


def fill_ledger(cursor: Cursor) -> None:
    """Write ledger lines of a veto and of a loss, both from the one row."""
    for kind, indicator in (("veto", "否1"), ("lost", "三")):
        cursor.execute(
            "insert into ledger values ('shuixian-2024', '1', 3, 1, ?, 1, ?, 'none', 'x', 1.5,"
            " '一条', '一', 2, ['督办台账'], [2], 2, 3)",
            [indicator, kind],
        ).fetchall()


def test_a_veto_shows_the_document_that_the_form_declares(store: Cursor, scheme: Scheme) -> None:
    insert(store, "督办台账", LEDGER)
    fill_ledger(store)
    query = fill_template(
        "views/veto_event.sql.j2",
        schema=quote_name(scheme.id),
        dataset=scheme.dataset("督办台账"),
    )
    wanted = {"scheme": scheme.id, "assessment": "1", "month": 3, "dataset": "督办台账"}
    found = store.sql(query, params=wanted)
    row = dict(zip(found.columns, found.fetchall()[0], strict=True))
    assert (row["date"], row["document"]) == (date(2024, 2, 9), "水函〔2024〕1号")


def test_losses_are_summed_by_the_subject_that_the_form_declares(
    store: Cursor, scheme: Scheme
) -> None:
    insert(store, "督办台账", LEDGER)
    fill_ledger(store)
    query = fill_template(
        "views/subject_loss.sql.j2",
        schema=quote_name(scheme.id),
        dataset=scheme.dataset("督办台账"),
    )
    wanted = {"scheme": scheme.id, "assessment": "1", "month": 3, "indicator": "三"}
    assert store.sql(query, params=wanted).fetchall() == [(1, "水污染", Decimal("1.50"))]


def test_a_ledger_without_a_document_shows_none(store: Cursor, scheme: Scheme) -> None:
    insert(store, "督办台账", LEDGER)
    fill_ledger(store)
    changed = change_scheme(scheme, lambda parts: parts["forms"]["督办台账"].pop("document_column"))
    query = fill_template(
        "views/veto_event.sql.j2", schema=quote_name(scheme.id), dataset=changed.dataset("督办台账")
    )
    wanted = {"scheme": scheme.id, "assessment": "1", "month": 3, "dataset": "督办台账"}
    found = store.sql(query, params=wanted)
    assert found.fetchall()[0][found.columns.index("document")] is None


def test_a_file_of_such_a_ledger_is_read_by_its_dates(scheme: Scheme) -> None:
    """The same event twice is asked about; rows go to the month of their date."""
    rows = (
        "督办台账",
        "单位,督办日,事项,分值,文号",
        "甲镇,2024-02-09,污染,1.5,一号",
        "乙镇,2024-03-01,垃圾,2,",
        "甲镇,2024-02-09,水污染,2,",
    )
    request = ReadRequest(file_name="台账.csv", schemes=(forms_of(scheme),), today=date(2024, 6, 1))
    reading = read_content("\n".join(rows).encode("utf-8-sig"), request)
    assert {table.month: len(table.rows) for table in reading.tables} == {
        "2024-02": 2,
        "2024-03": 1,
    }
    assert [one.code for one in reading.findings if one.severity != "warning"] == ["event_twice"]


def test_the_type_of_a_column_stays(store: Cursor, scheme: Scheme) -> None:
    """Figures of another kind would be cut to fit the old column, silently."""

    def retype(parts: dict[str, Any]) -> None:
        parts["forms"]["督办台账"]["column"]["文号"] = "count"
        parts["forms"]["督办台账"].pop("document_column")

    with pytest.raises(SchemeError, match=r"报表 督办台账，列 文号：.*varchar.*bigint.*允许"):
        register_scheme(store, change_scheme(scheme, retype))
