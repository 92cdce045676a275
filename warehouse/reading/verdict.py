"""Which month the witnesses agree on, or why they leave it open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.reading.words.period_words import Witness


@dataclass(frozen=True, slots=True)
class Verdict:
    """The month that the witnesses agree on, or why they leave it open."""

    month: str | None
    code: str = ""
    """'' (certain), month_missing, year_missing, month_conflict, period_cumulative, …"""
    witnesses: tuple[Witness, ...] = ()
    options: tuple[str, ...] = ()


def judge(witnesses: Iterable[Witness], scheme_year: int, is_quarter: bool) -> Verdict:
    """Weigh the witnesses: strong ones must agree, a filing date lends at most its year."""
    every = tuple(witnesses)
    strong = [w for w in every if w.strength == "strong"]
    named = [w for w in every if w.strength == "file_name" and not _is_other_number(w, scheme_year)]
    filed = [w for w in every if w.strength == "filing"]
    spans = [w for w in (strong or named) if w.span in {"cumulative", "weekly", "quarter", "half"}]
    wrong = [w for w in spans if not (is_quarter and w.span == "quarter")]
    if wrong:
        worst = wrong[0]
        code = "period_weekly" if worst.span == "weekly" else "period_cumulative"
        return Verdict(None, code, tuple(wrong), _options(worst.year or scheme_year, worst.month))
    months = {w.month for w in strong if w.month} or {w.month for w in named if w.month}
    years = {w.year for w in strong if w.year} or {w.year for w in named if w.year}
    said = {w.month for w in (*strong, *named) if w.month}
    said_years = {w.year for w in (*strong, *named) if w.year}
    if len(said) > 1 or len(said_years) > 1:
        options = _named_months([*strong, *named], scheme_year)
        return Verdict(None, "month_conflict", (*strong, *named), options)
    if not months:
        filed_month = next((w.month for w in reversed(filed) if w.month), None)
        filed_year = next(iter(years), None) or next((w.year for w in filed if w.year), None)
        return Verdict(
            None,
            "month_missing",
            every,
            _options(filed_year or scheme_year, filed_month, is_quarter),
        )
    found = months.pop() or 0
    if years:
        return Verdict(f"{years.pop():04d}-{found:02d}", witnesses=every)
    dated = [w for w in filed if w.year]
    lent = {w.year - 1 if w.month and w.month < found else w.year for w in dated if w.year}
    if len(lent) == 1:
        return Verdict(f"{lent.pop():04d}-{found:02d}", witnesses=every)
    return Verdict(None, "year_missing", every, _options(scheme_year, found))


def _named_months(witnesses: list[Witness], scheme_year: int) -> tuple[str, ...]:
    """Return every month `YYYY-MM` that may be meant where the witnesses contradict each other."""
    dated = {(w.year, w.month) for w in witnesses if w.year and w.month}
    years = {w.year for w in witnesses if w.year} or {scheme_year}
    open_ = {w.month for w in witnesses if w.month and not w.year}
    lone_years = {w.year for w in witnesses if w.year and not w.month}
    found = dated | {(year, month) for year in years for month in open_}
    found |= {(year, month) for year in lone_years for _, month in dated}
    # 12月 in a text of January's is of the year before.
    found |= {(y - 1, month) for y, named in dated for month in open_ if y and month > (named or 0)}
    return tuple(f"{year:04d}-{month:02d}" for year, month in sorted(found))


def _is_other_number(witness: Witness, scheme_year: int) -> bool:
    """Tell whether a file name's only figure is no year: of Excel 2003, of dates since 1904."""
    far = witness.year is not None and abs(witness.year - scheme_year) > 1
    return far and witness.month is None


def _options(year: int, month: int | None, is_quarter: bool = False) -> tuple[str, ...]:
    if month and 1 <= month <= 12:
        return (f"{year:04d}-{month:02d}",)
    months = (3, 6, 9, 12) if is_quarter else range(1, 13)
    return tuple(f"{year:04d}-{month:02d}" for month in months)
