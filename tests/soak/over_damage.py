"""Every command over a home whose bytes are damaged, and what each of them printed."""

from __future__ import annotations

import contextlib
import io
import os
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from dashboard import cli
from dashboard.maintenance import draw_page
from tests.warehouse.editions.county import SCHEME, THIRD, UNIT
from warehouse.backups import list_backups
from warehouse.clock import utc_now
from warehouse.connecting import BACKUPS
from warehouse.faults import Fault, StoreInDoubt
from warehouse.health import check_health
from warehouse.sql import read_every_row
from warehouse.store import Store

Command = tuple[str, ...]
PLACE = ("--scheme", SCHEME, "--as-of", THIRD)
LIGHT: tuple[Command, ...] = (
    ("scores", *PLACE),
    ("ledger", *PLACE, "--assessment", "1", "--unit", UNIT),
    ("batches",),
    ("editions",),
    ("objection", "list"),
    ("account", "list"),
    ("setting",),
    ("health",),
    ("doctor",),
    ("export", "leaderboard", *PLACE, "--assessment", "1", "-o", "{out}/board.xlsx"),
    ("export", "ledger", *PLACE, "--assessment", "1", "-o", "{out}/ledger.xlsx"),
    ("template", "yx_work", "--month", THIRD, "-o", "{out}/form.xlsx"),
)
WRITING: tuple[Command, ...] = (
    ("setting", "idle_minutes", "45"),
    ("seal", "--scheme", SCHEME, "--month", "2023-01"),
    ("revert", "10", "--reason", "试"),
    ("account", "disable", "zhang"),
    ("metrics-token",),
)
HEAVY: tuple[Command, ...] = (
    ("editions", "--verify"),
    ("edition", "1", "--recompute"),
    ("bulletin", *PLACE, "-o", "{out}/bulletin.docx"),
    ("result", *PLACE[:2], "--open", "-o", "{out}/result.xlsx"),
    ("backup",),
    ("init",),
    ("restore", "{backup}", "--reason", "试"),
)
"""A second or more each: one of them for every tenth damage."""
Outcome = dict[str, Any]
"""What one damage led to: `verdict`, `rows` (a digest or none), `said` by command, `traces`."""


def look(home: Path, seed: int) -> Outcome:
    """Run commands over a damaged home; return what came of it."""
    dice = Random(seed)
    commands = [*dice.sample(LIGHT, 2), dice.choice(WRITING)]
    if seed % 10 == 0:
        commands.append(dice.choice(HEAVY))
    os.environ["KAOHE_HOME"] = str(home)
    found: Outcome = {"said": {}, "traces": []}
    verdict = _run(("verify",), home, found)
    found["verdict"] = verdict
    with _catching("serve", found):
        _serve(home, found)
    with _catching("rows", found):
        found["rows"] = digest_rows(home)
    for command in commands:
        _run(command, home, found)
    return found


def digest_rows(home: Path) -> str:
    """Return what tells the rows of a store from any others, of all tables; a fault's sentence."""
    try:
        store = Store.open(home, in_doubt=True)
    except Fault as fault:
        return f"fault: {fault}"
    try:
        with store.reader() as cursor:
            return repr(read_every_row(cursor))
    except Fault as fault:
        return f"fault: {fault}"
    finally:
        store.close()


def _serve(home: Path, found: Outcome) -> None:
    """Do what a server does at its start, or draws in the store's place."""
    try:
        store = Store.open(home, create=True)
    except StoreInDoubt as fault:
        found["said"]["serve"] = draw_page(fault, list_backups(home), "")
        return
    except Fault as fault:
        found["said"]["serve"] = str(fault)
        return
    try:
        from dashboard.safekeeping import list_lines

        found["said"]["serve"] = check_health(store).said
        list_lines(store, None, utc_now())
    finally:
        store.close()


def _run(command: Command, home: Path, found: Outcome) -> str:
    """Run one command line; return what it printed, with its exit code in front."""
    backups = sorted((home / BACKUPS).glob("[0-9]*"))
    places = {"out": home.parent, "backup": backups[0] if backups else home / BACKUPS}
    printed = io.StringIO()
    name = " ".join(command[:2])
    said = ""
    with _catching(name, found), _printing_to(printed):
        code = cli.main([part.format(**places) for part in command])
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
    """Note what would be a traceback."""
    try:
        yield
    except (Exception, SystemExit):
        found["traces"].append(f"{name}: {traceback.format_exc()}")
