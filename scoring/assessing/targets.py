"""Quantities (数量) as terms: numbers, parts of the full mark, targets, and figures by unit."""

from __future__ import annotations

import polars as pl

from scoring.assessing.causes import Evidence
from scoring.assessing.facts import OWN_SCALE, CellRef
from scoring.assessing.figures import measure
from scoring.assessing.scope import FROM, MONTH, TO, At
from scoring.assessing.standings import keep_rivals
from scoring.clauses.figures import Column, Figure, find_rate, walk
from scoring.clauses.quantities import (
    Among,
    ByUnit,
    Fixed,
    MeanOfUnits,
    OfFull,
    Plain,
    Quantity,
    Target,
    Tiered,
)
from scoring.terms import terms as t
from scoring.terms.terms import NOTHING, ONE, ZERO, Flag, Input, OverMonths, OverUnits, Term, known


def evaluate(at: At, quantity: Quantity | None, subject: Figure | None = None) -> Term | None:
    """Return a quantity, None in rows where it is not known; None if there is none at all.

    `subject` is the figure that is held against it, for means of the units' same figure.
    """
    if quantity is None:
        return None
    if isinstance(quantity, ByUnit):
        return _pick(at, quantity, subject)
    return _evaluate_plain(at, quantity, subject)


def require(at: At, quantity: Quantity, subject: Figure | None = None) -> Term:
    """Return a quantity that is there."""
    found = evaluate(at, quantity, subject)
    assert found is not None, "the caller has a quantity"
    return found


def cite(at: At, quantity: Quantity) -> tuple[Evidence, ...]:
    """Return the cells of the figures that a quantity is made of, such as those of the year before.

    A mean of units has none: it rests on the figure that is held against it.
    """
    plains: list[Plain] = [quantity] if not isinstance(quantity, ByUnit) else [
        *quantity.units.values(), *quantity.kinds.values(),
        *([quantity.others] if quantity.others else []),
    ]  # fmt: skip
    bases = [plain.basis for plain in plains if isinstance(plain, Target)]
    figures = [
        basis.figure if isinstance(basis, Tiered) else basis
        for basis in bases
        if not isinstance(basis, MeanOfUnits)
    ]
    return tuple(one for figure in figures for one in measure(at, figure).evidence)


def _evaluate_plain(at: At, plain: Plain, subject: Figure | None) -> Term:
    match plain:
        case Fixed(value=value):
            return t.as_term(value)
        case OfFull(share=share):
            return NOTHING if at.full is None else at.full * share
        case Target():
            return _aim(at, plain, subject)


def _pick(at: At, quantity: ByUnit, subject: Figure | None) -> Term:
    """Return the quantity that holds for each unit: by name, else by kind, else the others'."""
    alternatives = [*quantity.units.values(), *quantity.kinds.values()]
    if all(isinstance(one, Fixed) for one in alternatives):
        fixed = _prepare_fixed(at, quantity)
        if quantity.others is None:
            return fixed
        return t.or_else(fixed, _evaluate_plain(at, quantity.others, subject))
    found: Term = (
        NOTHING if quantity.others is None else _evaluate_plain(at, quantity.others, subject)
    )
    for column, table in (("kind", quantity.kinds), ("unit", quantity.units)):
        for name, plain in table.items():
            found = t.choose(
                is_named(at, column, (name,)), _evaluate_plain(at, plain, subject), found
            )
    return found


def is_named(at: At, column: str, names: tuple[str, ...]) -> Term:
    """Return whether the unit's name, kind or group is one of some names."""
    name = f"{column} is {'|'.join(names)}"
    return Flag(at.desk.prepare(name, pl.col(column).is_in(list(names))))


def _prepare_fixed(at: At, quantity: ByUnit) -> Input:
    """Add the numbers that a scheme gives by unit or kind to the frame, in millionths."""
    tables = {
        column: {name: _to_scaled(plain) for name, plain in table.items()}
        for column, table in (("unit", quantity.units), ("kind", quantity.kinds))
    }
    found = pl.coalesce(
        pl.col(column).replace_strict(table, default=None, return_dtype=pl.Int64)
        if table
        else pl.lit(None, pl.Int64)
        for column, table in tables.items()
    )
    most = max(abs(number) for table in tables.values() for number in table.values())
    return Input(at.desk.prepare(f"by {tables}", found), OWN_SCALE, most=max(most, 1))


def _to_scaled(plain: Plain) -> int:
    assert isinstance(plain, Fixed), "only fixed numbers are prepared"
    return int(plain.value * OWN_SCALE)


def _aim(at: At, target: Target, subject: Figure | None) -> Term:
    """Return (basis + plus) × times, paced over the year, by the unit's months."""
    value = _find_basis(at, target, subject)
    if target.plus:
        value = (
            value * (1 + target.plus / 100) if target.plus_as == "percent" else value + target.plus
        )
    value = value * target.times
    if target.pace:
        value = value * _find_month(at, subject) / 12
    match target.own_months:
        case None:
            return value
        case "exact":
            return value * _share_of_year()
        case "up":
            return t.round_up(value * _share_of_year())
        case "down":
            return t.round_down(value * _share_of_year())


def _share_of_year() -> Term:
    return (TO - FROM + 1) / 12


def _find_basis(at: At, target: Target, subject: Figure | None) -> Term:
    match target.basis:
        case MeanOfUnits() as mean:
            return find_mean(at, mean, subject)
        case Tiered(figure=figure, table=table):
            value = measure(at, figure).single
            found: Term = NOTHING
            for row in table:  # ascending: the highest row reached stays
                reached = t.is_at_most(t.as_term(row.from_), value)
                found = t.choose(reached, require(at, row.points), found)
            return found
        case figure:
            return measure(at, figure).single


def _find_month(at: At, subject: Figure | None) -> Term:
    """Return the month at which a figure stands: the latest in which any of its columns has one."""
    cells = [one for one in walk(subject) if isinstance(one, Column)] if subject else []
    has_any = t.any_of(known(Input(CellRef(one.form, one.column, one.last).name)) for one in cells)
    if at.window == "month" or not cells:
        return MONTH
    return t.or_else(OverMonths("last", MONTH, has_any, at.over), MONTH)


def find_mean(at: At, mean: MeanOfUnits, subject: Figure | None) -> Term:
    """Return the mean of the units' figures: of their values, or base × Σ of ÷ Σ out_of."""
    figure = mean.figure or subject
    assert figure is not None, "a mean has a figure or stands against one"
    value = measure(at, figure).single
    if mean.mean == "simple":
        return _average(at, mean.among, value, ONE, value)
    rate = find_rate(figure)
    assert rate is not None, "only a rate has a pooled mean"
    top, bottom = measure(at, rate.of).single, measure(at, rate.out_of).single
    return _average(at, mean.among, top * rate.base, bottom, value)


def _average(at: At, among: Among, top: Term, bottom: Term, value: Term) -> Term:
    """Return Σ top ÷ Σ bottom over the units that have the value."""
    condition = known(value)
    if among.units == "kinds":
        named = [is_named(at, column, among.kinds) for column in ("kind", "unit")]
        condition = t.all_of([condition, t.any_of(named)])
    within = {"group": "group", "kind": "kind"}.get(among.units, "all")
    sums = []
    for part in (top, bottom):
        rival, columns = keep_rivals(at, t.choose(condition, part, NOTHING), within)
        whole: Term = OverUnits("sum", rival, columns)
        if among.without_own:
            whole = whole - t.or_else(rival, ZERO)
        sums.append(whole)
    return sums[0] / sums[1]
