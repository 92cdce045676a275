"""A scheme in the database: its lists, one typed table per dataset, its views."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.dataset import Column, Dataset
from scoring.inputs import Need
from scoring.scheme import Assessment, Scheme, VetoKeyBonus
from warehouse.connecting import Cursor
from warehouse.faults import SchemeError
from warehouse.sql import fill_template, physical_columns, run_script

PHYSICAL_TYPES: dict[str, tuple[str, ...]] = {
    "tick": ("boolean",),
    "filing": ("boolean", "date"),
    "count": ("bigint",),
    "rate": ("bigint", "bigint"),
    "points": ("decimal(9, 2)",),
    "mark": ("boolean", "decimal(9, 2)"),
    "fault": ("boolean",),
    "date": ("date",),
    "choice": ("varchar",),
    "text": ("varchar",),
}
"""Column type → types of its physical columns; a rate is two integers, so that 1/12 is exact."""

TEMPLATES = {
    "month_form": ("base/form.sql.j2", "marts/form_inputs.sql.j2"),
    "inspection": ("base/form.sql.j2", "marts/form_inputs.sql.j2"),
    "quarter": ("base/form.sql.j2", "marts/form_inputs.sql.j2"),
    "dated_ledger": ("base/dated_ledger.sql.j2",),
}
"""Shape → the templates of its views."""


def create_scheme_views(cursor: Cursor) -> None:
    """Create the views of every registered scheme's newest version."""
    rows = cursor.execute(
        "select arg_max(document, version) from scheme_version group by scheme_id"
    ).fetchall()
    for (document,) in rows:
        create_views(cursor, Scheme.model_validate_json(document))


def write_lists(cursor: Cursor, scheme: Scheme) -> None:
    """Write assessments, indicators, datasets, units and rosters in the place of the old."""
    for table in ("assessment", "indicator", "dataset", "roster"):
        cursor.execute(f"delete from {table} where scheme_id = ?", [scheme.id]).fetchall()
    assessments, indicators = [], []
    for position, one in enumerate(scheme.assessments, start=1):
        assessments.append([scheme.id, one.id, position, one.title, one.full, *_marks_of(one)])
        indicators += [
            [scheme.id, one.id, each.id, place, each.name, each.part, each.full, each.clause,
             each.provider]
            for place, each in enumerate(one.indicators, start=1)
        ]  # fmt: skip
    _insert_all(cursor, "assessment", assessments)
    _insert_all(cursor, "indicator", indicators)
    datasets = [
        [scheme.id, one.key, position, one.title, one.annex, one.shape]
        for position, one in enumerate(scheme.datasets, start=1)
    ]
    _insert_all(cursor, "dataset", datasets)
    _write_units(cursor, scheme)


def _marks_of(assessment: Assessment) -> list[object]:
    """Return grading, pass_at, fail_below and bonus_above of an assessment."""
    grading = assessment.grading
    if isinstance(grading, VetoKeyBonus):
        return [grading.kind, None, grading.fail_below, grading.bonus_above]
    return [grading.kind, grading.pass_at, None, None] if grading else [None] * 4


def _write_units(cursor: Cursor, scheme: Scheme) -> None:
    """Write units and rosters; a unit keeps its number for ever, for rows of files name it."""
    rows = cursor.execute(
        "select unit_name, unit_id, kind from unit where scheme_id = ?", [scheme.id]
    ).fetchall()
    known = {name: (unit_id, kind) for name, unit_id, kind in rows}
    next_id = cursor.execute("select coalesce(max(unit_id), 0) + 1 from unit").fetchall()[0][0]
    units, rosters, attributes = [], [], []
    for position, unit in enumerate(scheme.units, start=1):
        unit_id, kind = known.get(unit.name, (None, unit.kind))
        if unit_id is None:
            unit_id, next_id = next_id, next_id + 1
            units.append([unit_id, scheme.id, unit.name, unit.kind])
        if kind != unit.kind:
            cursor.execute(
                "update unit set kind = ? where unit_id = ?", [unit.kind, unit_id]
            ).fetchall()
        rosters += [[scheme.id, one, unit_id, position] for one in unit.assessments]
        attributes += [[unit_id, key, value] for key, value in unit.attributes.items()]
    _insert_all(cursor, "unit", units)
    _insert_all(cursor, "roster", rosters)
    cursor.execute(
        "delete from unit_attribute"
        " where unit_id in (select unit_id from unit where scheme_id = ?)",
        [scheme.id],
    ).fetchall()
    _insert_all(cursor, "unit_attribute", attributes)


def _insert_all(cursor: Cursor, table: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        cursor.executemany(f"insert into {table} values ({marks})", rows).fetchall()


def create_tables(cursor: Cursor, scheme: Scheme) -> None:
    """Create one typed table per dataset; a later version may add columns, never take any."""
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
    """Refuse a column of another type than before: its values would be cut to fit, silently."""
    rows = cursor.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = ? and table_name = ?",
        [scheme.id, dataset.key],
    ).fetchall()
    standing = {name: kind.lower().replace(",", ", ") for name, kind in rows}
    for name, kind in _physical(dataset):
        if standing[name] != kind:
            raise SchemeError(
                f"{scheme.id}, dataset {dataset.key}, column {name}: rows of an earlier version"
                f" are kept as {standing[name]}, this one needs {kind} (allowed: another key)"
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
                year=scheme.year,
                dataset=dataset,
                needs=wanted,
                columns=_needed_columns(dataset, wanted),
                is_rate=lambda need, dataset=dataset: dataset.column(need.column).type == "rate",
            )
            run_script(cursor, text)


def list_needs(scheme: Scheme) -> list[Need]:
    """Return what the scheme's rules need of its forms, under whatever interpretation."""
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
