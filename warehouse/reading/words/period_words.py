"""Read what one place (a title, a sheet's name, a date line) says about the period of a table."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace

from warehouse.reading.words.folding import fold
from warehouse.reading.words.period_spans import (
    Mention,
    Span,
    Strength,
    any_year,
    cut,
    read_day_range,
    read_spans,
    year_month,
)
from warehouse.reading.words.period_tokens import (
    DATES,
    DAY_OF_MONTH,
    DAY_RANGE,
    DOCUMENT,
    DUE,
    FILING_LABEL,
    FILING_WORDS,
    MONTH_ONLY,
    UNTIL,
    WEEKLY,
    YEAR_MONTH,
    YEAR_ONLY,
    to_number,
)


@dataclass(frozen=True, slots=True)
class Witness:
    """What one place says about the period: the place, its text, and a period named there."""

    place: str
    text: str
    strength: Strength
    span: Span
    year: int | None = None
    month: int | None = None


def read_witnesses(text: str, place: str, strength: Strength = "strong") -> list[Witness]:
    """Return a witness for each period that a text names, besides document numbers and due days."""
    # Folding removes white space: digits that it separates must not become one number.
    apart = re.sub(r"(?<=\d)\s+(?=\d)", "|", unicodedata.normalize("NFKC", text))
    plain = fold(DOCUMENT.sub("", apart))
    plain = DOCUMENT.sub("", plain).replace("__", "").replace("○", "〇")
    shown = text if len(text) <= 60 else text[:60] + "…"
    return [
        Witness(place, shown, mention.strength, mention.span, mention.year, mention.month)
        for mention in dict.fromkeys(_read(DUE.sub("", plain), strength))
    ]


def _read(plain: str, strength: Strength) -> list[Mention]:
    """Return the periods of a folded text: spans come first, then months, dates, a lone year."""
    days = DAY_RANGE.search(plain)
    rest = _without_dates(cut(plain, days) if days else plain)
    if days:
        spans = [read_day_range(days, strength)]
    elif WEEKLY.search(plain) and strength != "file_name":
        return [Mention("weekly", *year_month(plain), strength)]
    else:
        spans, rest = read_spans(rest, plain, strength)
    if spans and spans[0].span not in {"month", "quarter"}:
        return spans[:1]
    dated = next((match for pattern in DATES if (match := pattern.search(plain))), None)
    named = _named_months(rest, dated, strength)
    if spans:
        others = [month for month in named if not any(span.agrees(month) for span in spans)]
        return [*(_complete_year(span, named) for span in spans), *others]
    if any(mention.strength == "strong" for mention in named):
        named += _ends_of_months(plain, {mention.month for mention in named}, strength)
    # In a filing line, a full date counts before a month.
    if named and (strength != "filing" or not dated):
        return named
    if dated:
        return [Mention("none", to_number(dated["year"]), to_number(dated["month"]), "filing")]
    year = any_year(rest)
    how: Strength = "filing" if _is_filing(plain, strength) else strength
    return [Mention("none", year, None, how)] if year else []


def _without_dates(text: str) -> str:
    for pattern in (*DATES, DAY_OF_MONTH):
        text = pattern.sub("", text)
    return text


def _is_filing(plain: str, strength: Strength) -> bool:
    return strength == "strong" and bool(FILING_WORDS.search(plain))


def _named_months(text: str, dated: re.Match[str] | None, strength: Strength) -> list[Mention]:
    """Return every month that a text names; `text` is without its dates, `dated` the first of them.

    A year without a month counts for every month without a year. A year that belongs to another
    month does not: the month may be of the year before. A date gives a month its own year or, for
    a later month, the year before.
    """
    found: list[tuple[int, int | None, int]] = []
    bare = text
    for match in YEAR_MONTH.finditer(text):
        year = match["year"] or match["year2"] or match["year3"]
        month = match["month"] or match["m2"] or match["m3"]
        found.append((match.start(), to_number(year), to_number(month) or 0))
        bare = cut(bare, match)
    lone = [] if found else sorted({to_number(m["year"]) or 0 for m in YEAR_ONLY.finditer(bare)})
    for match in MONTH_ONLY.finditer(bare):
        month = to_number(match["month"]) or 0
        years: list[int | None] = [*lone]
        if dated and not lone:
            years = [(to_number(dated["year"]) or 0) - ((to_number(dated["month"]) or 0) < month)]
        found += [(match.start(), year, month) for year in years or [None]]
    is_filing = _is_filing(text, strength) and not dated
    is_filing = is_filing and len({month for _, _, month in found}) == 1
    mentions = []
    for start, year, month in sorted(found, key=lambda mention: mention[0]):
        is_filed = is_filing or _is_labelled(text[:start], strength)
        mentions.append(Mention("month", year, month, "filing" if is_filed else strength))
    return mentions


def _is_labelled(before: str, strength: Strength) -> bool:
    """Return whether the words just before a month make it the month of filing or issue."""
    return strength == "strong" and bool(FILING_LABEL.search(before))


def _ends_of_months(plain: str, named: set[int | None], strength: Strength) -> list[Mention]:
    """Return the months to whose last day a table reaches (截至5月31日), unless named already."""
    found = []
    for match in UNTIL.finditer(plain):
        year, month = to_number(match["year"]), to_number(match["month"]) or 0
        is_end = (to_number(match["day"]) or 0) >= monthrange(year or 2021, month)[1]
        if is_end and month not in named:
            found.append(Mention("month", year, month, strength))
    return found


def _complete_year(span: Mention, named: list[Mention]) -> Mention:
    """Return a span without a year with the year that its own months state."""
    years = {month.year for month in named if month.year and span.agrees(month)}
    return replace(span, year=span.year or (years.pop() if len(years) == 1 else None))
