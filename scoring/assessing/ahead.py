"""Sources read as open: the least and most that they may still come to within the year."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from scoring.assessing.cell_months import Cells
from scoring.assessing.scope import LENGTHS, MONTH, MONTHS, At, last_month
from scoring.assessing.spans import FAR
from scoring.clauses.figures import Column
from scoring.clauses.forms import Form
from scoring.terms import terms as t
from scoring.terms.terms import ONE, ZERO, ByMonth, Term

Range = tuple[Term, Term]


def look_ahead(at: At, column: Column, cells: Cells, limits: Range) -> Range:
    """Return the least and most that a column's figure may come to.

    `limits`: what a single cell can hold.
    """
    form = at.desk.forms[column.form]
    low, high = READERS[column.read](at, form, cells, limits)
    if column.blank != "zero" or column.read != "latest" or form.is_due_monthly:
        return low, high
    # Nothing was found, and no later month may find anything (绛县 3.12).
    is_over = t.is_at_most(last_month(at.window), MONTH)
    is_nothing = t.all_of([is_over, t.is_equal(cells.count, ZERO)])
    return t.choose(is_nothing, ZERO, low), t.choose(is_nothing, ZERO, high)


def find_due(form: Form) -> tuple[int, ...]:
    """Return the months for which a form is due; an inspection may come in any month."""
    return tuple(MONTHS) if form.due_months is None else form.due_months


def count_awaited(at: At, form: Form, cells: Cells) -> Term:
    """Return how many of the window's months may still bring a value."""
    due = find_due(form)
    size = LENGTHS[at.window]
    if not form.is_due_monthly:  # it belongs to no month: any later month may bring it
        return last_month(at.window) - MONTH
    counts = [
        Fraction(sum(1 for one in due if (one - 1) // size == (month - 1) // size))
        for month in MONTHS
    ]
    return ByMonth(tuple(counts)) - cells.over("sum", ONE, _is_due_and_there(due, cells))


def _is_due_and_there(due: tuple[int, ...], cells: Cells) -> Term:
    if len(due) == len(MONTHS):
        return cells.is_reported
    is_due = t.is_equal(ByMonth(tuple(Fraction(month in due) for month in MONTHS)), ONE)
    return t.all_of([cells.is_reported, is_due])


def _sum(at: At, form: Form, cells: Cells, limits: Range) -> Range:
    so_far = cells.over("sum", cells.value, t.known(cells.value))
    blanks = cells.over("sum", ONE, t.all_of([cells.is_reported, t.negate(t.known(cells.value))]))
    waits = count_awaited(at, form, cells) + blanks
    low, high = limits
    most = t.choose(t.is_less(ZERO, waits), FAR, so_far) if high is FAR else so_far + waits * high
    return so_far + waits * low, most


def _latest(at: At, form: Form, cells: Cells, limits: Range) -> Range:
    given = t.known(cells.value)
    value = cells.over("last", cells.value, given)
    if not form.is_due_monthly:
        may_change = t.any_of([t.is_less(MONTH, last_month(at.window)), t.negate(t.known(value))])
    else:
        may_change = t.is_less(ZERO, _count_later(at, form, cells, given))
    low, high = limits
    return (
        t.choose(may_change, low, value),
        t.choose(may_change, high, value),
    )


def _count_later(at: At, form: Form, cells: Cells, given: Term) -> Term:
    """Return how many awaited months are later than that of the latest value."""
    due = find_due(form)
    size = LENGTHS[at.window]
    after = ByMonth(
        tuple(
            Fraction(
                sum(1 for one in due if one > month and (one - 1) // size == (month - 1) // size)
            )
            for month in MONTHS
        )
    )
    there = cells.over("sum", ONE, _is_due_and_there(due, cells))
    later = cells.over("last", after, given)
    since = there - cells.over("last", there, given)
    return t.or_else(later - since, count_awaited(at, form, cells))


def _tally(at: At, form: Form, cells: Cells, limits: Range) -> Range:
    so_far = cells.over("sum", cells.value, t.known(cells.value))
    waits = count_awaited(at, form, cells)
    return so_far, t.choose(t.is_less(ZERO, waits), FAR, so_far)


def _mean(at: At, form: Form, cells: Cells, limits: Range) -> Range:
    given = t.known(cells.value)
    total, count = cells.over("sum", cells.value, given), cells.count
    waits = count_awaited(at, form, cells)
    low, high = limits
    return (
        (total + waits * low) / (count + waits),
        (total + waits * high) / (count + waits),
    )


def _month(at: At, form: Form, cells: Cells, limits: Range) -> Range:
    """Return the first month with a yes: an earlier month that is awaited may still bring one."""
    is_done = t.is_less(ZERO, cells.value)
    first = cells.over("least", MONTH, is_done)
    open_before = cells.over("least", MONTH, t.negate(cells.is_reported))
    ended = t.is_at_most(last_month(at.window), MONTH)
    soonest = t.or_else(open_before, t.choose(ended, FAR, MONTH + 1))
    low = t.choose(t.known(first), t.least([t.or_else(first, FAR), soonest]), soonest)
    waits = t.any_of([t.known(open_before), t.negate(ended)])
    return t.choose(waits, low, t.or_else(first, FAR)), t.or_else(first, FAR)


READERS: dict[str, Callable[[At, Form, Cells, Range], Range]] = {
    "sum": _sum,
    "latest": _latest,
    "tally": _tally,
    "mean": _mean,
    "month": _month,
}
