"""Both evaluators agree on random graphs over random frames, at any limit of the integers."""

from __future__ import annotations

from typing import Any
from unittest import mock

import polars as pl
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from scoring.terms import alike, by_columns, by_fractions, work
from scoring.terms.by_columns import Output, prepare
from scoring.terms.levels import AS_OF
from scoring.terms.plan import Plan
from scoring.terms.terms import Term
from scoring.terms.wholes import TooLarge, Whole
from tests.scoring.terms.random_terms import frames, graphs


def counted(values: list[Any], decimals: int) -> list[int | None]:
    """Return values half up, counted in their last decimal."""
    rounded = [
        None if one is None else by_fractions.round_fraction(one, decimals, "half_up")
        for one in values
    ]
    return [None if one is None else int(one * 10**decimals) for one in rounded]


def expected(frame: pl.DataFrame, outputs: dict[str, Output]) -> dict[str, list[Any]]:
    """Return the outputs by fractions."""
    terms = {name: one if isinstance(one, Term) else one[0] for name, one in outputs.items()}
    values = by_fractions.evaluate(frame, terms)
    return {
        name: values[name] if isinstance(one, Term) else counted(values[name], one[1])
        for name, one in outputs.items()
    }


@settings(max_examples=300, deadline=None)
@given(frame=frames(), outputs=graphs(), bits=st.sampled_from([125, 60, 30, 16]))
def test_columns_and_fractions_agree(
    frame: pl.DataFrame, outputs: dict[str, Output], bits: int
) -> None:
    assert computed(frame, outputs, bits) == expected(frame, outputs)


def computed(frame: pl.DataFrame, outputs: dict[str, Output], bits: int) -> dict[str, list[Any]]:
    """Return the outputs by columns; graphs that are too large for them do not count."""
    try:
        return prepare(outputs, bits).run(frame).to_dict(as_series=False)
    except TooLarge:
        event(f"too large at {bits} bits")
        assume(condition=False)
        raise


@settings(max_examples=100, deadline=None)
@given(frame=frames(), outputs=graphs(), bits=st.sampled_from([125, 30]))
def test_no_integer_passes_its_bound(
    frame: pl.DataFrame, outputs: dict[str, Output], bits: int
) -> None:
    bounds: list[tuple[str, int]] = []

    def extremes(plan: Plan, column: pl.Expr) -> list[pl.Expr]:
        with plan.at(AS_OF):
            return [plan.figure(column, which, 12) for which in ("least", "greatest")]

    def stored(plan: Plan, value: Whole) -> Whole:
        column = plan.column(value.expr)
        for shown in [column] if plan.stage == AS_OF else extremes(plan, column):
            name = f"{len(bounds)}"
            bounds.append((name, value.bound))
            with plan.at(AS_OF):
                plan.output(name, shown)
        return Whole(column, value.bound, plain=True)

    with mock.patch.object(Plan, "stored", stored), mock.patch.object(by_columns, "_DEEPEST", 0):
        found = computed(frame, outputs, bits)
    for name, bound in bounds:
        assert all(abs(one) <= bound for one in found[name] if one is not None)


@settings(max_examples=150, deadline=None)
@given(
    frame=frames(),
    outputs=graphs(),
    bits=st.sampled_from([125, 30]),
    as_ofs=st.sets(st.integers(1, 13)),
)
def test_some_months_and_rows_merged_give_the_same(
    frame: pl.DataFrame, outputs: dict[str, Output], bits: int, as_ofs: set[int]
) -> None:
    every = pl.DataFrame(computed(frame, outputs, bits))
    try:
        with mock.patch.object(work, "LARGE", 0), mock.patch.object(alike, "FEWER", 1):
            assert prepare(outputs, bits).run(frame).equals(every)
            some = prepare(outputs, bits).run(frame, sorted(as_ofs))
    except TooLarge:
        pytest.fail("the rows asked for decide nothing about sizes")
    assert some.equals(every.filter(frame["as_of"].is_in(list(as_ofs))))


@settings(max_examples=50, deadline=None)
@given(frame=frames(), outputs=graphs(), bits=st.sampled_from([125, 30]))
def test_a_plan_gives_the_same_again_and_for_part_of_the_outputs(
    frame: pl.DataFrame, outputs: dict[str, Output], bits: int
) -> None:
    found = computed(frame, outputs, bits)
    assert computed(frame, outputs, bits) == found
    for name, output in outputs.items():
        assert computed(frame, {name: output}, bits)[name] == found[name]


@settings(max_examples=150, deadline=None)
@given(frame=frames(), outputs=graphs(), drawn=st.lists(st.booleans(), min_size=60, max_size=60))
def test_rows_asked_for_have_the_values_that_they_have_among_all(
    frame: pl.DataFrame, outputs: dict[str, Output], drawn: list[bool]
) -> None:
    asked = pl.Series([drawn[row % len(drawn)] for row in range(frame.height)], dtype=pl.Boolean)
    terms = {name: one if isinstance(one, Term) else one[0] for name, one in outputs.items()}
    every, some = (by_fractions.evaluate(frame, terms, one) for one in (None, asked))
    for name, values in every.items():
        pairs = zip(values, some[name], asked, strict=True)
        assert all(one == other for one, other, is_asked in pairs if is_asked), name
