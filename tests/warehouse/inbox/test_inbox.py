"""The inbox: kept on arrival without personal numbers, handled by several people, landed once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.access import make_account
from tests.warehouse.reading.personal_data.test_masked_copy import LEDGER, SECRETS
from tests.warehouse.reading.workbooks import make_xlsx
from tests.warehouse.various_landings import make_work
from warehouse.access.settings import read_settings
from warehouse.database.audit import read_entries
from warehouse.database.clock import utc_now
from warehouse.database.connection import ORIGINALS
from warehouse.faults import Denied, Refused
from warehouse.home.opening import open_store
from warehouse.importing.import_file import ImportReport, import_file, import_reading
from warehouse.importing.import_plan import ImportOptions
from warehouse.importing.reading_process import read_in_worker
from warehouse.inbox import receiving
from warehouse.inbox.cleaning import clean_inbox
from warehouse.inbox.decisions import Decisions
from warehouse.inbox.earlier_answers import recall_from_inbox
from warehouse.inbox.handling import decide, discard, land_file, take_back
from warehouse.inbox.inbox_files import InboxFile, find_file, read_inbox
from warehouse.inbox.masking import hide_personal
from warehouse.inbox.receiving import Arrival, receive_file, restore_identity
from warehouse.reading.contract import Finding
from warehouse.safekeeping.backups import back_up
from warehouse.safekeeping.restoring import restore
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.store import Store

CONTENT = make_xlsx([{"grid": LEDGER}])
"""A ledger with personal numbers in its cells."""
PLAIN = make_xlsx([{"grid": [row[:7] for row in LEDGER[:2]] + [
    ["1", "2022-05-03", "县发改局", "信息报送", "1", "未回复", "通报"]]}])  # fmt: skip


def receive(store: Store, name: str = "5月.xlsx", content: bytes = PLAIN) -> Arrival:
    return receive_file(store, name, content)


def find(store: Store, number: int) -> InboxFile:
    with store.reader() as cursor:
        file = find_file(cursor, number)
    assert file is not None
    return file


def land(store: Store, arrival: Arrival) -> ImportReport:
    options = ImportOptions(store.person.name, accept_warnings=True)
    content = store.read_original(arrival.file.kept_sha256 or "")
    return land_file(store, arrival.file, arrival.reading, content, options)


def list_acts(store: Store) -> list[str]:
    with store.reader() as cursor:
        return [entry.action for entry in read_entries(cursor)]


def test_a_file_and_what_was_decided_outlive_the_server(fresh_home: Path) -> None:
    store = open_store(fresh_home)
    arrival = receive(store)
    decisions = Decisions(
        month="2022-05",
        answers={"ambiguous_tick:kept:○": "yes"},
        answer_texts={"ambiguous_tick:kept:○": "○ → √"},
        accepted=frozenset({Finding(severity="warning", code="x", message="甲", file="5月.xlsx")}),
        reason="更正",
        forms=frozenset({"qianyang-2022:x"}),
    )
    decide(store, arrival.file, decisions)
    store.close()
    opened = open_store(fresh_home)
    file = find(opened, arrival.file.number)
    assert Decisions.from_json(file.decisions) == decisions
    assert opened.read_original(file.kept_sha256 or "") == PLAIN
    proof = verify_store(opened, "quick")
    assert (proof.verdict, proof.findings) == ("sound", ())
    assert list_acts(opened)[-2:] == ["receive_file", "decide_file"]
    opened.close()


def test_no_personal_number_of_a_waiting_file_is_in_the_home(store: Store) -> None:
    arrival = receive(store, f"5月 {SECRETS[0]}.xlsx", CONTENT)
    decide(store, arrival.file, Decisions(reason=f"按{SECRETS[0]}的要求"))
    file = find(store, arrival.file.number)
    assert file.is_masked and file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    store.close()
    for path in store.home.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not [one for one in SECRETS if one.encode() in held], path


def test_a_masked_file_lands_under_the_digest_of_what_came(store: Store) -> None:
    arrival = receive(store, content=CONTENT)
    copy = store.read_original(arrival.file.kept_sha256 or "")
    again = restore_identity(read_in_worker(copy, arrival.request), arrival.file)
    assert not again.is_personal
    options = ImportOptions("甲", accept_warnings=True)
    report = land_file(store, arrival.file, again, copy, options)
    assert report.state == "landed", report.questions
    once_more = import_file(store, "5月.xlsx", CONTENT, options)
    assert once_more.state == "already_imported"
    assert verify_store(store, "full").findings == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [("clean_in_worker", receiving.NO_COPY), ("holds_personal_numbers", receiving.UNREADABLE)],
)
def test_what_may_not_be_kept_is_listed_without_its_bytes(
    store: Store, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    def fail(content: bytes, *others: object) -> None:
        if name == "holds_personal_numbers":
            raise Refused("无法检查")

    monkeypatch.setattr(receiving, name, fail)
    content = CONTENT if name == "clean_in_worker" else b"no table"
    file = receive(store, content=content).file
    assert (file.kept_sha256, file.unkept_because) == (None, said)
    assert not list((store.home / ORIGINALS).iterdir())


def test_a_copy_that_would_be_read_otherwise_is_not_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "clean_in_worker", lambda content, request: PLAIN)
    file = receive(store, content=CONTENT).file
    assert (file.kept_sha256, file.unkept_because) == (None, receiving.READ_OTHERWISE)


def test_personal_data_that_a_later_reading_finds_are_not_kept_any_more(store: Store) -> None:
    arrival = receive(store)
    with store.writer("handle_inbox") as cursor:  # as if the columns had not been recognised
        kept = store.keep_original(CONTENT)
        cursor.execute("update inbox_file set kept_sha256 = ?", [kept]).fetchall()
    file = find(store, arrival.file.number)
    reading = read_in_worker(CONTENT, arrival.request)
    keepable = hide_personal(store, file, CONTENT, arrival.request, reading)
    assert not (store.home / ORIGINALS / kept).exists()
    assert store.read_original(find(store, file.number).kept_sha256 or "") == keepable.content
    assert keepable.reading.sha256 == reading.sha256


def test_the_second_of_two_people_learns_who_was_first(store: Store) -> None:
    one, other = (make_account(store, name, "staff") for name in ("amy", "bob"))
    file = receive(one).file
    decide(one, file, Decisions(reason="更正"))
    with pytest.raises(Refused, match=r"已由amy于.*处理"):
        decide(other, file, Decisions())
    with pytest.raises(Refused, match=r"已由amy于.*处理"):
        discard(other, file)
    seen = find(other, file.number)
    assert Decisions.from_json(seen.decisions).reason == "更正"
    discard(other, seen)
    with pytest.raises(Refused, match=r"已由bob于.*移除"):
        decide(one, seen, Decisions())


def test_a_file_lands_once_and_the_state_with_it(store: Store) -> None:
    arrival = receive(store)
    assert land(store, arrival).state == "landed"
    file = find(store, arrival.file.number)
    assert file.state == "landed" and file.outcome and file.outcome.batches[0].id == 1
    assert land(store, arrival).state == "already_imported"
    for act in (discard, take_back):
        with pytest.raises(Refused, match="已导入"):
            act(store, file)


def test_a_landing_of_what_someone_else_changed_is_rolled_back(store: Store) -> None:
    arrival = receive(store)
    discard(store, arrival.file)
    with pytest.raises(Refused, match="移除"):
        land(store, arrival)
    with store.reader() as cursor:
        assert cursor.execute("select count(*) from batch").fetchall() == [(0,)]


def test_what_was_discarded_comes_back_with_its_decisions(store: Store) -> None:
    file = decide(store, receive(store).file, Decisions(month="2022-05"))
    gone = discard(store, file)
    assert gone.state == "discarded"
    back = take_back(store, gone)
    assert (back.state, back.decisions) == ("waiting", file.decisions)


def test_the_same_file_waits_once(store: Store) -> None:
    first = receive(store).file
    assert receive(store).file.number == first.number
    discard(store, first)
    assert receive(store).file.number == first.number + 1


def test_the_answers_to_the_last_file_of_the_name_hold_for_the_corrected_one(store: Store) -> None:
    answers = {"ambiguous_tick:kept:○": "yes", "month_missing:表": "2022-05"}
    decide(store, receive(store).file, Decisions(answers=answers, answer_texts=dict(answers)))
    other = make_xlsx([{"grid": [*LEDGER[:2], ["1", "2022-05-04", "县发改局", "信息报送", "1"]]}])
    decisions = Decisions.from_json(receive(store, content=other).file.decisions)
    assert decisions.answers == {"ambiguous_tick:kept:○": "yes"}


@pytest.mark.parametrize(
    ("forms", "offered"), [({"qianyang-2022:qy_deductions"}, True), ({"other:form"}, False)]
)
def test_answers_of_the_form_are_offered_under_any_name(
    store: Store, forms: set[str], offered: bool
) -> None:
    question = Finding(
        severity="question", code="ambiguous_tick", message="", file="",
        id="ambiguous_tick:kept:○", options=("yes", "no"),
    )  # fmt: skip
    first = receive(store, "一.xlsx").file
    decide(store, first, Decisions(answers={question.id or "": "no"}, forms=frozenset(forms)))
    arrival = receive(store, "二.xlsx")
    options = ImportOptions("甲", dry_run=True)
    report = import_reading(store, arrival.reading, PLAIN, options)
    table = report.reading.tables[0].model_copy(update={"dataset": "qy_deductions"})
    reading = report.reading.model_copy(update={"tables": (table,)})
    report = replace(report, reading=reading, questions=[question])
    with store.reader() as cursor:
        found = recall_from_inbox(cursor, arrival.file, report)
    assert [one.answer for one in found.values()] == (["no"] if offered else [])


def test_units_and_leaders_do_not_handle_the_inbox(store: Store) -> None:
    file = receive(store).file
    unit = make_account(store, "unit", "unit", [("qianyang-2022", "县发改局")])
    leader = make_account(store, "lead", "leader")
    for other in (unit, leader):
        with pytest.raises(Denied, match="不能处理待导入文件"):
            receive(other)
        with pytest.raises(Denied, match="不能处理待导入文件"):
            discard(other, file)
    with unit.reader() as cursor:
        assert read_inbox(cursor) == []


def test_a_backup_carries_the_inbox(store: Store) -> None:
    file = receive(store).file
    folder = back_up(store)
    discard(store, file)
    home = store.home
    store.close()
    restore(home, folder, actor="甲", reason="试")
    opened = open_store(home)
    assert find(opened, file.number).state == "waiting"
    assert opened.read_original(file.kept_sha256 or "") == PLAIN
    opened.close()


def test_work_of_this_county_is_received_like_any_other(county: Store) -> None:
    arrival = receive(county, "6月.xlsx", make_xlsx([{"grid": make_work(6)}]))
    assert arrival.reading.tables and not arrival.file.is_masked


def test_the_inbox_is_cleaned_by_its_rule(store: Store) -> None:
    landed, discarded, waiting, newest = (
        receive(store, f"{name}.xlsx", PLAIN if name == "甲" else make_plain(name)).file
        for name in "甲乙丙丁"
    )
    with store.reader() as cursor:
        days = read_settings(cursor)["inbox_days"]
    land(store, receive(store, "甲.xlsx"))
    discard(store, discarded)
    discard(store, newest)
    orphan = store.keep_original(b"left by a server that was killed")
    assert clean_inbox(store, utc_now() + timedelta(days=days - 1)) == 0
    assert not (store.home / ORIGINALS / orphan).exists()
    assert store.read_original(discarded.kept_sha256 or "")
    assert clean_inbox(store, utc_now() + timedelta(days=days + 1)) == 2
    with store.reader() as cursor:
        left = [file.number for file in read_inbox(cursor)]
    assert left == [waiting.number, newest.number]  # the newest keeps its number from others
    kept = {path.name for path in (store.home / ORIGINALS).iterdir()}
    assert kept == {landed.sha256, waiting.kept_sha256, newest.kept_sha256}
    assert list_acts(store)[-1] == "clean_inbox"
    assert verify_store(store, "quick").findings == ()


def make_plain(word: str) -> bytes:
    """Return a workbook that no other word gives."""
    return make_xlsx([{"grid": [["说明"], [word]]}])
