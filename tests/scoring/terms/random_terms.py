"""Random frames and random graphs of terms for Hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import polars as pl
from hypothesis import strategies as st

from scoring.terms.terms import (
    FALSE,
    NOTHING,
    TRUE,
    UNKNOWN,
    Bits,
    ByMonth,
    Choice,
    Comparison,
    Constant,
    Extreme,
    Flag,
    Input,
    Junction,
    Known,
    Opposite,
    OverMonths,
    OverUnits,
    Product,
    Quotient,
    Rounded,
    Sum,
    Term,
)

MOST = 12
"""Small figures, so that equal rates and edges are frequent."""
CONSTANTS = ["0", "1", "-1", "1/3", "2/3", "-1/7", "1/8", "28.125", "0.5", "-0.125", "12", "100"]


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """Draw a frame of up to five units by up to twelve months, and gaps in it."""
    units, months = draw(st.integers(1, 5)), draw(st.sampled_from([1, 2, 3, 5, 12]))
    rows = units * months

    def column(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(st.none() | values, min_size=rows, max_size=rows))

    figures = st.integers(-MOST, MOST)
    rates = draw(
        st.lists(
            st.one_of(st.tuples(st.integers(0, MOST), st.integers(1, 6)), st.just((None, None))),
            min_size=rows,
            max_size=rows,
        )
    )
    return pl.DataFrame(
        {
            "unit_id": [f"u{unit}" for unit in range(units) for _ in range(months)],
            "as_of": [month for _ in range(units) for month in range(1, months + 1)],
            "a": column(figures),
            "b": column(st.integers(0, 3)),
            "n": [top for top, _ in rates],
            "d": [bottom for _, bottom in rates],
            "mask": column(st.integers(0, 4095)),
            "flag": column(st.booleans()),
            "county": column(st.sampled_from(["x", "y"])),
            "kind": [unit % 2 for unit in range(units) for _ in range(months)],
        },
        schema_overrides=dict.fromkeys(["a", "b", "n", "d", "mask", "kind"], pl.Int64)
        | {"flag": pl.Boolean, "county": pl.String},
    )


@dataclass
class Pools:
    """The terms so far, of which others are made."""

    numbers: list[Term]
    booleans: list[Term]
    masks: list[Term]


def _pools(most: int) -> Pools:
    """Return what graphs begin with; most: the bound that inputs claim."""
    rate = Input("n", 1, "d", most)
    numbers = [
        *(Constant(Fraction(value)) for value in CONSTANTS),
        NOTHING,
        ByMonth(tuple(Fraction(month, 5) for month in range(-2, 10))),
        Input("a", 1, None, most),
        Input("a", 3, None, most),
        Input("b", 4, None, most),
        rate,
        Input("n", 1, "d", most),  # equal, but not the same object
        OverMonths("sum", rate, TRUE),
        OverUnits("sum", rate, ("kind",)),
    ]
    masks = [Input("mask", 1, None, 4095), Constant(Fraction(5))]
    return Pools(numbers, [Flag("flag"), TRUE, FALSE, UNKNOWN], masks)


def _one(draw: st.DrawFn, pool: list[Term]) -> Term:
    """Draw a term, often a late one: it is made of others."""
    late = draw(st.booleans())
    return draw(st.sampled_from(pool[-4:] if late else pool))


def _some(draw: st.DrawFn, pool: list[Term]) -> tuple[Term, ...]:
    return tuple(_one(draw, pool) for _ in range(draw(st.integers(1, 3))))


HOW: list[Literal["down", "half_up"]] = ["down", "half_up"]
TESTS: list[Literal["<", "<=", "=="]] = ["<", "<=", "=="]
WINDOWS: list[Literal["year", "half", "quarter"]] = ["year", "year", "half", "quarter"]
WITHIN: list[tuple[str, ...]] = [(), ("kind",), ("county",), ("county", "kind")]


def _number(draw: st.DrawFn, pools: Pools) -> Term:
    numbers, booleans = pools.numbers, pools.booleans
    one = _one(draw, numbers)
    match draw(st.integers(0, 11)):
        case 0 | 1:
            return Sum(_some(draw, numbers))
        case 2:
            return Product(one, _one(draw, numbers))
        case 3:
            return Quotient(one, _one(draw, numbers))
        case 4:
            return Rounded(one, draw(st.integers(-1, 3)), draw(st.sampled_from(HOW)))
        case 5:
            return Extreme(draw(st.sampled_from(["least", "greatest"])), _some(draw, numbers))
        case 6:
            return Choice(_one(draw, booleans), one, _one(draw, numbers))
        case 7 | 8:
            figures = ["count", "sum", "least", "greatest", "place", "dense", "shared"]
            return OverUnits(draw(st.sampled_from(figures)), one, draw(st.sampled_from(WITHIN)))
        case 9 | 10:
            figures = ["sum", "sum", "least", "greatest", "last"]
            window = draw(st.sampled_from(WINDOWS))
            return OverMonths(draw(st.sampled_from(figures)), one, _one(draw, booleans), window)
    return Bits("count", (_one(draw, pools.masks),))


def _boolean(draw: st.DrawFn, pools: Pools) -> Term:
    numbers, booleans = pools.numbers, pools.booleans
    match draw(st.integers(0, 7)):
        case 0 | 1 | 2:
            return Comparison(
                draw(st.sampled_from(TESTS)), _one(draw, numbers), _one(draw, numbers)
            )
        case 3:
            return Known(_one(draw, draw(st.sampled_from([numbers, booleans]))))
        case 4:
            return Opposite(_one(draw, booleans))
        case 5:
            return Junction(draw(st.sampled_from(["all", "any"])), _some(draw, booleans))
        case 6:
            then = draw(st.sampled_from([_one(draw, booleans), NOTHING]))
            return Choice(_one(draw, booleans), then, _one(draw, booleans))
    return OverMonths("last", _one(draw, booleans), _one(draw, booleans))


def _mask(draw: st.DrawFn, pools: Pools) -> Term:
    if draw(st.booleans()):
        return Bits(draw(st.sampled_from(["and", "or"])), _some(draw, pools.masks))
    return OverMonths("bits", _one(draw, pools.masks), _one(draw, pools.booleans))


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Term | tuple[Term, int]]:
    """Draw outputs: the last numbers and Booleans of a graph of up to ten operations."""
    pools = _pools(draw(st.sampled_from([MOST, 10**6, 10**12])))
    for _ in range(draw(st.integers(1, 10))):
        kind = draw(st.sampled_from("nnnbm"))
        if kind == "n":
            pools.numbers.append(_number(draw, pools))
        elif kind == "b":
            pools.booleans.append(_boolean(draw, pools))
        else:
            pools.masks.append(_mask(draw, pools))
    outputs: dict[str, Term | tuple[Term, int]] = {}
    for index, term in enumerate(pools.numbers[-3:]):
        outputs[f"number {index}"] = (term, draw(st.sampled_from([0, 2, 6])))
    outputs["mask"] = (pools.masks[-1], 0)
    for index, term in enumerate(pools.booleans[-2:]):
        outputs[f"boolean {index}"] = term
    return outputs
