"""Issuing keeps everything in one transaction, seals the month, and can always be recomputed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.repository import SCHEMES
from tests.warehouse.editions.county import (
    CASES,
    FIRST,
    OFFICE,
    SCHEME,
    SECOND,
    THIRD,
    TOWN,
    UNIT,
    change_scheme,
    decide,
    find_unsound,
    issue,
    land_work,
    object_to,
)
from tests.warehouse.walk import change, only_refused, query, read_state, revert
from warehouse.database.connection import ORIGINALS
from warehouse.editions.archive import read_editions, read_kept_content
from warehouse.editions.content import digest, to_canonical
from warehouse.editions.issuing import issue_edition, prepare_edition
from warehouse.editions.recomputing import recompute_edition, verify_edition
from warehouse.editions.sealing import seal_month, unseal_month
from warehouse.faults import Refused, StoreUnavailable
from warehouse.home.opening import open_store
from warehouse.objections import Claim, withdraw_objection
from warehouse.results.scheme_changes import choose, install_schemes
from warehouse.results.scores import read_ledger, read_scores
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.schemes.scheme_files import load_scheme
from warehouse.store import Store

BULLETIN = ("2023年2月通报.docx", b"PK\x03\x04 a bulletin that prints the hash")


def test_an_edition_keeps_what_was_published_with_its_inputs(county: Store) -> None:
    content = read_kept_content(county, issue(county, SECOND))
    assert content["results"] == read_scores(county, SCHEME, SECOND)["units"]
    inputs = {(form["dataset"], form["month"]): form for form in content["inputs"]}
    files = [(file["dataset"], file["month"]) for file in CASES["file"] if file["month"] <= SECOND]
    assert sorted(inputs) == sorted(files)
    stored = dict(query(county, "select batch_id, sha256 from batch"))
    assert all(form["sha256"] == stored[form["batch"]] for form in inputs.values())
    assert content["edition"] == {"number": 1, "revision": 1, "predecessor": None}
    lines = [
        line for line in content["ledger"] if line["unit"] == UNIT and line["assessment"] == "1"
    ]
    published = read_ledger(county, SCHEME, "1", UNIT, SECOND)
    assert sorted((line["reason"], line["points"]) for line in lines) == sorted(
        (line["reason"], line["points"]) for line in published
    )


def test_the_canonical_form_has_no_floats_and_reads_back_to_the_same_bytes(county: Store) -> None:
    prepared = prepare_edition(county, SCHEME, THIRD)

    def refuse(text: str) -> Any:
        raise AssertionError(f"a float: {text}")

    assert to_canonical(json.loads(prepared.canonical, parse_float=refuse)) == prepared.canonical
    assert hashlib.sha256(prepared.canonical).hexdigest() == prepared.sha256


def test_issuing_seals_the_month_and_keeps_the_documents(county: Store) -> None:
    prepared = prepare_edition(county, SCHEME, SECOND)
    edition = issue_edition(county, prepared, OFFICE, [BULLETIN])
    assert edition.sha256 == prepared.sha256 and edition.name == "2023年2月第1版"
    assert county.read_original(edition.documents[0].sha256) == BULLETIN[1]
    with pytest.raises(Refused, match="已封存"):
        land_work(county, SECOND, "9")
    assert query(county, "select edition_id from seal_change") == [(1,)]
    assert query(county, "select action from audit_entry order by entry_id desc limit 3") == [
        ("refused",),
        ("issue",),
        ("seal",),
    ]


def test_a_month_without_data_is_not_issued(tmp_path: Path) -> None:
    empty = open_store(tmp_path / "empty", create=True)
    install_schemes(empty, [load_scheme(SCHEMES / SCHEME)])
    with pytest.raises(Refused, match="尚无数据"):
        prepare_edition(empty, SCHEME, SECOND)
    empty.close()


def test_a_month_that_was_sealed_by_hand_can_be_issued_but_an_issued_one_only_after_unsealing(
    county: Store,
) -> None:
    seal_month(county, SCHEME, SECOND, OFFICE)
    issue(county, SECOND)
    with pytest.raises(Refused, match="2023年2月第1版已印发并封存"):
        prepare_edition(county, SCHEME, SECOND)
    unseal_month(county, SCHEME, SECOND, OFFICE)
    assert issue(county, SECOND).revision == 2


@pytest.mark.parametrize("act", ["land", "choose", "scheme", "decide", "issue", "earlier"])
def test_what_changes_between_preparing_and_issuing_stops_it_whole(county: Store, act: str) -> None:
    number = object_to(county, Claim(SCHEME, SECOND, "1", UNIT, "1.2"))
    prepared = prepare_edition(county, SCHEME, SECOND)
    if act == "land":
        land_work(county, SECOND, "9")
    elif act == "choose":
        choose(county, SCHEME, "percent_step", "started", actor="甲", reason="测试")
    elif act == "scheme":
        change_scheme(county, 2)
    elif act == "decide":
        decide(county, number, "1")
    elif act == "issue":
        issue(county, FIRST)
    else:
        land_work(county, FIRST, "9")
    with only_refused(county), pytest.raises(Refused, match="又有变动"):
        issue_edition(county, prepared, OFFICE, [BULLETIN])
    assert not query(county, "select 1 from edition where sha256 = ?", prepared.sha256)


def test_what_has_no_bearing_on_the_month_does_not_stop_it(county: Store) -> None:
    prepared = prepare_edition(county, SCHEME, SECOND)
    land_work(county, THIRD, "9")
    issue_edition(county, prepared, OFFICE)
    assert not find_unsound(county)


def test_a_document_that_cannot_be_written_leaves_nothing_issued(
    county: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = prepare_edition(county, SCHEME, SECOND)
    keep = county.keep_original

    def fail_on_document(content: bytes) -> str:
        if content == BULLETIN[1]:
            raise StoreUnavailable("磁盘已满")
        return keep(content)

    monkeypatch.setattr(county, "keep_original", fail_on_document)
    before = read_state(county)
    with pytest.raises(StoreUnavailable):
        issue_edition(county, prepared, OFFICE, [BULLETIN])
    assert read_state(county) == before and not query(county, "from edition")


def test_a_document_number_stands_for_one_month(county: Store) -> None:
    def issue_under(month: str) -> None:
        marks = {"document_number": "云政办发〔2023〕7号"}
        issue_edition(county, prepare_edition(county, SCHEME, month), OFFICE, (), marks)

    issue_under(FIRST)
    with pytest.raises(Refused, match="7号已用于2023年01月的通报"):
        issue_under(SECOND)
    unseal_month(county, SCHEME, FIRST, OFFICE)
    issue_under(FIRST)


def test_a_failure_in_the_middle_of_issuing_leaves_nothing_issued(
    county: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are kept before the transaction ends: a failure leaves at most an unused file."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    prepared = prepare_edition(county, SCHEME, SECOND)
    before = read_state(county)
    with monkeypatch.context() as patch:
        patch.setattr("warehouse.editions.issuing.set_seal", fail)
        with pytest.raises(ZeroDivisionError):
            issue_edition(county, prepared, OFFICE, [BULLETIN])
    assert read_state(county) == before and not query(county, "from edition")
    assert issue_edition(county, prepared, OFFICE, [BULLETIN]).sha256 == prepared.sha256


def test_editions_recompute_after_everything_has_changed(county: Store) -> None:
    """No later scheme, roster, interpretation, import, revert or adjustment changes an edition."""
    kept: dict[int, bytes] = {}

    def remember(month: str) -> None:
        edition = issue(county, month)
        kept[edition.number] = county.read_original(edition.sha256)
        unseal_month(county, SCHEME, month, OFFICE)

    remember(FIRST)
    remember(SECOND)
    number = object_to(county, Claim(SCHEME, SECOND, "2", TOWN, "K1"))
    decide(county, number, "4.50")
    remember(SECOND)
    change_scheme(county, 1)
    remember(SECOND)
    landed = land_work(county, FIRST, "7")
    choose(county, SCHEME, "percent_step", "started", actor="甲", reason="测试")
    remember(FIRST)
    change_scheme(county, 2)
    revert(county, landed)
    withdraw_objection(county, number, OFFICE)
    remember(SECOND)
    choose(county, SCHEME, "extra_points", "beyond_full", actor="甲", reason="测试")
    change_scheme(county, 3)
    remember(THIRD)
    for edition, issued in kept.items():
        assert recompute_edition(county, edition) == issued, edition
    assert len({digest(content) for content in kept.values()}) == len(kept) == 7
    assert not find_unsound(county)


def test_what_was_known_after_a_batch_stays_as_it_was_when_the_roster_changes(
    county: Store,
) -> None:
    batch = query(county, "select max(batch_id) from batch")[0][0]
    then = read_scores(county, SCHEME, THIRD)
    ledger = read_ledger(county, SCHEME, "1", "云溪县乙局", THIRD)
    change_scheme(county, 1)
    number = query(county, "select max(version) from scheme_version")[0][0]
    assert number == 2 and "戊镇" in str(read_scores(county, SCHEME, THIRD)["units"])
    assert read_scores(county, SCHEME, THIRD, known_at=batch) == then
    assert read_ledger(county, SCHEME, "1", "云溪县乙局", THIRD, known_at=batch) == ledger


@pytest.mark.parametrize(
    ("sql", "places"),
    [
        ("update batch set sha256 = 'x' where batch_id = 1", "inputs"),
        ("update interpretation_choice set reason = 'x'", None),
        (
            f'update "{SCHEME}".yx_work set posts = 40 where batch_id = 1',
            "rows_sha256|inputs",
        ),
        ("update source_file set first_name = 'x'", None),
    ],
)
def test_facts_that_were_edited_behind_the_products_back_are_reported(
    county: Store, sql: str, places: str | None
) -> None:
    number = issue(county, SECOND, BULLETIN).number
    change(county, sql)
    problem = verify_edition(county, number).problem
    if places is None:
        assert problem is None
    else:
        assert problem and "印发时" in problem
        assert any(f"/{place}/" in problem for place in places.split("|")), problem


def test_a_kept_file_that_was_changed_or_lost_is_reported(county: Store) -> None:
    edition = issue(county, SECOND, BULLETIN)
    document = county.home / ORIGINALS / edition.documents[0].sha256
    document.write_bytes(b"another text")
    problem = str(verify_edition(county, edition.number).problem)
    assert problem.startswith("文件“2023年2月通报.docx”")
    assert "被改动" in problem
    document.unlink()
    assert "不见了" in str(verify_edition(county, edition.number).problem)


@pytest.mark.parametrize(
    "sql",
    [
        "delete from edition",
        "update edition set reason = 'other'",
        "update edition set actor = 'other'",
        "delete from edition_document",
        "update month_state set is_sealed = false",
        f'update "{SCHEME}".yx_work set posts = posts + 1',
    ],
)
def test_what_was_issued_cannot_be_changed_unseen(county: Store, sql: str) -> None:
    issue(county, SECOND, BULLETIN)
    with county.writer("load_scheme") as cursor:
        cursor.execute(sql).fetchall()
    assert verify_store(county).verdict == "differs"


def test_the_store_proves_sound_with_editions_and_adjustments(county: Store) -> None:
    issue(county, SECOND, BULLETIN)
    unseal_month(county, SCHEME, SECOND, OFFICE)
    decide(county, object_to(county, Claim(SCHEME, SECOND, "2", TOWN, "K1")), "4.50")
    land_work(county, THIRD, "2")
    assert verify_store(county).findings == ()


def test_editions_are_listed_with_number_hash_who_and_when(county: Store) -> None:
    first = issue(county, SECOND, reason="二月通报")
    unseal_month(county, SCHEME, SECOND, OFFICE)
    second = issue(county, SECOND, BULLETIN)
    with county.reader() as cursor:
        assert read_editions(cursor) == [first, second]
    assert (first.actor, first.reason, second.predecessor) == ("办公室", "二月通报", 1)
