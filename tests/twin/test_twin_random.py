"""Random clauses and facts: points add up, nothing raises, what is open stays within its range."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.examples import examples

from . import clause, tree
from .exact import ZERO, Score
from .facts import At, Facts, Spec, Unit, Year
from .random_clauses import clauses, numbers, points, steps, year_of
from .random_facts import facts
from .random_schemes import Drawn, schemes
from .results import assess

months = st.sampled_from([12, 12, 12, *range(1, 12)])
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
PHASES = [Phase.explicit, Phase.generate]
"""A large clause shrinks for many minutes."""


def scores(part: Spec, known: Facts, month: int, is_final: bool) -> dict[str, Score]:
    """Return each unit's score of a clause."""
    year = year_of({"clauses": [part]}, known, month, is_final)
    found = {u.name: tree.part_score(year, u, part, known.units) for u in known.units}
    return {name: score for name, score in found.items() if score is not None}


def check_sums(score: Score) -> None:
    """Check that every point of the full mark is in exactly one place."""
    assert score.pending >= 0 and score.lost >= 0
    if score.full is None:
        assert (score.earned, score.lost, score.pending) == (ZERO, ZERO, ZERO)
    elif score.earned > score.full:
        assert (score.lost, score.pending) == (ZERO, ZERO)
    else:
        assert score.earned + score.lost + score.pending == score.full


@given(part=clauses(), known=facts(), month=months, is_final=st.booleans())
@examples(300, suppress_health_check=SLOW, phases=PHASES)
def test_every_point_is_in_one_place(part: Spec, known: Facts, month: int, is_final: bool) -> None:
    """earned + lost + pending = full for each unit of a random clause."""
    for score in scores(part, known, month, is_final).values():
        check_sums(score)


@given(part=clauses(), known=facts(), month=months)
@examples(150, suppress_health_check=SLOW, phases=PHASES)
def test_the_close_stays_within_what_was_open(part: Spec, known: Facts, month: int) -> None:
    """Closing the year gives no less than was certain and no more than was still possible."""
    before, after = (scores(part, known, month, final) for final in (False, True))
    for name, score in before.items():
        if score.full is not None and "not_for" not in part and "round_period" not in part:
            assert after[name].earned >= score.earned
            assert after[name].earned <= max(score.earned + score.pending, score.earned)


@given(drawn=schemes(), month=months, is_final=st.booleans())
@examples(60, suppress_health_check=SLOW, phases=PHASES)
def test_the_order_of_units_and_cells_does_not_matter(
    drawn: Drawn, month: int, is_final: bool
) -> None:
    """A roster, cells and a ledger turned round give every unit the same result."""
    known = drawn.known
    turned = Facts(
        known.units[::-1], dict(reversed(known.cells.items())), known.rows[::-1], known.reported
    )
    one, other = (
        Year(drawn.document, facts_of, month, is_final, drawn.choices)
        for facts_of in (known, turned)
    )
    for assessment in tree.assessments(one):
        name = str(assessment["id"])
        results, others = assess(one, name), assess(other, name)
        for unit, result in results.items():
            turned_round = others[unit]
            assert (turned_round.score, turned_round.points) == (result.score, result.points)
            assert (turned_round.rank, turned_round.grade) == (result.rank, result.grade)


def earned_of(line: Spec, value: Fraction) -> Fraction:
    """Return a clause's points for one figure."""
    unit = Unit("甲")
    year = year_of({"clauses": []}, Facts([unit], {("表.a", "甲", 12): value}), 12, False)
    at = At(year, unit, (unit,), full=Fraction(100))
    result = clause.points(at, {"of": "表.a", "full": 100, **line}, is_clause=True)
    assert result.least == result.most
    return Fraction(result.least)


@given(
    price=points, per=st.sampled_from([1, 2, 5]), how=steps, target=numbers, a=numbers, b=numbers
)
@examples(200)
def test_points_are_monotone(
    price: Fraction, per: int, how: str, target: Fraction, a: Fraction, b: Fraction
) -> None:
    """More is better with a price or under a target, and worse with a deduction or over one."""
    low, high = sorted((a, b))
    rest: Spec = {"per": per, "steps": how}
    rising = ({"each": price}, {"below": target, "each": -price}, {"above": target, "each": price})
    falling = (
        {"each": -price},
        {"above": target, "each": -price},
        {"below": target, "each": price},
    )
    for line in rising:
        assert earned_of({**line, **rest}, low) <= earned_of({**line, **rest}, high)
    for line in falling:
        assert earned_of({**line, **rest}, low) >= earned_of({**line, **rest}, high)


def test_a_year_keeps_its_facts() -> None:
    """Scoring changes no fact."""
    known = Facts([Unit("甲")], {("表.a", "甲", 3): Fraction(2)})
    year = Year({"form": {}, "total": {"clauses": []}}, known)
    assess(year)
    assert known.cells == {("表.a", "甲", 3): Fraction(2)}
