"""A scheme compiles to the sources that it reads, each once."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.clauses.figures import Score, walk
from scoring.clauses.loading import load_notice
from scoring.clauses.parts import Clause
from scoring.clauses.requests import CellRequest, RowRequest, Window, list_requests, list_uses
from scoring.clauses.score_checks import list_part_figures
from tests.scoring.clauses.scheme_files import HERE, NAMES, load, parse
from tests.scoring.clauses.test_refusals import build

CASES: list[dict[str, Any]] = parse(HERE / "cases" / "requests.toml")["case"]


def tell_window(window: Window) -> str:
    """Return a window in short."""
    months = window.months
    is_whole = len(months) == 12
    return window.length + ("" if is_whole else f" {months[0]}-{months[-1]}")


def tell_cell(request: CellRequest) -> str:
    """Return a request of cells in short."""
    last = "last:" if request.last else ""
    words = [f"{last}{request.form}.{request.column}", request.read, tell_window(request.window)]
    words += ["blank=0"] if request.is_blank_zero else []
    words += [f"due={request.due_day}"] if request.due_day else []
    words += [f"with {','.join(request.together)}"] if request.together else []
    return " ".join(words)


def tell_rows(request: RowRequest) -> str:
    """Return a request of rows in short."""
    words = [request.form, tell_window(request.window)]
    words += [f"{column}={','.join(values)}" for column, values in request.where]
    words += [f"× {request.amount}"] if request.amount else []
    prices = ", ".join(f"{level} {n}/{d}" for level, n, d in request.prices)
    words += [f"by {request.price_column}: {prices}"] if prices else []
    words += [f"highest per {request.highest_per}"] if request.highest_per else []
    words += [f"within {request.within_months}"] if request.within_months else []
    return " ".join(words)


@pytest.mark.parametrize("case", CASES, ids=lambda one: str(one["claim"]))
def test_a_clause_asks_for(case: dict[str, Any]) -> None:
    """In short words, cells and rows apart."""
    scheme = load_notice(build({"clauses": [case["clause"]]})).choose()
    requests = list_requests(scheme)
    cells = [tell_cell(one) for one in requests if isinstance(one, CellRequest)]
    rows = [tell_rows(one) for one in requests if isinstance(one, RowRequest)]
    assert (cells, rows) == (case.get("cells", []), case.get("rows", []))


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_of_a_scheme_asks_for_something(name: str) -> None:
    """Each leaf clause reads at least one source or score, under the default readings."""
    scheme = load(name).choose()
    asking = {(use.assessment, use.clause) for use in list_uses(scheme)}
    for assessment in scheme.assessments:
        for part in assessment.total.clauses:
            if part.kind == "clause" and not rests_on_scores(part):
                assert (assessment.id, part.id) in asking


def rests_on_scores(clause: Clause) -> bool:
    """Return whether a clause is reckoned from other clauses' points."""
    figures = [inner for figure in list_part_figures(clause) for inner in walk(figure)]
    return any(isinstance(one, Score) for one in figures)
