"""What one place (a title, a sheet's name, a date line) says about the period of a table."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from typing import Literal

from warehouse.reading.words.folding import fold
from warehouse.reading.words.period_tokens import (
    DATES,
    DAY_OF_MONTH,
    DAY_RANGE,
    DOCUMENT,
    DUE,
    FILING_LABEL,
    FILING_WORDS,
    HALF,
    LISTED,
    MONTH_ONLY,
    QUARTER,
    QUARTERS,
    RANGE,
    SEVERAL_QUARTERS,
    UNTIL,
    WEEKLY,
    YEAR_MONTH,
    YEAR_ONLY,
    to_number,
)

Strength = Literal["strong", "filing", "file_name"]
Span = Literal["month", "cumulative", "weekly", "quarter", "half", "none"]


@dataclass(frozen=True, slots=True)
class Witness:
    """What one place says about the period."""

    place: str
    text: str
    strength: Strength
    span: Span
    year: int | None = None
    month: int | None = None


def read_witnesses(text: str, place: str, strength: Strength = "strong") -> list[Witness]:
    """Return what a text says about the period: every month that it names is a witness."""
    apart = re.sub(r"(?<=\d)\s+(?=\d)", "|", unicodedata.normalize("NFKC", text))
    plain = fold(DOCUMENT.sub("", apart))
    plain = DOCUMENT.sub("", plain).replace("__", "").replace("○", "〇")
    shown = text if len(text) <= 60 else text[:60] + "…"
    return [
        Witness(place, shown, one.strength, one.span, one.year, one.month)
        for one in dict.fromkeys(_read(DUE.sub("", plain), strength))
    ]


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that a text says: the last month of a span, and whether it is one of filing."""

    span: Span
    year: int | None
    month: int | None
    strength: Strength

    @property
    def inside(self) -> range:
        """The months that are part of this span and contradict nothing."""
        month = self.month or 0
        return range(month - 2 if self.span == "quarter" else month, month + 1)

    def agrees(self, other: _Said) -> bool:
        """Tell whether a month named beside a span is one of its own."""
        is_year = not self.year or not other.year or self.year == other.year
        return is_year and (other.month or 0) in self.inside


def _read(plain: str, strength: Strength) -> list[_Said]:
    days = DAY_RANGE.search(plain)
    rest = _without_dates(_cut(plain, days) if days else plain)
    if days:
        spans = [_from_day_range(days, strength)]
    elif WEEKLY.search(plain) and strength != "file_name":
        return [_Said("weekly", *_year_month(plain), strength)]
    else:
        spans, rest = _read_spans(rest, plain, strength)
    if spans and spans[0].span not in {"month", "quarter"}:
        return spans[:1]
    dated = next((match for kind in DATES if (match := kind.search(plain))), None)
    named = _named_months(rest, dated, strength)
    if spans:
        others = [one for one in named if not any(span.agrees(one) for span in spans)]
        return [*(_complete_year(span, named) for span in spans), *others]
    if any(one.strength == "strong" for one in named):
        named += _ends_of_months(plain, {one.month for one in named}, strength)
    is_named = strength != "filing" or not dated
    if named and is_named:
        return named
    if dated:
        return [_Said("none", to_number(dated["year"]), to_number(dated["month"]), "filing")]
    year = _any_year(rest)
    how: Strength = "filing" if _is_filing(plain, strength) else strength
    return [_Said("none", year, None, how)] if year else []


def _without_dates(text: str) -> str:
    for kind in (*DATES, DAY_OF_MONTH):
        text = kind.sub("", text)
    return text


def _cut(text: str, match: re.Match[str]) -> str:
    """Return a text with a match blanked out: what stood apart stays apart."""
    return text[: match.start()] + "|" * len(match[0]) + text[match.end() :]


def _is_filing(plain: str, strength: Strength) -> bool:
    return strength == "strong" and bool(FILING_WORDS.search(plain))


def _read_spans(rest: str, plain: str, strength: Strength) -> tuple[list[_Said], str]:
    """Return the spans of several months that a text without its dates names, and the rest."""
    if (match := LISTED.search(rest)) and _is_quarter(match["listed"]):
        year = to_number(match["year"]) or _lone_year(rest)
        return [_Said("quarter", year, _numbers(match["listed"])[-1], strength)], _cut(rest, match)
    if match := RANGE.search(rest):
        first, last = to_number(match["month"]), to_number(match["end"])
        year = to_number(match["year"] or match["year2"]) or _lone_year(rest)
        span: Span = "month" if first == last else "cumulative"
        span = "quarter" if (first, last) in QUARTERS else span
        return [_Said(span, year, last, strength)], _cut(rest, match)
    if match := SEVERAL_QUARTERS.search(rest):
        return [_Said("half", _any_year(rest), (to_number(match["last"]) or 0) * 3, strength)], rest
    spans = []
    lone, left = _lone_year(rest), rest
    for match in QUARTER.finditer(rest):
        month = (to_number(match["quarter"] or match["q"]) or 0) * 3
        year = to_number(match["year"] or match["year2"]) or lone
        if f"前{match['quarter']}季" in rest:
            return [_Said("half", year or _any_year(rest), month, strength)], rest
        spans.append(_Said("quarter", year, month, strength))
        left = _cut(left, match)
    return (spans, left) if spans else (_read_half(rest, plain, strength), rest)


def _is_quarter(listed: str) -> bool:
    """Tell whether months that are listed one by one are the three of a quarter."""
    months = _numbers(listed)
    return len(months) == 3 and (months[0], months[2]) in QUARTERS and months[1] - months[0] == 1


def _numbers(listed: str) -> list[int]:
    return [to_number(part.rstrip("月")) or 0 for part in re.split("[、,和及与]", listed)]


def _read_half(rest: str, plain: str, strength: Strength) -> list[_Said]:
    match = HALF.search(rest)
    if match is None:
        return []
    year, month = _year_month(rest)
    month = month or {"上半年": 6, "下半年": 12}.get(match.group())
    is_dated = any(kind.search(plain) for kind in DATES) or (month and DAY_OF_MONTH.search(plain))
    is_day = is_dated and match.group() in {"截至", "截止"}
    return [_Said("half", year, month, strength)] if not is_day and (year or month) else []


def _named_months(text: str, dated: re.Match[str] | None, strength: Strength) -> list[_Said]:
    """Return every month that a text without its dates names; a year stands for all without one.

    A month whose year is only that of another month has none: that may be of the year before.
    """
    found: list[tuple[int, int | None, int]] = []
    bare = text
    for match in YEAR_MONTH.finditer(text):
        year = match["year"] or match["year2"] or match["year3"]
        month = match["month"] or match["m2"] or match["m3"]
        found.append((match.start(), to_number(year), to_number(month) or 0))
        bare = _cut(bare, match)
    lone = [] if found else sorted({to_number(m["year"]) or 0 for m in YEAR_ONLY.finditer(bare)})
    for match in MONTH_ONLY.finditer(bare):
        month = to_number(match["month"]) or 0
        years: list[int | None] = [*lone]
        if dated and not lone:
            years = [(to_number(dated["year"]) or 0) - ((to_number(dated["month"]) or 0) < month)]
        found += [(match.start(), year, month) for year in years or [None]]
    is_filing = _is_filing(text, strength) and not dated
    is_filing = is_filing and len({month for _, _, month in found}) == 1
    return [
        _Said(
            "month",
            year,
            month,
            "filing" if is_filing or _is_labelled(text[:at], strength) else strength,
        )
        for at, year, month in sorted(found, key=lambda one: one[0])
    ]


def _is_labelled(before: str, strength: Strength) -> bool:
    """Tell whether the words right before a month say that it is one of filing or issue."""
    return strength == "strong" and bool(FILING_LABEL.search(before))


def _ends_of_months(plain: str, named: set[int | None], strength: Strength) -> list[_Said]:
    """Return the months up to whose last day a table reaches, besides those that it names."""
    found = []
    for match in UNTIL.finditer(plain):
        year, month = to_number(match["year"]), to_number(match["month"]) or 0
        is_end = (to_number(match["day"]) or 0) >= monthrange(year or 2021, month)[1]
        if is_end and month not in named:
            found.append(_Said("month", year, month, strength))
    return found


def _complete_year(span: _Said, named: list[_Said]) -> _Said:
    """Return a span with the year of one of its own months, where it has none itself."""
    years = {one.year for one in named if one.year and span.agrees(one)}
    return replace(span, year=span.year or (years.pop() if len(years) == 1 else None))


def _from_day_range(match: re.Match[str], strength: Strength) -> _Said:
    year, month = to_number(match["year"]), to_number(match["month"]) or 0
    last_month = to_number(match["end"]) or month
    first, last = int(match["day"]), int(match["last"])
    full = monthrange(year or 2021, last_month)[1] if 1 <= last_month <= 12 else 31
    is_whole = first == 1 and last >= min(full, 28) and last <= 31
    span: Span = "weekly"
    if is_whole and month == last_month:
        span = "month"
    elif is_whole:
        span = "quarter" if (month, last_month) in QUARTERS else "cumulative"
    return _Said(span, year, last_month, strength)


def _lone_year(text: str) -> int | None:
    """Return the year that a text names beside no month of its own."""
    return _any_year(YEAR_MONTH.sub("|", text))


def _year_month(text: str) -> tuple[int | None, int | None]:
    if match := YEAR_MONTH.search(text):
        year = match["year"] or match["year2"] or match["year3"]
        return to_number(year), to_number(match["month"] or match["m2"] or match["m3"])
    month = MONTH_ONLY.search(text)
    return _any_year(text), to_number(month["month"]) if month else None


def _any_year(text: str) -> int | None:
    match = YEAR_ONLY.search(text)
    return to_number(match["year"]) if match else None
