"""Find the spans that a text names: quarters, ranges of months or days, half years."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from warehouse.reading.words.period_tokens import (
    DATES,
    DAY_OF_MONTH,
    HALF,
    LISTED,
    MONTH_ONLY,
    QUARTER,
    QUARTERS,
    RANGE,
    SEVERAL_QUARTERS,
    YEAR_MONTH,
    YEAR_ONLY,
    to_number,
)

Strength = Literal["strong", "filing", "file_name"]
"""What a mention is worth: it names the period, dates the filing, or is part of a file name."""
Span = Literal["month", "cumulative", "weekly", "quarter", "half", "none"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One period that a text names; of a span, year and month are those of its last month."""

    span: Span
    year: int | None
    month: int | None
    strength: Strength

    @property
    def inside(self) -> range:
        """The months of this span, as far as a month beside it does not contradict it."""
        month = self.month or 0
        return range(month - 2 if self.span == "quarter" else month, month + 1)

    def agrees(self, other: Mention) -> bool:
        """Return whether another mention is a month of this span."""
        is_year = not self.year or not other.year or self.year == other.year
        return is_year and (other.month or 0) in self.inside


def read_spans(rest: str, plain: str, strength: Strength) -> tuple[list[Mention], str]:
    """Return the spans of several months that a text names, and the text without them.

    `rest` is the text without its dates, `plain` the text with them.
    """
    if (match := LISTED.search(rest)) and _is_quarter(match["listed"]):
        year = to_number(match["year"]) or lone_year(rest)
        return [Mention("quarter", year, _numbers(match["listed"])[-1], strength)], cut(rest, match)
    if match := RANGE.search(rest):
        first, last = to_number(match["month"]), to_number(match["end"])
        year = to_number(match["year"] or match["year2"]) or lone_year(rest)
        span: Span = "month" if first == last else "cumulative"
        span = "quarter" if (first, last) in QUARTERS else span
        return [Mention(span, year, last, strength)], cut(rest, match)
    if match := SEVERAL_QUARTERS.search(rest):
        month = (to_number(match["last"]) or 0) * 3
        return [Mention("half", any_year(rest), month, strength)], rest
    spans = []
    lone, left = lone_year(rest), rest
    for match in QUARTER.finditer(rest):
        month = (to_number(match["quarter"] or match["q"]) or 0) * 3
        year = to_number(match["year"] or match["year2"]) or lone
        if f"前{match['quarter']}季" in rest:  # 前三季度: the first three quarters
            return [Mention("half", year or any_year(rest), month, strength)], rest
        spans.append(Mention("quarter", year, month, strength))
        left = cut(left, match)
    return (spans, left) if spans else (_read_half(rest, plain, strength), rest)


def _is_quarter(listed: str) -> bool:
    """Return whether months listed one by one (1、2、3月) are the three of a quarter."""
    months = _numbers(listed)
    return len(months) == 3 and (months[0], months[2]) in QUARTERS and months[1] - months[0] == 1


def _numbers(listed: str) -> list[int]:
    return [to_number(part.rstrip("月")) or 0 for part in re.split("[、,和及与]", listed)]


def _read_half(rest: str, plain: str, strength: Strength) -> list[Mention]:
    """Return a half year or a cumulative span; 截至 beside a day is a cut-off date and no span."""
    match = HALF.search(rest)
    if match is None:
        return []
    year, month = year_month(rest)
    month = month or {"上半年": 6, "下半年": 12}.get(match.group())
    is_dated = any(pattern.search(plain) for pattern in DATES) or (
        month and DAY_OF_MONTH.search(plain)
    )
    is_day = is_dated and match.group() in {"截至", "截止"}
    return [Mention("half", year, month, strength)] if not is_day and (year or month) else []


def read_day_range(match: re.Match[str], strength: Strength) -> Mention:
    """Return the span of a match of DAY_RANGE: whole months, else part of a month (`weekly`)."""
    year, month = to_number(match["year"]), to_number(match["month"]) or 0
    last_month = to_number(match["end"]) or month
    first, last = int(match["day"]), int(match["last"])
    # 1日 to 28日 is a whole February, also where the year is unknown.
    full = monthrange(year or 2021, last_month)[1] if 1 <= last_month <= 12 else 31
    is_whole = first == 1 and last >= min(full, 28) and last <= 31
    span: Span = "weekly"
    if is_whole and month == last_month:
        span = "month"
    elif is_whole:
        span = "quarter" if (month, last_month) in QUARTERS else "cumulative"
    return Mention(span, year, last_month, strength)


def lone_year(text: str) -> int | None:
    """Return the year that a text names without a month, None without one."""
    return any_year(YEAR_MONTH.sub("|", text))


def year_month(text: str) -> tuple[int | None, int | None]:
    """Return the first year and month that a text names together, else the first of each."""
    if match := YEAR_MONTH.search(text):
        year = match["year"] or match["year2"] or match["year3"]
        return to_number(year), to_number(match["month"] or match["m2"] or match["m3"])
    month = MONTH_ONLY.search(text)
    return any_year(text), to_number(month["month"]) if month else None


def any_year(text: str) -> int | None:
    """Return the first year that a text names, None without one."""
    match = YEAR_ONLY.search(text)
    return to_number(match["year"]) if match else None


def cut(text: str, match: re.Match[str]) -> str:
    """Return a text with a match blanked out, so that its neighbours stay apart."""
    return text[: match.start()] + "|" * len(match[0]) + text[match.end() :]
