"""If the process is killed at any moment, a month is issued completely or not at all."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from tests.conftest import copy_home
from tests.warehouse.editions.county import OFFICE, SCHEME, SECOND, issue
from tests.warehouse.killing import CONTEXT, act_and_kill
from tests.warehouse.walk import find_red_checks, query
from warehouse.editions.recomputing import verify_edition
from warehouse.editions.sealing import unseal_month
from warehouse.home.opening import open_store
from warehouse.store import Store

KILLS = 4 * int(os.environ.get("KAOHE_SOAK", "1"))


def issue_for_ever(home: Path, pipe: Connection) -> None:
    """Issue a month, unseal it, issue it again, and send each number (in a child process)."""
    store = open_store(home)
    while True:
        if query(store, "select 1 from month_state where is_sealed"):
            unseal_month(store, SCHEME, SECOND, OFFICE)
        edition = issue(store, SECOND, ("通报.docx", b"PK\x03\x04 bulletin"))
        pipe.send(edition.number)


def check_whole(store: Store) -> int:
    """Check that editions, documents, seals and audit record agree; return the newest number."""
    ((count,),) = query(store, "select count(*) from edition")
    assert query(store, "select count(*) from edition_document") == [(count,)]
    assert query(store, "select count(*) from seal_change where is_sealed") == [(count,)]
    assert query(store, "select count(*) from audit_entry where action = 'issue'") == [(count,)]
    newest = "select is_sealed from seal_change order by change_id desc limit 1"
    assert query(store, newest) == query(
        store, "select is_sealed from month_state where month = date '2023-02-01'"
    )
    assert verify_edition(store, count).is_sound and not find_red_checks(store)
    return int(count)


def test_an_issuing_killed_at_any_moment_is_whole_or_nothing(
    county_home: Path, tmp_path: Path
) -> None:
    CONTEXT.set_forkserver_preload([__name__])
    home = copy_home(county_home, tmp_path / "home")
    dice = Random(3)
    _, lasts = act_and_kill(issue_for_ever, home, delay=None)
    for kill in range(KILLS):
        reported, _ = act_and_kill(
            issue_for_ever, home, delay=lasts * 1.2 * (kill + dice.random()) / KILLS
        )
        store = open_store(home)
        assert reported <= check_whole(store) <= reported + 1
        store.close()
