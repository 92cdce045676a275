"""Terms computed for all rows at once in Polars, exactly.

A number is integers in columns over constant units and perhaps over columns of denominators; the
bounds of all are known beforehand. What does not fit becomes a decimal fraction between two ends,
and the few decisions that lie between the ends are made by fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce

import polars as pl
from cachetools import LRUCache

from scoring.terms import deciding
from scoring.terms.arithmetic import aligned, by_end, extreme, product, scaled, total
from scoring.terms.bound_plans import BoundPlan
from scoring.terms.levels import ALL_MONTHS, AS_OF
from scoring.terms.numbering import Graph, called, numbered, rename, sign
from scoring.terms.over_rows import over_months, over_units
from scoring.terms.plan import Plan
from scoring.terms.terms import (
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
    Truth,
)
from scoring.terms.units import common_unit
from scoring.terms.wholes import (
    NOWHERE,
    Number,
    Range,
    Whole,
    constant,
    divisor_of,
    mask,
    number,
    whole,
    within,
)

Output = tuple[Term, int] | Term
"""A number and its decimals, or a Boolean."""
Column = Number | pl.Expr
_DEEPEST = 24
"""Expressions nested deeper are kept as columns: Polars walks them by recursion."""


def evaluate(frame: pl.DataFrame, outputs: Mapping[str, Output]) -> pl.DataFrame:
    """Return a column per output, with the frame's rows in their order.

    A number is rounded half up and counted in its last decimal (1.5 at two decimals is 150): Int64,
    or Int128 where its bound needs that. A Boolean is a Boolean. Null: not known. The frame is that
    of `by_fractions.evaluate`, of at most a million units.

    Raises:
        TooLarge: the terms' bounds do not fit the integers of a column.
        ValueError: a row of the frame is not what the terms say of it.
    """
    return prepare(outputs).run(frame)


def prepare(outputs: Mapping[str, Output], bits: int = 125) -> BoundPlan:
    """Return how outputs are computed, for any frame; bits: how large integers may grow.

    Terms that differ only in the columns that they read share one plan: most clauses of a notice
    are alike.

    Raises:
        TooLarge: the terms' bounds do not fit the integers of a column.
    """
    roots = [
        one if isinstance(one, Term) else Rounded(one[0], one[1], "half_up")
        for one in outputs.values()
    ]
    graph, numbers = numbered(roots)
    signature, names = sign(graph, numbers)
    key = (signature, tuple(outputs), bits)
    if key not in _PLANS:
        with called(names):
            named = dict(zip(outputs, numbers, strict=True))
            _PLANS[key] = _prepare(rename(graph, names), named, bits)
    return BoundPlan(_PLANS[key], names)


_PLANS: LRUCache[object, Plan] = LRUCache(maxsize=512)
"""The plans of terms by what they compute."""


def _prepare(graph: Graph, outputs: Mapping[str, int], bits: int) -> Plan:
    """Return the plan of a graph; outputs: the numbers of the terms that are returned."""
    numbers = list(outputs.values())
    plan = Plan(bits, {"unit_id": None, "as_of": None})
    uses = [0] * len(graph.nodes)
    for part in [*numbers, *(part for node in graph.nodes for part in node.parts)]:
        uses[part] += 1
    operands = _find_operands(graph)
    made: tuple[dict[int, Column], dict[int, Column]] = ({}, {})
    depths: tuple[dict[int, int], dict[int, int]] = ({}, {})
    as_of = _find_needed(graph, numbers)
    for index, node in enumerate(graph.nodes):
        is_figure = isinstance(node.term, OverMonths)
        for stage, needed in ((ALL_MONTHS, operands), (AS_OF, as_of)):
            if index not in needed:
                continue
            plan.stage = stage
            below = ALL_MONTHS if is_figure else stage
            parts = [made[below][part] for part in node.parts]
            column = _MAKE[type(node.term)](plan, node.term, *parts)
            depth = 1 + max((depths[below][part] for part in node.parts), default=0)
            if is_figure or uses[index] > 1 or depth > _DEEPEST:
                column = plan.kept(column) if isinstance(column, Number) else plan.flag(column)
                depth = 0
            made[stage][index], depths[stage][index] = column, depth
    plan.stage = AS_OF
    for name, index in outputs.items():
        column = made[AS_OF][index]
        plan.output(name, column.low.expr if isinstance(column, Number) else column)
    return plan


def _find_operands(graph: Graph) -> set[int]:
    """Return the numbers of the terms that figures over months are made of, and all below them."""
    found: set[int] = set()
    for index in reversed(range(len(graph.nodes))):
        node = graph.nodes[index]
        if index in found or isinstance(node.term, OverMonths):
            found.update(node.parts)
    return found


def _find_needed(graph: Graph, roots: Iterable[int]) -> set[int]:
    """Return the numbers of the terms that are needed as of the months asked for."""
    found = set(roots)
    for index in reversed(range(len(graph.nodes))):
        node = graph.nodes[index]
        if index in found and not isinstance(node.term, OverMonths):
            found.update(node.parts)
    return found


def _input(plan: Plan, term: Input) -> Number:
    top = _read(plan, term.name, term.most)
    if term.over is None:
        return number([top], Fraction(1, term.scale))
    bottom = _read(plan, term.over, term.most)
    positive = top.expr.is_null() | (bottom.expr > 0).fill_null(value=False)
    plan.demand(positive, f"{term.over} is not positive where {term.name} is known")
    divisor = pl.max_horizontal(bottom.expr, whole(1).wide(term.most))
    over = (plan.shared_factor(term.over, Whole(divisor, term.most)),)
    return number([top], Fraction(1, term.scale), over, within(Fraction(term.most, term.scale)))


def _read(plan: Plan, name: str, bound: int) -> Whole:
    value = Whole(pl.col(name), bound, plain=True)
    if plan.read.get(name) not in {None, value.dtype}:
        raise TypeError(f"{name} is bound below 2^62 here and above it there")
    plan.read[name] = value.dtype
    fits = pl.col(name).is_between(whole(-bound).expr, whole(bound).expr)
    plan.demand(fits, f"{name} passes its bound of {bound}")
    return value


def _flag(plan: Plan, term: Flag) -> pl.Expr:
    plan.read[term.name] = pl.Boolean
    return pl.col(term.name)


def _by_month(_plan: Plan, term: ByMonth) -> Number:
    unit = common_unit(list(term.values)) or Fraction(1)
    counts = [int(value / unit) for value in term.values]
    bound = max(map(abs, counts))
    dtype = Whole(pl.lit(0), bound).dtype
    expr = pl.lit(pl.Series(counts, dtype=dtype)).gather(pl.col("as_of") - 1)
    range_ = Range(min(term.values), max(term.values))
    return number([Whole(expr, bound)], unit, (), range_)


def _product(plan: Plan, term: Product, left: Number, right: Number) -> Number:
    if isinstance(term.right, Constant) and term.right.value:
        return scaled(left, term.right.value)
    return product(plan, left, right)


def _quotient(plan: Plan, term: Quotient, top: Number, bottom: Number) -> Number:
    if not bottom.bound or top is NOWHERE:  # a bound of 0: 0 or null
        return NOWHERE
    return deciding.quotient(plan, term, top, bottom)


def _choice(
    plan: Plan, term: Choice, condition: pl.Expr, then: Column, otherwise: Column
) -> Column:
    if not isinstance(then, Number) or not isinstance(otherwise, Number):
        yes, no = (
            pl.lit(None, dtype=pl.Boolean) if one is NOWHERE else one for one in (then, otherwise)
        )
        if isinstance(yes, Number) or isinstance(no, Number):
            raise TypeError("a choice between a number and a Boolean")
        return pl.when(condition).then(yes).otherwise(no)
    condition = plan.flag(condition)
    if then.over and otherwise.over and then.over != otherwise.over:
        then, otherwise = _over_the_chosen(plan, condition, then, otherwise)
    both = aligned(plan, [then, otherwise])
    ends = [_chosen(condition, *end) for end in by_end(both)]
    range_ = then.range.joined(otherwise.range)
    return number(ends, both[0].unit, both[0].over, range_)


def _chosen(condition: pl.Expr, then: Whole, otherwise: Whole) -> Whole:
    bound = max(then.bound, otherwise.bound)
    return Whole(pl.when(condition).then(then.wide(bound)).otherwise(otherwise.wide(bound)), bound)


def _over_the_chosen(
    plan: Plan, condition: pl.Expr, then: Number, otherwise: Number
) -> list[Number]:
    """Return both numbers over one factor: the denominators of whichever is chosen."""
    both = [then, otherwise]
    divisor = _chosen(condition, *(divisor_of(1, one.over) for one in both))
    factor = plan.factor(divisor)
    return [Number(one.low, one.high, one.unit, (factor,), one.range) for one in both]


def _known(_plan: Plan, _term: Known, value: Column) -> pl.Expr:
    return (value.low.expr if isinstance(value, Number) else value).is_not_null()


def _junction(_plan: Plan, term: Junction, *values: pl.Expr) -> pl.Expr:
    return pl.all_horizontal(values) if term.which == "all" else pl.any_horizontal(values)


def _bits(_plan: Plan, term: Bits, *values: Number) -> Number:
    masks = [mask(one) for one in values]
    bound = (1 << max(one.bound for one in masks).bit_length()) - 1
    exprs = [one.wide(bound) for one in masks]
    if term.which == "count":
        ones = exprs[0].bitwise_count_ones().cast(pl.Int64)
        return number([Whole(ones, bound.bit_length())], Fraction(1))
    joined = reduce(lambda a, b: a & b if term.which == "and" else a | b, exprs)
    return number([Whole(joined, bound)], Fraction(1))


_MAKE: dict[type[Term], Callable[..., Column]] = {
    Constant: lambda _plan, term: constant(term.value),
    Truth: lambda _plan, term: pl.lit(term.value, dtype=pl.Boolean),
    Input: _input,
    Flag: _flag,
    ByMonth: _by_month,
    Sum: lambda plan, _term, *values: total(plan, values),
    Product: _product,
    Quotient: _quotient,
    Rounded: deciding.rounded,
    Extreme: lambda plan, term, *values: extreme(plan, term.which, values),
    Choice: _choice,
    Comparison: deciding.compared,
    Known: _known,
    Opposite: lambda _plan, _term, value: ~value,
    Junction: _junction,
    Bits: _bits,
    OverUnits: over_units,
    OverMonths: over_months,
}
