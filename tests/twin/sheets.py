"""The sheets of a random year as the twin's facts: rates as percentages, ledger rows by date."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import Any

from tests.years.notices import FORMS
from tests.years.sheets import Facts as Sheets
from tests.years.sheets import Sheet

from .documents import read_roster
from .facts import Facts, Value


def to_facts(scheme: str, sheets: Sheets) -> Facts:
    """Return what the sheets of a shipped scheme say."""
    facts = Facts(read_roster(scheme))
    for form, columns in FORMS[scheme].items():
        facts.reported |= {f"{form}.{key}": set() for key in columns}
    for form, months in sheets.items():
        for month, sheet in months.items():
            if isinstance(sheet.rows, list):
                facts.rows += [{**row, **fold_matter(row), "form": form} for row in sheet.rows]
            else:
                add_sheet(facts, scheme, form, int(month[-2:]), sheet)
    return facts


def add_sheet(facts: Facts, scheme: str, form: str, month: int, sheet: Sheet) -> None:
    """Add a month's sheet of a form."""
    for key in sheet.columns:
        facts.reported.setdefault(f"{form}.{key}", set()).add(month)
    assert isinstance(sheet.rows, dict)
    for unit, row in sheet.rows.items():
        for key, value in row.items():
            if value is not None:
                is_rate = FORMS[scheme][form][key].kind == "rate"
                facts.cells[f"{form}.{key}", unit, month] = to_cell(value, is_rate=is_rate)


def to_cell(value: Any, *, is_rate: bool) -> Value:
    """Return a cell: a rate as a percentage, a count as a fraction, else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        found: Value = value
        return found
    return Fraction(value) * 100 if is_rate else Fraction(value)


def fold_matter(row: dict[str, Any]) -> dict[str, str]:
    """Fold a matter as names are folded, so that one matter written twice is one."""
    text = unicodedata.normalize("NFKC", str(row.get("matter", "")))
    kept = [c for c in text if not c.isspace() and unicodedata.category(c) != "Cf"]
    return {"matter": "".join(kept)} if "matter" in row else {}
