"""A scheme's part of the database: its lists, one typed table per dataset, and its views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from pydantic import ValidationError

from scoring.dataset import Column, Dataset
from scoring.inputs import Need
from scoring.scheme import Assessment, Scheme, VetoKeyBonus
from warehouse.database.connection import Cursor
from warehouse.database.roster_rows import UnitRow, describe_unit, list_figures
from warehouse.database.sql import fill_template, physical_columns, run_script
from warehouse.faults import SchemeError

PHYSICAL_TYPES: dict[str, tuple[str, ...]] = {
    "tick": ("boolean",),
    "filing": ("boolean", "date"),
    "count": ("bigint",),
    "quantity": ("decimal(18, 6)",),
    "rate": ("bigint", "bigint"),
    "points": ("decimal(9, 2)",),
    "mark": ("boolean", "decimal(9, 2)"),
    "fault": ("boolean",),
    "date": ("date",),
    "choice": ("varchar",),
    "text": ("varchar",),
}
"""Column type → types of its table columns. A rate is stored as two integers: 1/12 stays exact.

A quantity has the decimals of QUANTITY_DECIMALS, whatever its form allows: a later version of the
form may allow more without another column.
"""

FORM_TEMPLATES = ("base/form.sql.j2", "marts/form_cells.sql.j2", "marts/form_inputs.sql.j2")
TEMPLATES = {
    "month_form": FORM_TEMPLATES,
    "inspection": FORM_TEMPLATES,
    "quarter": FORM_TEMPLATES,
    "dated_ledger": ("base/dated_ledger.sql.j2",),
}
"""Shape → the templates of its views."""

Row = tuple[object, ...]


class Lists(NamedTuple):
    """A scheme's assessments, indicators, forms and units as rows of the store's tables.

    Rosters and attributes name a unit; the store replaces the name with the unit's number.
    """

    assessment: list[Row]
    indicator: list[Row]
    dataset: list[Row]
    units: Mapping[str, UnitRow]
    roster: list[Row]
    """Scheme, assessment, unit, position."""
    attribute: list[Row]
    """Unit, key, value, first and last month."""


def list_rows(scheme: Scheme) -> Lists:
    """Return the rows that the store must hold for a scheme."""
    assessments: list[Row] = []
    indicators: list[Row] = []
    for position, assessment in enumerate(scheme.assessments, start=1):
        assessments.append(
            (scheme.id, assessment.id, position, assessment.title, assessment.full,
             *_list_grading(assessment))
        )  # fmt: skip
        indicators += [
            (scheme.id, assessment.id, indicator.id, place, indicator.name, indicator.part,
             indicator.full, indicator.clause, indicator.provider)
            for place, indicator in enumerate(assessment.indicators, start=1)
        ]  # fmt: skip
    datasets: list[Row] = [
        (scheme.id, dataset.key, position, dataset.title, dataset.annex, dataset.shape)
        for position, dataset in enumerate(scheme.datasets, start=1)
    ]
    positions = {unit.name: position for position, unit in enumerate(scheme.units, start=1)}
    rosters: list[Row] = [
        (scheme.id, assessment.id, unit.name, positions[unit.name])
        for assessment in scheme.assessments
        for unit in scheme.roster(assessment.id)
    ]
    attributes: list[Row] = [
        (unit.name, *figure) for unit in scheme.units for figure in list_figures(unit)
    ]
    units = {unit.name: describe_unit(unit) for unit in scheme.units}
    return Lists(assessments, indicators, datasets, units, rosters, attributes)


def create_scheme_views(cursor: Cursor) -> None:
    """Create the views of every registered scheme, version by version.

    A form that a later version dropped keeps its views, so earlier versions are included. Versions
    that this program cannot read are skipped: `find_unreadable_schemes` reports them.
    """
    rows = cursor.execute(
        "select document from scheme_version order by scheme_id, version"
    ).fetchall()
    for (document,) in rows:
        with suppress(ValidationError):
            create_views(cursor, Scheme.model_validate_json(document))


def write_lists(cursor: Cursor, scheme: Scheme) -> None:
    """Replace a scheme's assessments, indicators, datasets and rosters; update its units."""
    for table in ("assessment", "indicator", "dataset", "roster"):
        cursor.execute(f"delete from {table} where scheme_id = ?", [scheme.id]).fetchall()
    lists = list_rows(scheme)
    _insert_all(cursor, "assessment", lists.assessment)
    _insert_all(cursor, "indicator", lists.indicator)
    _insert_all(cursor, "dataset", lists.dataset)
    _write_units(cursor, scheme, lists)


def _list_grading(assessment: Assessment) -> list[object]:
    """Return grading, pass_at, fail_below and bonus_above of an assessment."""
    grading = assessment.grading
    if isinstance(grading, VetoKeyBonus):
        return [grading.kind, None, grading.fail_below, grading.bonus_above]
    return [grading.kind, grading.pass_at, None, None] if grading else [None] * 4


def _write_units(cursor: Cursor, scheme: Scheme, lists: Lists) -> None:
    """Write units and rosters. A unit keeps its number, because rows of files refer to it."""
    rows = cursor.execute(
        "select unit_name, unit_id, kind, unit_group, from_month, to_month from unit"
        " where scheme_id = ?",
        [scheme.id],
    ).fetchall()
    known = {name: UnitRow(*rest) for name, _, *rest in rows}
    ids = {name: unit_id for name, unit_id, *_ in rows}
    new = [name for name in lists.units if name not in known]
    first = cursor.execute("select coalesce(max(unit_id), 0) + 1 from unit").fetchall()[0][0]
    ids |= {name: unit_id for unit_id, name in enumerate(new, start=first)}
    for name, unit in lists.units.items():
        if known.get(name, unit) != unit:
            cursor.execute(
                "update unit set kind = ?, unit_group = ?, from_month = ?, to_month = ?"
                " where unit_id = ?",
                [*unit, ids[name]],
            ).fetchall()
    _insert_all(cursor, "unit", [(ids[name], scheme.id, name, *lists.units[name]) for name in new])
    rosters = [(*place, ids[unit], position) for *place, unit, position in lists.roster]
    _insert_all(cursor, "roster", rosters)
    cursor.execute(
        "delete from unit_attribute"
        " where unit_id in (select unit_id from unit where scheme_id = ?)",
        [scheme.id],
    ).fetchall()
    attributes = [(ids[unit], *rest) for unit, *rest in lists.attribute]
    _insert_all(cursor, "unit_attribute", attributes)


def _insert_all(cursor: Cursor, table: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        cursor.executemany(f"insert into {table} values ({marks})", rows).fetchall()


def create_tables(cursor: Cursor, scheme: Scheme) -> None:
    """Create one typed table per dataset; a later version may add columns but never remove any."""
    schema = quote_schema(scheme.id)
    run_script(cursor, f"create schema if not exists {schema}")
    for dataset in scheme.datasets:
        table = f"{schema}.{dataset.key}"
        run_script(
            cursor,
            f"create table if not exists {table}"
            " (batch_id integer not null, row_number integer, unit_id integer not null)",
        )
        for name, kind in _physical(dataset):
            run_script(cursor, f"alter table {table} add column if not exists {name} {kind}")
        _check_types(cursor, scheme, dataset)


def _check_types(cursor: Cursor, scheme: Scheme, dataset: Dataset) -> None:
    """Raise SchemeError if a column's type differs from an earlier version's.

    DuckDB would silently convert new values to the old type.
    """
    rows = cursor.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = ? and table_name = ?",
        [scheme.id, dataset.key],
    ).fetchall()
    stored = {name: kind.lower().replace(",", ", ") for name, kind in rows}
    for name, kind in _physical(dataset):
        if stored[name] != kind:
            raise SchemeError(
                f"{scheme.id}, dataset {dataset.key}, column {name}: rows of an earlier version"
                f" are kept as {stored[name]}, this one needs {kind} (allowed: another key)"
            )


def _physical(dataset: Dataset) -> list[tuple[str, str]]:
    return [
        pair
        for column in dataset.columns
        for pair in zip(physical_columns(column), PHYSICAL_TYPES[column.type], strict=True)
    ]


def create_views(cursor: Cursor, scheme: Scheme) -> None:
    """Create the views over a scheme's tables, one template for each shape of dataset."""
    needs = list_needs(scheme)
    for dataset in scheme.datasets:
        wanted = [need for need in needs if need.dataset == dataset.key]
        for path in TEMPLATES[dataset.shape]:
            text = fill_template(
                path,
                schema=quote_schema(scheme.id),
                scheme_id=scheme.id,
                months_before=scheme.calendar.months_before,
                dataset=dataset,
                needs=wanted,
                columns=_needed_columns(dataset, wanted),
                is_rate=lambda need, dataset=dataset: dataset.column(need.column).type == "rate",
            )
            run_script(cursor, text)


def list_needs(scheme: Scheme) -> list[Need]:
    """Return what the scheme's rules need of its forms, under any interpretation."""
    return list(
        dict.fromkeys(
            need
            for assessment in scheme.assessments
            for indicator in assessment.indicators
            for rule in scheme.variants(indicator)
            for need in rule.needs()
        )
    )


def _needed_columns(dataset: Dataset, needs: list[Need]) -> list[Column]:
    keys = {need.column for need in needs} | {
        need.other.split(".")[1] for need in needs if need.other
    }
    return [column for column in dataset.columns if column.key in keys]


def quote_schema(scheme_id: str) -> str:
    """Return the quoted name of the database schema that holds a scheme's tables."""
    return f'"{scheme_id}"'
