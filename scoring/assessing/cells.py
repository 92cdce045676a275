"""One column read over a window: sum, latest, tally, mean, or the month in which it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from scoring.assessing.ahead import look_ahead
from scoring.assessing.causes import Evidence
from scoring.assessing.cell_months import Cells
from scoring.assessing.cell_numbers import PLAIN, Ticks, limit_cell, to_number
from scoring.assessing.facts import CellRef
from scoring.assessing.last_year import read_last_year
from scoring.assessing.scope import MONTH, At, count_months, is_over, is_present
from scoring.assessing.spans import FAR
from scoring.clauses.figures import Column
from scoring.terms.terms import (
    NOTHING,
    ONE,
    TRUE,
    ZERO,
    Flag,
    Input,
    OverMonths,
    Term,
    all_of,
    choose,
    is_at_most,
    is_equal,
    is_less,
    known,
    negate,
    or_else,
)


@dataclass(frozen=True)
class Reading:
    """A column read over a window: both ends of its value, None where it is not known."""

    low: Term
    high: Term
    evidence: tuple[Evidence, ...] = ()


def read_column(at: At, column: Column, ticks: Ticks = PLAIN) -> Reading:
    """Return a column read over the window, as its form or the clause says."""
    ref = CellRef(column.form, column.column, column.last)
    if column.last:
        value, months = read_last_year(
            at, column, lambda name, described: to_number(at, name, described, ticks)
        )
        return Reading(value, value, (Evidence(ref, months),))
    form = at.desk.forms[column.form]
    is_monthly = form.type == "monthly" or column.column in form.monthly
    if at.seen in {"unseen", "missed"}:
        return _read_nothing(at, column, is_monthly=is_monthly)
    cells = _list_cells(at, column, ref, ticks, is_monthly=is_monthly)
    if at.seen == "ahead":
        low, high = look_ahead(at, column, cells, limit_cell(at, ref, ticks))
        return Reading(low, high)
    reading = READERS[column.read](cells)
    if column.read in {"tally", "month"}:
        return reading
    low = reading.low
    if column.blank == "zero" and not is_monthly and column.read != "mean":
        low = choose(is_equal(cells.count, ZERO), ZERO, low)  # nothing was found (3.12)
    is_closed = _is_closed(at, ref, is_monthly=is_monthly)
    if is_closed is not TRUE:
        low = choose(is_closed, low, NOTHING)
    return replace(reading, low=low, high=low)


def _is_closed(at: At, ref: CellRef, *, is_monthly: bool) -> Term:
    """Return whether a window's figure is complete: its last month is over and reported."""
    if not at.is_period:
        return TRUE
    over = is_over(at)
    if not is_monthly:
        return over
    reported = _is_reported(at, ref)
    present = is_present(at.desk)
    if present is not TRUE and at.window != "month":
        # The unit's own last month counts; after it the unit stands in no report.
        reported = is_equal(OverMonths("last", choose(reported, ONE, ZERO), present, at.over), ONE)
    return all_of([over, reported])


def _read_nothing(at: At, column: Column, *, is_monthly: bool) -> Reading:
    """Return a column of which nothing is reported yet, or ever was (`missed`)."""
    is_missed = at.seen == "missed"
    is_closed = is_missed or at.desk.is_final
    if column.read == "tally":
        return Reading(ZERO, ZERO if is_closed else FAR)
    if column.read == "month":  # the earliest that may still come is the next month
        return Reading(FAR if is_closed else MONTH + 1, FAR)
    # What a blank makes 0 was not done in a period that was missed.
    is_zero = is_missed and column.blank == "zero" and (is_monthly or column.read != "mean")
    value = ZERO if is_zero else NOTHING
    return Reading(value, value)


def _list_cells(at: At, column: Column, ref: CellRef, ticks: Ticks, *, is_monthly: bool) -> Cells:
    """Return a column's cells: blanks of a reported monthly column are 'not done'."""
    value = read_cell(at, column, ticks)
    present = is_present(at.desk)
    reported = all_of([_is_reported(at, ref), present])
    if column.blank == "zero" and is_monthly:
        value = or_else(value, choose(reported, ZERO, NOTHING))
    if present is not TRUE:
        value = choose(present, value, NOTHING)
    for other in column.together:
        form, _, key = other.rpartition(".")
        value = choose(known(Input(CellRef(form, key).name)), value, NOTHING)
    return Cells(at, ref, value, reported)


def _is_reported(at: At, ref: CellRef) -> Term:
    return Flag(f"{ref.name}:reported")


def read_cell(at: At, column: Column, ticks: Ticks) -> Term:
    """Return the number in a column's cell of the as-of month."""
    ref = CellRef(column.form, column.column)
    key = (ref, column.due_day, ticks.yes, ticks.no)
    if key not in at.desk.cells:
        described = at.desk.forms[ref.form].describe(ref.column)
        at.desk.cells[key] = to_number(at, ref.name, described, ticks, column.due_day)
    return at.desk.cells[key]


def _read_sum(cells: Cells) -> Reading:
    """Σ of the reported months as it stands; a blank month makes it unknown."""
    given = known(cells.value)
    if cells.at.window == "month":
        return Reading(cells.value, cells.value, cells.evidence(given))
    blanks = cells.over("sum", ONE, all_of([cells.is_reported, negate(given)]))
    is_known = all_of([is_less(ZERO, cells.count), is_equal(blanks, ZERO)])
    value = choose(is_known, cells.over("sum", cells.value), NOTHING)
    return Reading(value, value, cells.evidence(given))


def _read_latest(cells: Cells) -> Reading:
    """The value of the latest month that has one."""
    given = known(cells.value)
    value = cells.over("last", cells.value, given)
    return Reading(value, value, cells.evidence_of_last(given))


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
    """The first month with a yes; not done: next month at the earliest, after the window never."""
    is_done = is_less(ZERO, cells.value)
    first = cells.over("least", MONTH, is_done)
    ended = TRUE if cells.at.desk.is_final else is_over(cells.at)
    soonest = choose(ended, FAR, MONTH + 1)
    evidence = cells.evidence_of_last(is_equal(first, MONTH))
    return Reading(or_else(first, soonest), or_else(first, FAR), evidence)


READERS: dict[str, Callable[[Cells], Reading]] = {
    "sum": _read_sum,
    "latest": _read_latest,
    "tally": _read_tally,
    "mean": _read_mean,
    "month": _read_month,
}
