"""The acts of a fault schedule on a county's store, and reading the store's state."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.soak.schedule_model import FORMS, Act, State
from tests.warehouse.editions.county import SCHEME, TODAY, UNIT, fill_county, issue
from tests.warehouse.files import offer
from tests.warehouse.walk import query, read_state
from warehouse.accounts.account_acts import add_account, change_role, switch_account
from warehouse.accounts.setting_acts import change_setting
from warehouse.database.connection import BACKUPS
from warehouse.editions.sealing import Act as SealAct
from warehouse.editions.sealing import seal_month, unseal_month
from warehouse.faults import Refused
from warehouse.home.opening import open_store
from warehouse.importing.import_file import revert_batch
from warehouse.objections import Claim, Decision, decide_objection, file_objection, list_lines
from warehouse.reading.reader import read_content
from warehouse.results.scheme_changes import choose
from warehouse.safekeeping.backups import back_up, list_backups
from warehouse.safekeeping.restoring import restore
from warehouse.safekeeping.verification import program_objects
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.schemes.scheme_documents import read_documents
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store


def fill_and_send(home: Path, sender: Connection) -> None:
    """Make a county's home with one backup; send its state, the imported modules, and its schemes
    with the catalog that the program makes of them.

    This runs in a child process, because a process that has opened a database cannot be forked.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.importing.import_file.read_in_worker", read_content)
        fill_county(home)
    store = open_store(home)
    back_up(store)
    verify_store(store)
    with store.reader() as cursor:
        schemes = read_documents(cursor).schemes
    sender.send(
        (
            read_model_state(store)[0],
            sorted(sys.modules),
            (schemes, program_objects._expect(schemes)),
        )
    )
    store.close()


def perform(home: Path, store: Store | None, act: Act) -> Store:
    """Do an act in a real store; return the store that is open afterwards.

    A restore first closes the store if it is open, because the command needs it closed.
    """
    if act.kind == "restore":
        if store:
            store.close()
        folder = home / BACKUPS / act.values["backup"]
        restore(home, folder, actor="办公室", reason=act.token)
        return open_store(home)
    assert store
    PERFORM[act.kind](store, act)
    return store


def _revert(store: Store, act: Act) -> None:
    revert_batch(store, act.values["batch"], actor="办公室", reason=act.token)


def _seal(store: Store, act: Act) -> None:
    seal_month(store, SCHEME, act.values["month"], SealAct("办公室", act.token))


def _unseal(store: Store, act: Act) -> None:
    unseal_month(store, SCHEME, act.values["month"], SealAct("办公室", act.token))


def _issue(store: Store, act: Act) -> None:
    document = (f"{act.token}.docx", b"PK\x03\x04" + act.token.encode() * 500)
    issue(store, act.values["month"], document, reason=act.token)


def _object(store: Store, act: Act) -> None:
    claim = Claim(SCHEME, act.values["month"], "1", UNIT, "1.3")
    with store.reader() as cursor:
        key = list_lines(cursor, read_scheme(cursor, SCHEME), claim)[0]["key"]
    file_objection(store, replace(claim, key=key), act.token, actor=UNIT, today=TODAY)


def _decide(store: Store, act: Act) -> None:
    points = Decimal(act.values["points"] or 0)
    decision = Decision("accepted" if points else "rejected", points)
    decide_objection(store, act.values["number"], decision, SealAct("办公室", act.token))


def _set(store: Store, act: Act) -> None:
    change_setting(store, "idle_minutes", str(act.values["value"]))


def _choose(store: Store, act: Act) -> None:
    names = act.values["name"], act.values["option"]
    choose(store, SCHEME, *names, actor="办公室", reason=act.token)


def _back_up(store: Store, act: Act) -> None:
    back_up(store)


def _land(store: Store, act: Act) -> None:
    form, value = act.values["form"], str(act.values["value"])
    rows = [{"unit": "甲局", **dict.fromkeys(FORMS[form], value)}]
    if form == "yx_work":
        rows = [{"unit": "甲局", "posts": value, "visits": "2", "reports": "1"}]
    report = offer(store, SCHEME, form, act.values["month"], rows, reason=act.token)
    if report.state not in {"landed", "already_imported"}:
        said = [one.message for one in (*report.errors, *report.questions)]
        raise Refused(f"{report.state}: {said}")


def _change_account(store: Store, act: Act) -> None:
    name, role = act.values["name"], act.values["role"]
    known = query(store, "select is_enabled from account where name = ?", name)
    if not known:
        add_account(store, name, role)
    elif act.values["turn"]:
        switch_account(store, name, is_enabled=not known[0][0])
    else:
        change_role(store, name, role)


PERFORM: dict[str, Callable[[Store, Act], None]] = {
    "land": _land,
    "revert": _revert,
    "seal": _seal,
    "unseal": _unseal,
    "issue": _issue,
    "object": _object,
    "decide": _decide,
    "account": _change_account,
    "setting": _set,
    "choose": _choose,
    "back_up": _back_up,
}


def read_model_state(store: Store) -> tuple[State, str]:
    """Return a store's state in the model's form, and a digest of everything that acts wrote."""
    state: State = {
        "batches": query(
            store, "select kind, strftime(month, '%Y-%m'), reason from batch order by batch_id"
        ),
        "editions": query(
            store,
            "select strftime(month, '%Y-%m'), revision, reason from edition order by edition_id",
        ),
        "objections": query(
            store,
            "select strftime(month, '%Y-%m'), request from objection order by objection_id",
        ),
        "decisions": query(
            store, "select objection_id, outcome, reason from decision order by decision_id"
        ),
        "choices": query(
            store,
            "select interpretation_id, option_id, reason from interpretation_choice"
            " order by choice_id",
        ),
    }
    state = {name: [list(row) for row in rows] for name, rows in state.items()}
    sealed = "select strftime(month, '%Y-%m') from month_state where is_sealed order by 1"
    state["sealed"] = [month for (month,) in query(store, sealed)]
    accounts = query(store, "select name, role, is_enabled from account order by name")
    state["accounts"] = {name: [role, enabled] for name, role, enabled in accounts}
    settings = query(store, "select key, value from setting order by key")
    state["settings"] = {key: json.loads(value) for key, value in settings}
    state["values"] = _read_values(store)
    entries = query(store, "select action, detail from audit_entry order by entry_id")
    state["acts"] = [
        [action, _read_token(json.loads(detail))]
        for action, detail in entries
        if action not in {"denied", "refused"}
    ]
    tables = {**read_state(store), "account": query(store, "from account order by all")}
    del tables["audit_entry"]  # it also has entries of refused acts
    return state, hashlib.sha256(repr(tables).encode()).hexdigest()


def list_backup_names(home: Path) -> list[str]:
    """Return the names of a home's backups, the oldest first."""
    return [folder.name for folder, _ in reversed(list_backups(home))]


def _read_values(store: Store) -> dict[str, int]:
    """Return form and month → standing batch and value of 甲局, where a schedule landed them."""
    found: dict[str, int] = {}
    for form, (column, *_) in FORMS.items():
        rows = query(
            store,
            f"select strftime(standing.month, '%Y-%m'), facts.{column} from \"{SCHEME}\".{form} as"
            " facts inner join standing using (batch_id) inner join unit using (unit_id)"
            " inner join batch using (batch_id)"
            " where unit_name = ? and unit.scheme_id = ? and batch.actor = 'tester'"
            " and starts_with(batch.reason, 'act ')",
            UNIT,
            SCHEME,
        )
        found |= {f"{form} {month}": value for month, value in rows}
    return found


def _read_token(detail: Mapping[str, Any]) -> str:
    named = detail.get("account") or detail.get("value") or detail.get("objection")
    return str(detail.get("reason") or named or "")
