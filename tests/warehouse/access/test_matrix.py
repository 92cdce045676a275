"""Role × action × state: try every cell of matrix.txt through the service functions (threats D4).

A cell leaves nothing behind: its transactions are rolled back instead of being committed, after the
test has seen which audit entries they were about to write.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from scoring.scheme import Scheme
from tests.access import hash_cheaply, make_account
from tests.changed_schemes import set_keys
from tests.repository import SCHEMES
from tests.warehouse.editions.county import FIRST, OTHER, SCHEME, TODAY, UNIT, object_to
from tests.warehouse.files import land, write_file
from warehouse.access.accounts import read_account, update_account
from warehouse.access.people import Person, host
from warehouse.access.roles import ACTIONS, PERMITTED, Role
from warehouse.accounts.account_acts import add_account, change_role, switch_account
from warehouse.accounts.own_account import change_password
from warehouse.accounts.setting_acts import change_setting
from warehouse.contacts.contact import Contact, Subject
from warehouse.contacts.contact_acts import keep_contacts, look_up_contact
from warehouse.database.audit import Entry, read_entries_from, read_head
from warehouse.database.connection import Cursor
from warehouse.database.database import Database
from warehouse.drafts.bulletin_drafts import BulletinDraft, read_draft
from warehouse.drafts.drafting import approve_draft, change_sentence, submit_draft
from warehouse.editions.issuing import PreparedEdition, issue_edition, prepare_edition
from warehouse.editions.recomputing import verify_editions
from warehouse.editions.sealing import Act, seal_month, unseal_month
from warehouse.faults import Denied, Refused
from warehouse.home.opening import open_store
from warehouse.importing.import_file import ImportOptions, import_file, revert_batch
from warehouse.inbox.handling import discard
from warehouse.inbox.inbox_files import InboxFile
from warehouse.inbox.receiving import receive_file
from warehouse.objections import Claim, Decision, decide_objection, file_objection, list_lines
from warehouse.results.scheme_changes import choose, install_schemes
from warehouse.saved_views.view_acts import save_view, share_view
from warehouse.scheme_life.publishing import publish_scheme
from warehouse.scheme_life.retiring import retire_scheme
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_unit_ledger
from warehouse.views.file_release import release_file
from warehouse.views.record import RecordFilter, read_record

MONTHS = {"open": "2023-09", "own": "2023-10", "sealed": "2023-11", "issued": "2023-12"}
"""A month late in the year, because a change rescores it and all later months."""

ROLES: tuple[Role, ...] = ("leader", "staff", "admin", "auditor", "unit", "host")
STATES = ("active", "second_step", "must_change", "disabled", "role_changed")
STANDING = ("active", "second_step")
SWITCHES = ("importer_may_not_seal", "sealing_needs_totp")
READS = {"see_details", "see_schemes"}
"""Actions that only read and that no service function requires: users see less, and no entry is
written. For these the gate checks the account's state at each run of a page."""

PASSWORD, NEW_PASSWORD = "blue kettle over mountains", "green kettle over rivers"
CONTACT = Contact(Subject("unit", UNIT), "张三", "0000-6543210")
ROWS = [{"unit": "甲局", "posts": "1", "visits": "1", "reports": "1"}]


def read_tables() -> list[dict[str, dict[str, str]]]:
    """Return the tables of matrix.txt: row → column → cell."""
    text = Path(__file__).with_name("matrix.txt").read_text("utf-8")
    tables = []
    for block in text.split("\n\n"):
        lines = [line.split() for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            titles = lines[0][1:]
            tables.append({one[0]: dict(zip(titles, one[1:], strict=True)) for one in lines[1:]})
    return tables


BY_ROLE, BY_STATE, BY_MONTH, BY_SWITCH = read_tables()


class Cell(NamedTuple):
    """One case: an act by a user, in a month, on a unit, with some switches on."""

    act: str
    role: Role
    state: str
    month: str = "open"
    whose: str = "own"
    switches: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.role}-{self.state}"


def list_cells(switches: frozenset[str]) -> Iterator[Cell]:
    """Yield every cell under these switches; with switches on, only the acts that they affect."""
    for act, role in itertools.product(BY_ROLE, ROLES):
        if BY_ROLE[act][role] == "-":
            continue
        if switches and (act not in BY_SWITCH or BY_ROLE[act][role] == "no"):
            continue  # a switch only forbids
        states: tuple[str, ...] = STATES if role != "host" and act not in READS else STATES[:1]
        if act not in BY_SWITCH:
            states = tuple(one for one in states if one != "second_step")
        units = ("own", "other") if "own" in BY_ROLE[act].values() else ("own",)
        tried = {
            month for month, cell in BY_MONTH.get(act, {"open": "done"}).items() if cell != "-"
        }
        for state, month, whose in itertools.product(states, MONTHS, units):
            # Users without a valid account are refused before the month is checked.
            if month == "open" or (month in tried and state in STANDING):
                yield Cell(act, role, state, month, whose, switches)


def expect(cell: Cell) -> str:
    """Return the expected result of a cell by matrix.txt."""
    by_role = BY_ROLE[cell.act][cell.role]
    by_state = BY_STATE[cell.state].get(cell.act, BY_STATE[cell.state]["every_act"])
    if by_role == "no" or by_state == "no" or (by_role == "own" and cell.whose == "other"):
        return "denied"
    forbidden = BY_SWITCH.get(cell.act, {})
    met = {"sealing_needs_totp": cell.state, "importer_may_not_seal": cell.month}
    if cell.role == "host":
        del met["sealing_needs_totp"]  # without an account there is no second step
    if any(forbidden[one] == met[one] for one in cell.switches & met.keys()):
        return "denied"
    return BY_MONTH[cell.act][cell.month] if cell.act in BY_MONTH else "done"


@dataclass
class Office:
    """A store in which every act can be tried, and the values that the acts need."""

    store: Store
    people: dict[str, Person]
    prepared: dict[str, PreparedEdition]
    batches: dict[str, int]
    objections: dict[str, int]
    view: int
    """A view that an administrator has shared."""
    waiting: InboxFile
    draft: BulletinDraft
    submitted: BulletinDraft
    lines: dict[str, str]
    files: dict[str, bytes]
    revised: Scheme
    """A later version of the scheme."""
    written: list[Entry]
    """The audit entries that the last act was about to write."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, read_here: None) -> Iterator[Office]:
    """Yield an office with accounts in every state and months in every state."""
    with pytest.MonkeyPatch.context() as patch:
        hash_cheaply(patch)
        home = tmp_path_factory.mktemp("matrix") / "home"
        open_store(home, create=True).close()
        store = open_store(home, in_doubt=True)  # without the audit copy, because nothing is kept
        install_schemes(store, [load_scheme(SCHEMES / SCHEME)])
        keep_contacts(store, SCHEME, [CONTACT])
        people = make_people(store)
        office = fill_office(store, people)
        commit = Database._commit

        def commit_or_drop(self: Database, cursor: Cursor) -> None:
            # What-ifs are computed in their own databases.
            (drop if self is store._database else commit)(self, cursor)

        def drop(self: Database, cursor: Cursor) -> None:
            office.written += take_entries(store, cursor)
            cursor.rollback()

        patch.setattr(Database, "_commit", commit_or_drop)
        yield office
        patch.undo()
        store.close()


def make_people(store: Store) -> dict[str, Person]:
    """Create an account for each role and state; return the signed-in users."""
    people = {}
    for role, state in itertools.product(ROLES[:-1], STATES):
        name, units = f"{role}-{state}", [(SCHEME, UNIT)] if role == "unit" else []
        if state == "must_change":
            add_account(store, name, role, units=units, password=PASSWORD)
            with store.reader() as cursor:
                people[name] = read_account(cursor, name).person
            continue
        people[name] = make_account(store, name, role, units, PASSWORD).person
        if state == "disabled":
            switch_account(store, name, is_enabled=False)
        elif state == "role_changed":
            change_role(store, name, "leader" if role != "leader" else "staff")
        elif state == "second_step":
            with store.writer("manage_accounts") as cursor:
                update_account(cursor, replace(read_account(cursor, name), totp_secret="A" * 32))
    people["host-active"] = host("host-active")
    return people


def fill_office(store: Store, people: dict[str, Person]) -> Office:
    """Land, object, seal and issue, so that each month is in its state."""
    with store.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
    batches, objections, lines, files = {}, {}, {}, {}
    for month in MONTHS.values():
        report = land(store, SCHEME, "yx_work", month, ROWS, actor="admin-active")
        batches[month] = cast("int", report.batches[0].id)
        files[month] = write_file(
            scheme, "yx_work", month, [{**ROWS[0], "posts": "2", "visits": "3"}]
        )
        if month != MONTHS["own"]:
            revert_to_another(store, month)
            with store.reader() as cursor:
                batches[month] = cursor.execute("select max(batch_id) from batch").fetchall()[0][0]
    cases = [
        {"unit": "甲局", "accepted": "9", "finished": "7"},
        {"unit": "乙局", "accepted": "9", "finished": "5"},
    ]
    land(store, SCHEME, "yx_cases", FIRST, cases, actor="tester")
    land(store, SCHEME, "yx_cases", MONTHS["own"], cases, actor="admin-second_step")
    check = [{"unit": "甲局", "tidiness": "√"}]
    land(store, SCHEME, "yx_check", MONTHS["own"], check, actor="host-active")
    for month in MONTHS.values():
        for unit in (UNIT, OTHER):
            claim = Claim(SCHEME, month, "1", unit, "1.2")
            objections[month] = object_to(store, claim, actor="system")
            with store.reader() as cursor:
                found = list_lines(cursor, scheme, claim)
            lines[f"{month}:{unit}"] = next(o["key"] for o in found if o["counts_to"] == "lost")
    issued = prepare_edition(store, SCHEME, MONTHS["issued"])
    issue_edition(store, issued, Act("办公室"))
    seal_month(store, SCHEME, MONTHS["sealed"], Act("办公室"))
    prepared = {MONTHS["issued"]: issued}
    for month in (MONTHS["open"], MONTHS["own"], MONTHS["sealed"]):
        prepared[month] = prepare_edition(store, SCHEME, month)
    revised = set_keys(scheme, title="修订后的考核")
    view = save_view(store, "全县", "leaderboard", {}, {}).number
    share_view(store, view, ["staff"])
    waiting = receive_file(store, "待处理.xlsx", files[MONTHS["open"]]).file
    with store.reader() as cursor:
        draft, other = (read_draft(cursor, SCHEME, MONTHS[one]) for one in ("open", "own"))
    drafts = draft, submit_draft(store, other, "seen")
    return Office(
        store,
        people,
        prepared,
        batches,
        objections,
        view,
        waiting,
        *drafts,
        lines,
        files,
        revised,
        [],
    )


def revert_to_another(store: Store, month: str) -> None:
    """Land a month again as a user without an account."""
    land(store, SCHEME, "yx_work", month, [{**ROWS[0], "visits": "2"}], actor="tester")


def take_entries(store: Store, cursor: Cursor) -> list[Entry]:
    """Return the audit entries that a transaction was about to write."""
    with store.reader() as kept:
        head = read_head(kept)
    return read_entries_from(cursor, head.number + 1 if head else 1)


def do(office: Office, cell: Cell) -> Any:
    """Do a cell's act as a page or the command line does it."""
    person = office.people[cell.name]
    store, month = office.store.bind_to(person), MONTHS[cell.month]
    unit = UNIT if cell.whose == "own" else OTHER
    act = Act(person.name, "试")
    ways: dict[str, Callable[[], Any]] = {
        "see_details": lambda: see_details(store, unit),
        "export": lambda: release_file(store, "表.xlsx", lambda: b"1"),
        "import": lambda: import_file(
            store,
            "表.xlsx",
            office.files[month],
            ImportOptions(actor=person.name, scheme=SCHEME, accept_warnings=True),
        ),
        "handle_inbox": lambda: discard(store, office.waiting),
        "draft_bulletin": lambda: change_sentence(store, office.draft, "1:总体", "甲", "乙"),
        "approve_bulletin": lambda: approve_draft(store, office.submitted, "seen"),
        "revert": lambda: revert_batch(
            store, office.batches[month], actor=person.name, reason="试"
        ),
        "file_objection": lambda: file_objection(
            store,
            Claim(SCHEME, month, "1", unit, "1.2", office.lines[f"{month}:{unit}"]),
            "请复核",
            actor=person.name,
            today=TODAY,
        ),
        "decide_objection": lambda: decide_objection(
            store, office.objections[month], Decision("accepted", Decimal("0.10")), act
        ),
        "seal": lambda: seal_month(store, SCHEME, month, act),
        "unseal": lambda: unseal_month(store, SCHEME, month, act),
        "issue": lambda: issue_edition(store, office.prepared[month], act),
        "choose": lambda: choose(
            store, SCHEME, "percent_step", "started", actor=person.name, reason="试"
        ),
        "manage_accounts": lambda: add_account(store, "new", "leader", password=NEW_PASSWORD),
        "manage_settings": lambda: change_setting(store, "idle_minutes", "45"),
        "change_password": lambda: change_password(store, PASSWORD, NEW_PASSWORD),
        "read_record": lambda: read_record(store, RecordFilter()),
        "verify": lambda: verify_editions(store),
        "see_schemes": lambda: store.require("see_schemes"),
        "load_scheme": lambda: publish_scheme(store, office.revised, act, corrects=True),
        "retire_scheme": lambda: retire_scheme(store, SCHEME, act),
        "see_contacts": lambda: look_up_contact(store, SCHEME, CONTACT.subject),
        "keep_contacts": lambda: keep_contacts(store, SCHEME, [CONTACT]),
        "save_view": lambda: save_view(store, "常看", "leaderboard", {}, {}),
        "share_view": lambda: share_view(store, office.view, ["leader"]),
    }
    return ways[cell.act]()


def see_details(store: Store, unit: str) -> int:
    """Read a unit's ledger; raise Denied if nothing is visible."""
    with store.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
        if read_unit_ledger(cursor, scheme, "1", unit, MONTHS["open"]).is_empty():
            raise Denied("nothing")
    return 1


def try_cell(office: Office, cell: Cell) -> str:
    office.written.clear()
    try:
        outcome = do(office, cell)
    except Denied:
        return "denied"
    except Refused:
        return "refused"
    return "same" if outcome is False else "done"


def count(office: Office) -> list[int]:
    """Return the row counts of the store, to check that a cell leaves nothing behind."""
    tables = (
        "audit_entry",
        "batch",
        "objection",
        "decision",
        "edition",
        "seal_change",
        "account",
        "inbox_file",
        "draft_step",
    )
    with office.store.reader() as cursor:
        counts = [f"(select count(*) from {one})" for one in tables]
        return list(cursor.execute(f"select {', '.join(counts)}").fetchall()[0])


@pytest.mark.parametrize("switches", [(), SWITCHES[:1], SWITCHES[1:], SWITCHES], ids=str)
def test_every_cell_is_as_the_table_says(office: Office, switches: tuple[str, ...]) -> None:
    set_switches(office, switches)
    before, wrong, tally = count(office), [], Counter[str]()
    for cell in list_cells(frozenset(switches)):
        found, expected = try_cell(office, cell), expect(cell)
        tally[found] += 1
        told = [one.action for one in office.written]
        is_told = (
            told[-1:] == ["denied"]
            if found == "denied"
            else found != "refused" or (told[-1:] == ["refused"])
        )
        if found != expected or not (is_told or cell.act in READS):
            wrong.append((cell, expected, found, told))
    assert not wrong, wrong[:20]
    assert count(office) == before
    print(f"{sum(tally.values())} cells {dict(tally)}")


def set_switches(office: Office, switches: tuple[str, ...]) -> None:
    """Set the switches and commit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_commit", lambda self, cursor: cursor.commit())
        for one in SWITCHES:
            change_setting(office.store, one, "是" if one in switches else "否")


def test_every_action_has_a_row_or_is_done_elsewhere() -> None:
    elsewhere = {
        "see_boards": "published; pages by role: tests/dashboard/pages/overview/test_roles.py",
        "back_up": "tests/warehouse/safekeeping/test_backups.py",
        "restore": "the command line alone, on a store that is closed",
        "choose_interpretation": "choose",
        "change_own_account": "change_password",
    }
    assert set(ACTIONS) == (set(BY_ROLE) - {"choose", "change_password"}) | set(elsewhere)


def test_a_role_that_may_too_much_is_found_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_switches(office, ())
    cell = Cell("seal", "staff", "active")
    monkeypatch.setitem(PERMITTED, "staff", PERMITTED["staff"] | {"seal"})
    assert (try_cell(office, cell), expect(cell)) == ("done", "denied")
