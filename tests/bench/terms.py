"""Terms in columns at 150,000 units × 12 months, against one product of two columns."""

from __future__ import annotations

import resource
from fractions import Fraction
from functools import partial

import polars as pl

from scoring.terms.by_columns import Output, evaluate
from scoring.terms.terms import (
    TRUE,
    Constant,
    Input,
    OverMonths,
    OverUnits,
    Term,
    choose,
    clamp,
    greatest,
    is_at_most,
    known,
    least,
)
from tests.bench.timing import print_median, time_median

UNITS, MONTHS, COUNTIES = 150_000, 12, 1_500


def province() -> pl.DataFrame:
    """Return a frame of pseudo-random figures, the same in every run."""
    row = pl.int_range(UNITS * MONTHS, dtype=pl.Int64)
    rows = pl.select(
        unit_id=row // MONTHS,
        as_of=row % MONTHS + 1,
        done=(row * 7919) % 101,
        due=(row * 104_729) % 97 + 4,
        quota=(row // MONTHS) % 5 + 1,
    )
    return rows.with_columns(county=pl.col("unit_id") % COUNTIES)


def cases() -> dict[str, Output]:
    """Return the outputs that are timed: points at two decimals."""
    done, quota = Input("done"), Input("quota")
    rate = Input("done", over="due")
    month = choose(is_at_most(quota, done), as_term("1/2"), 0)
    lines = (rate - as_term("3/5")) / as_term("3/10") * 10
    place = OverUnits("place", rate, ("county",))
    months = OverMonths("sum", choose(known(rate), 1, 0), TRUE)
    return {
        "a monthly quota": (least([OverMonths("sum", month, TRUE), as_term("6")]), 2),
        "a rate with two lines": (clamp(lines, as_term("0"), as_term("10")), 2),
        "a place": (greatest([10 - place * as_term("1/2"), as_term("0")]), 2),
        "a mean of rates over 12 months": (OverMonths("sum", rate, TRUE) / 12 * 20, 2),
        "a mean of rates over the known months": (OverMonths("sum", rate, TRUE) / months * 20, 2),
    }


def as_term(value: str) -> Term:
    """Return a constant."""
    return Constant(Fraction(value))


def main() -> None:
    """Print medians and ratios."""
    frame = province()
    bare = time_median(lambda: frame.select(pl.col("done") * pl.col("due")))
    print_median("one product of two Int64 columns", bare)
    for name, output in cases().items():
        print_median(name, time_median(partial(evaluate, frame, {"x": output}), 3), bare)
    print_median("all together", time_median(lambda: evaluate(frame, cases()), 3), bare)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(f"{'peak memory':<58} {memory:9.2f} GB")


if __name__ == "__main__":
    main()
