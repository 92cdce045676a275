"""Facts 'as a person types them' (examples.json), typed no further than the examples need."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from typing import Any

from .facts import Facts, Spec, Unit, Value, Year

YES, NO = {"√", "是", "有"}, {"×", "否", "无"}
TEXT = {"unit", "item", "matter", "level", "subject", "reason", "document"}


def type_value(text: str, month: str) -> Value | None:
    """Type one cell: tick, date (5月18日 is of the month's year), rate or count; '' is None."""
    if text == "":
        return None
    if text in YES | NO:
        return text in YES
    short = re.fullmatch(r"(\d+)月(\d+)日", text)
    if short:
        return datetime.date(int(month[:4]), int(short[1]), int(short[2]))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.date.fromisoformat(text)
    return Fraction(re.sub("[,条次%]", "", text))


def type_facts(scheme: Spec, units: list[Unit], written: Spec) -> Facts:
    """Type an example's facts; every month that is a key is reported, with all its columns."""
    facts = Facts(units)
    for form, months in written.items():
        for month, rows in months.items():
            if scheme["form"][form]["type"] == "ledger":
                facts.rows += [type_row(form, row, month) for row in rows]
            else:
                add_month(facts, scheme, form, month, rows)
    return facts


def type_row(form: str, row: dict[str, str], month: str) -> Spec:
    """Type a row of a dated ledger."""
    typed: dict[str, Any] = {k: v if k in TEXT else type_value(v, month) for k, v in row.items()}
    return {**typed, "form": form}


def add_month(
    facts: Facts, scheme: Spec, form: str, month: str, rows: list[dict[str, str]]
) -> None:
    """Add one reported month of a form; an optional column is reported where a row gives it."""
    number = int(month[-2:])
    optional = scheme["form"][form].get("optional", [])
    facts.reported.setdefault(form, set()).add(number)
    for key in optional:
        given = {number} if any(key in row for row in rows) else set()
        facts.reported.setdefault(f"{form}.{key}", set()).update(given)
    for row in rows:
        for key, text in row.items():
            value = None if key == "unit" else type_value(text, month)
            if value is not None:
                facts.cells[f"{form}.{key}", row["unit"], number] = value


def year_of(scheme: Spec, facts: Facts, example: Spec) -> Year:
    """Return the year as of an example's month, with its readings."""
    month = int(example["as_of"][-2:])
    return Year(scheme, facts, month, example["final"], example["interpretations"])
