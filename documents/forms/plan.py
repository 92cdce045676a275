"""Plans a form before it is drawn: titles, columns, units and notes, without any cell yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from documents.forms.entries import Entry, describe_entry, describe_unit
from documents.forms.layout import Layout, find_layout, list_printed_units
from documents.forms.naming import name_annex, name_sheet, write_title
from documents.forms.notes import describe_use, list_uses, write_notes
from scoring.dataset import Column, Dataset
from scoring.scheme import Scheme

LEDGER_ROWS = 40
NUMBER_HEADER = "序号"

Role = Literal["number", "unit", "entry", "printed"]


@dataclass(frozen=True)
class FormColumn:
    """One column of a form; only a unit's in a ledger and the entries are filled."""

    role: Role
    header: str
    key: str | None = None
    group: str | None = None
    """The header of the upper level, where the column has one."""
    entry: Entry | None = None
    use: str = ""
    """Which indicator the figure is for."""


@dataclass(frozen=True)
class Form:
    """Everything that is printed on a form."""

    name: str
    """Of the sheet."""
    annex: str
    title: str
    corner: str | None
    columns: tuple[FormColumn, ...]
    units: tuple[str, ...]
    """The names in the unit column; empty strings in a ledger, whose units are chosen."""
    notes: tuple[str, ...]

    @property
    def has_groups(self) -> bool:
        """Whether the header has two levels."""
        return any(column.group for column in self.columns)

    @property
    def unit_position(self) -> int:
        """Where the unit column stands, counted from 0."""
        return next(at for at, column in enumerate(self.columns) if column.role == "unit")


def plan_form(scheme: Scheme, dataset: Dataset, month: str) -> Form:
    """Return the form of a dataset and month as the notice prints it."""
    layout = find_layout(scheme, dataset)
    units = tuple(list_printed_units(scheme, dataset))
    is_ledger = dataset.shape == "dated_ledger"
    return Form(
        name=name_sheet(dataset),
        annex=name_annex(dataset),
        title=write_title(dataset, layout, month),
        corner=layout.corner,
        columns=tuple(_list_columns(scheme, dataset, layout, month, units)),
        units=("",) * LEDGER_ROWS if is_ledger else units,
        notes=write_notes(scheme, dataset, layout),
    )


def _list_columns(
    scheme: Scheme, dataset: Dataset, layout: Layout, month: str, units: tuple[str, ...]
) -> Iterator[FormColumn]:
    """Yield the columns from left to right; a ledger's date stands before its unit."""
    is_ledger = dataset.shape == "dated_ledger"
    entries = _list_entries(scheme, dataset, layout, month)
    dates = [one for one in entries if is_ledger and dataset.column(one.key or "").type == "date"]
    if layout.is_numbered:
        yield FormColumn("number", NUMBER_HEADER)
    yield from dates
    yield FormColumn("unit", layout.unit_header, entry=describe_unit(units) if is_ledger else None)
    yield from (one for one in entries if one not in dates)
    yield from (FormColumn("printed", header) for header in layout.printed_columns)


def _list_entries(scheme: Scheme, dataset: Dataset, layout: Layout, month: str) -> list[FormColumn]:
    groups = {key: group for group, keys in layout.groups.items() for key in keys}
    uses = list_uses(scheme, dataset)
    return [
        FormColumn(
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
    """Return a column's header, with the full points on a check sheet: 一报告（5分）."""
    header = column.headers[0]
    if group and header.startswith(group):
        header = header.removeprefix(group)
    if dataset.shape == "inspection" and column.type in {"mark", "points"}:
        return f"{header}\n（{column.maximum}分）"
    return header
