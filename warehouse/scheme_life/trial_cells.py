"""What a trial needs: the figures that a clause reads, and cells as a person types them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.clauses.requests import CellRequest, list_assessment_uses
from scoring.dataset import Column, Dataset
from scoring.months import YEAR
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.reading.cells.outcome import CellContext, Problem
from warehouse.reading.cells.reading import read_cell
from warehouse.reading.contract import BLANK
from warehouse.reading.sheets.cell import Cell
from warehouse.results.standing_batches import read_standing, to_month
from warehouse.results.typed_values import NO, YES, Physical, to_physical, to_text

CellKey = tuple[str, str]
"""(form, column)."""
TypedCells = Mapping[CellKey, Mapping[str, str]]
"""Cell → month YYYY-MM → as typed."""
TypedRows = Mapping[str, Sequence[Mapping[str, str]]]
"""Ledger → its rows: column → as typed."""

NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class TrialInput:
    """A figure that a clause reads: a column of a form, or the rows of a ledger."""

    form: str
    title: str
    column: str
    header: str
    type: str
    measure: str
    months: tuple[str, ...]
    """The months in which it may be typed, YYYY-MM; none for a column of a ledger's rows."""
    is_ledger: bool = False
    is_last_year: bool = False
    choices: tuple[str, ...] = ()
    """The values of a column with a list."""


class Parsed(NamedTuple):
    """Typed cells as values of the store, and what the forms would not take."""

    cells: dict[tuple[str, str], dict[str, Physical]]
    """(form, month) → column → values."""
    rows: dict[tuple[str, str], list[dict[str, Physical]]]
    """(ledger, month) → rows."""
    faults: tuple[str, ...]


def list_inputs(
    scheme: Scheme, assessment: str, clause: str, choices: Mapping[str, str] | None = None
) -> list[TrialInput]:
    """Return what a clause or veto reads under chosen readings, each figure once."""
    chosen = scheme.chosen(choices).assessment(assessment)
    found: dict[tuple[str, str, bool], TrialInput] = {}
    for use in list_assessment_uses(chosen):
        if use.clause != clause:
            continue
        request = use.request
        dataset = scheme.dataset(request.form)
        if isinstance(request, CellRequest):
            named = [(request.form, request.column, request.last)]
            named += [_split(one) for one in request.together]
        else:
            named = [(request.form, column.key, False) for column in dataset.columns]
        for form, column, is_last in named:
            key = (form, column, is_last)
            found.setdefault(key, _to_input(scheme, scheme.dataset(form), column, is_last=is_last))
    return list(found.values())


def _split(reference: str) -> tuple[str, str, bool]:
    form, _, column = reference.removeprefix("last:").partition(".")
    return form, column, reference.startswith("last:")


def _to_input(scheme: Scheme, dataset: Dataset, key: str, *, is_last: bool) -> TrialInput:
    column = dataset.column(key)
    is_ledger = dataset.shape == "dated_ledger"
    months = () if is_ledger else _list_months(scheme, dataset, is_last=is_last)
    return TrialInput(
        dataset.key,
        dataset.title,
        key,
        column.headers[0],
        column.type,
        column.measure,
        months,
        is_ledger=is_ledger,
        is_last_year=is_last,
        choices=tuple(one.value for one in column.choices),
    )


def _list_months(scheme: Scheme, dataset: Dataset, *, is_last: bool) -> tuple[str, ...]:
    shift = -12 if is_last else 0
    numbers = [one for one in YEAR if dataset.shape != "quarter" or one % 3 == 0]
    return tuple(scheme.calendar.write(number + shift) for number in numbers)


def read_real(
    cursor: Cursor, scheme: Scheme, inputs: Sequence[TrialInput], unit: str
) -> tuple[dict[CellKey, dict[str, str]], dict[str, list[dict[str, str]]]]:
    """Return what stands for a unit in the columns that a clause reads: cells by month, and rows.

    For a page to show. A page that computes with them sends only what was changed, and asks for the
    store's data beside it: a rate that does not terminate cannot be typed exactly.
    """
    cells: dict[CellKey, dict[str, str]] = {}
    rows: dict[str, list[dict[str, str]]] = {}
    wanted = {(one.form, one.is_last_year): one for one in inputs}
    for (form, is_last), first in wanted.items():
        dataset = scheme.dataset(form)
        keys = [one.column for one in inputs if (one.form, one.is_last_year) == (form, is_last)]
        for month in first.months or _list_months(scheme, dataset, is_last=False):
            standing = read_standing(cursor, scheme.id, dataset, to_month(month))
            for row in (values for name, _, values in standing.rows if name == unit):
                shown = {key: _show(dataset.column(key), row[key]) for key in keys}
                if first.is_ledger:
                    rows.setdefault(form, []).append(shown)
                    continue
                for key, text in shown.items():
                    if text:
                        cells.setdefault((form, key), {})[month] = text
    return cells, rows


def _show(column: Column, physical: Physical) -> str:
    """Return a value as a person types it."""
    text = to_text(column, physical) or ""
    if column.type == "rate" and text:
        return f"{(Decimal(text) * 100).normalize():f}%"
    return {YES: "√", NO: "×"}.get(text, text)


def parse_typed(scheme: Scheme, cells: TypedCells, rows: TypedRows, today: date) -> Parsed:
    """Return typed cells as values; a sentence for each that its form would not take."""
    parsed = Parsed({}, {}, ())
    faults: list[str] = []
    for (form, key), months in cells.items():
        found = _find_column(scheme, form, key, faults)
        for month, text in months.items() if found else ():
            assert found is not None
            where = f"“{form}.{key}”{month}"
            value = _parse(scheme, found[1], month, text, today, where, faults)
            parsed.cells.setdefault((form, month), {})[key] = value
    for form, typed in rows.items():
        for number, row in enumerate(typed, start=1):
            where = f"“{form}”第{number}行"
            values, month = _parse_row(scheme, form, row, today, where, faults)
            parsed.rows.setdefault((form, month), []).append(values)
    return parsed._replace(faults=tuple(faults))


def _find_column(
    scheme: Scheme, form: str, key: str, faults: list[str]
) -> tuple[Dataset, Column] | None:
    forms = {one.key: one for one in scheme.datasets}
    if form not in forms:
        faults.append(f"没有报表“{form}”（可用：{'、'.join(forms)}）。")
        return None
    columns = {one.key: one for one in forms[form].columns}
    if key not in columns:
        faults.append(f"报表“{form}”没有列“{key}”（可用：{'、'.join(columns)}）。")
        return None
    return forms[form], columns[key]


def _parse_row(
    scheme: Scheme,
    form: str,
    row: Mapping[str, str],
    today: date,
    where: str,
    faults: list[str],
) -> tuple[dict[str, Physical], str]:
    """Return a ledger row's values and the month that its date gives it."""
    values: dict[str, Physical] = {}
    month = ""
    for key, text in row.items():
        found = _find_column(scheme, form, key, faults)
        if found is None:
            continue
        dataset, column = found
        value = _parse(scheme, column, None, text, today, f"{where}“{key}”", faults)
        values[key] = value
        is_date = dataset.shape == "dated_ledger" and column.key == dataset.date_column.key
        if is_date and value[0] is not None:
            month = f"{value[0]:%Y-%m}"
    if not month and not faults:
        faults.append(f"{where}没有日期，无法确定所属月份。")
    return values, month


def _parse(
    scheme: Scheme,
    column: Column,
    month: str | None,
    text: str,
    today: date,
    where: str,
    faults: list[str],
) -> Physical:
    """Return a typed cell as values of the store, read as a cell of the form is."""
    setting = CellContext(column, scheme.calendar, month, today, first_number=-11)
    outcome = read_cell(_to_cell(text), setting)
    if isinstance(outcome, Problem):
        named = [one for one in outcome.options if one != BLANK]
        options = f"（可写：{'、'.join(named)}）" if named else ""
        faults.append(f"{where}“{text}”：{outcome.message}{options}")
        outcome = None
    return to_physical(column, outcome)


def _to_cell(text: str) -> Cell | None:
    """Return a typed text as the cell that a spreadsheet makes of it."""
    text = text.strip()
    if not text:
        return None
    return Cell("number" if NUMBER.fullmatch(text) else "text", text)
