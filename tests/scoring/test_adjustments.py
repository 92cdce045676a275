"""Points moved by a decision: limited, balanced, and in separate lines."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from scoring.adjustments import adjust
from scoring.inputs import ADJUSTMENT_SCHEMA
from scoring.ledger import ScoredIndicator
from scoring.outcome import Outcome

from scoring.exact import MICRO_PER_CENT, Exact
from scoring.scheme import Indicator, Part

FULL = Decimal("10")
NOTHING = pl.lit(0)


def score(part: Part = "score") -> ScoredIndicator:
    """Return a scored indicator, of which only the name and the part matter here."""
    columns = {"value": "form.value"}
    indicator = Indicator(
        id="1", name="事项", full=FULL, clause="一", rule="assessed", part=part, columns=columns
    )
    outcome = Outcome(Exact(NOTHING), Exact(NOTHING), ())
    return ScoredIndicator(
        indicator,
        outcome,
        (),
        NOTHING,
        NOTHING,
        NOTHING,
        NOTHING,
        NOTHING,
        may_change=pl.lit(False),
    )


def decide(*points: int, month: int = 5) -> pl.DataFrame:
    """Return decisions on unit 7's indicator, in hundredths."""
    rows = [
        (7, "1", month, amount, "核实", at, 40 + at) for at, amount in enumerate(points, start=1)
    ]
    return pl.DataFrame(rows, schema=ADJUSTMENT_SCHEMA, orient="row")


def frame(
    earned: int, lost: int, as_of: int = 6, *, worst: int | None = None, best: int | None = None
) -> pl.DataFrame:
    """Return a unit's figures; its bounds are the earned points unless they are given."""
    return pl.DataFrame(
        {
            "as_of": pl.Series([as_of], dtype=pl.Int8),
            "unit_id": pl.Series([7], dtype=pl.Int32),
            "1:earned": pl.Series([earned], dtype=pl.Int64),
            "1:lost": pl.Series([lost], dtype=pl.Int64),
            "1:pending": pl.Series([1000 - earned - lost], dtype=pl.Int64),
            "1:worst": pl.Series([earned if worst is None else worst], dtype=pl.Int64),
            "1:best": pl.Series([earned if best is None else best], dtype=pl.Int64),
        }
    )


CASES = [
    # what is decided, earned and lost before, earned and lost after
    ((250,), (400, 600), (650, 350)),
    ((-250,), (400, 600), (150, 850)),
    ((700,), (400, 600), (1000, 0)),
    ((-700,), (400, 600), (0, 1000)),
    ((250, 100), (400, 600), (750, 250)),
    ((250, -100), (400, 600), (550, 450)),
    ((250,), (400, 0), (400, 0)),
    ((250,), (400, 100), (500, 0)),
    ((1,), (999, 1), (1000, 0)),
]


@pytest.mark.parametrize(("points", "before", "after"), CASES)
def test_points_move_between_lost_and_earned_and_stop_at_the_ends(
    points: tuple[int, ...], before: tuple[int, int], after: tuple[int, int]
) -> None:
    (scored,), moved = adjust([score()], frame(*before), decide(*points))
    row = moved.row(0, named=True)
    assert (row["1:earned"], row["1:lost"]) == after
    assert row["1:pending"] == 1000 - sum(before)
    assert row["1:worst"] == row["1:best"] == row["1:earned"]
    assert scored.adjustments is not None
    for home, at in (("earned", 0), ("lost", 1)):
        lines = scored.adjustments.filter(counts_to=home).get_column("points")
        assert lines.sum() == (after[at] - before[at]) * MICRO_PER_CENT
    decided = scored.adjustments.filter(kind="adjustment", counts_to="earned")
    assert decided.get_column("points").to_list() == [amount * MICRO_PER_CENT for amount in points]


BOUNDS = [
    # part, what is decided, worst and best before, worst and best after; 4.00 are earned, 6.00 lost
    ("score", (250,), (0, 1000), (0, 1000)),
    ("score", (250,), (300, 600), (300, 850)),
    ("score", (-250,), (300, 600), (50, 350)),
    ("score", (-500,), (300, 1000), (0, 500)),
    ("score", (250,), (400, None), (400, None)),
    ("bonus", (250,), (300, 900), (550, 1000)),
    ("bonus", (-350,), (300, 900), (0, 550)),
]


@pytest.mark.parametrize(("part", "points", "before", "after"), BOUNDS)
def test_what_the_year_can_end_with_moves_too(
    part: Part,
    points: tuple[int, ...],
    before: tuple[int, int | None],
    after: tuple[int, int | None],
) -> None:
    figures = frame(400, 600, worst=before[0], best=before[1])
    if before[1] is None:
        figures = figures.with_columns(pl.lit(None, pl.Int64).alias("1:best"))
    _, moved = adjust([score(part)], figures, decide(*points))
    row = moved.row(0, named=True)
    assert (row["1:worst"], row["1:best"]) == after


def test_a_decision_does_not_reach_the_months_before_it() -> None:
    (scored,), moved = adjust([score()], frame(400, 600, as_of=4), decide(250))
    assert moved.equals(frame(400, 600, as_of=4))
    assert scored.adjustments is not None and scored.adjustments.is_empty()


def test_a_bonus_loses_nothing_and_is_raised_up_to_its_full_points() -> None:
    (scored,), moved = adjust([score("bonus")], frame(400, 0), decide(800))
    assert moved.row(0, named=True)["1:earned"] == 1000
    assert moved.row(0, named=True)["1:lost"] == 0
    assert scored.adjustments is not None
    assert set(scored.adjustments.get_column("counts_to")) == {"earned"}


def test_a_decision_on_what_the_scheme_no_longer_has_changes_nothing() -> None:
    gone = decide(250).with_columns(indicator_id=pl.lit("9"))
    elsewhere = decide(250).with_columns(unit_id=pl.lit(8, pl.Int32))
    for decisions in (gone, elsewhere):
        _, moved = adjust([score()], frame(400, 600), decisions)
        assert moved.equals(frame(400, 600))
