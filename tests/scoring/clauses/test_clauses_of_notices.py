"""Every clause of eight notices: it loads, has a sentence, and is scored on random facts."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest

from scoring.clauses.loading import load_notice
from scoring.clauses.notice import ChosenScheme, Notice
from scoring.clauses.parts import Clause, walk_tree
from scoring.clauses.sentences.clauses import say_clause
from scoring.clauses.sentences.trees import say_consequence, say_grades, say_node, say_rank
from scoring.clauses.sentences.vetoes import say_veto
from tests.scoring.clauses.scheme_files import HERE, load, parse, read_document
from tests.twin.scheme_facts import score_at_random

FILE = parse(HERE / "clauses_of_notices.toml")
ROWS: list[dict[str, Any]] = FILE["table"]["clauses"]
SEEN = [row for row in ROWS if row["verdict"] != "unseen"]
EIGHT = ("1", "2", "3", "4", "5", "6", "8", "15")
INLINE = [row for row in SEEN if row["verdict"] == "exact" and "scheme" not in row]
SCHEMES = sorted({row["scheme"] for row in SEEN if "scheme" in row})


def name_row(row: dict[str, Any]) -> str:
    """Return notice and clause."""
    return f"{row['notice']} {row['clause']}"


def write_document(row: dict[str, Any]) -> dict[str, Any]:
    """Return a scheme of one clause that is written in the table."""
    plain = {"id": "其他", "full": 5, "mark": "表.查"}
    document = {**FILE["base"], "total": {"clauses": [row.get("part", plain)]}}
    document |= {key: row[key] for key in ("grades", "rank", "consequence") if key in row}
    return document | ({"veto": [row["veto"]]} if "veto" in row else {})


def say_all(scheme: ChosenScheme) -> dict[str, str]:
    """Return the sentences of a scheme's clauses, nodes and vetoes, by id or name."""
    said = {}
    for assessment in scheme.assessments:
        for part in walk_tree(assessment.total):
            if isinstance(part, Clause):
                said[part.id] = say_clause(part, scheme.heading)
            else:
                said[part.id] = say_node(part, scheme.heading)
        said |= {veto.name: say_veto(veto, scheme.heading) for veto in assessment.vetoes}
        said["rank"] = say_rank(assessment.rank)
        if assessment.grades:
            said["grades"] = say_grades(assessment.grades)
        for one in assessment.consequences:
            said["consequence"] = say_consequence(one)
    return said


@cache
def say_everything(name: str) -> dict[str, str]:
    """Return the sentences of an example scheme under all readings, the defaults first."""
    notice: Notice = load(name)
    said: dict[str, str] = {}
    for choices in notice.combinations():
        said = {**say_all(notice.choose(choices)), **said}
    return said


@pytest.mark.parametrize("row", [row for row in SEEN if "scheme" in row], ids=name_row)
def test_a_clause_of_an_example_has_a_sentence(row: dict[str, Any]) -> None:
    """The example scheme holds the clause, and says it."""
    sentence = say_everything(row["scheme"])[row["clause"]]
    assert sentence.endswith("。") and "None" not in sentence


@pytest.mark.parametrize("row", INLINE, ids=name_row)
def test_a_clause_of_the_table_loads_and_is_said(row: dict[str, Any]) -> None:
    """Its sentences end as sentences do."""
    said = say_all(load_notice(write_document(row)).choose())
    assert all(one.endswith("。") and "None" not in one for one in said.values())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("row", INLINE, ids=name_row)
def test_a_clause_of_the_table_is_scored(row: dict[str, Any], seed: int) -> None:
    """Earned, lost and pending make the full mark, whatever the facts."""
    document = write_document(row)
    score_at_random(document, document["unit"], seed)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", SCHEMES)
def test_an_example_is_scored(name: str, seed: int) -> None:
    """All of its clauses under random facts and readings."""
    document, units = read_document(name)
    score_at_random(document, units, seed)


def test_all_clauses_of_the_examples_are_in_the_table() -> None:
    """No clause of an example is left out."""
    listed = {(row["scheme"], row["clause"]) for row in ROWS if "scheme" in row}
    for name in SCHEMES:
        for assessment in load(name).choose().assessments:
            ids = {one.id for one in walk_tree(assessment.total) if isinstance(one, Clause)}
            assert ids <= {clause for scheme, clause in listed if scheme == name}


def test_the_count_of_what_can_be_said() -> None:
    """97 % of the clauses of the eight notices are said exactly."""
    count = Counter(row["verdict"] for row in SEEN if row["notice"] in EIGHT)
    assert count["exact"] / count.total() >= 0.97
    assert len({name_row(row) for row in ROWS}) == len(ROWS)
