"""Schemes in the store: registered with tables and views, read back, interpretations chosen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from scoring.dataset import Column, Dataset
from scoring.inputs import Need
from scoring.scheme import Scheme, VetoKeyBonus
from warehouse.audit import write_audit
from warehouse.faults import WrongCall
from warehouse.refresh import refresh
from warehouse.scheme_files import load_shipped_schemes
from warehouse.sql import fill_template, physical_columns, run_script
from warehouse.store import Cursor, Store, utc_now

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


def load_into(store: Store, schemes: Iterable[Scheme] | None = None) -> list[str]:
    """Register the shipped schemes (or others) and score them; return the ids of new versions."""
    changed = []
    for scheme in schemes if schemes is not None else load_shipped_schemes():
        with store.writer() as cursor:
            if register_scheme(cursor, scheme):
                write_audit(cursor, "system", "load_scheme", {"scheme": scheme.id})
                refresh(cursor, scheme, read_choices(cursor, scheme))
                changed.append(scheme.id)
    return changed


def register_scheme(cursor: Cursor, scheme: Scheme) -> bool:
    """Write a scheme's version, lists, tables and views; False where it is registered already."""
    document = scheme.model_dump_json(by_alias=True)
    digest = hashlib.sha256(document.encode()).hexdigest()
    newest = cursor.execute(
        "select version, sha256 from scheme_version where scheme_id = ? order by version desc",
        [scheme.id],
    ).fetchall()
    is_new = not newest or newest[0][1] != digest
    if is_new:
        version = newest[0][0] + 1 if newest else 1
        cursor.execute(
            "insert into scheme_version values (?, ?, ?, ?, ?, ?)",
            [scheme.id, version, digest, document, latest_batch(cursor), utc_now()],
        ).fetchall()
        _write_lists(cursor, scheme)
        _create_tables(cursor, scheme)
    _create_views(cursor, scheme)
    return is_new


def read_schemes(cursor: Cursor) -> list[Scheme]:
    """Return the newest version of every registered scheme, by id."""
    ids = cursor.execute("select distinct scheme_id from scheme_version order by 1").fetchall()
    return [read_scheme(cursor, row[0]) for row in ids]


def read_scheme(cursor: Cursor, scheme_id: str, known_at: int | None = None) -> Scheme:
    """Return a scheme as it is, or as it was known after a batch; WrongCall if unknown."""
    rows = (
        cursor.execute(
            "select document from scheme_version where scheme_id = ?"
            " order by after_batch_id < ? desc, version desc",
            [scheme_id, known_at],
        ).fetchall()
        if known_at is not None
        else cursor.execute(
            "select document from scheme_version where scheme_id = ? order by version desc",
            [scheme_id],
        ).fetchall()
    )
    if not rows:
        known = cursor.execute(
            "select distinct scheme_id from scheme_version order by 1"
        ).fetchall()
        names = "、".join(row[0] for row in known) or "无，请先运行 kaohe init"
        raise WrongCall(f"没有考核方案“{scheme_id}”（已有：{names}）。")
    return Scheme.model_validate_json(rows[0][0])


def read_choices(cursor: Cursor, scheme: Scheme, known_at: int | None = None) -> dict[str, str]:
    """Return the option chosen for every interpretation, now or as known after a batch."""
    limit = known_at if known_at is not None else 2**31 - 1
    chosen = cursor.execute(
        "select interpretation_id, arg_max(option_id, choice_id) from interpretation_choice"
        " where scheme_id = ? and after_batch_id < ? group by 1",
        [scheme.id, limit],
    ).fetchall()
    return scheme.choices(dict(chosen))


def choose(
    store: Store, scheme_id: str, interpretation_id: str, option_id: str, *, actor: str, reason: str
) -> None:
    """Choose an interpretation for good: recorded with who, when and why, and all is rescored."""
    if not reason.strip():
        raise WrongCall("改变口径要写明理由。")
    with store.writer() as cursor:
        scheme = read_scheme(cursor, scheme_id)
        check_choices(scheme, {interpretation_id: option_id})
        number = cursor.execute("select count(*) from interpretation_choice").fetchall()[0][0] + 1
        cursor.execute(
            "insert into interpretation_choice values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                number,
                scheme_id,
                interpretation_id,
                option_id,
                latest_batch(cursor),
                actor,
                reason,
                utc_now(),
            ],
        ).fetchall()
        detail = {"scheme": scheme_id, interpretation_id: option_id, "reason": reason}
        write_audit(cursor, actor, "choose_interpretation", detail)
        refresh(cursor, scheme, read_choices(cursor, scheme))


def check_choices(scheme: Scheme, chosen: dict[str, str]) -> None:
    """Check interpretations and options by name; WrongCall says what is allowed."""
    for interpretation_id, option_id in chosen.items():
        try:
            interpretation = scheme.interpretation(interpretation_id)
        except KeyError:
            known = "、".join(one.id for one in scheme.interpretations)
            raise WrongCall(f"没有口径“{interpretation_id}”（可选：{known}）。") from None
        options = [option.id for option in interpretation.options]
        if option_id not in options:
            raise WrongCall(
                f"口径“{interpretation_id}”没有选项“{option_id}”（可选：{'、'.join(options)}）。"
            )


def latest_batch(cursor: Cursor) -> int:
    """Return the number of the newest batch; 0 before the first."""
    return int(cursor.execute("select coalesce(max(batch_id), 0) from batch").fetchall()[0][0])


def scheme_schema(scheme_id: str) -> str:
    """Return the quoted name of the database schema that holds a scheme's tables."""
    return f'"{scheme_id}"'


def _write_lists(cursor: Cursor, scheme: Scheme) -> None:
    for table in ("assessment", "indicator", "dataset", "roster"):
        cursor.execute(f"delete from {table} where scheme_id = ?", [scheme.id]).fetchall()
    for position, one in enumerate(scheme.assessments, start=1):
        grading = one.grading
        is_key = isinstance(grading, VetoKeyBonus)
        cursor.execute(
            "insert into assessment values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                scheme.id,
                one.id,
                position,
                one.title,
                one.full,
                grading.kind if grading else None,
                grading.pass_at if grading and not isinstance(grading, VetoKeyBonus) else None,
                grading.fail_below if isinstance(grading, VetoKeyBonus) else None,
                grading.bonus_above if is_key and isinstance(grading, VetoKeyBonus) else None,
            ],
        ).fetchall()
        for place, indicator in enumerate(one.indicators, start=1):
            cursor.execute(
                "insert into indicator values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    scheme.id,
                    one.id,
                    indicator.id,
                    place,
                    indicator.name,
                    indicator.part,
                    indicator.full,
                    indicator.clause,
                    indicator.provider,
                ],
            ).fetchall()
    for position, dataset in enumerate(scheme.datasets, start=1):
        cursor.execute(
            "insert into dataset values (?, ?, ?, ?, ?, ?)",
            [scheme.id, dataset.key, position, dataset.title, dataset.annex, dataset.shape],
        ).fetchall()
    _write_units(cursor, scheme)


def _write_units(cursor: Cursor, scheme: Scheme) -> None:
    """Write units and rosters; a unit keeps its number for ever, for rows of files name it."""
    known = dict(
        cursor.execute(
            "select unit_name, unit_id from unit where scheme_id = ?", [scheme.id]
        ).fetchall()
    )
    next_id = cursor.execute("select coalesce(max(unit_id), 0) + 1 from unit").fetchall()[0][0]
    units, rosters, attributes = [], [], []
    for position, unit in enumerate(scheme.units, start=1):
        unit_id = known.get(unit.name)
        if unit_id is None:
            unit_id, next_id = next_id, next_id + 1
            units.append([unit_id, scheme.id, unit.name, unit.kind])
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


def _insert_all(cursor: Cursor, table: str, rows: list[list[object]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        cursor.executemany(f"insert into {table} values ({marks})", rows).fetchall()


def _create_tables(cursor: Cursor, scheme: Scheme) -> None:
    """Create one typed table per dataset; a later version may add columns, never take any."""
    schema = scheme_schema(scheme.id)
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


def _physical(dataset: Dataset) -> list[tuple[str, str]]:
    return [
        pair
        for column in dataset.columns
        for pair in zip(physical_columns(column), PHYSICAL_TYPES[column.type], strict=True)
    ]


def _create_views(cursor: Cursor, scheme: Scheme) -> None:
    needs = list_needs(scheme)
    for dataset in scheme.datasets:
        wanted = [need for need in needs if need.dataset == dataset.key]
        for path in TEMPLATES[dataset.shape]:
            text = fill_template(
                path,
                schema=scheme_schema(scheme.id),
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


def say_choices(choices: dict[str, str]) -> str:
    """Return choices in one canonical text, for the record of a scoring."""
    return json.dumps(choices, ensure_ascii=False, sort_keys=True)
