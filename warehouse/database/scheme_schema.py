"""A scheme's part of the database: its lists, one typed table per dataset, and its views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from scoring.dataset import Dataset
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from scoring.scheme_loading import load_text
from scoring.scheme_text import UnreadableText
from warehouse.database.connection import Cursor, quote_name
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

FORM_TEMPLATES = ("base/form.sql.j2", "marts/form_cells.sql.j2")
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

    calendar: Row
    """Scheme, and how many months its year begins after January of the year 0."""
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
             assessment.ranks_within, bool(assessment.grades))
        )  # fmt: skip
        indicators += _list_indicators(scheme.id, assessment)
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
    calendar = (scheme.id, scheme.calendar.months_before)
    return Lists(calendar, assessments, indicators, datasets, units, rosters, attributes)


def _list_indicators(scheme_id: str, assessment: AssessmentOutline) -> list[Row]:
    """Return the rows of an assessment's items: the total at 0, then vetoes, nodes and clauses."""
    items = (assessment.total, *assessment.vetoes, *assessment.items)
    return [
        (scheme_id, assessment.id, item.id, position, item.kind, item.parent, item.depth, item.name,
         item.full, item.clause, item.provider)
        for position, item in enumerate(items)
    ]  # fmt: skip


def create_scheme_views(cursor: Cursor) -> None:
    """Create the views of every registered scheme, version by version.

    A form that a later version dropped keeps its views, so earlier versions are included. Versions
    that this program cannot read are skipped: `find_unreadable_schemes` reports them.
    """
    rows = cursor.execute(
        "select document from scheme_version order by scheme_id, version"
    ).fetchall()
    for (document,) in rows:
        with suppress(UnreadableText):
            create_views(cursor, load_text(document))


def write_lists(cursor: Cursor, scheme: Scheme) -> None:
    """Replace a scheme's assessments, indicators, datasets and rosters; update its units."""
    for table in ("assessment", "indicator", "dataset", "roster"):
        cursor.execute(f"delete from {table} where scheme_id = ?", [scheme.id]).fetchall()
    lists = list_rows(scheme)
    cursor.execute(
        "insert or replace into scheme_calendar values (?, ?)", lists.calendar
    ).fetchall()
    _insert_all(cursor, "assessment", lists.assessment)
    _insert_all(cursor, "indicator", lists.indicator)
    _insert_all(cursor, "dataset", lists.dataset)
    _write_units(cursor, scheme, lists)


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


def create_tables(cursor: Cursor, scheme: Scheme, schema: str | None = None) -> None:
    """Create one typed table per dataset; a later version may add columns but never remove any.

    `schema`: the database schema that holds them, if it is not that of the scheme's id.
    """
    schema = schema or scheme.id
    run_script(cursor, f"create schema if not exists {quote_name(schema)}")
    for dataset in scheme.datasets:
        table = quote_name(schema, dataset.key)
        run_script(
            cursor,
            f"create table if not exists {table}"
            " (batch_id integer not null, row_number integer, unit_id integer not null)",
        )
        for name, kind in _physical(dataset):
            column = quote_name(name)
            run_script(cursor, f"alter table {table} add column if not exists {column} {kind}")
        _check_types(cursor, schema, dataset)


def _check_types(cursor: Cursor, schema: str, dataset: Dataset) -> None:
    """Raise SchemeError if a column's type differs from an earlier version's.

    DuckDB would silently convert new values to the old type.
    """
    rows = cursor.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = ? and table_name = ?",
        [schema, dataset.key],
    ).fetchall()
    stored = {name.casefold(): kind.lower().replace(",", ", ") for name, kind in rows}
    for name, kind in _physical(dataset):
        if (kept := stored[name.casefold()]) != kind:
            raise SchemeError(
                f"{schema}/forms.toml，报表 {dataset.key}，列 {name}：以前各版按 {kept} 存放，"
                f"这一版要 {kind}（允许：另起列名）"
            )


def _physical(dataset: Dataset) -> list[tuple[str, str]]:
    return [
        pair
        for column in dataset.columns
        for pair in zip(physical_columns(column), PHYSICAL_TYPES[column.type], strict=True)
    ]


def create_views(cursor: Cursor, scheme: Scheme, schema: str | None = None) -> None:
    """Create the views over a scheme's tables, one template for each shape of dataset."""
    schema = schema or scheme.id
    for dataset in scheme.datasets:
        for path in TEMPLATES[dataset.shape]:
            text = fill_template(
                path,
                schema=quote_schema(schema),
                scheme_id=schema,
                months_before=scheme.calendar.months_before,
                dataset=dataset,
            )
            run_script(cursor, text)


def quote_schema(scheme_id: str) -> str:
    """Return the quoted name of the database schema that holds a scheme's tables."""
    return quote_name(scheme_id)
