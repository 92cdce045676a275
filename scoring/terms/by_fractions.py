"""Terms computed row by row in Python's fractions: slow and plain, the measure of the columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from operator import itemgetter
from typing import Any, cast

import polars as pl

from scoring.terms.numbering import Graph, numbered
from scoring.terms.terms import (
    WINDOWS,
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

Value = Fraction | bool | None
Numbers = list[Fraction | None]


@dataclass(frozen=True)
class _Rows:
    """The frame's columns as lists, and where each unit begins."""

    columns: dict[str, list[Any]]
    height: int

    @property
    def months(self) -> list[int]:
        return self.columns["as_of"]

    def groups(self, within: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Return for each row its as-of month and what parts the groups."""
        return list(zip(self.months, *(self.columns[name] for name in within), strict=True))

    def begins(self, row: int) -> bool:
        """Return whether a unit's first row is here."""
        units = self.columns["unit_id"]
        return row == 0 or units[row] != units[row - 1]


def evaluate(
    frame: pl.DataFrame, terms: Mapping[str, Term], asked: pl.Series | None = None
) -> dict[str, list[Value]]:
    """Return the value of each term in each row of the frame, or in the rows asked for.

    The frame holds `unit_id`, `as_of` (each month from 1 on), the columns that terms name, and is
    sorted by unit, then month. A number is a Fraction; None: not known, or not asked for.
    """
    graph, roots = numbered(terms.values())
    rows = _Rows({name: frame[name].to_list() for name in frame.columns}, frame.height)
    needed = _list_needed(frame, graph, roots, asked)
    values: list[list[Any]] = []
    last_use = {part: index for index, node in enumerate(graph.nodes) for part in node.parts}
    for index, node in enumerate(graph.nodes):
        compute = partial(_COMPUTE[type(node.term)], node.term)
        parts = [values[part] for part in node.parts]
        some = needed[index]
        values.append(compute(rows, *parts) if some is None else _at(rows, some, compute, parts))
        for part in node.parts:
            if last_use[part] == index and part not in roots:
                values[part] = []
    return {name: values[root] for name, root in zip(terms, roots, strict=True)}


def _at(
    rows: _Rows, some: list[int], compute: Callable[..., list[Any]], parts: list[list[Any]]
) -> list[Any]:
    """Return a column that is computed in some rows only."""
    chosen = itemgetter(*some) if len(some) > 1 else lambda column: [column[one] for one in some]
    inner = _Rows({name: list(chosen(one)) for name, one in rows.columns.items()}, len(some))
    found: list[Any] = [None] * rows.height
    for row, one in zip(some, compute(inner, *(chosen(part) for part in parts)), strict=True):
        found[row] = one
    return found


def _list_needed(
    frame: pl.DataFrame, graph: Graph, roots: list[int], asked: pl.Series | None
) -> list[list[int] | None]:
    """Return the rows in which each term is needed; None: in all of them.

    A figure over months needs the unit's earlier rows, one over units those of the whole group.
    """
    if asked is None:
        return [None] * len(graph.nodes)
    nowhere = pl.repeat(value=False, n=frame.height, eager=True)
    masks = [nowhere] * len(graph.nodes)
    for root in roots:
        masks[root] = asked
    for index in reversed(range(len(graph.nodes))):
        node = graph.nodes[index]
        masks[index] = _widen(frame, node.term, masks[index])
        for part in node.parts:
            masks[part] = masks[part] | masks[index]
    return [mask.arg_true().to_list() for mask in masks]


def _widen(frame: pl.DataFrame, term: Term, mask: pl.Series) -> pl.Series:
    if not isinstance(term, OverMonths | OverUnits):
        return mask
    mine = frame.with_columns(mask.alias("").cast(pl.Int8))
    if isinstance(term, OverMonths):
        later = pl.col("").reverse().cum_max().reverse()
        return mine.select(later.over("unit_id") > 0).to_series()
    return mine.select(pl.col("").max().over("as_of", *term.within) > 0).to_series()


def round_fraction(value: Fraction, decimals: int, how: str) -> Fraction:
    """Return a fraction rounded to some decimals, `down` or `half_up` (-0.125 gives -0.12)."""
    top, bottom = (
        value.numerator * 10 ** max(decimals, 0),
        value.denominator * 10 ** max(-decimals, 0),
    )
    counted = (2 * top + bottom) // (2 * bottom) if how == "half_up" else top // bottom
    return Fraction(counted * 10 ** max(-decimals, 0), 10 ** max(decimals, 0))


def _strict(rule: Callable[..., Any], *columns: list[Any]) -> list[Any]:
    """Apply a rule row by row; None where one of the values is None.

    `None in row` would ask each Fraction whether it equals None, which takes as long as the rule.
    """
    if len(columns) == 1:
        return [None if one is None else rule(one) for one in columns[0]]
    if len(columns) == 2:
        pairs = zip(*columns, strict=True)
        return [None if a is None or b is None else rule(a, b) for a, b in pairs]
    rows = zip(*columns, strict=True)
    return [None if any(one is None for one in row) else rule(*row) for row in rows]


def _input(term: Input, rows: _Rows) -> Numbers:
    tops = rows.columns[term.name]
    bottoms = rows.columns[term.over] if term.over else [1] * rows.height
    return _strict(lambda top, bottom: Fraction(top, bottom * term.scale), tops, bottoms)


def _by_month(term: ByMonth, rows: _Rows) -> Numbers:
    return [term.values[month - 1] for month in rows.months]


def _quotient(_term: Quotient, _rows: _Rows, top: Numbers, bottom: Numbers) -> Numbers:
    return _strict(lambda above, below: above / below if below else None, top, bottom)


def _rounded(term: Rounded, _rows: _Rows, value: Numbers) -> Numbers:
    return _strict(lambda one: round_fraction(one, term.decimals, term.how), value)


def _extreme(term: Extreme, _rows: _Rows, *values: Numbers) -> Numbers:
    pick = min if term.which == "least" else max
    return _strict(lambda *row: pick(row), *values)


def _choice(_: Choice, _rows: _Rows, when: list[Value], *ways: list[Value]) -> list[Value]:
    return [a if hold is True else b for hold, a, b in zip(when, *ways, strict=True)]


def _comparison(term: Comparison, _rows: _Rows, left: Numbers, right: Numbers) -> list[Value]:
    if term.test == "==":
        return _strict(lambda a, b: a == b, left, right)
    return _strict(lambda a, b: a < b or (term.test == "<=" and a == b), left, right)


def _junction(term: Junction, _rows: _Rows, *values: list[Value]) -> list[Value]:
    decides = term.which == "any"
    joined: list[Value] = []
    for row in zip(*values, strict=True):
        joined.append(decides if decides in row else None if None in row else not decides)
    return joined


def _bits(term: Bits, _rows: _Rows, *values: Numbers) -> Numbers:
    def join(*row: Fraction) -> Fraction:
        masks = [int(one) for one in row]
        joined = masks[0]
        for mask in masks[1:]:
            joined = joined & mask if term.which == "and" else joined | mask
        return Fraction(joined.bit_count() if term.which == "count" else joined)

    return _strict(join, *values)


def _over_units(term: OverUnits, rows: _Rows, value: Numbers) -> Numbers:
    groups = rows.groups(term.within)
    members: dict[tuple[Any, ...], list[Fraction]] = {}
    for group, one in zip(groups, value, strict=True):
        if one is not None:
            members.setdefault(group, []).append(one)
    if term.which in {"place", "dense", "shared"}:
        ranks = {group: _ranks(term.which, known) for group, known in members.items()}
        pairs = zip(groups, value, strict=True)
        return [None if one is None else ranks[group][one] for group, one in pairs]
    figures = {group: _figure(term.which, known) for group, known in members.items()}
    return [figures.get(group) for group in groups]


def _ranks(which: str, known: list[Fraction]) -> dict[Fraction, Fraction]:
    """Return what each value of a group has: its place, dense place or number of holders."""
    holders = Counter(known)
    ranks: dict[Fraction, Fraction] = {}
    above = 0
    for dense, value in enumerate(sorted(holders, reverse=True), start=1):
        rank = {"place": above + 1, "dense": dense, "shared": holders[value]}[which]
        ranks[value] = Fraction(rank)
        above += holders[value]
    return ranks


def _figure(which: str, known: list[Fraction]) -> Fraction:
    if which == "count":
        return Fraction(len(known))
    if which == "sum":
        return sum(known, Fraction(0))
    return min(known) if which == "least" else max(known)


def _over_months(
    term: OverMonths, rows: _Rows, value: list[Value], where: list[Value]
) -> list[Value]:
    empty = Fraction(0) if term.which in {"sum", "bits"} else None
    figures: list[Value] = []
    so_far: Value = empty
    for row, (one, counts) in enumerate(zip(value, where, strict=True)):
        if rows.begins(row) or (rows.months[row] - 1) % WINDOWS[term.window] == 0:
            so_far = empty
        if counts is True and one is not None:
            so_far = _joined(term.which, so_far, one)
        figures.append(so_far)
    return figures


def _joined(which: str, so_far: Value, one: Value) -> Value:
    if which == "last" or so_far is None:
        return one
    before, now = cast("Fraction", so_far), cast("Fraction", one)
    if which == "bits":
        return Fraction(int(before) | int(now))
    if which == "sum":
        return before + now
    return min(before, now) if which == "least" else max(before, now)


_COMPUTE: dict[type[Term], Callable[..., list[Any]]] = {
    Constant: lambda term, rows: [term.value] * rows.height,
    Truth: lambda term, rows: [term.value] * rows.height,
    Input: _input,
    Flag: lambda term, rows: rows.columns[term.name],
    ByMonth: _by_month,
    Sum: lambda _term, _rows, *values: _strict(lambda *row: sum(row, Fraction(0)), *values),
    Product: lambda _term, _rows, *values: _strict(lambda a, b: a * b, *values),
    Quotient: _quotient,
    Rounded: _rounded,
    Extreme: _extreme,
    Choice: _choice,
    Comparison: _comparison,
    Known: lambda _term, _rows, value: [one is not None for one in value],
    Opposite: lambda _term, _rows, value: _strict(lambda one: not one, value),
    Junction: _junction,
    Bits: _bits,
    OverUnits: _over_units,
    OverMonths: _over_months,
}
