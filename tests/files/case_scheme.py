"""A worked case of the twin as a whole scheme: notice, forms with headers, roster."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.dataset import QUANTITY_DECIMALS
from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts
from tests.named_columns import list_refs
from tests.twin.facts import Facts, Unit, Value
from tests.twin.worked_cases import read_facts, read_units

Written = dict[str, Any]
KEPT = (
    "total", "assessment", "veto", "rank", "grades", "consequence", "year", "first_month",
    "starts_before",
)  # fmt: skip
SHAPES = {"monthly": "month_form", "cumulative": "month_form", "inspection": "inspection"}
MOST_POINTS = 1000


class CaseScheme:
    """The scheme of a worked case, and what is known of its units."""

    def __init__(self, case: Written) -> None:
        self.case = case
        self.units = read_units(case)
        self.known: Facts = read_facts(case, self.units, int(case.get("as_of", 12)))
        notice = self._write_notice()
        forms = self._write_forms(notice)
        self.scheme: Scheme = load_scheme(SchemeParts(notice, forms, self._write_units(notice)))

    def _write_notice(self) -> Written:
        notice = {key: copy.deepcopy(self.case[key]) for key in KEPT if key in self.case}
        number = self.case["id"].lower()
        notice = {
            "language": 1, "id": f"case-{number}", "title": f"题{number}", "year": 2021,
            "clause": "一",
        } | notice  # fmt: skip
        notice["reading"] = [
            {"id": key, "options": [{"id": one, "label": one} for one in options]}
            for key, options in self.case.get("readings", {}).items()
        ]
        own = {key for unit in self.units for key in unit.own} | set(_list_texts(notice, "own"))
        notice["own"] = [{"key": key} for key in sorted(own)]
        return notice

    def _write_units(self, notice: Written) -> list[Written]:
        own = dict.fromkeys((one["key"] for one in notice["own"]), 1)
        kinds = {unit.kind for unit in self.units}
        names = {unit.name for unit in self.units}
        absent = {one: "" for one in _list_keys(notice, "unit") if one not in names}
        absent |= {f"另一{kind}": kind for kind in _list_keys(notice, "kind") if kind not in kinds}
        # They join in the last month: they are there because clauses name them, for no figure.
        return [_to_line(one) for one in self.units] + [
            _to_line(Unit(name, kind, own=own)) | {"from_month": 12}
            for name, kind in absent.items()
        ]

    def _write_forms(self, notice: Written) -> Written:
        declared = {
            name: {"type": form} if isinstance(form, str) else form
            for name, form in self.case.get("form", {}).items()
        }
        ledgers = {row["form"] for row in self.known.rows} | set(_list_texts(notice, "rows"))
        refs = {ref.removeprefix("last:") for ref in list_refs(notice)}
        refs |= {name.removeprefix("last:") for name, _, _ in self.known.cells}
        forms: Written = {}
        for ref in sorted(refs):
            name, _, key = ref.rpartition(".")
            if name not in ledgers:
                form = forms.setdefault(name, _head(name, notice, declared.get(name, {})))
                form["column"][key] = self._describe(ref, notice)
        for name in sorted(ledgers):
            forms[name] = _head(name, notice, {"type": "ledger"})
            forms[name]["column"] = {"日期": "date"} | self._describe_rows(name, notice)
            numbers = [self.number(row["date"]) for row in self.known.rows if row["form"] == name]
            forms[name]["accepts_year_before"] = any(number < 1 for number in numbers)
        return forms

    def number(self, day: datetime.date) -> int:
        """Return the number of a day's month in the case's year."""
        year = int(self.case.get("year", 2021)) - bool(self.case.get("starts_before"))
        return (day.year - year) * 12 + day.month - int(self.case.get("first_month", 1)) + 1

    def _describe(self, ref: str, notice: Written) -> Written:
        values = [v for (name, _, _), v in self.known.cells.items() if name in {ref, f"last:{ref}"}]
        if ref in (marks := _find_marks(notice)):
            return {"type": "mark", "maximum": marks[ref]}
        if ref in _list_done(notice) or any(isinstance(v, datetime.date) for v in values):
            return {"type": "filing"}
        if any(isinstance(value, bool) for value in values):
            return {"type": "tick"}
        decimals = max((_count_decimals(value) for value in values), default=0)
        least = min([Fraction(0), *(Fraction(value) for value in values)])  # type: ignore[arg-type]
        if not decimals and not least:
            return {"type": "count"}
        return {"type": "quantity", "decimals": decimals} | (
            {"minimum": to_decimal(least)} if least else {}
        )

    def _describe_rows(self, form: str, notice: Written) -> Written:
        amounts = set(_list_texts(notice, "amount"))
        chosen = _list_values(notice)
        keys = {key for row in self.known.rows if row["form"] == form for key in row}
        columns: Written = {}
        for key in sorted((keys - {"form", "unit", "date"}) | amounts | set(chosen)):
            if key in amounts:
                rows = [row for row in self.known.rows if row["form"] == form]
                is_optional = not all(row.get(key) not in (None, "") for row in rows)
                columns[key] = {
                    "type": "points", "maximum": MOST_POINTS, "optional": is_optional,
                }  # fmt: skip
            elif key in chosen:
                columns[key] = {"type": "choice", "choices": {one: [] for one in chosen[key]}}
            else:
                columns[key] = {"type": "text", "is_folded": True, "optional": True}
        return columns


def _head(name: str, notice: Written, form: Written) -> Written:
    kind = form.get("type", "inspection")
    main = str(notice["assessment"][-1]["id"]) if "assessment" in notice else "1"
    head: Written = {
        "title": f"{name}情况", "annex": "", "clause": "一", "assessment": main, "column": {},
        "is_roster_complete": False, "shape": SHAPES.get(kind, "dated_ledger"),
    }  # fmt: skip
    if kind == "cumulative":
        head["read"] = "cumulative"
    if kind != "ledger":
        head["blank"] = form.get("blank", "unknown")
    return head


def _to_line(unit: Unit) -> Written:
    return {
        "name": unit.name, "kind": unit.kind or "单位", "group": unit.group,
        "assessments": list(unit.assessments), "own": dict(unit.own),
        "from_month": unit.first, "to_month": unit.last,
        "not_for": [
            {"clause": key, "reason": "无此事项"} | ({"treat": value} if value else {})
            for key, value in unit.not_for.items()
        ],
    }  # fmt: skip


def to_decimal(value: Fraction) -> Decimal:
    """Return a fraction that is a decimal number as one."""
    scale = 10**QUANTITY_DECIMALS
    return Decimal(int(value * scale)) / Decimal(scale)


def _count_decimals(value: Value) -> int:
    number = Fraction(value)  # type: ignore[arg-type]
    return next(n for n in range(QUANTITY_DECIMALS + 1) if (number * 10**n).denominator == 1)


def _walk(value: Any) -> Iterator[Written]:
    """Yield every table within a document."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _walk(inner)


def _list_texts(value: Any, key: str) -> list[str]:
    return [one[key] for one in _walk(value) if isinstance(one.get(key), str)]


def _list_keys(value: Any, key: str) -> list[str]:
    return [name for one in _walk(value) if isinstance(one.get(key), dict) for name in one[key]]


def _list_done(value: Any) -> set[str]:
    return {one["of"] for one in _walk(value) if one.get("read") == "month"}


def _list_values(value: Any) -> dict[str, list[str]]:
    """Return the values of ledger columns that clauses count or price."""
    found: dict[str, list[str]] = {}
    for one in _walk(value):
        for key, values in one.get("where", {}).items():
            found.setdefault(key, []).extend(values if isinstance(values, list) else [values])
        if isinstance(price := one.get("price"), dict) and "column" in price:
            found.setdefault(price["column"], []).extend(price["prices"])
    return {key: list(dict.fromkeys(values)) for key, values in found.items()}


def _find_marks(value: Any, full: Any = None) -> dict[str, Any]:
    """Return the columns that are marked with the highest full mark that they give."""
    found: dict[str, Any] = {}
    if isinstance(value, dict):
        full = value.get("full", value.get("period_full", full))
        if isinstance(value.get("mark"), str):
            found[value["mark"]] = _most(value.get("out", full))
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            for ref, most in _find_marks(inner, full).items():
                found[ref] = max(most, found.get(ref, most))
    return found


def _most(written: Any) -> Any:
    if isinstance(written, dict):
        return max(_most(inner) for key, inner in written.items() if key != "by")
    return written
