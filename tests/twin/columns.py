"""One column read over a window: sum, latest, tally, mean or the month in which it was done."""

from __future__ import annotations

import calendar
import datetime
from fractions import Fraction
from typing import Any

from .exact import INF, Figure, Missing, exact
from .facts import At, Spec, Value
from .parameters import settle


def number_of(at: At, value: Value, month: int, spec: Spec) -> Fraction:
    """Return a cell as a number: a tick is 1 or as the mark says; a date is 1 if in time."""
    if isinstance(value, datetime.date):
        value = is_in_time(at, value, month, settle(at, spec.get("due_day")))
    if isinstance(value, bool):
        yes, no = spec.get("ticks", (Fraction(1), Fraction(0)))
        return exact(yes if value else no)
    return exact(value)


def is_in_time(at: At, day: datetime.date, month: int, due: Any) -> bool:
    """Return whether a filing came by the due day of its month; without a due day it did."""
    if due is None:
        return True
    first = at.year.day_in(month, 1)
    last = calendar.monthrange(first.year, first.month)[1]
    return day <= first.replace(day=min(int(due), last))


def column(at: At, name: str, spec: Spec) -> Figure:
    """Read one column over the window, as its form or the clause says."""
    name_here = name.removeprefix("last:")
    form_name, _, key = name_here.rpartition(".")
    form = at.year.form(form_name)
    monthly = form["type"] == "monthly" or key in form.get("monthly", [])
    how = settle(at, spec.get("read")) or ("sum" if monthly else "latest")
    usual = "zero" if key in form.get("monthly", []) else form.get("blank")
    blank = settle(at, spec.get("blank", usual))
    last_year = name.startswith("last:")
    window = list(at.months) if last_year and how == "latest" else at.window
    seen = [m for m in window if last_year or m <= at.year.month]
    cells = {
        m: number_of(at, at.year.facts.cells[name, at.unit.name, m], m, spec)
        for m in seen
        if (name, at.unit.name, m) in at.year.facts.cells
    }
    reported = at.year.facts.months_of(name) & set(seen)
    if blank == "zero" and monthly:
        cells = {m: Fraction(0) for m in reported} | cells
    closed = not at.is_period or last_year or (bool(seen) and seen[-1] == at.window[-1])
    if monthly and at.is_period and not last_year:
        closed = closed and (at.window[-1] in reported)
    is_zero = blank == "zero" and not monthly  # no value at all: nothing was found
    return READS[how](at, cells, reported, closed, is_zero)


def read_sum(
    at: At, cells: dict[int, Fraction], reported: set[int], closed: bool, is_zero: bool
) -> Figure:
    """Σ of the reported months, as it stands; a blank month makes it unknown."""
    if closed and is_zero and not cells:
        return (Fraction(0),) * 2
    if not closed or not cells or reported - cells.keys():
        return Missing.BLANK
    return (sum(cells.values(), Fraction(0)),) * 2


def read_latest(
    at: At, cells: dict[int, Fraction], reported: set[int], closed: bool, is_zero: bool
) -> Figure:
    """The value of the latest month that has one."""
    if not closed or not (cells or is_zero):
        return Missing.BLANK
    return (cells[max(cells)] if cells else Fraction(0),) * 2


def read_tally(
    at: At, cells: dict[int, Fraction], reported: set[int], closed: bool, is_zero: bool
) -> Figure:
    """Σ so far; it may grow until every month of the window is reported."""
    so_far = sum(cells.values(), Fraction(0))
    full = at.year.is_final or set(at.window) <= reported & cells.keys()
    return so_far, (so_far if full else INF)


def read_mean(
    at: At, cells: dict[int, Fraction], reported: set[int], closed: bool, is_zero: bool
) -> Figure:
    """The mean of the months that have a value."""
    if not closed or not cells:
        return Missing.BLANK
    return (sum(cells.values(), Fraction(0)) / len(cells),) * 2


def read_month(
    at: At, cells: dict[int, Fraction], reported: set[int], closed: bool, is_zero: bool
) -> Figure:
    """The first month with a yes; not done: next month at the earliest, after the year never."""
    done = [m for m in sorted(cells) if cells[m] > 0]
    if done:
        return (Fraction(done[0]),) * 2
    never = at.year.is_final or at.year.month >= at.window[-1]
    return (INF if never else Fraction(at.year.month + 1)), INF


READS = {
    "sum": read_sum,
    "latest": read_latest,
    "tally": read_tally,
    "mean": read_mean,
    "month": read_month,
}
