"""The clauses of eight notices and the example schemes: engine and twin agree on random facts."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from scoring.clauses.loading import load_notice
from tests.scoring.assessing.against_twin import compare_year
from tests.scoring.assessing.known_facts import to_facts
from tests.scoring.assessing.scored import Scored
from tests.scoring.clauses.scheme_files import read_document
from tests.scoring.clauses.test_clauses_of_notices import INLINE, SCHEMES, name_row, write_document
from tests.twin.scheme_facts import draw_year


def list_differences(document: dict[str, Any], units: list[dict[str, Any]], seed: int) -> list[str]:
    """Return each figure in which the engine and the twin differ on random facts."""
    year = draw_year(document, units, seed)
    notice = load_notice(copy.deepcopy(document), copy.deepcopy(units))
    scored = Scored(
        notice.choose(year.choices), to_facts(notice, year.facts), is_final=year.is_final
    )
    return list(compare_year(scored, year))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("row", INLINE, ids=name_row)
def test_both_score_a_clause_of_the_table_alike(row: dict[str, Any], seed: int) -> None:
    """Every figure of every unit is the same."""
    document = write_document(row)
    units = document.pop("unit")
    assert list_differences(document, units, seed) == []


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", SCHEMES)
def test_both_score_an_example_alike(name: str, seed: int) -> None:
    """All of its clauses, ranks and grades under random readings."""
    assert list_differences(*read_document(name), seed) == []
