"""Values that no scheme can hold: a cell of a workbook or a line of TOML may give a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.clauses.faults import Findings, Place
from scoring.clauses.readings import step_into
from scoring.scheme_text import FORMS_FILE, SchemeParts

KINDS = (str, int, Decimal, float, type(None))
"""What a value can be; a float is a fault of the program, which `write_text` raises."""


@dataclass(frozen=True)
class Stray:
    """A date or time: as text it may mean something else where it stands."""

    file: str
    place: Place
    key: str
    text: str


def take_strays(parts: SchemeParts) -> tuple[SchemeParts, list[Stray]]:
    """Return the parts with dates as text, and where they stand."""
    written = {
        "scheme.toml": dict(parts.notice), FORMS_FILE: dict(parts.forms),
        "units.csv": list(parts.units),
    }  # fmt: skip
    strays = [one for file, part in written.items() for one in _find(file, part, (), "")]
    if not strays:
        return parts, []
    plain = {file: _to_plain(part) for file, part in written.items()}
    return SchemeParts(*plain.values()), strays


def refuse_strays(strays: list[Stray], findings: Findings) -> None:
    """Refuse the dates that no other check refuses by name."""
    for one in strays:
        if not any(one.text in refusal.found for refusal in findings.refusals):
            words = f"“{one.text}”是日期，不是文字或数"
            findings.refuse(one.place, one.key, words, "文字或数", one.file)


def _find(file: str, value: Any, place: Place, key: str) -> Iterator[Stray]:
    if isinstance(value, Mapping):
        place = step_into(place, dict(value)) if file == "scheme.toml" else place
        for name, inner in value.items():
            step = _step_of(file, place, str(name))
            yield from _find(file, inner, (*place, *step), "" if step else str(name))
    elif isinstance(value, list | tuple):
        for inner in value:
            name = inner.get("name") if isinstance(inner, Mapping) else None
            step = (f"单位 {name}",) if file == "units.csv" and not place and name else ()
            yield from _find(file, inner, (*place, *step), key)
    elif not isinstance(value, KINDS):
        yield Stray(file, place, key, str(value))


def _step_of(file: str, place: Place, name: str) -> Place:
    """Return the step of the place that a key of forms.toml is: a form or a column."""
    if file != FORMS_FILE:
        return ()
    if not place:
        return (f"报表 {name}",)
    return (f"列 {name}",) if len(place) == 1 and name not in FORM_KEYS else ()


FORM_KEYS = {
    "title", "annex", "clause", "shape", "assessment", "column", "read", "blank", "follows",
    "is_roster_complete", "accepts_year_before", "titles", "unit_headers", "ignored_headers",
    "at_most", "rate_checks", "counts_or_rate", "document_column", "subject_column",
    "reason_column",
}  # fmt: skip
"""The keys of a form; other keys of its tables name columns."""


def _to_plain(value: Any) -> Any:
    """Return a value with dates as text."""
    if isinstance(value, Mapping):
        return {key: _to_plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_to_plain(inner) for inner in value]
    return value if isinstance(value, KINDS) else str(value)
