"""Plan a form before it is drawn: titles, columns, units and notes, without any cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from documents.forms.entries import CellEntry, describe_entry, describe_unit
from documents.forms.layout import FormLayout, find_layout, list_printed_units
from documents.forms.naming import name_annex, name_sheet, write_title
from documents.forms.notes import describe_use, list_uses, write_notes
from scoring.dataset import Column, Dataset
from scoring.scheme import Scheme

LEDGER_ROWS = 40
"""Blank rows of a ledger."""
NUMBER_HEADER = "序号"

ColumnRole = Literal["number", "unit", "entry", "printed"]


@dataclass(frozen=True)
class PlannedColumn:
    """One column of a form; users fill the entries and, in a ledger, the unit."""

    role: ColumnRole
    header: str
    key: str | None = None
    group: str | None = None
    """The upper header, if the column has one."""
    entry: CellEntry | None = None
    use: str = ""
    """The text that names the indicators which use the figure."""


@dataclass(frozen=True)
class FormPlan:
    """Everything that is printed on a form."""

    name: str
    """The sheet's name."""
    annex: str
    title: str
    corner: str | None
    columns: tuple[PlannedColumn, ...]
    units: tuple[str, ...]
    """The names in the unit column; empty strings in a ledger, whose units are chosen."""
    notes: tuple[str, ...]

    @property
    def has_groups(self) -> bool:
        """Whether the header has two levels."""
        return any(column.group for column in self.columns)

    @property
    def unit_position(self) -> int:
        """The position of the unit column, counted from 0."""
        roles = [column.role for column in self.columns]
        return roles.index("unit")


def plan_form(scheme: Scheme, dataset: Dataset, month: str) -> FormPlan:
    """Return the plan of a dataset's form for a month, as the notice prints it."""
    layout = find_layout(scheme, dataset)
    units = tuple(list_printed_units(scheme, dataset))
    is_ledger = dataset.shape == "dated_ledger"
    return FormPlan(
        name=name_sheet(dataset),
        annex=name_annex(dataset),
        title=write_title(dataset, layout, month),
        corner=layout.corner,
        columns=tuple(_list_columns(scheme, dataset, layout, month, units)),
        units=("",) * LEDGER_ROWS if is_ledger else units,
        notes=write_notes(scheme, dataset, layout),
    )


def _list_columns(
    scheme: Scheme, dataset: Dataset, layout: FormLayout, month: str, units: tuple[str, ...]
) -> Iterator[PlannedColumn]:
    """Yield the columns from left to right; in a ledger the date comes before the unit."""
    is_ledger = dataset.shape == "dated_ledger"
    entries = _list_entries(scheme, dataset, layout, month)
    dates = [
        column
        for column in entries
        if is_ledger and dataset.column(column.key or "").type == "date"
    ]
    if layout.is_numbered:
        yield PlannedColumn("number", NUMBER_HEADER)
    yield from dates
    yield PlannedColumn(
        "unit", layout.unit_header, entry=describe_unit(units) if is_ledger else None
    )
    yield from (column for column in entries if column not in dates)
    yield from (PlannedColumn("printed", header) for header in layout.printed_columns)


def _list_entries(
    scheme: Scheme, dataset: Dataset, layout: FormLayout, month: str
) -> list[PlannedColumn]:
    groups = {key: group for group, keys in layout.groups.items() for key in keys}
    uses = list_uses(scheme, dataset)
    return [
        PlannedColumn(
            "entry",
            _write_header(dataset, column, groups.get(column.key)),
            column.key,
            groups.get(column.key),
            describe_entry(column, dataset, month),
            describe_use(uses.get(column.key, ())),
        )
        for column in dataset.columns
    ]


def _write_header(dataset: Dataset, column: Column, group: str | None) -> str:
    """Return a header with its measure; on a check sheet with its full points: 一报告（5分）."""
    header = column.headers[0]
    if group and header.startswith(group):
        header = header.removeprefix(group)
    if dataset.shape == "inspection" and column.type in {"mark", "points"}:
        return f"{header}\n（{column.maximum}分）"
    if column.type == "quantity" and column.measure and column.measure not in header:
        return f"{header}\n（{column.measure}）"
    return header
