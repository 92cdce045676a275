"""Run every command on a damaged home, and collect what each printed."""

from __future__ import annotations

import contextlib
import io
import os
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from dashboard.command_line.main import main
from dashboard.gate.openid.settings import read_settings
from dashboard.pages.administration.backup_status import list_lines
from dashboard.server.maintenance_page import draw_page
from dashboard.server.monitoring.metrics_token import is_metrics_token
from tests.repository import SCHEMES
from tests.warehouse.editions.county import FIRST, SCHEME, SECOND, THIRD, UNIT
from tests.warehouse.files import write_file
from warehouse.database.clock import utc_now
from warehouse.database.connection import BACKUPS
from warehouse.database.sql import read_every_row
from warehouse.faults import Fault, StoreInDoubt
from warehouse.home.opening import open_store
from warehouse.home.restore_plan import PLAN
from warehouse.safekeeping.backups import list_backups
from warehouse.safekeeping.health import check_health
from warehouse.schemes.scheme_files import load_scheme
from warehouse.store import Store

Command = tuple[str, ...]
PLACE = ("--scheme", SCHEME, "--as-of", THIRD)
OF_UNIT = ("--indicator", "1.1", "--text", "请复核", "--line", "dad971c1157a")
OPEN = ("--month", THIRD, "--reason", "试")
FORM = [{"unit": "甲局", "posts": "3", "visits": "2", "reports": "1"}]
LIGHT: tuple[Command, ...] = (
    ("scores", *PLACE),
    ("ledger", *PLACE, "--assessment", "1", "--unit", UNIT),
    ("batches",),
    ("editions",),
    ("edition", "1"),
    ("edition", "1", "--document", "通报.docx", "-o", "{out}/issued.docx"),
    ("objection", "list"),
    ("account", "list"),
    ("setting",),
    ("health",),
    ("doctor",),
    ("export", "leaderboard", *PLACE, "--assessment", "1", "-o", "{out}/board.xlsx"),
    ("export", "ledger", *PLACE, "--assessment", "1", "-o", "{out}/ledger.xlsx"),
    ("template", "yx_work", "--month", THIRD, "-o", "{out}/form.xlsx"),
    ("import", "{form}", "--dry-run"),
)
WRITING: tuple[Command, ...] = (
    ("setting", "idle_minutes", "45"),
    ("seal", "--scheme", SCHEME, "--month", FIRST),
    ("unseal", "--scheme", SCHEME, "--month", SECOND, "--reason", "试"),
    ("import", "{form}", "--accept-warnings"),
    ("revert", "10", "--reason", "试"),
    ("objection", "file", *PLACE, "--assessment", "1", "--unit", UNIT, *OF_UNIT),
    ("objection", "decide", "1", "--outcome", "accepted", "--points", "0.1", *OPEN),
    ("objection", "withdraw", "1", "--reason", "试"),
    ("account", "add", "li", "--role", "staff"),
    ("account", "disable", "zhang"),
    ("metrics-token",),
    ("audit", "accept", "--reason", "试"),
)
HEAVY: tuple[Command, ...] = (
    ("editions", "--verify"),
    ("edition", "1", "--recompute"),
    ("issue", "--scheme", SCHEME, "--month", THIRD, "--bulletin"),
    ("export", "proof", *PLACE, "--assessment", "1", "-o", "{out}/proof.xlsx"),
    ("bulletin", *PLACE, "-o", "{out}/bulletin.docx"),
    ("result", *PLACE[:2], "--open", "-o", "{out}/result.xlsx"),
    ("backup",),
    ("init",),
    ("restore", "{backup}", "--reason", "试"),
)
"""Slow commands, a second or more each: one of them, and the full check, for every tenth damage."""
Outcome = dict[str, Any]
"""The results of one damage: `verdict`, `rows` (a digest or none), `said` by command, `traces`."""


def look(home: Path, seed: int) -> Outcome:
    """Run commands on a damaged home; return the results."""
    dice = Random(seed)
    is_heavy = seed % 10 == 0
    commands = [dice.choice(LIGHT), *([dice.choice(HEAVY)] if is_heavy else ())]
    commands.append(dice.choice(WRITING))
    with_record = is_recorded(home)
    os.environ["KAOHE_HOME"] = str(home)
    found: Outcome = {"said": {}, "traces": []}
    found["verdict"] = _run(("verify",) if is_heavy else ("verify", "--quick"), home, found)
    with _catching("serve", found):
        found["rows"] = _serve(home, found, with_record=with_record)
    for command in commands:
        _run(command, home, found)
    return found


def is_recorded(home: Path) -> bool:
    """Tell whether opening a home writes no audit entry, because no restore is unfinished."""
    return not (home / PLAN).exists()


def digest_rows(home: Path, *, with_record: bool = True) -> str:
    """Return a digest of all rows of a store, or a fault's sentence.

    `with_record`: include the audit record, which has the time of a completed restore.
    """
    try:
        store = open_store(home, in_doubt=True)
    except Fault as fault:
        return f"fault: {fault}"
    try:
        return _digest(store, with_record=with_record)
    finally:
        store.close()


def _digest(store: Store, *, with_record: bool) -> str:
    try:
        with store.reader() as cursor:
            names = cursor.execute(
                "select table_name from duckdb_tables() order by schema_name, table_name"
            ).fetchall()
            rows = zip(names, read_every_row(cursor), strict=True)
            return repr([one for one in rows if with_record or one[0] != ("audit_entry",)])
    except Fault as fault:
        return f"fault: {fault}"


@cache
def _write_form() -> bytes:
    """Return a form of the county that has not been imported."""
    return write_file(load_scheme(SCHEMES / SCHEME), "yx_work", THIRD, FORM)


def _serve(home: Path, found: Outcome, *, with_record: bool) -> str:
    """Do what a server does at its start, or shows instead of the store; return the rows."""
    try:
        store = open_store(home, create=True)
    except Fault as fault:
        said = draw_page(fault, list_backups(home), "") if isinstance(fault, StoreInDoubt) else ""
        found["said"]["serve"] = said or str(fault)
        return digest_rows(home, with_record=with_record)
    try:
        found["said"]["serve"] = check_health(store).said
        list_lines(store, None, utc_now())
        is_metrics_token("Bearer x", home)
        read_settings(home)
    except Fault as fault:
        found["said"]["serve"] = str(fault)
    finally:
        rows = _digest(store, with_record=with_record)
        store.close()
    return rows


def _run(command: Command, home: Path, found: Outcome) -> str:
    """Run one command line; return its exit code and what it printed."""
    backups = sorted((home / BACKUPS).glob("[0-9]*"))
    form = home.parent / "yx_work.xlsx"
    form.write_bytes(_write_form())
    places = {
        "out": home.parent,
        "backup": backups[0] if backups else home / BACKUPS,
        "form": form,
    }
    printed = io.StringIO()
    name = " ".join(command[:2])
    said = ""
    with _catching(name, found), _printing_to(printed):
        code = main([part.format(**places) for part in command])
        said = f"{code} {printed.getvalue()}"
    if "编号" in said and "程序出了差错" in said:
        found["traces"].append(f"{name}: {said}")
    found["said"][name] = said
    return said


@contextlib.contextmanager
def _printing_to(printed: io.StringIO) -> Iterator[None]:
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield


@contextlib.contextmanager
def _catching(name: str, found: Outcome) -> Iterator[None]:
    """Collect log records with a traceback."""
    try:
        yield
    except (Exception, SystemExit):
        found["traces"].append(f"{name}: {traceback.format_exc()}")
