"""What each kind of term gives, by columns and by fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from scoring.terms import by_columns, by_fractions
from scoring.terms import terms as t
from scoring.terms.by_columns import Output
from scoring.terms.terms import NOTHING, Bits, ByMonth, Flag, Input, OverMonths, OverUnits, Term
from scoring.terms.wholes import TooLarge

FRAME = pl.DataFrame(
    {
        "unit_id": ["甲"] * 3 + ["乙"] * 3 + ["丙"] * 3,
        "as_of": [1, 2, 3] * 3,
        "a": [1, None, -3, 4, 2, None, 1, 2, 5],
        "n": [1, 2, None, 2, 1, 4, 1, 0, 3],
        "d": [3, 3, None, 6, 4, 4, 2, 7, 3],
        "mask": [1, 6, None, 0, 3, 7, None, 8, 4095],
        "flag": [True, False, None, True, True, False, None, None, True],
        "county": ["x"] * 3 + ["x"] * 3 + ["y"] * 3,
    }
)
A, RATE, FLAG, MASK = Input("a"), Input("n", 1, "d"), Flag("flag"), Input("mask", most=4095)
HALF, EIGHTH = Fraction(1, 2), Fraction(1, 8)


def column(*values: str | int | None) -> list[Fraction | None]:
    """Return nine values of the frame, one per row."""
    return [None if value is None else Fraction(value) for value in values]


NO = None
NUMBERS: dict[str, tuple[Term, list[Fraction | None]]] = {
    "an input over a scale": (
        Input("a", 4),
        column("1/4", NO, "-3/4", 1, "1/2", NO, "1/4", "1/2", "5/4"),
    ),
    "a rate": (RATE, column("1/3", "2/3", NO, "1/3", "1/4", 1, "1/2", 0, 1)),
    "a figure by month": (
        ByMonth(tuple(Fraction(month, 3) for month in range(12))),
        column(0, "1/3", "2/3", 0, "1/3", "2/3", 0, "1/3", "2/3"),
    ),
    "a sum is unknown with one of its terms": (
        A + RATE - HALF,
        column("5/6", NO, NO, "23/6", "7/4", NO, 1, "3/2", "11/2"),
    ),
    "a product": (A * RATE * -2, column("-2/3", NO, NO, "-8/3", -1, NO, -1, 0, -10)),
    "a product with 0 is unknown with its other side": (A * 0, column(0, NO, 0, 0, 0, NO, 0, 0, 0)),
    "a quotient": (A / RATE, column(3, NO, NO, 12, 8, NO, 2, NO, 5)),
    "a quotient by a negative number": (
        RATE / A,
        column("1/3", NO, NO, "1/12", "1/8", NO, "1/2", 0, "1/5"),
    ),
    "no number": (NOTHING + A, column(*[None] * 9)),
    "rounded half up, below 0 too": (
        t.round_half_up(A * EIGHTH, 2),
        column("0.13", NO, "-0.37", "0.5", "0.25", NO, "0.13", "0.25", "0.63"),
    ),
    "rounded down": (t.round_down(A / 2), column(0, NO, -2, 2, 1, NO, 0, 1, 2)),
    "rounded up": (t.round_up(A / 2), column(1, NO, -1, 2, 1, NO, 1, 1, 3)),
    "rounded to tens": (t.round_half_up(A * 5, -1), column(10, NO, -10, 20, 10, NO, 10, 10, 30)),
    "the least": (
        t.least([A, RATE, t.as_term(HALF)]),
        column("1/3", NO, NO, "1/3", "1/4", NO, "1/2", 0, "1/2"),
    ),
    "within limits": (t.clamp(A, t.ZERO, t.as_term(3)), column(1, NO, 0, 3, 2, NO, 1, 2, 3)),
    "a choice takes the other way where it is not known": (
        t.choose(FLAG, A, RATE),
        column(1, "2/3", NO, 4, 2, 1, "1/2", 0, 5),
    ),
    "a choice of rates": (
        t.choose(FLAG, RATE, t.ONE / RATE),
        column("1/3", "3/2", NO, "1/3", "1/4", 1, 2, NO, 1),
    ),
    "another value where one is not known": (
        t.or_else(RATE, 7),
        column("1/3", "2/3", 7, "1/3", "1/4", 1, "1/2", 0, 1),
    ),
    "no value under a condition": (t.unless(FLAG, A), column(NO, NO, -3, NO, NO, NO, 1, 2, NO)),
    "the months of a set": (Bits("count", (MASK,)), column(1, 2, NO, 0, 2, 3, NO, 1, 12)),
    "common months": (Bits("and", (MASK, t.as_term(5))), column(1, 4, NO, 0, 1, 5, NO, 0, 5)),
    "months of either": (
        Bits("or", (MASK, t.as_term(8))),
        column(9, 14, NO, 8, 11, 15, NO, 8, 4095),
    ),
    "how many units have a value": (OverUnits("count", A), column(3, 2, 2, 3, 2, 2, 3, 2, 2)),
    "how many have one, in a group without": (
        OverUnits("count", t.unless(FLAG, A), ("county",)),
        column(NO, NO, 1, NO, NO, 1, 1, 1, NO),
    ),
    "the sum of units": (
        OverUnits("sum", RATE, ("county",)),
        column("2/3", "11/12", 1, "2/3", "11/12", 1, "1/2", 0, 1),
    ),
    "the least of units": (OverUnits("least", RATE), column("1/3", 0, 1, "1/3", 0, 1, "1/3", 0, 1)),
    "the greatest of units": (
        OverUnits("greatest", RATE),
        column("1/2", "2/3", 1, "1/2", "2/3", 1, "1/2", "2/3", 1),
    ),
    "the greatest of products of inexact and exact": (
        OverUnits("greatest", OverMonths("sum", RATE, t.TRUE) * RATE),
        column("1/4", "2/3", "19/12", "1/4", "2/3", "19/12", "1/4", "2/3", "19/12"),
    ),
    "the greatest of two rates, which no integer orders": (
        OverUnits("greatest", RATE + t.ONE / A, ("county",)),
        column("4/3", "3/4", NO, "4/3", "3/4", NO, "3/2", "1/2", "6/5"),
    ),
    "places, with ties": (OverUnits("place", RATE), column(2, 1, NO, 2, 2, 1, 1, 3, 1)),
    "places counted from the least": (
        OverUnits("place", -RATE),
        column(1, 3, NO, 1, 2, 1, 3, 1, 1),
    ),
    "dense places": (
        OverUnits("dense", t.least([RATE, t.as_term(HALF)])),
        column(2, 1, NO, 2, 2, 1, 1, 3, 1),
    ),
    "how many share a value": (OverUnits("shared", RATE), column(2, 1, NO, 2, 1, 2, 1, 1, 2)),
    "places within a group": (
        OverUnits("place", A, ("county",)),
        column(2, NO, 1, 1, 1, NO, 1, 1, 1),
    ),
    "the sum of months": (
        OverMonths("sum", RATE, t.TRUE),
        column("1/3", 1, 1, "1/3", "7/12", "19/12", "1/2", "1/2", "3/2"),
    ),
    "the sum of some months": (OverMonths("sum", A, FLAG), column(1, 1, 1, 4, 6, 6, 0, 0, 5)),
    "the least of months": (
        OverMonths("least", RATE, t.TRUE),
        column("1/3", "1/3", "1/3", "1/3", "1/4", "1/4", "1/2", 0, 0),
    ),
    "the greatest of some months": (
        OverMonths("greatest", A, FLAG),
        column(1, 1, 1, 4, 4, 4, NO, NO, 5),
    ),
    "the last of months": (
        OverMonths("last", RATE, t.TRUE),
        column("1/3", "2/3", "2/3", "1/3", "1/4", 1, "1/2", 0, 1),
    ),
    "the union of months": (OverMonths("bits", MASK, t.TRUE), column(1, 7, 7, 0, 3, 7, 0, 8, 4095)),
    "an unknown mean counts no month": (
        OverMonths("sum", RATE, t.TRUE) / OverMonths("sum", t.choose(t.known(RATE), 1, 0), t.TRUE),
        column("1/3", "1/2", "1/2", "1/3", "7/24", "19/36", "1/2", "1/4", "1/2"),
    ),
}
TRUTHS: dict[str, tuple[Term, list[bool | None]]] = {
    "less": (t.is_less(RATE, HALF), [True, False, NO, True, True, False, False, True, False]),
    "at most": (t.is_at_most(RATE, HALF), [True, False, NO, True, True, False, True, True, False]),
    "equal": (
        t.is_equal(RATE * 3, A),
        [True, NO, NO, False, False, NO, False, False, False],
    ),
    "a value equals itself where it is known": (
        t.is_equal(RATE, RATE),
        [True, True, NO, True, True, True, True, True, True],
    ),
    "known": (t.known(RATE), [True, True, False, True, True, True, True, True, True]),
    "a known Boolean": (t.known(FLAG), [True, True, False, True, True, True, False, False, True]),
    "not": (t.negate(FLAG), [False, True, NO, False, False, True, NO, NO, False]),
    "all: False decides": (
        t.all_of([FLAG, t.is_less(A, 2)]),
        [True, False, NO, False, False, False, NO, False, False],
    ),
    "any: True decides": (
        t.any_of([FLAG, t.is_less(A, 2)]),
        [True, NO, True, True, True, NO, True, NO, True],
    ),
    "a choice of Booleans": (t.unless(FLAG, FLAG), [NO, False, NO, NO, NO, False, NO, NO, NO]),
    "the last Boolean": (
        OverMonths("last", FLAG, t.TRUE),
        [True, False, False, True, True, False, NO, NO, True],
    ),
    "not known": (t.UNKNOWN, [NO] * 9),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_by_fractions(name: str) -> None:
    term, expected = NUMBERS[name]
    assert by_fractions.evaluate(FRAME, {"": term})[""] == expected


@pytest.mark.parametrize("bits", [125, 30, 10])
@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_by_columns(name: str, bits: int) -> None:
    term, expected = NUMBERS[name]
    plan = by_columns.prepare({"points": (term, 3)}, bits)
    wanted = [
        None if one is None else by_fractions.round_fraction(one, 3, "half_up") * 1000
        for one in expected
    ]
    assert plan.run(FRAME)["points"].to_list() == wanted


@pytest.mark.parametrize("name", TRUTHS)
def test_a_boolean(name: str) -> None:
    term, expected = TRUTHS[name]
    assert by_fractions.evaluate(FRAME, {"": term})[""] == expected
    assert by_columns.evaluate(FRAME, {"holds": term})["holds"].to_list() == expected


def year(**columns: list[Any]) -> pl.DataFrame:
    """Return one unit's twelve months."""
    return pl.DataFrame({"unit_id": ["甲"] * 12, "as_of": range(1, 13), **columns})


def test_thirds_of_twelve_months_sum_to_a_whole_number() -> None:
    frame = year(n=[1, 2] * 6, d=[3] * 12)
    total = OverMonths("sum", RATE, t.TRUE)
    outputs: dict[str, Output] = {
        "mean": (total / 6, 0),
        "reached": t.is_at_most(t.as_term(6), total),
    }
    found = by_columns.evaluate(frame, outputs)
    assert found["mean"].to_list()[-1] == 1
    assert found["reached"].to_list() == [False] * 11 + [True]


def test_an_exact_tie_of_inexact_rates_is_rounded_up() -> None:
    frame = year(n=[1, 2, 1] + [0] * 9, d=[3, 3, 8] + [1] * 9)
    points = OverMonths("sum", RATE, t.TRUE) * 25  # 28.125 from March on
    assert (
        by_columns.evaluate(frame, {"points": (points, 2)})["points"].to_list()[2:] == [2813] * 10
    )


def test_a_window_begins_anew() -> None:
    frame = year(a=list(range(1, 13)))
    quarter = OverMonths("sum", A, t.TRUE, "quarter")
    half = OverMonths("greatest", -A, t.TRUE, "half")
    wanted = {
        "quarter": [1, 3, 6, 4, 9, 15, 7, 15, 24, 10, 21, 33],
        "half": [-1] * 6 + [-7] * 6,
    }
    assert by_fractions.evaluate(frame, {"quarter": quarter, "half": half}) == wanted
    found = by_columns.evaluate(frame, {"quarter": (quarter, 0), "half": (half, 0)})
    assert found.to_dict(as_series=False) == wanted


def test_equal_terms_are_computed_once_and_deep_ones_do_not_exhaust_the_stack() -> None:
    term: Term = A
    for _ in range(3000):
        term = t.Sum((term, term))
        term = t.Product(term, t.as_term(HALF))
    assert by_columns.evaluate(FRAME, {"x": (term, 0)})["x"].to_list() == FRAME["a"].to_list()
    assert by_fractions.evaluate(FRAME, {"x": term})["x"] == FRAME["a"].to_list()


def test_what_does_not_fit_is_refused_in_words() -> None:
    large = Input("a") * Input("a") * Input("a") * Input("a")
    with pytest.raises(TooLarge, match="位的整数，超出了精确计算的范围"):
        by_columns.prepare({"x": (large, 6)})


def test_a_result_beyond_64_bits_is_exact() -> None:
    square = Input("a", most=10**9) * 10**12 * Input("a", most=10**9)
    found = by_columns.evaluate(FRAME, {"x": (square, 2)})["x"]
    assert found.dtype == pl.Int128
    assert found.to_list() == [None if one is None else one * one * 10**14 for one in FRAME["a"]]


def test_a_figure_beyond_its_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="a passes its bound of 3"):
        by_columns.evaluate(FRAME, {"x": (Input("a", most=3), 0)})


def test_a_column_is_not_bound_in_two_ways() -> None:
    with pytest.raises(TypeError, match="a is bound below"):
        by_columns.prepare({"x": (A + Input("a", most=2**70), 0)})


def test_rows_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="not sorted"):
        by_columns.evaluate(FRAME.reverse(), {"x": (A, 0)})


def test_a_known_rate_over_0_is_refused() -> None:
    frame = FRAME.with_columns(d=pl.lit(0))
    with pytest.raises(ValueError, match="d is not positive where n is known"):
        by_columns.evaluate(frame, {"x": (RATE, 0)})


def test_a_constant_compared_with_a_choice_that_all_rows_take() -> None:
    chosen = t.choose(t.known(Input("as_of")), 1, 2)
    outputs: dict[str, Output] = {
        f"{test}{left}": t.Comparison(test, t.as_term(left), chosen)
        for test in ("<", "<=", "==")
        for left in (0, 1, 2)
    }
    found = by_columns.evaluate(FRAME, outputs)
    assert found.row(0) == (True, False, False, True, True, False, False, True, False)
    assert found.unique().height == 1


def test_literal_columns_and_no_rows_are_no_exception() -> None:
    frame = FRAME.with_columns(a=pl.lit(2), n=pl.lit(None, dtype=pl.Int64))
    outputs: dict[str, Output] = {
        "x": t.is_less(t.ONE, A),
        "y": (RATE, 2),
        "z": (t.as_term(HALF), 1),
    }
    assert by_columns.evaluate(frame, outputs).row(0) == (True, None, 5)
    assert by_columns.evaluate(frame.head(0), outputs).height == 0
