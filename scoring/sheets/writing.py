"""Write a scheme's parts as sheets: each part in the short notation where that reads back to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.clauses.faults import Findings
from scoring.scheme_text import SchemeParts
from scoring.sheets.alike import is_alike
from scoring.sheets.book import Cells, Sheets, lay_out
from scoring.sheets.clause_columns import CLAUSE_COLUMNS
from scoring.sheets.clauses import reads_back, write_tree
from scoring.sheets.column import CLAUSES, FORMS, READINGS, ROSTER, SCHEME
from scoring.sheets.forms import write_forms
from scoring.sheets.heading import DECISIONS, write_assessment, write_decisions, write_head
from scoring.sheets.marks import Unreadable, Unsayable
from scoring.sheets.reading import from_sheets
from scoring.sheets.roster import head_own, write_units
from scoring.sheets.table_columns import (
    FORM_COLUMNS,
    READING_COLUMNS,
    ROSTER_COLUMNS,
    SCHEME_COLUMNS,
)
from scoring.sheets.tables import write_readings

OWN_AFTER = "组"
"""Own figures have their columns after this one."""


@dataclass(frozen=True)
class _Plain:
    """What is written in the long notation, since the short one does not read back to it."""

    notice: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()


def to_sheets(parts: SchemeParts) -> Sheets:
    """Return the sheets of a scheme's parts; `from_sheets` returns the parts again.

    Units that are written in the notice stand with the others; comments of TOML are not kept.
    """
    parts = gather(parts)
    plain = _Plain(_find_unsayable(parts.notice))
    sheets = _write(parts, plain)
    plain = _find_differing(parts, sheets, plain)
    return sheets if plain == _Plain(plain.notice) and not plain.notice else _write(parts, plain)


def gather(parts: SchemeParts) -> SchemeParts:
    """Return parts with all units in the roster, without blanks, and columns in short."""
    notice = {key: value for key, value in parts.notice.items() if key not in {"unit", "readings"}}
    short = parts.notice.get("readings")
    if isinstance(short, dict):
        listed = [{"id": name, "options": options} for name, options in short.items()]
        notice["reading"] = [*notice.get("reading", []), *listed]
    elif short is not None:
        notice["readings"] = short
    units = parts.notice.get("unit", [])
    if not isinstance(units, list):
        return parts
    every = [_drop_blanks(unit) for unit in (*units, *parts.units)]
    forms = {key: _shorten_form(form) for key, form in parts.forms.items()}
    return SchemeParts(notice, forms, every)


def _drop_blanks(unit: Any) -> Any:
    if not isinstance(unit, Mapping):
        return unit
    return {key: one for key, one in unit.items() if one not in ("", None) and one not in ([], {})}


def _find_unsayable(notice: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys of a notice that the short notation cannot say."""
    plain = set()
    writers: dict[str, Callable[[Any], Any]] = {
        "reading": lambda value: list(write_readings(value)),
        "assessment": _check_assessments,
        "total": lambda value: _check_tree(value, ""),
        "own": lambda value: list(write_head({"own": value}, frozenset())),
    }
    for key in notice:
        try:
            if key in DECISIONS:
                list(write_decisions({key: notice[key]}, ""))
            elif key in writers:
                writers[key](notice[key])
        except (Unsayable, Unreadable, KeyError, TypeError, AttributeError):
            plain.add(key)
    return frozenset(plain)


def _check_assessments(assessments: Any) -> None:
    for one in assessments:
        list(write_assessment(one))
        _check_tree(one["total"], one["id"])


def _check_tree(total: Any, name: str) -> None:
    clauses = total["clauses"]
    if not reads_back(list(write_tree(clauses, name)), clauses, name):
        raise Unsayable


def _write(parts: SchemeParts, plain: _Plain) -> Sheets:
    notice = parts.notice
    clauses: list[Cells] = []
    for one in notice.get("assessment", ()) if "assessment" not in plain.notice else ():
        clauses += write_tree(one["total"]["clauses"], one["id"])
    if "total" in notice and "total" not in plain.notice:
        clauses += write_tree(notice["total"]["clauses"], "")
    readings = notice.get("reading", []) if "reading" not in plain.notice else []
    own = [] if "own" in plain.notice else [str(one["key"]) for one in notice.get("own", ())]
    figures = {key for unit in parts.units if isinstance(unit, dict) for key in unit.get("own", {})}
    own += sorted(figures - set(own))
    pages = {
        SCHEME: (headers_of(SCHEME_COLUMNS), list(write_head(notice, plain.notice))),
        CLAUSES: (headers_of(CLAUSE_COLUMNS), clauses),
        READINGS: (headers_of(READING_COLUMNS), list(write_readings(readings))),
        FORMS: (headers_of(FORM_COLUMNS), list(write_forms(parts.forms, plain.forms))),
        ROSTER: (list_roster_headers(own), list(write_units(parts.units, own, plain.units))),
    }
    return Sheets({name: lay_out(headers, rows) for name, (headers, rows) in pages.items()})


def headers_of(columns: Any) -> list[str]:
    """Return the headers of some columns."""
    return [column.header for column in columns]


def list_roster_headers(own: list[str]) -> list[str]:
    """Return the headers of the roster, those of the own figures among them."""
    headers = headers_of(ROSTER_COLUMNS)
    position = headers.index(OWN_AFTER) + 1
    return [*headers[:position], *map(head_own, own), *headers[position:]]


def _find_differing(parts: SchemeParts, sheets: Sheets, plain: _Plain) -> _Plain:
    """Return what does not read back to itself, besides what is plain already."""
    findings = Findings()
    found = from_sheets(sheets, findings)
    if found is None:
        return _Plain(
            frozenset(parts.notice), frozenset(parts.forms), frozenset(range(len(parts.units)))
        )
    read, _ = found
    notice = {k for k in parts.notice if not is_alike(read.notice.get(k), parts.notice[k])}
    forms = {k for k in parts.forms if not is_alike(read.forms.get(k), parts.forms[k])}
    units = {
        position
        for position, unit in enumerate(parts.units)
        if position >= len(read.units) or not is_alike(read.units[position], unit)
    }
    return _Plain(plain.notice | notice, frozenset(forms), frozenset(units))


def _shorten_form(form: Any) -> Any:
    if not isinstance(form, Mapping) or not isinstance(form.get("column"), Mapping):
        return form
    return {**form, "column": {key: _shorten(one) for key, one in form["column"].items()}}


def _shorten(column: Any) -> Any:
    """Return a column in its shortest form: its type alone, values without spellings as a list."""
    if not isinstance(column, Mapping):
        return column
    if column.keys() == {"type"} and isinstance(column["type"], str):
        return column["type"]
    short = dict(column)
    choices, headers = column.get("choices"), column.get("headers")
    if isinstance(choices, Mapping) and choices and not any(choices.values()):
        short["choices"] = list(choices)
    if isinstance(headers, list) and len(headers) == 1:
        short["headers"] = headers[0]
    return short
