"""The example schemes whole: blank forms out, filled in, landed, scored as worked and published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.files.example_schemes import FILES, Round, list_rounds
from tests.files.issued import fill_forms
from tests.files.landing_files import ask, land
from tests.files.test_worked_cases import SOAK, find_unbalanced, is_alike, list_figures
from tests.twin.test_twin_whole import name_of
from warehouse.results.rescoring import rescore_and_check
from warehouse.schemes.schemes import read_choices, register_scheme
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")
MONTHLY = {"year_of_periods": "last"}
"""Of the scheme of single months: the year's figure is that of the month, as it is published."""


@pytest.mark.parametrize("file", FILES, ids=[file["scheme"] for file in FILES])
def test_a_scheme_gives_its_figures_through_its_own_forms(
    file: dict[str, Any], store: Store
) -> None:
    """Every worked figure comes out of forms that the system itself sent out."""
    wrong = {}
    for one in list_rounds(file, choose_every(file)):
        with scored_once(store, one):
            for name, content in fill_forms(store, one):
                land(store, one.scheme, name, content)
        for unit, case in one.cases[:: choose_every(file)]:
            if found := compare(store, file, one, unit, case):
                wrong[case["says"]] = found
    assert wrong == {}


def choose_every(file: dict[str, Any]) -> int:
    """Return of how many rounds and cases one is tried: all of figures that were published."""
    is_published = "month" in file
    return 1 if SOAK or is_published else 6


@contextmanager
def scored_once(store: Store, one: Round) -> Iterator[None]:
    """Register a round's scheme, land its forms in the block, and score them all at its end.

    To score a scheme takes a second, also without facts; other tests hold that each landing does.
    """
    with store.writer("load_scheme") as cursor:
        register_scheme(cursor, one.scheme)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.importing.import_file._rescore_plans", lambda *_: None)
        yield
    with store.writer("import") as cursor:
        choices = read_choices(cursor, one.scheme)
        rescore_and_check(cursor, one.scheme, choices, since_month=one.month)


def compare(
    store: Store, file: dict[str, Any], one: Round, name: str, case: dict[str, Any]
) -> dict[str, Any]:
    """Return the figures of a case that differ, as (wanted, found)."""
    asked = ["--scheme", one.scheme.id, "--as-of", one.scheme.calendar.write(one.month)]
    chosen = case.get("choose", {}) | (MONTHLY if "month" in file else {})
    for reading, option in chosen.items():
        asked += ["--set", f"{reading}={option}"]
    main = str(file.get("assessment", "1"))
    own = [one for one in ask(store, "scores", *asked)["units"] if one["unit"] == name]
    unit = next(found for found in own if found["assessment"] == main)
    lines = ask(store, "ledger", *asked, "--assessment", main, "--unit", name)
    figures = {key: value for one in (*own, unit) for key, value in list_figures(one, None).items()}
    figures["total"] = unit["total"]
    return {
        key: (value, figures.get(key))
        for key, value in case["expect"].items()
        if not is_alike(value, figures.get(key))
    } | find_unbalanced(unit, lines)


def test_all_published_figures_are_among_them() -> None:
    """One notice prints 21 figures that its rule explains; the last case is ours."""
    published = next(file for file in FILES if "month" in file)["case"][:-1]
    assert sum(len(case["expect"]) for case in published) == 21
    assert {name_of(case) for case in published} == {"甲"}
