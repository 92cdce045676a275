"""Figures over rows: of a group of units in a month, or of a unit's months so far."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl

from scoring.terms.arithmetic import decimal, decimals_for
from scoring.terms.columns import put
from scoring.terms.deciding import order_key
from scoring.terms.histories import MONTHS, UNITS
from scoring.terms.levels import ALL_MONTHS
from scoring.terms.plan import Plan, name_of
from scoring.terms.terms import WINDOWS, OverMonths, OverUnits, Term
from scoring.terms.wholes import Number, Range, Whole, divisor_of, mask, number, whole
from scoring.terms.work import Work

Boolean = pl.Expr


def over_units(plan: Plan, term: OverUnits, value: Number | Boolean) -> Number:
    """Return a figure of each group of units as of the same month."""
    group = ["as_of", *term.within]
    plan.apart.add(plan.stage)
    for name in term.within:
        plan.read.setdefault(name, None)
    if term.which == "count":
        known = value.low.expr if isinstance(value, Number) else value
        counted = plan.column(plan.column(known.is_not_null()).sum().over(group).cast(pl.Int64))
        return _count(pl.when(counted > 0).then(counted))
    if not isinstance(value, Number):
        raise TypeError(f"{term.which} of a Boolean")
    if term.which == "sum":
        return _group_sum(plan, value, group)
    is_extreme = term.which in {"least", "greatest"}
    if is_extreme and not value.is_exact:
        value = decimal(plan, value, decimals_for(plan, [value]))
    if is_extreme and not value.over:
        return _group_extreme(plan, term.which, value, group)
    key = order_key(plan, value) or _sorted_key(plan, term.value, value, group)
    if is_extreme:
        return _group_best(plan, term.which, value, key, group)
    return _place(term.which, key, group)


def _count(expr: pl.Expr) -> Number:
    return number([Whole(expr, UNITS)], Fraction(1), (), Range(Fraction(0), Fraction(UNITS)))


def _place(which: str, key: Whole, group: list[str]) -> Number:
    if which == "shared":
        shared = pl.len().over([*group, name_of(key.expr)])
        return _count(pl.when(key.expr.is_not_null()).then(shared.cast(pl.Int64)))
    ranked = key.expr.rank("dense" if which == "dense" else "min", descending=True)
    return _count(ranked.over(group).cast(pl.Int64))


def _group_sum(plan: Plan, value: Number, group: list[str]) -> Number:
    if value.over or value.bound * UNITS > plan.limit:
        value = decimal(plan, value, decimals_for(plan, [value], UNITS))
    ends = []
    for one in value.ends:
        bound = one.bound * UNITS
        column = plan.stored(one)
        known = column.expr.count().over(group) > 0
        ends.append(Whole(pl.when(known).then(column.wide(bound).sum().over(group)), bound))
    range_ = Range(value.range.low * UNITS, value.range.high * UNITS)
    return number(ends, value.unit, (), range_.joined(value.range))


def _group_extreme(plan: Plan, which: str, value: Number, group: list[str]) -> Number:
    ends = []
    for one in value.ends:
        column = plan.stored(one).expr
        ends.append(
            Whole((column.min() if which == "least" else column.max()).over(group), one.bound)
        )
    return number(ends, value.unit, (), value.range)


def _group_best(plan: Plan, which: str, value: Number, key: Whole, group: list[str]) -> Number:
    """Return the least or greatest of exact rates as its top over its bottom.

    Of equal rates in other words, 1/3 and 2/6, it takes that of the least denominator.
    """
    best = (key.expr.min() if which == "least" else key.expr.max()).over(group)
    is_best = plan.column(key.expr == best)
    divisor = plan.cheap(divisor_of(1, value.over))
    lowest = plan.column(pl.when(is_best).then(divisor.expr)).min().over(group).fill_null(1)
    factor = plan.factor(Whole(lowest, divisor.bound))
    is_chosen = is_best & (divisor.expr == factor.whole.wide(divisor.bound))
    top = plan.column(pl.when(is_chosen).then(value.low.expr)).min().over(group)
    return number([Whole(top, value.low.bound)], value.unit, (factor,), value.range)


def _sorted_key(plan: Plan, term: Term, value: Number, group: list[str]) -> Whole:
    """Return a column that orders and equates, in each group, as numbers between ends do.

    Sorted by their low ends, numbers whose ends overlap form a cluster. In a cluster where not
    all are exact, fractions tell the order.
    """
    value = decimal(plan, value, decimals_for(plan, [value]))
    columns = [plan.stored(one).expr for one in value.ends]
    rows = UNITS * MONTHS

    def sort(work: Work) -> list[pl.Series]:
        low, high = (name_of(one) for one in (columns[0], columns[-1]))
        clusters = _clusters(work.frame.select(*group, low=low, high=high), group)
        key = clusters["cluster"] * rows
        doubt = clusters["doubt"]
        if not doubt.any():
            return [key]
        chosen, values = work.exactly(term, doubt)
        places = _places(clusters["cluster"], dict(zip(chosen, values, strict=True)), doubt)
        indices = pl.Series(list(places), dtype=pl.UInt32)
        return [put(key, indices, [key[row] + place for row, place in places.items()])]

    return Whole(plan.step(columns, sort)[0], rows * rows, plain=True)


def _clusters(frame: pl.DataFrame, group: list[str]) -> pl.DataFrame:
    """Return each row's cluster (null: no value), and whether fractions must order it."""
    known = frame.with_row_index("row").drop_nulls("low").sort([*group, "low", "high"])
    reach = pl.col("high").cum_max().over(group).shift(1)
    new_group = pl.struct(group).ne_missing(pl.struct(group).shift(1))
    starts = (new_group | (pl.col("low") > reach)).fill_null(value=True)
    known = known.with_columns(cluster=starts.cum_sum().cast(pl.Int64))
    doubt = (pl.col("low") != pl.col("high")).any() & (pl.len() > 1)
    known = known.with_columns(doubt=doubt.over("cluster")).select("row", "cluster", "doubt")
    rows = frame.select(pl.row_index("row"))
    joined = rows.join(known, on="row", how="left", maintain_order="left")
    return joined.with_columns(pl.col("doubt").fill_null(value=False))


def _places(cluster: pl.Series, values: dict[int, Any], doubt: pl.Series) -> dict[int, int]:
    """Return for each row in doubt its dense place from below in its cluster."""
    held: dict[int, set[Any]] = {}
    rows = doubt.arg_true().to_list()
    for row in rows:
        held.setdefault(cluster[row], set()).add(values[row])
    places = {
        name: {value: place for place, value in enumerate(sorted(members))}
        for name, members in held.items()
    }
    return {row: places[cluster[row]][values[row]] for row in rows}


def over_months(
    plan: Plan, term: OverMonths, value: Number | Boolean, where: Boolean
) -> Number | Boolean:
    """Return a figure of each unit's months so far, of the rows where `where` is True."""
    length = WINDOWS[term.window]
    if not isinstance(value, Number):
        if term.which != "last":
            raise TypeError(f"{term.which} of a Boolean")
        return plan.figure(pl.when(where).then(value), term.which, length)
    with plan.at(ALL_MONTHS):
        value, where = _operand(plan, term, value), plan.flag(where)
    factors = value.over
    if factors:  # only `last` comes here: it takes the denominator from the same row
        with plan.at(ALL_MONTHS):
            divisor = plan.cheap(divisor_of(1, factors))
        counts = where & value.low.expr.is_not_null()
        carried = plan.figure(pl.when(counts).then(divisor.expr), term.which, length)
        factors = (plan.factor(Whole(carried.fill_null(1), divisor.bound)),)
    if not value.is_exact:
        plan.apart.add(plan.stage)
    ends = [_scanned(plan, term, one, where) for one in value.ends]
    range_ = value.range
    if term.which == "sum":
        limits = (range_.low * MONTHS, range_.high * MONTHS, Fraction(0))
        range_ = Range(min(limits), max(limits))
    return number(ends, value.unit, factors, None if term.which == "bits" else range_)


def _operand(plan: Plan, term: OverMonths, value: Number) -> Number:
    """Return a number as it can be summed or compared over months."""
    if term.which == "sum" and (value.over or value.bound * MONTHS > plan.limit):
        return decimal(plan, value, decimals_for(plan, [value], MONTHS))
    if term.which in {"least", "greatest"} and value.over:
        return decimal(plan, value, decimals_for(plan, [value]))
    return number([mask(value)], Fraction(1)) if term.which == "bits" else value


def _scanned(plan: Plan, term: OverMonths, value: Whole, where: Boolean) -> Whole:
    bound = value.bound * MONTHS if term.which == "sum" else value.bound
    if term.which == "bits":
        bound = (1 << bound.bit_length()) - 1
    expr: pl.Expr = pl.when(where).then(value.wide(bound))
    if term.which in {"sum", "bits"}:
        expr = expr.fill_null(whole(0).wide(bound))
    return Whole(plan.figure(expr, term.which, WINDOWS[term.window]), bound)
