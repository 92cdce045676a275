"""Dated rows of a ledger: price × amount, each matter once, in the window or a rolling year."""

from __future__ import annotations

import calendar
import datetime
from fractions import Fraction
from typing import Any

from .exact import Figure, Missing, exact, is_number
from .facts import At, Spec
from .parameters import settle


def rows(at: At, spec: Spec) -> Figure:
    """Σ price × amount of the window's dated rows; no row is 0, once the period is over."""
    is_absent = not at.window  # no row of it counts
    if not is_absent and at.is_period and at.year.month < at.window[-1] and not at.year.is_final:
        return Missing.BLANK
    found = [row for row in at.year.facts.rows if is_meant(at, row, spec)]
    inside = [row for row in found if at.year.month_in_year(row["date"]) in at.window]
    rolling = settle(at, spec.get("within_months", "none"))
    if not is_number(rolling):
        return (worth(at, inside, spec),) * 2
    windows = [  # the fullest stretch of months that ends with a row of this year
        [r for r in found if months_before(row["date"], int(rolling)) < r["date"] <= row["date"]]
        for row in inside
    ]
    return (max((worth(at, window, spec) for window in windows), default=Fraction(0)),) * 2


def is_meant(at: At, row: Spec, spec: Spec) -> bool:
    """Return whether a ledger row is the unit's, dated by the month, and one of `where`."""
    if row["form"] != settle(at, spec["rows"]) or row["unit"] != at.unit.name:
        return False
    where = {name: settle(at, value) for name, value in spec.get("where", {}).items()}
    chosen = {name: v if isinstance(v, list) else [v] for name, v in where.items()}
    return at.year.month_in_year(row["date"]) <= at.year.month and all(
        row.get(name) in values for name, values in chosen.items()
    )


def worth(at: At, found: list[Spec], spec: Spec) -> Fraction:
    """Return Σ price × amount; a matter that repeats counts once, at its highest."""
    column_name, price = settle(at, spec.get("amount")), spec.get("price")
    matter = settle(at, spec.get("highest_per", "none"))
    best: dict[Any, Fraction] = {}
    for number, row in enumerate(found):
        value = exact(row[column_name]) if row.get(column_name) not in (None, "") else Fraction(1)
        if price:
            value *= exact(settle(at, price["prices"][row[price["column"]]]))
        key = number if matter == "none" else row.get(matter)
        best[key] = max(best.get(key, value), value)
    return sum(best.values(), Fraction(0))


def months_before(day: datetime.date, months: int) -> datetime.date:
    """Return the same day some months earlier, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
