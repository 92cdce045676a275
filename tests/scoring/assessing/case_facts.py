"""A worked case as the engine sees it: its scheme loaded, its facts as a frame."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from scoring.assessing.facts import MARKED, OWN_SCALE, Facts
from scoring.clauses.loading import load_notice
from scoring.clauses.notice import Notice

Case = dict[str, Any]
MONTHS = range(1, 13)
KEPT = {
    "total", "assessment", "veto", "rank", "grades", "consequence", "readings", "year",
    "first_month", "starts_before",
}  # fmt: skip


class CaseFacts:
    """The notice and the facts of a case of tests/twin/parts/cases."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.units = case.get("units", [{"name": "甲"}])
        self.month = int(case.get("as_of", 12))
        self.cells = dict(self._list_cells())
        self.types = {column: self._find_type(column) for column in self._list_columns()}
        self.notice = self._load()

    def _list_cells(self) -> Iterator[tuple[tuple[str, str, int], Any]]:
        for unit, columns in self.case.get("cells", {}).items():
            for column, value in columns.items():
                months = value if isinstance(value, dict) else {self.month: value}
                for month, cell in months.items():
                    yield (column, unit, int(month)), cell

    def _list_columns(self) -> list[str]:
        named = {column for column, _, _ in self.cells} | set(self._list_named(self.case))
        return sorted(named)

    def _list_named(self, value: Any, key: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in {"cells", "units", "expect", "rows", "says", "id", "form"}:
                    continue
                if "." in str(name) and not _is_number(name):
                    yield str(name)
                yield from self._list_named(inner, name)
        elif isinstance(value, list):
            for inner in value:
                yield from self._list_named(inner, key)
        elif isinstance(value, str) and "." in value and not _is_number(value):
            yield value

    def _find_type(self, column: str) -> tuple[str, int]:
        """Return the type of a column and its decimals, from its use and its values."""
        values = [cell for (name, _, _), cell in self.cells.items() if name == column]
        if column in _list_months(self.case):
            return "filing", 0
        if column in _list_marks(self.case):
            return "mark", 2
        if any(isinstance(value, datetime.date) for value in values):
            return "filing", 0
        if any(isinstance(value, bool) for value in values):
            return "filing", 0
        decimals = [-int(Decimal(value).as_tuple().exponent) for value in values]
        return "quantity", max([0, *decimals])

    def _load(self) -> Notice:
        document = {key: copy.deepcopy(self.case[key]) for key in KEPT & self.case.keys()}
        document = {"language": 1, "id": "case", "title": "题", "year": 2021} | document
        for one in [document, *document.get("assessment", [])]:
            one.setdefault("clause", "一")
        forms: dict[str, Any] = {}
        for column, (kind, decimals) in self.types.items():
            form, _, key = column.removeprefix("last:").partition(".")
            columns = forms.setdefault(form, {"type": "inspection"}).setdefault("column", {})
            columns[key] = {"type": kind, "decimals": decimals}
        rows = {row["form"] for row in self.case.get("rows", [])}
        for form in rows | set(_list_values(self.case, "rows")):
            amounts = set(_list_values(self.case, "amount"))
            forms[form] = {"type": "ledger"}
            if amounts:
                forms[form]["column"] = {
                    key: {"type": "points" if key in amounts else "text"}
                    for row in self.case.get("rows", [])
                    for key in row.keys() - {"form", "unit", "date"}
                } | {key: {"type": "points"} for key in amounts}
        for form, described in self.case.get("form", {}).items():
            forms[form] = forms.get(form, {}) | described
        document["form"] = forms
        self._fix_decimals(forms)
        units = [_to_unit(one) for one in [*self.units, *self._list_absent()]]
        own = sorted(
            {key for one in units for key in one["own"]} | set(_list_values(self.case, "own"))
        )
        document["own"] = [{"key": key} for key in own]
        return load_notice(document, units)

    def _fix_decimals(self, forms: dict[str, Any]) -> None:
        for column in list(self.types):
            form, _, key = column.removeprefix("last:").partition(".")
            this, last = f"{form}.{key}", f"last:{form}.{key}"
            found = [self.types[one] for one in (this, last) if one in self.types]
            kind = found[0][0]
            forms[form]["column"][key] = {
                "type": kind,
                "decimals": max(decimals for _, decimals in found) if kind == "quantity" else 0,
            }
            if kind == "quantity":
                forms[form]["column"][key]["least"] = self._find_least(key)
            for one in (this, last):
                if one in self.types:
                    self.types[one] = (kind, max(decimals for _, decimals in found))

    def _list_absent(self) -> list[Case]:
        """Return the units and kinds that a clause names and the case's roster lacks."""
        kinds = {_to_unit(one)["kind"] for one in self.units}
        names = {one["name"] for one in self.units}
        absent = [{"name": name} for name in _list_keys(self.case, "unit") if name not in names]
        for kind in _list_keys(self.case, "kind"):
            if kind not in kinds:
                absent.append({"name": f"另一{kind}", "kind": kind})
        return [one | {"first": 12, "last": 12} for one in absent]

    def _find_least(self, key: str) -> Decimal:
        values = [cell for (name, _, _), cell in self.cells.items() if name.endswith(f".{key}")]
        return min([Decimal(0), *map(Decimal, values)])

    def facts(self) -> Facts:
        """Return the facts as the warehouse gives them."""
        # The absent units stand in no frame: they are there for the loader alone.
        rows = [
            self._to_row(number, unit, month)
            for number, unit in enumerate(self.units)
            for month in MONTHS
        ]
        frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(
            pl.col("as_of").cast(pl.Int8)
        )
        empty = [name for name in frame.columns if frame[name].dtype == pl.Null]
        frame = frame.with_columns(pl.col(empty).cast(pl.Int64))
        return Facts(frame, self._ledgers())

    def _to_row(self, number: int, unit: Case, month: int) -> dict[str, Any]:
        read = _to_unit(unit)
        row: dict[str, Any] = {
            "unit_id": number, "as_of": month, "position": number, "unit": unit["name"],
            "kind": read["kind"], "group": read["group"],
            "from_month": read["from_month"], "to_month": read["to_month"],
        }  # fmt: skip
        for assessment in self.notice.heading.units[0:0] or self._assessments():
            row[f"in:{assessment}"] = not read["assessments"] or assessment in read["assessments"]
        for key in [one.key for one in self.notice.heading.own]:
            row[f"own:{key}"] = _scale_own(read["own"].get(key), month)
        for column, (kind, decimals) in self.types.items():
            cell = self.cells.get((column, unit["name"], month))
            row[column] = _encode(cell, kind, decimals)
            if kind == "filing":
                row[f"{column}:day"] = cell.day if isinstance(cell, datetime.date) else None
            row[f"{column}:reported"] = self._is_reported(column, month)
        for form in self._list_ledgers():
            row[f"{form}:reported"] = True
        return row

    def _list_ledgers(self) -> list[str]:
        forms = self.notice.heading.forms
        return [name for name, form in forms.items() if form.type == "ledger"]

    def _assessments(self) -> list[str]:
        return [str(one["id"]) for one in self.notice.written]

    def _is_reported(self, column: str, month: int) -> bool:
        form = column.rpartition(".")[0]
        return any(m == month and name.rpartition(".")[0] == form for name, _, m in self.cells)

    def _ledgers(self) -> dict[str, pl.DataFrame]:
        heading = self.notice.heading
        begins = heading.year - bool(heading.starts_before)
        numbers = {unit["name"]: number for number, unit in enumerate(self.units)}
        found: dict[str, list[dict[str, Any]]] = {
            name: [] for name, form in heading.forms.items() if form.type == "ledger"
        }
        for number, row in enumerate(self.case.get("rows", [])):
            date = datetime.date.fromisoformat(row["date"])
            month = (date.year - begins) * 12 + date.month - heading.first_month + 1
            texts = {
                key: value for key, value in row.items() if key not in {"form", "unit", "date"}
            }
            found[row["form"]].append(
                {
                    "unit_id": numbers[row["unit"]],
                    "date": date,
                    "month": month,
                    "batch_id": 1,
                    "row_number": number + 2,
                }
                | {key: _encode_row(value) for key, value in texts.items()}
            )
        return {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in found.items()}


def _encode_row(value: Any) -> Any:
    return (
        int(Decimal(value) * 100)
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
        else value
    )


def _is_number(text: Any) -> bool:
    return str(text).lstrip("-").replace(".", "", 1).isdigit()


def _list_marks(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = value.get("mark")
        found = {own} if isinstance(own, str) else set()
        return found.union(*map(_list_marks, value.values()))
    return set().union(*map(_list_marks, value)) if isinstance(value, list) else set()


def _list_keys(value: Any, key: str) -> list[str]:
    """Return the names for which a table by unit or by kind has a figure."""
    if isinstance(value, list):
        return [name for inner in value for name in _list_keys(inner, key)]
    if not isinstance(value, dict):
        return []
    own = value.get(key)
    found = list(own) if isinstance(own, dict) else []
    inner = [one for name, one in value.items() if name not in {"units", "cells"}]
    return list(dict.fromkeys([*found, *_list_keys(inner, key)]))


def _list_months(value: Any) -> set[str]:
    """Return the columns of which the month of completion is read."""
    if isinstance(value, dict):
        found = {value["of"]} if value.get("read") == "month" else set()
        return found.union(*map(_list_months, value.values()))
    return set().union(*map(_list_months, value)) if isinstance(value, list) else set()


def _list_values(value: Any, key: str) -> list[str]:
    found = []
    if isinstance(value, dict):
        if isinstance(value.get(key), str):
            found.append(value[key])
        for name, inner in value.items():
            if name != "units":
                found += _list_values(inner, key)
    elif isinstance(value, list):
        for inner in value:
            found += _list_values(inner, key)
    return found


def _to_unit(one: Case) -> dict[str, Any]:
    entries = one.get("not_for", {})
    return {
        "name": one["name"], "kind": one.get("kind") or "单位", "group": one.get("group", ""),
        "assessments": tuple(one.get("assessments", ())), "own": one.get("own", {}),
        "from_month": one.get("first", 1), "to_month": one.get("last", 12),
        "not_for": tuple({"clause": key, "reason": "无此事项", "treat": value or None} for key, value in entries.items()),
    }  # fmt: skip


def _scale_own(value: Any, month: int) -> int | None:
    if isinstance(value, list):
        value = ([figure for start, figure in value if start <= month] or [None])[-1]
    return None if value is None else int(Fraction(Decimal(value)) * OWN_SCALE)


def _encode(cell: Any, kind: str, decimals: int) -> int | None:
    if cell is None:
        return None
    if isinstance(cell, datetime.date):
        return 1
    if isinstance(cell, bool):
        return (MARKED if kind == "mark" else 1) if cell else 0
    scale = 100 if kind == "mark" else 10**decimals
    return int(Fraction(Decimal(cell)) * scale)
