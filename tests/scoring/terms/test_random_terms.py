"""Both evaluators agree on random graphs over random frames, at any limit of the integers."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from scoring.terms import by_fractions
from scoring.terms.by_columns import Output, prepare
from scoring.terms.terms import Term
from scoring.terms.wholes import TooLarge
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


@settings(max_examples=400, deadline=None)
@given(frame=frames(), outputs=graphs(), bits=st.sampled_from([125, 60, 30, 16]))
def test_columns_and_fractions_agree(
    frame: pl.DataFrame, outputs: dict[str, Output], bits: int
) -> None:
    try:
        plan = prepare(outputs, bits)
    except TooLarge:
        event("too large")
        assume(False)
    found = plan.run(frame).to_dict(as_series=False)
    assert found == expected(frame, outputs)
