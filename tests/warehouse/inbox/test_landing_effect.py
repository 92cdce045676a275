"""What is said to move before a landing is what moves in it, and the trial keeps nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.warehouse.editions.county import SCHEME
from tests.warehouse.reading.workbooks import make_xlsx
from tests.warehouse.various_landings import make_work
from warehouse.importing.import_file import import_reading, read_file
from warehouse.importing.import_plan import ImportOptions
from warehouse.inbox.landing_effect import preview_effect
from warehouse.scheme_life.score_moves import Standing, list_moves, read_standing_scores
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

OPTIONS = ImportOptions("甲", scheme=SCHEME, accept_warnings=True)


def read_standing(store: Store, until: int) -> Standing:
    with store.reader() as cursor:
        return read_standing_scores(cursor, read_scheme(cursor, SCHEME), until)


@pytest.mark.parametrize("month", [5, 12])
def test_what_is_said_before_a_landing_is_what_moves(county: Store, month: int) -> None:
    content = make_xlsx([{"grid": make_work(month, posts="0")}])
    reading = read_file(county, "改.xlsx", content, OPTIONS)
    before, version = read_standing(county, month), county.version
    said = preview_effect(county, reading, OPTIONS)
    assert read_standing(county, month).results.equals(before.results)
    assert county.version == version
    with county.reader() as cursor:
        count = cursor.execute("select count(*) from batch").fetchall()
        scheme = read_scheme(cursor, SCHEME)
    assert import_reading(county, reading, content, OPTIONS).state == "landed"
    with county.reader() as cursor:
        assert cursor.execute("select count(*) from batch").fetchall() > count
    moved = list_moves(scheme, before, read_standing(county, month), {})
    figures = [
        (one.assessment, one.month, unit.unit, unit.rank_before, unit.rank_after, unit.total_after)
        for one in moved
        for unit in one.units
        if (unit.total_before, unit.rank_before) != (unit.total_after, unit.rank_after)
    ]
    assert figures
    assert figures == [
        (one.assessment, one.month, unit.unit, unit.rank_before, unit.rank_after, unit.total_after)
        for one in said
        for unit in one.units
    ]


def test_a_file_that_cannot_land_moves_nothing(county: Store) -> None:
    wrong = make_work(5, posts="许多")
    reading = read_file(county, "错.xlsx", make_xlsx([{"grid": wrong}]), OPTIONS)
    assert preview_effect(county, reading, replace(OPTIONS, accept_warnings=False)) == ()
