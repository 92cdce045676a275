"""Points moved by decisions on objections: limited, balanced, also as the year may end."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

from scoring.assessing.clauses import Score
from scoring.assessing.decisions import decision_column, move_points, sum_decisions
from scoring.assessing.facts import ADJUSTMENT_SCHEMA
from scoring.assessing.prospects import ENDLESS, Prospect, move
from scoring.terms.by_fractions import evaluate
from scoring.terms.terms import Term, as_term

TEN = as_term(10)


def compute(points: str, **terms: Term) -> dict[str, Fraction]:
    """Return what terms give where decisions on clause 1 move these points."""
    hundredths = int(Fraction(points) * 100)
    frame = pl.DataFrame(
        {"unit_id": [7], "as_of": [6], decision_column("A", "1"): [hundredths]},
        schema_overrides={"unit_id": pl.Int32, "as_of": pl.Int8},
    )
    return {name: Fraction(column[0] or 0) for name, column in evaluate(frame, terms).items()}


MOVED = [
    # what is decided in all, earned and lost before, earned and lost after; of 10 points
    ("2.5", ("4", "6"), ("6.5", "3.5")),
    ("-2.5", ("4", "6"), ("1.5", "8.5")),
    ("7", ("4", "6"), ("10", "0")),
    ("-7", ("4", "6"), ("0", "10")),
    ("2.5", ("4", "0"), ("4", "0")),
    ("2.5", ("4", "1"), ("5", "0")),
    ("0.01", ("9.99", "0.01"), ("10", "0")),
]


@pytest.mark.parametrize(("points", "before", "after"), MOVED)
def test_points_move_between_lost_and_earned_and_stop_at_the_ends(
    points: str, before: tuple[str, str], after: tuple[str, str]
) -> None:
    earned, lost = (Fraction(one) for one in before)
    score = Score(TEN, as_term(earned), as_term(lost), as_term(10 - earned - lost))
    moved = move_points("A", "1", score, None).score
    found = compute(points, earned=moved.earned, lost=moved.lost, pending=moved.pending)
    assert (found["earned"], found["lost"]) == tuple(Fraction(one) for one in after)
    assert sum(found.values()) == 10


ADDED = [
    # what is decided, added before, ceiling, added after
    ("8", "4", "10", "10"),
    ("-5", "4", "10", "0"),
    ("8", "4", None, "12"),
    ("-1", "-4", None, "-4"),
    ("2", "-4", "0", "-2"),
]


@pytest.mark.parametrize(("points", "before", "ceiling", "after"), ADDED)
def test_an_addition_is_raised_up_to_its_ceiling_and_loses_nothing(
    points: str, before: str, ceiling: str | None, after: str
) -> None:
    score = Score(None, added=as_term(Fraction(before)))
    most = None if ceiling is None else as_term(Fraction(ceiling))
    moved = move_points("A", "1", score, most).score
    found = compute(points, added=moved.added, lost=moved.lost)
    assert found == {"added": Fraction(after), "lost": 0}


BOUNDS = [
    # whether it has a full mark of 10 (else it is an addition up to 10); 4 are earned, and what
    # is decided; worst and best before, and after
    (True, "2.5", ("0", "10"), ("0", "10")),
    (True, "2.5", ("3", "6"), ("3", "8.5")),
    (True, "-2.5", ("3", "6"), ("0.5", "3.5")),
    (True, "-5", ("3", "10"), ("0", "5")),
    (False, "2.5", ("3", "9"), ("5.5", "10")),
    (False, "-3.5", ("3", "9"), ("0", "5.5")),
    (False, "8", ("4", "9"), ("10", "10")),
]


@pytest.mark.parametrize(("has_full", "points", "before", "after"), BOUNDS)
def test_what_the_year_can_end_with_moves_too(
    has_full: bool, points: str, before: tuple[str, str], after: tuple[str, str]
) -> None:
    four = as_term(4)
    score = Score(TEN, four, as_term(6)) if has_full else Score(None, added=four)
    ceiling = None if has_full else TEN
    moved = move_points("A", "1", score, ceiling)
    ends = Prospect(*(as_term(Fraction(one)) for one in before))
    found = move(ends, score, moved.requested, moved.moved, ceiling)
    wanted = dict(zip(("worst", "best"), map(Fraction, after), strict=True))
    assert compute(points, worst=found.worst, best=found.best) == wanted


def test_points_without_an_end_stay_so() -> None:
    score = Score(TEN, as_term(4), as_term(6))
    moved = move_points("A", "1", score, None)
    found = move(Prospect(as_term(4), ENDLESS), score, moved.requested, moved.moved)
    assert compute("2.5", best=found.best)["best"] >= compute("0", best=ENDLESS)["best"]


DECIDED = pl.DataFrame(
    [
        ("A", 7, "1", 5, 250, "核实", 1, 41),
        ("A", 7, "1", 8, -100, "核实", 2, 42),
        ("A", 7, "2", 1, 900, "核实", 3, 43),
        ("B", 7, "1", 1, 900, "核实", 4, 44),
    ],
    schema=ADJUSTMENT_SCHEMA,
    orient="row",
)


def test_a_decision_counts_from_its_month_on_and_for_its_clause_alone() -> None:
    sums = sum_decisions(DECIDED, "A", "1").sort("as_of")
    assert sums.get_column("as_of").to_list() == list(range(5, 13))
    assert sums.get_column(decision_column("A", "1")).to_list() == [250] * 3 + [150] * 5
