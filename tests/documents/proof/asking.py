"""Proofs of a store's scores, built in memory, and their verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from random import Random

from documents.about import Stamp
from documents.proof.grids import Grid, is_difference
from documents.proof.proving import build_grids
from scoring.scheme import Scheme
from warehouse.results.scores import ScoreQuery, list_assessments, open_scores
from warehouse.store import Store

STAMP = Stamp("张三", datetime(2022, 1, 5, 1, 30))
AGREED = "全部一致"


def build(store: Store, question: ScoreQuery, assessment: str) -> dict[str, Grid]:
    """Return the sheets of a proof by name."""
    with open_scores(store, question, assessment) as found:
        (one,) = list_assessments(found.scheme, assessment)
        return {grid.name: grid for grid in build_grids(found, one, question)}


def read_verdict(grids: Mapping[str, Grid]) -> object:
    """Return the verdict, in the second row of 总分."""
    return grids["总分"].value_above(1)


def list_differences(grid: Grid) -> Iterator[str]:
    """Yield each row and column in which formula and store differ."""
    for column, field in enumerate(grid.columns):
        if is_difference(field.title):
            for row in range(len(grid.rows)):
                if grid.value(row, column) not in ("", 0):
                    yield f"{grid.rows[row][:4]} {grid.columns[column - 1].title}"


def draw_question(scheme: Scheme, dice: Random) -> ScoreQuery:
    """Draw a month, open or closed, under any reading of the open clauses."""
    choices = {
        interpretation.id: dice.choice(interpretation.options).id
        for interpretation in scheme.interpretations
    }
    month = f"{scheme.year}-{dice.randint(1, 12):02d}"
    return ScoreQuery(scheme.id, month, final=dice.random() < 0.5, choices=choices)
