"""Read the heading of a scheme: a refused line of it hides no fault of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from scoring.clauses.faults import Findings, show
from scoring.clauses.notice import LANGUAGE, Heading
from scoring.clauses.readings import OpenReading
from scoring.clauses.roster import AssessedUnit
from scoring.clauses.validation import validate

SIMPLE: Mapping[str, Any] = {
    "language": LANGUAGE, "id": "x", "title": "x", "short_title": "", "document": "", "region": "",
    "year": 2000, "first_month": 1, "starts_before": False,
}  # fmt: skip
"""Keys of the heading on which no clause depends → what stands there while the rest is checked."""

ROSTER_FILE = "units.csv"


def read_heading(
    head: Mapping[str, Any], units: Sequence[Mapping[str, Any]], findings: Findings
) -> tuple[Heading | None, frozenset[str]]:
    """Return the heading, with stand-ins for what is refused, and the names of refused readings.

    None if what is refused is something that the clauses rest on.
    """
    rest = dict(head)
    readings, refused = _read_readings(rest.pop("reading", []), findings)
    listed = _read_units(rest.pop("unit", []), findings, "scheme.toml")
    listed += _read_units(units, findings, ROSTER_FILE)
    rest |= {"reading": readings, "unit": listed}
    heading = validate(Heading, rest, (), findings)
    return heading or _stand_in(rest), refused


def _stand_in(head: Mapping[str, Any]) -> Heading | None:
    """Return the heading with plain values for refused ones; None if the clauses need them."""
    try:
        return Heading.model_validate(dict(head))
    except ValidationError as error:
        wrong = {str(fault["loc"][0]) for fault in error.errors()}
    sound = {key: value for key, value in head.items() if key not in wrong}
    plain = {key: SIMPLE[key] for key in wrong & SIMPLE.keys()}
    try:
        return Heading.model_validate({**sound, **plain})
    except ValidationError:
        return None


def _read_readings(written: Any, findings: Findings) -> tuple[list[OpenReading], frozenset[str]]:
    if not isinstance(written, list):
        findings.refuse((), "reading", show(written), "[[reading]]，每个口径一张表")
        return [], frozenset()
    readings, refused = [], set()
    for number, one in enumerate(written, start=1):
        name = str(one.get("id", number)) if isinstance(one, Mapping) else str(number)
        if reading := validate(OpenReading, one, (f"口径 {name}",), findings):
            readings.append(reading)
        else:
            refused.add(name)
    return readings, frozenset(refused)


def _read_units(written: Any, findings: Findings, file: str) -> list[AssessedUnit]:
    """Return the units of the roster's rows, with stand-ins for refused ones."""
    if not isinstance(written, Sequence) or isinstance(written, str):
        findings.refuse((), "unit", show(written), "[[unit]]，每个单位一张表", file)
        findings.is_roster_partial = True
        return []
    found = []
    for number, row in enumerate(written, start=1):
        name = row.get("name") if isinstance(row, Mapping) else None
        place = (f"单位 {name or number}",)
        unit = validate(AssessedUnit, row, place, findings, file)
        if unit is None and (unit := _stand_in_unit(row)):
            findings.doubtful_units.add(unit.name)
        if unit is None:
            findings.is_roster_partial = True
        else:
            found.append(unit)
    return found


def _stand_in_unit(row: Any) -> AssessedUnit | None:
    """Return a unit with those of its fields that can be read; None without name and kind."""
    if not isinstance(row, Mapping):
        return None
    plain = {key: row.get(key) for key in ("name", "kind")}
    try:
        unit = AssessedUnit.model_validate(plain)
    except ValidationError:
        return None
    for key in AssessedUnit.model_fields.keys() & row.keys() - plain.keys():
        try:
            unit = AssessedUnit.model_validate({**plain, key: row[key]})
        except ValidationError:
            continue
        plain[key] = row[key]
    return unit
