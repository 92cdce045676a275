"""Facts of the twin as the engine reads them: cells in a frame, dated rows by ledger."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import polars as pl

from scoring.assessing.facts import MARKED, OWN_SCALE, POINT_SCALE, Facts
from scoring.clauses.forms import FormColumn
from scoring.clauses.notice import Heading, Notice
from scoring.scheme import list_last
from tests.twin.facts import Facts as Known
from tests.twin.facts import Unit, Value

MONTHS = range(1, 13)
ROW_KEYS = {"form", "unit", "date"}


def to_facts(notice: Notice, known: Known) -> Facts:
    """Return the facts as the warehouse gives them, for all months and units."""
    heading = notice.heading
    ids = [str(one["id"]) for one in notice.written]
    columns = _roster_columns(known.units, ids, [one.key for one in heading.own])
    for ref, described in _list_columns(heading, set(list_last(notice.written))):
        columns |= _cell_columns(heading, known, ref, described)
    columns |= _ledger_columns(heading, known)
    frame = pl.DataFrame(columns, infer_schema_length=None).with_columns(
        pl.col("as_of").cast(pl.Int8)
    )
    empty = [name for name in frame.columns if frame[name].dtype == pl.Null]
    return Facts(frame.with_columns(pl.col(empty).cast(pl.Int64)), _ledgers(heading, known))


def _roster_columns(
    units: list[Unit], assessments: list[str], own: Iterable[str]
) -> dict[str, list[Any]]:
    pairs = [(number, unit, month) for number, unit in enumerate(units) for month in MONTHS]
    columns: dict[str, list[Any]] = {
        "unit_id": [number for number, _, _ in pairs],
        "as_of": [month for _, _, month in pairs],
        "position": [number for number, _, _ in pairs],
        "unit": [unit.name for _, unit, _ in pairs],
        "kind": [unit.kind or "单位" for _, unit, _ in pairs],
        "group": [unit.group for _, unit, _ in pairs],
        "from_month": [unit.first for _, unit, _ in pairs],
        "to_month": [unit.last for _, unit, _ in pairs],
    }
    for name in assessments:
        columns[f"in:{name}"] = [
            not unit.assessments or name in unit.assessments for _, unit, _ in pairs
        ]
    for key in own:
        columns[f"own:{key}"] = [_own(unit, key, month) for _, unit, month in pairs]
    return columns


def _own(unit: Unit, key: str, month: int) -> int | None:
    """Return an own figure in millionths; after the unit has left, as it stood then."""
    value = unit.own.get(key)
    if isinstance(value, list):
        now = min(month, unit.last)
        value = ([figure for start, figure in value if start <= now] or [None])[-1]
    return None if value is None else int(Fraction(value) * OWN_SCALE)


def _list_columns(heading: Heading, last: set[str]) -> list[tuple[str, FormColumn]]:
    """Return every described column, and its like of the year before where a clause reads it."""
    found = []
    for name, form in heading.forms.items():
        for key, described in form.column.items() if form.type != "ledger" else ():
            for ref in (f"{name}.{key}", f"last:{name}.{key}"):
                if not ref.startswith("last:") or ref in last:
                    found.append((ref, described))
    return found


def _cell_columns(
    heading: Heading, known: Known, ref: str, described: FormColumn
) -> dict[str, list[Any]]:
    reported = known.months_of(ref)
    cells = [
        (month, known.cells.get((ref, unit.name, month)))
        for unit in known.units
        for month in MONTHS
    ]
    columns: dict[str, list[Any]] = {
        ref: [_encode(cell, described) for _, cell in cells],
        f"{ref}:reported": [month in reported for month, _ in cells],
    }
    if described.type == "filing":
        columns[f"{ref}:day"] = [_day(heading, month, cell) for month, cell in cells]
    if described.type == "rate":
        rates = [None if cell is None else Fraction(cell) / 100 for _, cell in cells]  # type: ignore[arg-type]
        columns[ref] = [None if rate is None else rate.numerator for rate in rates]
        columns[f"{ref}:over"] = [None if rate is None else rate.denominator for rate in rates]
    return columns


def _day(heading: Heading, month: int, cell: Value | None) -> int | None:
    """Return a filing's day, counted from the first of the month that is reported."""
    if not isinstance(cell, datetime.date):
        return None
    months = (heading.year - heading.starts_before) * 12 + heading.first_month - 2 + month
    return (cell - datetime.date(months // 12, months % 12 + 1, 1)).days + 1


def _encode(cell: Value | None, described: FormColumn) -> int | None:
    if cell is None or described.type == "rate":
        return None
    if isinstance(cell, datetime.date):
        return 1
    if isinstance(cell, bool):
        return (MARKED if described.type in {"mark", "fault"} else 1) if cell else 0
    scales = {"mark": POINT_SCALE, "fault": POINT_SCALE, "points": POINT_SCALE}
    scale = scales.get(described.type or "", 10**described.decimals)
    return _whole(Fraction(cell) * scale)


def _ledger_columns(heading: Heading, known: Known) -> dict[str, list[Any]]:
    """Return for each ledger whether a month's file is landed: as said, or where it has a row."""
    found: dict[str, list[Any]] = {}
    for name in (key for key, form in heading.forms.items() if form.type == "ledger"):
        landed = known.reported.get(name)
        if landed is None:
            dates = [row["date"] for row in known.rows if row["form"] == name]
            landed = {_number(heading, date) for date in dates}
        found[f"{name}:reported"] = [month in landed for _ in known.units for month in MONTHS]
    return found


def _number(heading: Heading, date: datetime.date) -> int:
    """Return the month of the scheme's year of a date: 1-12; before the year 0 and less."""
    begins = heading.year - heading.starts_before
    return (date.year - begins) * 12 + date.month - heading.first_month + 1


def _whole(value: Fraction) -> int:
    assert value.denominator == 1, "a cell has no more decimals than its column"
    return int(value)


def _ledgers(heading: Heading, known: Known) -> dict[str, pl.DataFrame]:
    numbers = {unit.name: number for number, unit in enumerate(known.units)}
    found: dict[str, list[dict[str, Any]]] = {
        name: [] for name, form in heading.forms.items() if form.type == "ledger"
    }
    for number, row in enumerate(known.rows):
        if row["unit"] not in numbers:
            continue
        date = row["date"]
        described = heading.forms[row["form"]].column
        found[row["form"]].append(
            {
                "unit_id": numbers[row["unit"]],
                "date": date,
                "month": _number(heading, date),
                "batch_id": 1,
                "row_number": number + 2,
                **dict.fromkeys(described),
                **{
                    key: _encode_row(value, described.get(key, FormColumn()))
                    for key, value in row.items()
                    if key not in ROW_KEYS
                },
            }
        )
    return {name: _to_frame(rows, heading.forms[name].column) for name, rows in found.items()}


def _to_frame(rows: list[dict[str, Any]], described: Mapping[str, FormColumn]) -> pl.DataFrame:
    """Return a ledger's rows with the columns that they have even where there is none."""
    schema: dict[str, Any] = {
        "unit_id": pl.Int32, "date": pl.Date, "month": pl.Int32,
        "batch_id": pl.Int32, "row_number": pl.Int32,
    } | {
        key: pl.Int64 if one.type in {"points", "count", "quantity", "mark"} else pl.String
        for key, one in described.items()
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, infer_schema_length=None)


def _encode_row(value: Any, described: FormColumn) -> Any:
    if described.type == "points":
        return None if value in (None, "") else _whole(Fraction(value) * POINT_SCALE)
    return value
