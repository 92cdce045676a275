"""Compare a store's lists, tables, views and macros with the scheme documents and the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conftest import copy_home
from tests.repository import SCHEMES
from tests.warehouse.editions.county import SCHEME, change_scheme
from warehouse.database.connection import FILE_NAME, SETTINGS
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.safekeeping.verification.program_objects import check_text
from warehouse.safekeeping.verification.scheme_lists import check_lists
from warehouse.schemes.scheme_documents import read_documents
from warehouse.schemes.scheme_files import load_scheme
from warehouse.store import Store


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store whose scheme has three versions, with changed units, points and a column."""
    home = tmp_path_factory.mktemp("revised") / "home"
    store = open_store(home, create=True)
    install_schemes(store, [load_scheme(SCHEMES / SCHEME)])
    change_scheme(store, 1)
    change_scheme(store, 2)
    check_sound(store)  # before reopening, which changes the layout of the views' texts
    store.close()
    store = open_store(home)
    yield store
    store.close()


def check_sound(store: Store) -> None:
    with store.reader() as cursor:
        for checked in (
            check_text(cursor, read_documents(cursor)),
            check_lists(cursor, read_documents(cursor)),
        ):
            assert not checked.findings and not checked.left_out and len(checked.compared) == 1


def test_nothing_is_found_in_an_untouched_store(revised: Store) -> None:
    check_sound(revised)


def test_nothing_is_found_in_the_shipped_schemes(prepared_home: Path, tmp_path: Path) -> None:
    store = open_store(copy_home(prepared_home, tmp_path / "home"))
    check_sound(store)
    store.close()


def test_nothing_is_found_however_often_the_file_is_written(
    prepared_home: Path, tmp_path: Path
) -> None:
    """A view whose text changes from one opening to the next would forbid every backup."""
    home = copy_home(prepared_home, tmp_path / "home")
    for _ in range(3):
        with duckdb.connect(str(home / FILE_NAME), config=SETTINGS) as connection:
            connection.execute("create table written (a integer)")
            connection.execute("force checkpoint")
            connection.execute("drop table written")
        store = open_store(home)
        check_sound(store)
        store.close()


TEXTS = {
    "a view added": (
        "create view best as from unit_score", "多了视图“best”，不是本程序建立的。"
    ),
    "a figure in a view": (
        "create or replace view check_units_on_roster as from batch_history where 1 = 2",
        "视图“check_units_on_roster”的定义被改动过，与本程序的不同。",
    ),
    "a scoring view replaced": (
        "create or replace view standing as select * from standing_change",
        "视图“standing”的定义被改动过，与本程序的不同。",
    ),
    "a scheme's view replaced": (
        f'create or replace view "{SCHEME}".standing_yx_event as from "{SCHEME}".yx_event',
        f"视图“{SCHEME}.standing_yx_event”的定义被改动过，与本程序的不同。",
    ),
    "a view dropped": ("drop view loss_map", "视图“loss_map”不见了，本程序需要它。"),
    "a check dropped": (
        "drop table decision; create table decision (decision_id integer primary key,"
        " objection_id integer not null, outcome varchar not null, points decimal(9, 2) not null,"
        " month date not null, batch_id integer, reason varchar not null, actor varchar not null,"
        " decided_at timestamp not null)",
        "数据表“decision”的定义被改动过，与本程序的不同：缺少“CHECK(",
    ),
    "a column's type": (
        "alter table seal_change alter reason set data type integer using 1",
        "数据表“seal_change”的定义被改动过，与本程序的不同："
        "缺少“reason VARCHAR NOT NULL”、多了“reason INTEGER NOT NULL”。",
    ),
    "a scheme's column": (
        f'alter table "{SCHEME}".yx_check add column extra integer',
        f"数据表“{SCHEME}.yx_check”的定义被改动过，与本程序的不同：多了“extra INTEGER”。",
    ),
    "a default": (
        "alter table setting alter value set default 'on'",
        "数据表“setting”的定义被改动过，与本程序的不同",
    ),
    "a table": ("create table extra (a integer)", "多了数据表“extra”，不是本程序建立的。"),
    "an index": (
        "create index faster on source_row (batch_id)", "多了索引“faster”，不是本程序建立的。"
    ),
    "a sequence": ("create sequence numbers", "多了序列“numbers”，不是本程序建立的。"),
    "a macro in the place of a function": (
        "create macro sum(one) as 0", "多了函数“sum”，不是本程序建立的。"
    ),
    "a macro in the place of the catalog": (
        "create macro duckdb_views() as table select 1 as one",
        "多了函数“duckdb_views”，不是本程序建立的。",
    ),
    "a type": ("create type mood as enum ('a')", "多了类型“mood”，不是本程序建立的。"),
    "a schema": ("create schema other", "多了模式“other”，不是本程序建立的。"),
    "the months that a month sees": (
        "delete from visible_month where as_of = 3", "表 visible_month 的内容与本程序写入的不同"
    ),
    "the digest of the views": (
        "update view_set set sha256 = ''", "表 view_set 的内容与本程序写入的不同"
    ),
}  # fmt: skip


def test_every_change_of_a_definition_is_named(revised: Store) -> None:
    with revised.reader() as cursor:
        for sql, _ in TEXTS.values():
            cursor.execute(sql).fetchall()
        findings = check_text(cursor, read_documents(cursor)).findings
    for change, (_, said) in TEXTS.items():
        assert [said in one.said for one in findings].count(True) == 1, (change, findings)
    assert len(findings) == len(TEXTS)


OF = f"where scheme_id = '{SCHEME}'"
NUMBER = "(select unit_id from unit where unit_name = '{0}')"
LISTS = {
    "where a year begins": (
        f"update scheme_calendar set months_before = 1 {OF}",
        "考核年度（方案 invented-2023）与登记的方案不符："
        "年度开始前的月数登记的是“24276”，存着“1”。",
    ),
    "the points of an assessment": (
        f"update assessment set full_points = 20 {OF} and assessment_id = '2'",
        "考核“2”（方案 invented-2023）与登记的方案不符：满分登记的是“100”，存着“20.00”。",
    ),
    "the points of an indicator": (
        f"update indicator set full_points = 99 {OF} and indicator_id = '1.1'",
        "指标“1、1.1”（方案 invented-2023）与登记的方案不符：满分登记的是“",
    ),
    "the name of a form": (
        f"update dataset set title = '别的表' {OF} and dataset_key = 'yx_work'",
        "报表“yx_work”（方案 invented-2023）与登记的方案不符：名称登记的是“日常工作月报表”，"
        "存着“别的表”。",
    ),
    "a place in a roster": (
        f"delete from roster where assessment_id = '1' and unit_id = {NUMBER.format('丙镇')}",
        "考核名单“1、丙镇”（方案 invented-2023）不见了，登记的方案里有。",
    ),
    "one more in a roster": (
        f"insert into roster values ('{SCHEME}', '2', {NUMBER.format('戊镇')}, 9)",
        "考核名单“2、戊镇”（方案 invented-2023）是多出来的，登记的方案里没有。",
    ),
    "a number without a unit in a roster": (
        f"insert into roster values ('{SCHEME}', '1', 999, 9)",
        "考核名单“1、#999”（方案 invented-2023）是多出来的，登记的方案里没有。",
    ),
    "the kind of a unit": (
        "update unit set kind = 'zone' where unit_name = '丙镇'",
        "单位“丙镇”（方案 invented-2023）与登记的方案不符：类别登记的是“town”，存着“zone”。",
    ),
    "the kind of a unit that left": (
        "update unit set kind = 'zone' where unit_name = '戊镇'",
        "单位“戊镇”（方案 invented-2023）与登记的方案不符",
    ),
    "the months of a unit": (
        "update unit set to_month = 6 where unit_name = '丁镇'",
        "单位“丁镇”（方案 invented-2023）与登记的方案不符：截止月登记的是“12”，存着“6”。",
    ),
    "a unit's quota": (
        f"update unit_attribute set attribute_value = 0 where unit_id = {NUMBER.format('丙镇')}"
        " and attribute_key = 'monthly_visit_quota'",
        "单位数据“丙镇、monthly_visit_quota、1”（方案 invented-2023）与登记的方案不符："
        "数值登记的是“1.000000”，存着“0.000000”。",
    ),
    "a scheme that nobody registered": (
        "insert into assessment select * replace ('other-2023' as scheme_id) from assessment"
        " where assessment_id = '1'",
        "考核“1”（方案 other-2023）是多出来的，登记的方案里没有。",
    ),
}


def test_every_change_of_a_list_is_named(revised: Store) -> None:
    with revised.reader() as cursor:
        for sql, _ in LISTS.values():
            cursor.execute(sql).fetchall()
        findings = check_lists(cursor, read_documents(cursor)).findings
    for change, (_, said) in LISTS.items():
        assert [said in one.said for one in findings].count(True) == 1, (change, findings)
    assert len(findings) == len(LISTS)


def test_a_unit_with_another_number_is_named(revised: Store) -> None:
    """Rows of files refer to a unit by its number, so another number gives other points."""
    with revised.reader() as cursor:
        cursor.execute("update unit set unit_id = 100 where unit_name = '丙镇'").fetchall()
        said = [one.said for one in check_lists(cursor, read_documents(cursor)).findings]
    assert "考核名单“1、丙镇”（方案 invented-2023）不见了，登记的方案里有。" in said


NEWER = "replace(document, '\"from\":45', '\"from\":35')"
DOCUMENTS = {
    "another document": (
        f"update scheme_version set document = {NEWER} where version = 2",
        "方案“invented-2023”第2版被改动过：与登记时的 SHA-256 不符。",
    ),
    "another document with its digest": (
        f"update scheme_version set document = {NEWER}, sha256 = sha256({NEWER}) where version = 3",
        "方案“invented-2023”第3版与操作记录里装入时的不符：被改动过。",
    ),
    "a version less": (
        "delete from scheme_version where version = 1",
        "方案“invented-2023”第1版不见了，而操作记录里有装入的一条。",
    ),
    "a version more": (
        "insert into scheme_version select * replace (4 as version) from scheme_version"
        " where version = 2",
        "方案“invented-2023”登记了4版，操作记录里只装入过3版。",
    ),
    "a version of another scheme": (
        "update scheme_version set scheme_id = 'other-2023' where version = 3",
        "方案“other-2023”的登记内容写的是另一个方案。",
    ),
}


@pytest.mark.parametrize("change", DOCUMENTS)
def test_a_change_of_a_document_is_named(revised: Store, change: str) -> None:
    sql, said = DOCUMENTS[change]
    with revised.reader() as cursor:
        cursor.execute(sql).fetchall()
        findings = check_lists(cursor, read_documents(cursor)).findings
    assert [one.said for one in findings if one.check == "schemes"].count(said) == 1, findings


def test_a_document_that_this_program_cannot_read_is_left_out(revised: Store) -> None:
    with revised.reader() as cursor:
        cursor.execute("update scheme_version set document = '{}', sha256 = sha256('{}')"
                       " where version = 1").fetchall()  # fmt: skip
        text, lists = (
            check_text(cursor, read_documents(cursor)),
            check_lists(cursor, read_documents(cursor)),
        )
    assert not text.findings and SCHEME in text.left_out[0] and SCHEME in lists.left_out[0]
    assert [one.check for one in lists.findings] == ["schemes"]


def test_entries_of_earlier_programs_name_no_version(revised: Store) -> None:
    with revised.reader() as cursor:
        cursor.execute(
            "update audit_entry set detail = json_object('scheme', detail->>'scheme')"
            " where action = 'load_scheme'"
        ).fetchall()
        assert not check_lists(cursor, read_documents(cursor)).findings
