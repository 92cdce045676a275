"""Format a unit's entries in a month's form as the notice prints them: ticks, counts, rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from documents.bulletin.facts import Bulletin, FormColumn, FormMonth

TickMark = Literal["done", "late", "open", "not_required", "unknown"]

UNKNOWN = "—"
MARKS: dict[TickMark, str] = {
    "done": "√", "late": "逾期", "open": "", "not_required": UNKNOWN, "unknown": UNKNOWN,
}  # fmt: skip
"""The notice prints a √ for what is done in time, and nothing for what is not done. Only what the
month requires of the unit can be left open."""


def judge_mark(bulletin: Bulletin, column: FormColumn, unit: str, text: str | None) -> TickMark:
    """Return whether a unit did in the month what a column requires, and in time if a day is set.

    `text` is the unit's entry, None for a blank.
    """
    if not column.is_reported:
        return "unknown"
    least = dict(column.required).get(unit)
    if text is None or text in {"no", "0"} or not _is_enough(column, text, least or 1):
        return "not_required" if least is None else "open"
    is_dated = column.kind == "filing" and text != "yes"
    if least is None or not is_dated or column.due_day is None:
        return "done"
    return "done" if date.fromisoformat(text) <= _due_on(bulletin, column.due_day) else "late"


def _is_enough(column: FormColumn, text: str, least: int) -> bool:
    """Return whether a count reaches the least that is required; any other entry is enough."""
    return column.kind != "count" or int(text) >= least


def format_count(column: FormColumn, text: str | None) -> str:
    """Return a count; a blank is 0, unless the column is optional."""
    if text is not None:
        return text
    return "0" if column.is_reported and not column.is_optional else UNKNOWN


def format_rate(text: str | None) -> str:
    """Return a rate (a fraction of 1) in percent with two decimals, half up."""
    return UNKNOWN if text is None else format_percent(Decimal(text))


def format_percent(share: Decimal) -> str:
    """Return a share of 1 in percent with two decimals, half up."""
    # In hundredths of a percent, rounded by (2a + b) ÷ 2b in integers: f"{…:.2f}" rounds half even.
    top, bottom = (share * 10000).as_integer_ratio()
    return f"{Decimal((2 * top + bottom) // (2 * bottom)).scaleb(-2):.2f}%"


def sum_column(form: FormMonth, key: str) -> Decimal:
    """Return the sum of a count or quantity over all units of a form."""
    return sum((Decimal(row[key]) for row in form.values().values() if key in row), Decimal())


def _due_on(bulletin: Bulletin, day: int) -> date:
    """Return the due day in the month, or the month's last day if it is shorter."""
    year, month = bulletin.calendar_month
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
