"""Land typed facts of the twin in a real store, through the product's own landing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from scoring.dataset import Dataset
from scoring.scheme import Scheme
from tests.years.sheets import Facts, Sheet, Value
from warehouse.home.opening import open_store
from warehouse.importing.landing import Origin, land_table
from warehouse.reading.contract import RowRead, TypedTable
from warehouse.reading.words.folding import fold
from warehouse.results.rescoring import rescore_and_check
from warehouse.results.scheme_changes import install_schemes
from warehouse.schemes.schemes import read_choices, read_scheme
from warehouse.store import Store

ORIGIN = Origin(actor="tester")


def make_store(home: Path) -> Store:
    """Return a new store with the shipped schemes."""
    store = open_store(home, create=True)
    install_schemes(store)
    return store


def land_facts(store: Store, scheme_id: str, facts: Facts) -> list[int]:
    """Land every month of every dataset in one transaction, and rescore once."""
    with store.writer("load_scheme") as cursor:
        scheme = read_scheme(cursor, scheme_id)
        batches = [
            land_table(cursor, scheme, table, ORIGIN) for table in list_tables(scheme, facts)
        ]
        rescore_and_check(cursor, scheme, read_choices(cursor, scheme))
    return batches


def list_tables(scheme: Scheme, facts: Facts) -> list[TypedTable]:
    """Return the facts as tables, as the reader would return them."""
    return [
        to_table(scheme, key, month, sheet)
        for key, months in sorted(facts.items())
        for month, sheet in sorted(months.items())
    ]


def to_table(scheme: Scheme, key: str, month: str, sheet: Sheet) -> TypedTable:
    """Return one month's sheet as a table, with rows from row 4 on."""
    dataset = scheme.dataset(key)
    rows = (
        sheet.rows
        if isinstance(sheet.rows, list)
        else [{"unit": unit, **cells} for unit, cells in sheet.rows.items()]
    )
    present = [column.key for column in dataset.columns if column.key in sheet.columns]
    return TypedTable(
        scheme=scheme.id,
        dataset=key,
        month=month,
        sheet="Sheet1",
        headers=("单位", *(dataset.column(key).headers[0] for key in present)),
        positions={"unit": 0, **{key: position for position, key in enumerate(present, start=1)}},
        rows=tuple(
            _to_row(dataset, present, number, row) for number, row in enumerate(rows, start=4)
        ),
        missing_columns=tuple(
            column.key for column in dataset.columns if column.key not in sheet.columns
        ),
    )


def _to_row(dataset: Dataset, present: list[str], number: int, row: dict[str, Value]) -> RowRead:
    values = {key: to_text(row.get(key)) for key in present}
    for key in present:
        text = values[key]
        if text is not None and dataset.column(key).is_folded:
            values[key] = fold(text)  # as the reader does
    unit = str(row["unit"])
    return RowRead(
        row=number, unit=unit, values=values, cells=(unit, *(v or "" for v in values.values()))
    )


def to_text(value: Value) -> str | None:
    """Return a typed value as the reader's canonical text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        whole = 10**9
        scaled = value * whole
        if scaled.denominator == 1:
            return f"{scaled.numerator // whole}.{scaled.numerator % whole:09d}".rstrip("0").rstrip(
                "."
            )
        return f"{value.numerator}/{value.denominator}"
    return str(value)
