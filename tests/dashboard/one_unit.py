"""A county with one unit: everything that ranks, spreads or compares has nothing to compare."""

from __future__ import annotations

from pathlib import Path

from scoring.scheme import Scheme
from tests.landing import land_facts
from tests.twin.facts import Sheet, Value
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
    (unit,) = [one for one in scheme.units if one.name == UNITS[scheme.id]]
    assessments = [
        one.model_copy(update={"units": 1})
        for one in scheme.assessments
        if one.id in unit.assessments
    ]
    kept = {one.id for one in assessments}
    datasets = [one for one in scheme.datasets if one.assessment in kept]
    changed = scheme.model_copy(
        update={
            "units": (unit,),
            "assessments": tuple(assessments),
            "datasets": tuple(datasets),
        }
    )
    return Scheme.model_validate_json(changed.model_dump_json(by_alias=True))
