"""Write a scheme as text: scheme.toml, forms.toml and units.csv, from its written parts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from scoring.clauses.faults import SchemeRefused
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import FORMS_FILE, SchemeParts, Written
from warehouse.schemes.scheme_source import (
    LIST_MARK,
    NOTICE_FILE,
    ROSTER_COLUMNS,
    ROSTER_FILE,
    read_text_files,
    to_unit,
)
from warehouse.schemes.toml_writing import write_toml

NUMBERS = frozenset(
    (
        "full", "each", "per", "floor", "ceiling", "start", "below", "above", "times", "from",
        "share", "minimum", "maximum", "warn", "period_full", "points", "beyond", "lines",
    )
)  # fmt: skip
"""Keys whose values, at any depth, may be numbers."""

TEXTS = frozenset(("id", "name", "of", "by", "clause", "reading", "is", "measure", "title"))
"""Keys whose values are texts, also within the values of NUMBERS."""

_DECIMAL = re.compile(r"^-?\d+\.\d+$")


def write_folder(parts: SchemeParts) -> dict[str, bytes]:
    """Return the text files of a scheme: file name → bytes. Reading them gives the same scheme."""
    plain = _write(parts)
    numbers = _write(SchemeParts(_to_numbers(parts.notice), _to_numbers(parts.forms), parts.units))
    try:
        load_scheme(read_text_files(numbers))
    except SchemeRefused:  # a text that only looks like a number: all of them stay in quotes
        return plain
    return numbers


def _write(parts: SchemeParts) -> dict[str, bytes]:
    notice = dict(parts.notice)
    own = [str(one["key"]) for one in notice.get("own", ()) if isinstance(one, Mapping)]
    plain, others = _split_units(parts.units, own)
    if others:
        notice["unit"] = [*notice.get("unit", ()), *others]
    files = {
        NOTICE_FILE: write_toml(notice),
        FORMS_FILE: write_toml(parts.forms),
        ROSTER_FILE: _write_roster(plain, own),
    }
    return {name: text.encode() for name, text in files.items()}


def _to_numbers(value: Any, *, may_be: bool = False) -> Any:
    """Return a document with its decimals as Decimal: a stored scheme has them as texts."""
    if isinstance(value, Mapping):
        return {
            key: _to_numbers(one, may_be=(may_be or key in NUMBERS) and key not in TEXTS)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_to_numbers(one, may_be=may_be) for one in value]
    if may_be and isinstance(value, str) and _DECIMAL.match(value):
        return Decimal(value)
    return value


def _split_units(
    units: Sequence[Written], own: Sequence[str]
) -> tuple[list[Mapping[str, str]], list[Written]]:
    """Return the rows of units.csv, and the units that a table of cells cannot hold."""
    rows: list[Mapping[str, str]] = []
    others: list[Written] = []
    for unit in units:
        row = _to_row(unit)
        plain = {key: str(one) for key, one in unit.get("own", {}).items()}
        kept = {**unit, "own": plain} if plain else dict(unit)
        if to_unit({**row, **{key: row.get(key, "") for key in own}}, own) == kept:
            rows.append(row)
        else:
            others.append(unit)
    return rows, others


def _to_row(unit: Written) -> dict[str, str]:
    printed = [f"{key}={name}" for key, name in unit.get("printed_names", {}).items()]
    row = {
        "unit": str(unit["name"]),
        "kind": str(unit["kind"]),
        "group": str(unit.get("group", "")),
        "assessments": LIST_MARK.join(unit.get("assessments", ())),
        "name_in_notice": LIST_MARK.join(printed),
        "aliases": LIST_MARK.join(unit.get("aliases", ())),
        "from_month": str(unit.get("from_month", "")),
        "to_month": str(unit.get("to_month", "")),
        "successor": str(unit.get("successor") or ""),
    }
    return row | {key: str(value) for key, value in unit.get("own", {}).items()}


def _write_roster(rows: Sequence[Mapping[str, str]], own: Sequence[str]) -> str:
    used = [name for name in ROSTER_COLUMNS if any(row.get(name) for row in rows)]
    header = list(dict.fromkeys(("unit", "kind", *used, *own)))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return buffer.getvalue()
