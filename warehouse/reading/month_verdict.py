"""Which month the witnesses of a table agree on, or why they leave it open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.year import SchemeYear
from warehouse.reading.words.period_words import Witness


@dataclass(frozen=True, slots=True)
class MonthVerdict:
    """The month that the witnesses agree on, or why they leave it open."""

    month: str | None
    code: str = ""
    """'' (certain), month_missing, year_missing, month_conflict, period_cumulative, …"""
    witnesses: tuple[Witness, ...] = ()
    options: tuple[str, ...] = ()


def judge_month(
    witnesses: Iterable[Witness], calendar: SchemeYear, is_quarter: bool
) -> MonthVerdict:
    """Weigh the witnesses: those that name a month must agree; a filing date gives only a year."""
    every = tuple(witnesses)
    strong = [w for w in every if w.strength == "strong"]
    named = [
        w for w in every if w.strength == "file_name" and not _is_other_number(w, calendar.year)
    ]
    wrong = [w for w in strong or named if _is_wrong_span(w, is_quarter)]
    if wrong:
        code = "period_weekly" if wrong[0].span == "weekly" else "period_cumulative"
        options = _options(calendar, wrong[0].year, wrong[0].month)
        return MonthVerdict(None, code, tuple(wrong), options)
    naming = [*strong, *named]
    months = {w.month for w in naming if w.month}
    years = {w.year for w in naming if w.year}
    if len(months) > 1 or len(years) > 1:
        options = _named_months(naming, calendar)
        return MonthVerdict(None, "month_conflict", tuple(naming), options)
    filed = [w for w in every if w.strength == "filing"]
    if not months:
        filed_month = next((w.month for w in reversed(filed) if w.month), None)
        year = next(iter(years), None) or next((w.year for w in filed if w.year), None)
        options = _options(calendar, year, filed_month, is_quarter)
        return MonthVerdict(None, "month_missing", every, options)
    month = months.pop()
    found = years.pop() if years else _year_of_filing(filed, month)
    if found is None:
        return MonthVerdict(None, "year_missing", every, _options(calendar, None, month))
    return MonthVerdict(f"{found:04d}-{month:02d}", witnesses=every)


def _is_wrong_span(witness: Witness, is_quarter: bool) -> bool:
    """Return whether a witness names another span than the form's: a week, or several months."""
    if is_quarter and witness.span == "quarter":
        return False
    return witness.span in {"cumulative", "weekly", "quarter", "half"}


def _year_of_filing(filed: list[Witness], month: int) -> int | None:
    """Return the year that the filing dates give a month, None where they give none or several.

    A form filed in a calendar month before its own (a December form in January) is of the year
    before.
    """
    years = {w.year - 1 if w.month and w.month < month else w.year for w in filed if w.year}
    return years.pop() if len(years) == 1 else None


def _named_months(witnesses: list[Witness], calendar: SchemeYear) -> tuple[str, ...]:
    """Return every month `YYYY-MM` that may be meant where the witnesses contradict each other."""
    dated = {(w.year, w.month) for w in witnesses if w.year and w.month}
    years = {w.year for w in witnesses if w.year}
    undated = {w.month for w in witnesses if w.month and not w.year}
    lone_years = {w.year for w in witnesses if w.year and not w.month}
    found = dated | {(year, month) for year in years for month in undated}
    if not years:
        found |= {(int(month[:4]), int(month[5:])) for month in map(calendar.find, undated)}
    found |= {(year, month) for year in lone_years for _, month in dated}
    # A December beside a dated January is that of the year before.
    before = {(y - 1, m) for y, named in dated for m in undated if y and m > (named or 0)}
    found |= before
    return tuple(f"{year:04d}-{month:02d}" for year, month in sorted(found))


def _is_other_number(witness: Witness, scheme_year: int) -> bool:
    """Return whether the only number of a file name is another one: Excel 2003, dates from 1904."""
    far = witness.year is not None and abs(witness.year - scheme_year) > 1
    return far and witness.month is None


def _options(
    calendar: SchemeYear, year: int | None, month: int | None, is_quarter: bool = False
) -> tuple[str, ...]:
    """Return the months to choose from: the one named, else every month or quarter end.

    Of a calendar year where one is named, else of the scheme's year.
    """
    if month and 1 <= month <= 12:
        return (f"{year:04d}-{month:02d}" if year else calendar.find(month),)
    every = [f"{year:04d}-{number:02d}" for number in range(1, 13)] if year else calendar.months
    return tuple(one for one in every if not is_quarter or calendar.read(one) % 3 == 0)
