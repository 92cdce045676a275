"""A spreadsheet's doubles give exact decimals for every rate, every step and every half."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents.proof.exactness import (
    Rate,
    compare,
    correct,
    find_scale,
    guess,
    split,
    to_points,
    whole,
)
from documents.proof.formulas import Formula
from documents.proof.grids import ANY, Grid, GridColumn
from documents.proof.writing import ProofFile
from tests.documents.recalculation import needs_office, open_values, recalculate
from tests.examples import examples

LONGEST = 10**15
"""The finest denominator of a rate in the store."""

rates = st.integers(1, LONGEST).flatmap(
    lambda bottom: st.tuples(st.integers(0, bottom), st.just(bottom))
)
factors = st.tuples(st.integers(1, 100_000), st.integers(-50_000, 50_000), st.integers(1, 1_000))


def number(value: int) -> Formula:
    return Formula(str(value), float(value))


def round_half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def share(terms: tuple[int, int, int], top: int, bottom: int) -> float:
    rate = make_rate(number(top), number(bottom))
    guessed = guess(terms, rate)
    value = (guessed + correct(terms, rate, guessed)).value
    assert isinstance(value, float)
    return value


def make_rate(top: Formula, bottom: Formula) -> Rate:
    return Rate(top, bottom, *split(top), *split(bottom))


@examples(2000)
@given(factors, rates)
@example((3000, 0, 1), (375, 800))
@example((5000, -3000, 1), (199, 200))
@example((15000, 0, 4), (499999999999999, 10**15))
def test_a_share_of_any_rate_is_rounded_half_up_as_if_by_hand(
    terms: tuple[int, int, int], rate: tuple[int, int]
) -> None:
    a, b, d = terms
    top, bottom = rate
    assert share(terms, top, bottom) == round_half_up(Fraction(a * top + b * bottom, d * bottom))


@examples(500)
@given(st.integers(0, 20_000), st.integers(1, 4_000), st.sampled_from([-1, 0, 1]))
def test_a_share_at_a_half_and_beside_it_falls_on_the_right_side(
    cents: int, full: int, beside: int
) -> None:
    """2 × full × bottom ÷ bottom is a half; one unit in the fifteenth digit is none."""
    bottom = 2 * full * 10**11
    top = (2 * cents + 1) * 10**11 + beside
    expected = round_half_up(Fraction(full * top, bottom))
    assert share((full, 0, 1), top, bottom) == expected


@examples(1000)
@given(st.integers(1, 10**6), st.integers(1, 10**6), rates)
def test_the_sign_of_a_comparison_is_exact(left: int, right: int, rate: tuple[int, int]) -> None:
    top, bottom = rate
    value = compare(left, right, make_rate(number(top), number(bottom))).value
    exact = left * top - right * bottom
    assert isinstance(value, float)
    assert (value > 0, value < 0) == (exact > 0, exact < 0)


@examples(1000)
@given(
    st.integers(0, 10**7), st.integers(1, 10_000), st.sampled_from(["0.01", "0.125", "0.000001"])
)
def test_whole_points_are_rounded_half_up(amount: int, divisor: int, step: str) -> None:
    scale = find_scale(Decimal(step))
    value = to_points(number(amount), scale, number(divisor)).value
    assert value == round_half_up(Fraction(100 * amount, scale * divisor)) / 100


def test_the_scale_is_the_smallest_that_keeps_every_digit() -> None:
    assert find_scale(Decimal(24), Decimal("0.5")) == 100
    assert find_scale(Decimal("0.125")) == 1000
    assert whole(Decimal("0.125"), 1000) == 125


@needs_office
def test_libreoffice_gives_the_same_shares(tmp_path: Path) -> None:
    dice, grid, expected = Random(5), Grid("数", [GridColumn("a", ANY), GridColumn("b", ANY)]), []
    rows = [draw_share(dice) for _ in range(1500)]
    for _, top, bottom in rows:
        grid.add_row([top, bottom])
    cells = []
    for row, (terms, top, bottom) in enumerate(rows):
        one, other = grid.cell(row, 0, home=True), grid.cell(row, 1, home=True)
        rate = make_rate(one, other)
        guessed = guess(terms, rate)
        cells.append(guessed + correct(terms, rate, guessed))
        a, b, d = terms
        expected.append(round_half_up(Fraction(a * top + b * bottom, d * bottom)))
    grid.add_column(GridColumn("c", ANY), cells)
    path = tmp_path / "shares.xlsx"
    ProofFile(path).write([grid], [])
    (computed,) = recalculate([path], tmp_path)
    assert [row[2].value for row in open_values(computed)["数"].iter_rows(min_row=2)] == expected


def draw_share(dice: Random) -> tuple[tuple[int, int, int], int, int]:
    """Draw a share; every third is at a half, or one unit beside it."""
    terms = dice.choice(((2000, 0, 1), (5000, -3000, 1), (50000, -48000, 1), (3000 * 5, 0, 4)))
    if dice.random() < 0.3:
        bottom = 2 * terms[0] * 10**9
        top = (2 * dice.randint(0, terms[0] - 1) + 1) * 10**9 + dice.choice((-1, 0, 1))
        return (terms[0], terms[1], 1), top, bottom
    bottom = dice.choice((10**15, dice.randint(1, LONGEST), dice.randint(1, 10_000)))
    return terms, dice.randint(0, bottom), bottom


@pytest.mark.parametrize("value", [28.125, 2.675, 1.005])
def test_a_spreadsheets_own_rounding_would_not_do(value: float) -> None:
    """Why ROUND is not enough: of the three values, a double holds only the first exactly."""
    exact = Fraction(str(value))
    assert (Fraction(value) == exact) == (value == 28.125)
