"""A county with one unit: everything that ranks, spreads or compares has nothing to compare."""

from __future__ import annotations

from pathlib import Path

from scoring.scheme import Scheme
from tests.changed_schemes import Parts, change_scheme, keep_assessments
from tests.landing import land_facts
from tests.years.sheets import Sheet, Value
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.schemes.scheme_files import load_shipped_schemes
from warehouse.store import Store

UNITS = {"jiangxian-2021": "县财政局", "qianyang-2022": "县审计局"}
"""Scheme → the unit that is left; it is in several of Jiangxian's assessments."""


def fill_one_unit(home: Path) -> Store:
    """Return an open store whose schemes have one unit each, with a month of data."""
    store = open_store(home, create=True)
    schemes = {one.id: keep_one(one) for one in load_shipped_schemes()}
    install_schemes(store, schemes.values())
    row: dict[str, Value] = {"ledger_filed": True, "column_posts": 1}
    sheet = Sheet(frozenset(row), {UNITS["jiangxian-2021"]: row})
    land_facts(store, "jiangxian-2021", {"jx1_progress": {"2021-05": sheet}})
    return store


def keep_one(scheme: Scheme) -> Scheme:
    """Return a scheme with one unit only, and only the assessments that it is in."""
    return change_scheme(scheme, lambda parts: _drop_others(parts, UNITS[scheme.id]))


def _drop_others(parts: Parts, name: str) -> None:
    (unit,) = [one for one in parts["units"] if one["name"] == name]
    parts["units"] = [unit]
    keep_assessments(parts, set(unit["assessments"]))
    for assessment in parts["notice"]["assessment"]:
        assessment["units"] = 1
