"""Types the rows of examples.json ('values as a person types them'), no more than it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from .notices import DATED_LEDGERS, FORMS, OPTIONAL_COLUMNS
from .sheets import Facts, Sheet, Value

YES = {"√", "是", "有"}
NO = {"×", "否", "无"}
TypedRow = Mapping[str, str]


def type_facts(scheme: str, written: Mapping[str, Mapping[str, list[TypedRow]]]) -> Facts:
    """Type an example's facts; each month that is a key is a reported month."""
    facts: Facts = {}
    for dataset, months in written.items():
        facts[dataset] = {
            month: type_sheet(scheme, dataset, month, rows) for month, rows in months.items()
        }
    return facts


def type_sheet(scheme: str, dataset: str, month: str, rows: list[TypedRow]) -> Sheet:
    """Type one month's rows; the file has every column of its form."""
    form = FORMS[scheme][dataset]
    columns = set(form)
    if dataset == "jx2_supervision":  # the one form that examples.json leaves columns out of
        optional = OPTIONAL_COLUMNS[dataset]
        columns -= {key for key in optional if not any(key in row for row in rows)}
    typed = [
        {key: type_cell(form[key].kind, cell, month) for key, cell in row.items() if key != "unit"}
        for row in rows
    ]
    units = [row["unit"] for row in rows]
    if dataset in DATED_LEDGERS:
        listed: list[dict[str, Value]] = [
            {"unit": unit, **cells} for unit, cells in zip(units, typed, strict=True)
        ]
        return Sheet(frozenset(columns), listed)
    return Sheet(frozenset(columns), dict(zip(units, typed, strict=True)))


def type_cell(kind: str, cell: str, month: str) -> Value:
    """Type one cell by its column's kind; blank is None."""
    if cell == "":
        return None
    if kind == "text":
        return cell
    if kind in ("date", "filing") and cell not in YES | NO:
        return type_date(cell, month)
    if kind == "count" and cell not in YES | NO:
        return int(re.sub("[,条次]", "", cell))
    if kind == "count":
        return 1 if cell in YES else 0
    if kind == "rate":
        return Fraction(cell.removesuffix("%")) / 100
    if cell in YES:
        return True
    if cell in NO:
        return False
    return Fraction(cell)


def type_date(cell: str, month: str) -> date:
    """Type 2021-05-18 or 5月18日, which is of the reported month's year."""
    short = re.fullmatch(r"(\d+)月(\d+)日", cell)
    if short:
        return date(int(month[:4]), int(short[1]), int(short[2]))
    return date.fromisoformat(cell)
