"""Users of a unit see the boards, and otherwise only their own unit (threats D4, E3)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass, replace
from pathlib import Path
from types import GeneratorType
from typing import Any

import polars as pl
import pytest

from tests.access import bind_to_account, make_account
from tests.conftest import copy_home
from tests.warehouse.access.scope_calls import (
    CALLS,
    INSIDE,
    PUBLISHED,
    WHAT_IFS,
    Desk,
    Read,
    answering,
    list_functions,
)
from tests.warehouse.editions.county import (
    FIRST,
    OTHER,
    SCHEME,
    SECOND,
    THIRD,
    UNIT,
    decide,
    fill_county,
    issue,
    land_work,
    object_to,
)
from tests.warehouse.walk import query
from warehouse.contacts.contact import Contact, Subject
from warehouse.contacts.contact_acts import keep_contacts
from warehouse.editions.sealing import Act, unseal_month
from warehouse.faults import Denied, Fault, Refused, WrongCall
from warehouse.home.opening import open_store
from warehouse.objections import Claim, Evidence
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_unit_ledger

FOREIGN = ("乙局", "丙镇", "丁镇")
"""Parts of the other units' names, as in the roster and as in files."""

SECRET = "乙局的内情"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, read_here: None) -> Path:
    """Return a county with editions, objections and decisions of every unit."""
    home = tmp_path_factory.mktemp("scope") / "home"
    fill_county(home)
    store = open_store(home)
    issue(store, FIRST, ("通报.docx", b"PK\x03\x04 issued"), reason=SECRET)
    unseal_month(store, SCHEME, FIRST, Act("办公室", SECRET))
    land_work(store, FIRST, "2", reason=SECRET)
    issue(store, FIRST, ("通报.docx", b"PK\x03\x04 issued again"), reason=SECRET)
    for unit in (UNIT, OTHER):
        evidence = Evidence(f"{unit} 证明.pdf", b"%PDF" + unit.encode())
        number = object_to(store, Claim(SCHEME, SECOND, "1", unit, "1.2"), evidence=evidence)
        decide(store, number, "0.50")
    keep_contacts(store, SCHEME, [Contact(Subject("unit", OTHER), SECRET, "0000-6543210")])
    make_account(store, "jia", "unit", ((SCHEME, UNIT),))
    make_account(store, "auditor", "auditor")
    store.close()
    return home


@pytest.fixture(scope="module")
def store(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(copy_home(home, tmp_path_factory.mktemp("opened") / "home"))
    yield store
    store.close()


@contextmanager
def sit_down(
    store: Store, name: str | None, folder: Path, asked: Sequence[dict[str, Any]] = WHAT_IFS[:1]
) -> Iterator[Desk]:
    """Yield the desk of an account's user, or of the machine's user, who requests 乙局."""
    with store.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
        lines = read_unit_ledger(cursor, scheme, "1", OTHER, THIRD)
    own = bind_to_account(store, name) if name else store
    with own.reader() as cursor, answering(own, asked) as answers:
        yield Desk(own, cursor, scheme, OTHER, folder, lines, answers, asked)


def spell(value: Any) -> str:
    """Return every text in a function's result, including frames, files and lazy values."""
    if callable(value):
        return spell(try_to(value))
    if isinstance(value, pl.DataFrame):
        return str(value.to_dicts())
    if isinstance(value, Path):
        with zipfile.ZipFile(value) as book:
            return "".join(book.read(name).decode() for name in book.namelist())
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if is_dataclass(value) and not isinstance(value, type):
        return str(asdict(value))
    if isinstance(value, list | tuple | GeneratorType):
        return "".join(spell(one) for one in value)
    return str(value)


def try_to(act: Callable[[], Any]) -> Any:
    """Return a call's result; a refusal gives nothing, and its message may reveal nothing."""
    try:
        return act()
    except (Denied, WrongCall, Refused) as fault:
        return str(fault).replace("名册", "")


def read_all(desk: Desk, reads: dict[str, Read]) -> dict[str, str]:
    return {name: spell(lambda one=one: spell(one(desk))) for name, one in reads.items()}


def find_leaks(told: dict[str, str], words: tuple[str, ...] = FOREIGN) -> list[str]:
    return [name for name, text in told.items() if any(word in text for word in words)]


def test_every_reading_function_is_called_here_or_said_to_be_inside() -> None:
    assert sorted(list_functions()) == sorted({**CALLS, **PUBLISHED, **INSIDE})


OWN = {
    "views.units.read_unit_ledger", "views.evidence.read_source_row",
    "results.standing_batches.read_rows", "results.points.read_points",
    "views.objections.read_objections", "exports.ledgers.gather_ledger",
}  # fmt: skip
"""Functions that must show users of a unit something about their own unit."""

VERDICTS = {
    "views.record.read_record", "views.record.read_record_state",
    "views.record.count_record", "views.record.read_entry", "views.record.stream_record",
    "editions.recomputing.verify_edition", "editions.recomputing.verify_editions",
    "safekeeping.verification.verify.check_printed", "safekeeping.verification.verify.verify_store",
}  # fmt: skip
"""Functions for auditors: the record and the verdict of the verification."""


@pytest.fixture(scope="module")
def desk(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Yield the desk of a user of 甲局 who requests 乙局."""
    with sit_down(store, "jia", tmp_path_factory.mktemp("desk"), WHAT_IFS) as desk:
        yield desk


def test_no_reading_function_gives_a_unit_the_details_of_another(desk: Desk) -> None:
    assert find_leaks(read_all(desk, CALLS)) == []


def test_an_auditor_sees_no_units_details_and_is_told_whether_all_is_sound(
    store: Store, tmp_path: Path
) -> None:
    with sit_down(store, "auditor", tmp_path) as desk:
        assert set(find_leaks(read_all(desk, pick_quick()))) <= VERDICTS


def pick_quick() -> dict[str, Read]:
    """Return the page and auditors' functions: a sample, because the guard is the same."""
    return {
        name: one for name, one in CALLS.items() if name.startswith("views.") or name in VERDICTS
    }


def test_the_boards_give_ranks_and_totals_of_all_and_nothing_of_what_lies_behind(
    desk: Desk,
) -> None:
    told = read_all(desk, PUBLISHED)
    assert set(find_leaks(told)) >= {"views.boards.read_leaderboard", "results.scores.read_scores"}
    assert find_leaks(told, (SECRET, "证明")) == []


def test_of_its_own_unit_it_gives_everything(store: Store, desk: Desk) -> None:
    with store.reader() as cursor:
        lines = read_unit_ledger(cursor, desk.scheme, "1", UNIT, THIRD)
    told = read_all(replace(desk, unit=UNIT, lines=lines), {name: CALLS[name] for name in OWN})
    seen = {name for name, text in told.items() if "甲局" in text}
    assert seen == OWN


def test_without_the_filter_the_details_would_come_out(home: Path, tmp_path: Path) -> None:
    """Check that the texts which the tests above must not find exist at all."""
    store = open_store(copy_home(home, tmp_path / "home"))
    with sit_down(store, None, tmp_path) as desk:
        told = read_all(desk, CALLS)
    store.close()
    harmless = {
        "safekeeping.verification.verify.check_printed",
        "safekeeping.verification.verify.verify_store",
        "editions.restating.list_restated",
        "views.batches.read_data_state", "views.batches.read_latest_month",
        "views.record.read_record_state", "views.record.count_record",
        "views.batches.read_months",
        "views.progress.read_default_month", "views.progress.read_progress",
        "views.calendar.read_calendar", "views.calendar.read_year_before",
        "views.units.read_unit_nodes",  # 乙局 is in an assessment without nodes
        "views.calendar.read_due_items", "views.losses.read_awaited",
        "views.month_costs.read_month_costs",  # sums over units
        "views.calendar.read_filings", "results.fact_sources.list_standing_months",
        "objections.deciding.decide_objection", "objections.filing.file_objection",
    }  # fmt: skip
    assert sorted(set(CALLS) - set(find_leaks(told)) - harmless) == []


def test_a_view_without_the_filter_is_found_out(home: Path, tmp_path: Path) -> None:
    store = open_store(copy_home(home, tmp_path / "home"))
    with store.writer("load_scheme") as cursor:
        cursor.execute("create or replace view visible_unit as from unit").fetchall()
    with sit_down(store, "jia", tmp_path) as desk:
        leaks = find_leaks(read_all(desk, pick_quick()))
    store.close()
    assert {"views.units.read_unit_ledger", "views.evidence.read_source_row"} <= set(leaks)


def test_a_kept_file_is_for_whom_it_concerns(store: Store, tmp_path: Path) -> None:
    with store.reader() as cursor:
        rows = cursor.execute("select sha256, first_name from source_file").fetchall()
    with sit_down(store, "jia", tmp_path) as desk:
        opened, refused = set(), 0
        for sha256, name in rows:
            try:
                desk.store.read_original(sha256)
                opened.add(name)
            except Fault as fault:
                assert isinstance(fault, Denied)
                refused += 1
    assert opened == {"通报.docx", f"{UNIT} 证明.pdf"}
    assert refused > 5
    newest = "select action, detail->>'action' from audit_entry order by entry_id desc limit ?"
    assert query(store, newest, refused) == [("denied", "see_details")] * refused
