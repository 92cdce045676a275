"""Contacts: what is taken, who may see it, and where a person or number must never stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from scoring.scheme import Scheme
from tests.access import hash_cheaply, make_account, read_detail
from tests.conftest import copy_home
from tests.warehouse.walk import query
from warehouse.contacts.contact import Contact, Subject, make_contact, mask_telephone
from warehouse.contacts.contact_acts import (
    drop_contact,
    keep_contacts,
    list_contacts,
    look_up_contact,
)
from warehouse.contacts.contact_table import read_contact_table
from warehouse.database.audit import read_entries
from warehouse.database.audit_pace import ENTRIES_A_MINUTE
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import back_up
from warehouse.safekeeping.restoring import restore
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

SCHEME, UNIT, FORM = "jiangxian-2021", "县财政局", "jx1_progress"
TITLE = "优化营商环境工作推进情况"
PERSON, NUMBER = "张三", "13835912345"
OF_UNIT, OF_FORM = Subject("unit", UNIT), Subject("form", FORM)
KEPT = Contact(OF_UNIT, PERSON, NUMBER)


@pytest.fixture
def scheme(store: Store) -> Scheme:
    with store.reader() as cursor:
        return read_scheme(cursor, SCHEME)


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("13835912345", "138****2345"),
        ("0000-6543210转8", "000*-***3210转8"),
        ("+86 138 3591 2345", "+86 1** **** 2345"),
        ("6522345、6522346", "***2345、***2346"),
        ("110", "110"),
    ],
)
def test_a_list_shows_a_part_of_a_number(written: str, masked: str) -> None:
    assert mask_telephone(written) == masked


@pytest.mark.parametrize(
    "written", ["", "12", "见附件", "142729198001011234", "142729 19800101 1234", "1" * 41, "138a"]
)
def test_what_is_no_telephone_number_is_refused_without_repeating_it(
    scheme: Scheme, written: str
) -> None:
    with pytest.raises(WrongCall) as caught:
        make_contact(scheme, OF_UNIT, PERSON, written)
    assert not written or written not in str(caught.value)


def test_only_what_the_scheme_has_may_have_a_contact(scheme: Scheme) -> None:
    assert (
        make_contact(scheme, OF_FORM, " 李四 ", "０３５９６５２２３４５").telephone == "03596522345"
    )
    for subject in (Subject("unit", "没有的局"), Subject("form", UNIT)):
        with pytest.raises(WrongCall):
            make_contact(scheme, subject, PERSON, NUMBER)
    with pytest.raises(WrongCall):
        make_contact(scheme, OF_UNIT, "  ", NUMBER)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        (
            f"单位\t责任人\t电话\n{UNIT}\t{PERSON}\t{NUMBER}\n\n附件1 {TITLE}\t李四\t110\n",
            [OF_UNIT, OF_FORM],
        ),
        (f"{UNIT}，{PERSON}，{NUMBER}", [OF_UNIT]),
        (f"{TITLE},{PERSON},{NUMBER},备注", [OF_FORM]),
    ],
)
def test_a_pasted_table_is_read(scheme: Scheme, text: str, subjects: Sequence[Subject]) -> None:
    assert [one.subject for one in read_contact_table(scheme, text)] == subjects


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有读到"),
        ("单位\t责任人\t电话", "没有读到"),
        (f"{UNIT}\t{PERSON}", "第1行不足三列"),
        (f"附件1\t{PERSON}\t{NUMBER}", "第1行第一列"),  # of two forms
        (f"县财政\t{PERSON}\t{NUMBER}", "第1行第一列"),
        (f"{UNIT}\t{PERSON}\t{NUMBER}\n{UNIT}\t{PERSON}\t{NUMBER}", "第2行：“县财政局”前面"),
        (f"{UNIT}\t{PERSON}\t{NUMBER}\n县教育局\t{PERSON}\t无", "第2行：电话号码"),
        ("长" * 200_001, "太长"),
    ],
)
def test_of_a_wrong_table_nothing_is_taken(scheme: Scheme, text: str, said: str) -> None:
    with pytest.raises(WrongCall, match=said) as caught:
        read_contact_table(scheme, text)
    assert NUMBER not in str(caught.value) and PERSON not in str(caught.value)


def test_each_look_is_on_record_without_person_and_number(store: Store) -> None:
    keep_contacts(store, SCHEME, [KEPT, Contact(OF_FORM, "李四", "110")])
    assert look_up_contact(store, SCHEME, OF_UNIT) == KEPT
    drop_contact(store, SCHEME, OF_FORM)
    assert list_contacts(store, SCHEME) == [KEPT]
    with store.reader() as cursor:
        entries = read_entries(cursor)[-3:]
    told = [(one.action, read_detail(one)) for one in entries]
    assert told == [
        ("keep_contacts", {"scheme": SCHEME, "count": 2}),
        ("see_contacts", {"scheme": SCHEME, "unit": UNIT}),
        ("drop_contact", {"scheme": SCHEME, "dataset": FORM}),
    ]
    for path in (one for one in store.home.rglob("*") if one.is_file() and one.suffix != ".duckdb"):
        content = path.read_bytes()
        assert path.name.startswith("kaohe.duckdb") or NUMBER.encode() not in content
    assert all(PERSON not in one.detail and NUMBER not in one.detail for one in entries)


def test_who_may_not_see_contacts_sees_neither_list_nor_number(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_cheaply(monkeypatch)
    keep_contacts(store, SCHEME, [KEPT])
    unit = make_account(store, "caizheng", "unit", [(SCHEME, UNIT)])
    auditor = make_account(store, "shenji", "auditor")
    for own in (unit, auditor):
        for act in (list_contacts, lambda one, name: look_up_contact(one, name, OF_UNIT)):
            with pytest.raises(Denied):
                act(own, SCHEME)
    leader = make_account(store, "ju", "leader")
    assert look_up_contact(leader, SCHEME, OF_UNIT) == KEPT
    with pytest.raises(Denied):
        keep_contacts(leader, SCHEME, [KEPT])


def test_who_looks_up_every_number_is_stopped(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_cheaply(monkeypatch)
    keep_contacts(store, SCHEME, [KEPT])
    leader = make_account(store, "ju", "leader")
    for _ in range(ENTRIES_A_MINUTE):
        look_up_contact(leader, SCHEME, OF_UNIT)
    with pytest.raises(Refused, match="太频繁"):
        look_up_contact(leader, SCHEME, OF_UNIT)


def test_a_contact_that_is_gone_is_refused(store: Store) -> None:
    for act in (look_up_contact, drop_contact):
        with pytest.raises(Refused, match="没有这条联系人"):
            act(store, SCHEME, OF_UNIT)


def test_the_same_contact_kept_twice_has_two_digests(store: Store) -> None:
    """The record keeps digests for good; without the nonce a number could be tried against them."""
    nonces = set()
    for _ in range(2):
        keep_contacts(store, SCHEME, [KEPT])
        nonces.add(query(store, "select nonce from contact")[0][0])
    assert len(nonces) == 2


def test_a_backup_carries_contacts_and_a_changed_number_is_found(
    prepared_home: Path, tmp_path: Path
) -> None:
    home = copy_home(prepared_home, tmp_path / "home")
    store = open_store(home)
    keep_contacts(store, SCHEME, [KEPT])
    folder = back_up(store, tmp_path / "backups")
    drop_contact(store, SCHEME, OF_UNIT)
    store.close()
    restore(home, folder, actor="操作员", reason="试")
    store = open_store(home)
    assert list_contacts(store, SCHEME) == [KEPT]
    assert verify_store(store, "quick").verdict == "sound"
    with store.writer("load_scheme") as cursor:
        cursor.execute("update contact set telephone = '110'").fetchall()
    assert verify_store(store, "quick").verdict != "sound"
    store.close()
