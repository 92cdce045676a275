"""One column read over a window: sum, latest, tally, mean, or the month in which it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl

from scoring.assessing.ahead import look_ahead
from scoring.assessing.causes import Evidence
from scoring.assessing.cell_months import MONTH_BIT, Cells
from scoring.assessing.facts import MARKED, POINT_SCALE, CellRef
from scoring.assessing.scope import (
    LENGTHS,
    MONTH,
    At,
    count_months,
    is_over,
    is_present,
    last_month,
)
from scoring.assessing.spans import FAR
from scoring.clauses.figures import Column
from scoring.clauses.forms import FormColumn
from scoring.terms.terms import (
    NOTHING,
    ONE,
    TRUE,
    ZERO,
    Constant,
    Flag,
    Input,
    Term,
    all_of,
    any_of,
    as_term,
    choose,
    greatest,
    is_at_most,
    is_equal,
    is_less,
    known,
    least,
    negate,
    or_else,
)

MOST_COUNT = 10**9
MOST_RATE = 10**18


@dataclass(frozen=True)
class Reading:
    """A column read over a window: both ends of its value, None where it is not known."""

    low: Term
    high: Term
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Ticks:
    """What a yes and a no are worth where a cell is no number."""

    yes: Term = ONE
    no: Term = ZERO


PLAIN = Ticks()


def read_column(at: At, column: Column, ticks: Ticks = PLAIN) -> Reading:
    """Return a column read over the window, as its form or the clause says."""
    ref = CellRef(column.form, column.column, column.last)
    form = at.desk.forms[column.form]
    is_monthly = form.type == "monthly" or column.column in form.monthly
    if at.seen in {"unseen", "missed"} and not column.last:
        return _read_nothing(at, column, is_zero=column.blank == "zero" and not is_monthly)
    cells = _list_cells(at, column, ref, ticks, is_monthly=is_monthly)
    if at.seen == "ahead" and not column.last:
        low, high = look_ahead(at, column, cells, _limit_cell(at, ref, ticks))
        return Reading(low, high)
    reading = READERS[column.read](cells)
    is_closed = _is_closed(at, ref, is_monthly=is_monthly)
    if is_closed is not TRUE and column.read in {"sum", "latest", "mean"}:
        low = choose(is_closed, reading.low, NOTHING)
        reading = replace(reading, low=low, high=low)
    if column.blank == "zero" and not is_monthly and column.read in {"sum", "latest"}:
        # Nothing was found as long as no month has a value (3.12): 0 at once.
        low = choose(is_equal(cells.count, ZERO), ZERO, reading.low)
        reading = replace(reading, low=low, high=low)
    return reading


def _is_closed(at: At, ref: CellRef, *, is_monthly: bool) -> Term:
    """Return whether a window's figure is complete: its last month is over and reported."""
    if not at.is_period or ref.last:
        return TRUE
    over = is_over(at)
    return all_of([over, _is_reported(at, ref)]) if is_monthly else over


def _read_nothing(at: At, column: Column, *, is_zero: bool) -> Reading:
    """Return a column of which nothing is reported yet, or ever was (`missed`)."""
    missed = at.seen == "missed"
    if column.read == "tally":
        return Reading(ZERO, ZERO if missed else FAR)
    if column.read == "month":
        # The earliest that may still come is the next month; of later periods their first one.
        first = FAR if missed else MONTH + 1
        return Reading(first, FAR)
    value = ZERO if is_zero and column.read in {"sum", "latest"} else NOTHING
    return Reading(value, value)


def _list_cells(at: At, column: Column, ref: CellRef, ticks: Ticks, *, is_monthly: bool) -> Cells:
    """Return a column's cells: blanks of a reported monthly column are 'not done'."""
    value = read_cell(at, ref, column, ticks)
    present = is_present(at.desk)
    reported = all_of([_is_reported(at, ref), present])
    if column.blank == "zero" and is_monthly:
        value = or_else(value, choose(reported, ZERO, NOTHING))
    if present is not TRUE and not ref.last:
        value = choose(present, value, NOTHING)
    for other in column.together:
        form, _, key = other.rpartition(".")
        beside = known(Input(CellRef(form.removeprefix("last:"), key, column.last).name))
        value = choose(beside, value, NOTHING)
    return Cells(at, ref, value, reported, ref.last, (ref,))


def _is_reported(at: At, ref: CellRef) -> Term:
    return Flag(f"{ref.name}:reported")


def read_cell(at: At, ref: CellRef, column: Column, ticks: Ticks) -> Term:
    """Return the number in a column's cell of the as-of month; of last year, of all its months."""
    key = (ref, column.due_day, ticks.yes, ticks.no, column.read if ref.last else "", at.window)
    if key not in at.desk.cells:
        described = at.desk.forms[ref.form].describe(ref.column)
        name = _prepare_last(at, ref, column) if ref.last else ref.name
        at.desk.cells[key] = _to_number(name, described, column.due_day, ticks)
    return at.desk.cells[key]


def _limit_cell(at: At, ref: CellRef, ticks: Ticks) -> tuple[Term, Term]:
    """Return the least and most that a cell can hold."""
    described = at.desk.forms[ref.form].describe(ref.column)
    match described.type:
        case "tick" | "filing":
            return ZERO, ONE
        case "mark" | "fault":
            return least([ticks.yes, ticks.no]), greatest([ticks.yes, ticks.no])
        case "rate":
            most = as_term(100 if described.most is None else described.most * 100)
            return ZERO, most
    low = ZERO if described.least is None else as_term(described.least)
    if described.least is None and described.type == "quantity":
        low = -FAR
    return low, FAR if described.most is None else as_term(described.most)


def _to_number(name: str, described: FormColumn, due_day: int | None, ticks: Ticks) -> Term:
    match described.type:
        case "rate":
            return Input(name, over=f"{name}:over", most=MOST_RATE) * 100
        case "tick" | "filing":
            done = is_equal(Input(name, most=1), ONE)
            if due_day is not None and described.type == "filing":
                day = Input(f"{name}:day", most=10**4)
                done = all_of([done, or_else_true(is_at_most(day, Constant(Fraction(due_day))))])
            return choose(known(done), choose(done, ticks.yes, ticks.no), NOTHING)
        case "mark" | "fault" | "points":
            scaled = Input(name, POINT_SCALE, most=_find_most(described) * POINT_SCALE)
            if described.type == "points":
                return scaled
            is_yes = is_equal(Input(name, most=10**9), Constant(Fraction(MARKED)))
            is_no = is_equal(Input(name, most=10**9), ZERO)
            return choose(is_yes, ticks.yes, choose(is_no, ticks.no, scaled))
        case "quantity":
            scale = 10**described.decimals
            return Input(name, scale, most=_find_most(described) * scale)
    return Input(name, most=_find_most(described))


def or_else_true(value: Term) -> Term:
    """Return a Boolean, True where it is not known."""
    return any_of([value, negate(known(value))])


def _find_most(described: FormColumn) -> int:
    if described.most is None or described.least is None:
        return MOST_COUNT
    ends = max(abs(described.most), abs(described.least))
    return max(1, -(-ends.numerator // ends.denominator))


def _prepare_last(at: At, ref: CellRef, column: Column) -> str:
    """Add last year's figure of a column over the window, which is known whole, to the frame."""
    size = LENGTHS[at.window]
    keys: list[str | pl.Expr] = ["unit_id"]
    if at.is_period:
        keys.append((pl.col("as_of").cast(pl.Int64) - 1) // size)
    name = f"{ref.name}:{column.read}:{at.window}"
    cell = pl.col(ref.name)
    whole = cell.drop_nulls().last() if column.read == "latest" else cell.sum()
    has_any = cell.is_not_null().any().over(keys)
    is_rate = at.desk.forms[ref.form].describe(ref.column).type == "rate"
    for suffix in ("", ":over") if is_rate else ("",):
        inner = pl.col(f"{ref.name}{suffix}").drop_nulls().last() if suffix else whole
        at.desk.prepare(f"{name}{suffix}", pl.when(has_any).then(inner.over(keys)))
    return name


def _read_sum(cells: Cells) -> Reading:
    """Σ of the reported months as it stands; a blank month makes it unknown."""
    given = known(cells.value)
    if cells.is_last or cells.at.window == "month":
        return Reading(cells.value, cells.value, cells.evidence(given))
    blanks = cells.over("sum", ONE, all_of([cells.is_reported, negate(given)]))
    is_known = all_of([is_less(ZERO, cells.count), is_equal(blanks, ZERO)])
    value = choose(is_known, cells.over("sum", cells.value), NOTHING)
    return Reading(value, value, cells.evidence(given))


def _read_latest(cells: Cells) -> Reading:
    """The value of the latest month that has one."""
    given = known(cells.value)
    value = cells.over("last", cells.value, given)
    if cells.is_last or cells.at.window == "month":
        months = choose(given, MONTH_BIT, ZERO)
    else:
        months = or_else(cells.over("last", MONTH_BIT, given), ZERO)
    return Reading(value, value, tuple(Evidence(ref, months) for ref in cells.refs))


def _read_tally(cells: Cells) -> Reading:
    """Σ so far; it may grow until every month of the window is reported."""
    given = known(cells.value)
    so_far = cells.over("sum", cells.value, given)
    reported = cells.over("sum", ONE, all_of([cells.is_reported, given]))
    is_full = TRUE if cells.at.desk.is_final else is_at_most(count_months(cells.at), reported)
    return Reading(so_far, choose(is_full, so_far, FAR), cells.evidence(given))


def _read_mean(cells: Cells) -> Reading:
    """The mean of the months that have a value."""
    given = known(cells.value)
    value = cells.over("sum", cells.value, given) / cells.count
    return Reading(value, value, cells.evidence(given))


def _read_month(cells: Cells) -> Reading:
    """The first month with a yes; not done: next month at the earliest, after the year never."""
    is_done = is_less(ZERO, cells.value)
    first = cells.over("least", MONTH, is_done)
    ended: Term = TRUE
    if not cells.at.desk.is_final:
        ended = is_at_most(last_month(cells.at.window), MONTH)
    soonest = choose(ended, FAR, MONTH + 1)
    months = choose(is_done, MONTH_BIT, ZERO)
    if not cells.is_last and cells.at.window != "month":
        months = or_else(cells.over("last", MONTH_BIT, is_equal(first, MONTH)), ZERO)
    evidence = tuple(Evidence(ref, months) for ref in cells.refs)
    return Reading(or_else(first, soonest), or_else(first, FAR), evidence)


READERS: dict[str, Callable[[Cells], Reading]] = {
    "sum": _read_sum,
    "latest": _read_latest,
    "tally": _read_tally,
    "mean": _read_mean,
    "month": _read_month,
}
