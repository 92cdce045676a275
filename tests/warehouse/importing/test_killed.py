"""If the process is killed at any moment, a landing is complete or absent, and none is lost."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from tests.warehouse.files import land
from tests.warehouse.killing import CONTEXT, act_and_kill
from tests.warehouse.walk import find_red_checks, query
from warehouse.home.opening import open_store
from warehouse.reading.reader import read_content
from warehouse.results.scores import read_scores
from warehouse.store import Store

SCHEME = "jiangxian-2021"
KILLS = 20
SLOWEST = 2.5
"""Seconds; on a slower machine the kills come before the end of the landing."""


def land_for_ever(home: Path, seed: int, pipe: Connection) -> None:
    """Land one file after the other and send the number of each batch (in a child process)."""
    # Read in this process, so that the kill hits the landing and not the reading.
    pytest.MonkeyPatch().setattr("warehouse.importing.import_file.read_in_worker", read_content)
    store = open_store(home)
    pipe.send(0)
    for at in range(10_000):
        rows = [{"unit": "县财政局", "column_posts": str(seed * 1000 + at + 1)}]
        report = land(store, SCHEME, "jx1_progress", "2021-12", rows)
        pipe.send(report.batches[0].id)


def check_whole(store: Store) -> int:
    """Check that all tables agree on the batches; return the newest one's number."""
    ((newest, count),) = query(store, "select coalesce(max(batch_id), 0), count(*) from batch")
    assert newest == count
    if not newest:
        return 0
    assert query(store, "select batch_id from standing") == [(newest,)]
    assert query(store, "select count(*) from standing_change") == [(newest,)]
    assert query(store, "select count(*) from audit_entry where action = 'land'") == [(newest,)]
    assert query(store, "select revision from month_state") == [(newest,)]
    assert query(
        store,
        "select distinct known_at from scoring_run where scheme_id = ? and assessment_id = '1'"
        " and as_of = 12",
        SCHEME,
    ) == [(newest,)]
    posts = query(
        store, f'select column_posts from "{SCHEME}".jx1_progress where batch_id = ?', newest
    )
    assert query(store, "select count(*) from source_row where batch_id = ?", newest) == [(1,)]
    for (sha256,) in query(store, "select sha256 from source_file"):
        content = (store.home / "originals" / sha256).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256
    earned = query(
        store,
        "select earned from indicator_score inner join unit using (scheme_id, unit_id)"
        " where unit_name = '县财政局' and indicator_id = '1.4' and as_of = 12 and scheme_id = ?",
        SCHEME,
    )
    assert earned == [(min(24, 2 + Decimal("0.5") * (posts[0][0] - 1)),)]
    return int(newest)


def test_a_landing_killed_at_any_moment_is_whole_or_nothing(fresh_home: Path) -> None:
    CONTEXT.set_forkserver_preload([__name__])  # the children start with everything imported
    dice = Random(1)
    found = 0
    _, lived = act_and_kill(land_for_ever, fresh_home, 1, delay=None)
    landing = min(lived, SLOWEST)
    for kill in range(KILLS):
        # Spread evenly over the time of one landing, and a little beyond its end.
        reported, _ = act_and_kill(
            land_for_ever,
            fresh_home,
            2 + kill,
            delay=landing * 1.2 * (kill + dice.random()) / KILLS,
        )
        store = open_store(fresh_home)
        before, found = found, check_whole(store)
        assert max(reported, 1, before) <= found <= max(reported, before) + 1
        assert not find_red_checks(store)
        store.close()
    store = open_store(fresh_home)
    stored = read_scores(store, SCHEME, "2021-12", assessment="1")["units"]
    again = {"extra_points": "within_full"}  # a what-if that changes nothing scores the rows again
    assert read_scores(store, SCHEME, "2021-12", assessment="1", choices=again)["units"] == stored
    store.close()
