"""The quick depth finds changes made outside the product, whatever acts follow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import copy_home, reading_here
from tests.warehouse.editions.county import SCHEME, THIRD, land_work
from tests.warehouse.safekeeping.verification.forging import (
    EXEMPT,
    REFUSED,
    list_changes,
    try_change,
)
from warehouse.access.accounts import insert_account, read_account
from warehouse.accounts.account_acts import switch_account
from warehouse.check_results import CheckReport
from warehouse.database.audit import Entry, find_break, read_entries, seal_entry
from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME
from warehouse.database.audit_copy_lines import write_entry, write_stands
from warehouse.database.connection import connect
from warehouse.home.opening import open_store
from warehouse.importing.import_file import revert_batch
from warehouse.safekeeping.backups import verify_home
from warehouse.safekeeping.verification.recorded_rows import read_rows
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.store import Store


@pytest.fixture
def home(forged_home: Path, tmp_path: Path) -> Path:
    return copy_home(forged_home, tmp_path / "home")


@pytest.fixture
def opened(home: Path) -> Iterator[Store]:
    store = open_store(home)
    yield store
    store.close()


def change(home: Path, sql: str) -> None:
    """Change a closed store by SQL."""
    connection = connect(home / "kaohe.duckdb")
    connection.execute(sql).fetchall()
    connection.close()


def prove_quickly(home: Path) -> CheckReport:
    store = open_store(home)
    try:
        return verify_store(store, "quick")
    finally:
        store.close()


def test_every_change_of_a_table_is_found(opened: Store) -> None:
    with opened.reader() as cursor:
        changes = list_changes(cursor)
    held = [one for one in changes if (one.table, one.what) not in EXEMPT]
    found = {(one.table, one.what): try_change(opened, one) for one in held}
    assert [change for change, check in found.items() if check == ""] == []
    refused = {change for change, check in found.items() if check is None}
    assert {table for table, _ in found.keys() - refused} == {one.table for one in changes}
    assert refused <= REFUSED.keys()


def test_an_untouched_store_is_sound_at_both_depths(opened: Store) -> None:
    for depth in ("quick", "full"):
        proof = verify_store(opened, depth)
        assert (proof.verdict, proof.findings, proof.depth) == ("sound", (), depth)
        assert proof.compared
        assert bool(proof.left_out) == (depth == "quick")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (f'update "{SCHEME}".yx_work set posts = posts + 1 where batch_id = 1', "报表数据"),
        ("update source_row set cells = list_append(cells, '9') where batch_id = 1", "报表数据"),
        ("update batch set actor = '别人' where batch_id = 1", "批次“1”"),
        ("update seal_change set reason = '别的'", "封存和解除封存"),
        ("update account set role = 'admin'", "账号“leader-zhang”"),
        ("update setting set value = '600'", "设置“idle_minutes”"),
        ("delete from setting", "设置“idle_minutes”"),
        ("update ledger set reason = reason || '。' where as_of = 3", "得分明细"),
        ("insert into setting values ('importer_may_not_seal', 'false', now()::timestamp)", "没有"),
        (
            "insert into account select 99, 'li', 'li', 'admin', [], password_hash, false, null,"
            " [], true, null, null, 1, created_at, changed_at from account limit 1",
            "账号“li”没有操作记录",
        ),
    ],
)
def test_the_finding_names_what_was_changed(home: Path, sql: str, said: str) -> None:
    change(home, sql)
    proof = prove_quickly(home)
    assert proof.verdict == "differs"
    assert any(said in one.said for one in proof.findings if one.check == "rows")


def test_acts_that_follow_do_not_hide_a_changed_fact(home: Path) -> None:
    change(home, f'update "{SCHEME}".yx_work set posts = posts + 1')
    store = open_store(home)
    with reading_here():
        batch = land_work(store, THIRD, "3")
    revert_batch(store, batch, actor="张科", reason="试")
    proof = verify_store(store, "quick")
    store.close()
    assert proof.verdict == "differs"
    assert any("报表数据" in one.said for one in proof.findings)


def test_an_act_on_a_changed_row_does_not_make_it_good(home: Path) -> None:
    change(home, "update account set role = 'staff' where name = 'leader-zhang'")
    store = open_store(home)
    switch_account(store, "leader-zhang", is_enabled=False)
    proof = verify_store(store, "quick")
    store.close()
    (said,) = [one.said for one in proof.findings]
    assert "账号“leader-zhang”" in said and "之前被改动过" in said


def test_the_entry_of_a_landing_has_the_digests_of_its_rows(opened: Store) -> None:
    with opened.reader() as cursor:
        entries = read_entries(cursor)
    landings = [one for one in entries if one.action == "land"]
    assert landings
    for one in landings:
        number = json.loads(one.detail)["batch"]
        assert {f"batch {number}", f"rows {number}"} <= read_rows(one.detail).keys()
    assert find_break(entries) is None


def test_a_change_without_an_entry_is_found(opened: Store) -> None:
    with opened.writer("manage_accounts") as cursor:
        insert_account(cursor, replace(read_account(cursor, "leader-zhang"), name="wang"))
    assert any("wang" in one.said for one in verify_store(opened, "quick").findings)


def test_a_store_of_an_earlier_program_is_taken_stock_of_once(home: Path) -> None:
    strip_digests(home)
    change(
        home, "update batch set actor = '别人' where batch_id = 1"
    )  # changes before the first digest cannot be found
    store = open_store(home)
    with store.reader() as cursor:
        head = read_entries(cursor)[-1]
    assert (head.actor, head.action) == ("系统", "record_all_rows")
    assert verify_store(store, "quick").verdict == "sound"
    store.close()
    change(home, "update batch set actor = '另一人' where batch_id = 1")
    change(home, "delete from schema_migration where number = 8")
    store = open_store(home)  # repeating the migration does not hide the change
    with store.reader() as cursor:
        assert read_entries(cursor)[-1] == head
    assert any("批次“1”" in one.said for one in verify_store(store, "quick").findings)
    store.close()


def strip_digests(home: Path) -> None:
    """Leave a store as a program without digests would."""
    store = open_store(home)
    with store.writer("load_scheme") as cursor:
        entries = read_entries(cursor)
        details = {one.number: json.loads(one.detail) for one in entries}
        for told in details.values():
            told.pop("rows", None)
        digest = "0" * 64
        for one in entries:
            text = json.dumps(details[one.number], ensure_ascii=False, sort_keys=True)
            digest = seal_entry(digest, one.number, one.actor, one.action, text, one.happened_at)
            cursor.execute(
                "update audit_entry set detail = ?, digest = ? where entry_id = ?",
                [text, digest, one.number],
            ).fetchall()
        cursor.execute("delete from schema_migration where number = 8").fetchall()
    with store.reader() as cursor:
        entries = read_entries(cursor)
    store.close()
    write_copy(home, entries)


def write_copy(home: Path, entries: list[Entry]) -> None:
    """Write the audit copy of these entries."""
    lines = [*map(write_entry, entries), write_stands(entries[-1])]
    (home / COPY_FOLDER / COPY_NAME).write_bytes(b"".join(line + b"\n" for line in lines))


def test_a_later_scoring_does_not_make_changed_scores_good(home: Path) -> None:
    change(home, "update ledger set reason = '' where as_of = 1 and assessment_id = '1'")
    store = open_store(home)
    with reading_here():
        land_work(store, THIRD, "3")  # rewrites the scores of the same assessment since March
    proof = verify_store(store, "quick")
    store.close()
    assert any("得分明细" in one.said for one in proof.findings)


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        (f"update assessment set full_points = 1 where scheme_id = '{SCHEME}'", "lists"),
        ("create or replace view standing as select * from standing_change", "text"),
    ],
)
def test_a_pass_line_and_a_scoring_view_are_held(home: Path, sql: str, check: str) -> None:
    change(home, sql)
    proof = prove_quickly(home)
    assert check in {one.check for one in proof.findings}


def test_reverting_and_coming_back_does_not_make_a_changed_fact_good(home: Path) -> None:
    change(home, f'update "{SCHEME}".yx_check set tidiness_points = 9 where batch_id = 4')
    store = open_store(home)
    undone = revert_batch(store, 4, actor="张科", reason="试")
    revert_batch(store, undone, actor="张科", reason="再试")
    proof = verify_store(store, "quick")
    store.close()
    assert any("报表数据，批次“4”" in one.said for one in proof.findings)


def test_who_seals_the_record_again_is_found_by_its_copy(home: Path) -> None:
    change(home, "update account set role = 'admin' where name = 'leader-zhang'")
    lines = (home / COPY_FOLDER / COPY_NAME).read_bytes()
    strip_digests(home)  # reseals the whole record, as a forger who recomputes the digests must
    (home / COPY_FOLDER / COPY_NAME).write_bytes(lines)
    proof = verify_home(home)
    assert "copy" in {one.check for one in proof.findings}
