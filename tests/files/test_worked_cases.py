"""Worked cases as whole schemes: real files, the ordinary import, `kaohe scores` and `ledger`."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.files.books import list_pages
from tests.files.case_scheme import CaseScheme
from tests.files.landing_files import ask, land_pages
from tests.twin.worked_cases import read_cases
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")

SOAK = bool(os.environ.get("KAOHE_SOAK"))
STORES = 8
"""The cases are shared out among stores: a store with many schemes is slow to change."""
EVERY = 1 if SOAK else 16
"""Of how many cases one is run; the others run where long runs are wanted."""
CASES = read_cases()
CHOSEN = CASES[::EVERY]
BALANCE = ("earned", "lost", "pending")
NOT_PRINTED = {
    "times", "action", "near", "seats", "among_last", "first", "last", "of", "group", "limit",
}  # fmt: skip
"""Figures of a case that `kaohe scores` has no place for; engine and twin are held by them."""


@pytest.fixture(scope="module", params=range(min(STORES, -(-len(CHOSEN) // 10))))
def landed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, list[CaseScheme]]]:
    """Yield a store with its share of the schemes registered, and their cases."""
    count = min(STORES, -(-len(CHOSEN) // 10))
    own = [CaseScheme(case) for case in CHOSEN[request.param :: count]]
    store = open_store(tmp_path_factory.mktemp("cases") / "home", create=True)
    install_schemes(store, [one.scheme for one in own])
    yield store, own
    store.close()


def test_the_cases_come_out_through_files(landed: tuple[Store, list[CaseScheme]]) -> None:
    """Every figure is as the case says, the ledger adds up, and evidence names the files."""
    store, cases = landed
    wrong: dict[str, Any] = {}
    for number, one in enumerate(cases):
        try:
            land_pages(store, one.scheme, list_pages(one.scheme, one.known), as_csv=number % 5 == 0)
            found = compare(store, one)
        except Exception as error:
            found = {"raised": f"{type(error).__name__}: {error}"}
        if found:
            wrong[one.case["id"]] = found
    assert wrong == {}


def compare(store: Store, one: CaseScheme) -> dict[str, Any]:
    """Return the figures of a case that differ, as (wanted, found)."""
    case, scheme = one.case, one.scheme
    month = scheme.calendar.write(int(case.get("as_of", 12)))
    asked = ["--scheme", scheme.id, "--as-of", month]
    asked += ["--final"] if case.get("final") else []
    for reading, option in case.get("choose", {}).items():
        asked += ["--set", f"{reading}={option}"]
    printed = ask(store, "scores", *asked)
    name = str(case.get("unit", one.units[0].name))
    ids = [assessment.id for assessment in scheme.assessments]
    wanted = str(case.get("of", "total"))
    main = wanted if wanted in ids else ids[0]
    unit = next(u for u in printed["units"] if (u["unit"], u["assessment"]) == (name, main))
    lines = ask(store, "ledger", *asked, "--assessment", main, "--unit", name)
    is_open = not unit["settled"] or Decimal(unit["pending"] or 0) > 0
    if case["expect"].get("points") == "none" and is_open:
        unit["total"] = None  # nothing final to publish
    figures = list_figures(unit, None if wanted in (*ids, "total") else wanted)
    expected = {
        key: None if value == "none" else value
        for key, value in case["expect"].items()
        if key not in NOT_PRINTED and key not in case.get("probe", {})
    }
    differing = {
        key: (value, figures.get(key))
        for key, value in expected.items()
        if not is_alike(value, figures.get(key))
    }
    return differing | find_unbalanced(unit, lines)


def list_figures(unit: dict[str, Any], part: str | None) -> dict[str, Any]:
    """Return the figures of a unit, or of one of its parts, by the names that cases use."""
    parts = {item["id"]: item for item in (*(unit["nodes"] or []), *unit["indicators"])}
    own = parts[part] if part else unit
    points = own["earned"] if part else unit["total"]
    found = {key: own.get(key) for key in ("lost", "pending", "full", "rank", "grade")}
    brought = {
        key: str(Decimal(item["earned"]) + Decimal(item.get("added") or 0))
        for key, item in parts.items()
        if item["earned"] is not None
    }
    return brought | found | {"points": points}


def is_alike(wanted: Any, found: Any) -> bool:
    """Return whether a figure is as wanted, to the decimals that are wanted."""
    if wanted is None or found is None:
        return wanted is found
    try:
        return abs(Decimal(str(found))) == abs(Decimal(str(wanted)))
    except ArithmeticError:
        return bool(wanted == found)


def find_unbalanced(unit: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the sums of the ledger that are not the unit's figures, and lines with no source."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line["counts_to"]] += Decimal(line["points"])
    figures = {key: unit[key] for key in BALANCE}
    if unit["total"] is not None and not unit["vetoes"]:
        figures["earned"] = unit["total"]  # with what is added
    wrong: dict[str, Any] = {
        key: (str(sums[key]), figure)
        for key, figure in figures.items()
        if figure is not None and abs(sums[key] - Decimal(figure)) >= Decimal("0.01")
    }
    for line in lines:
        for place in line["evidence"]:
            if not place["file"]:
                wrong["evidence"] = line
    return wrong
