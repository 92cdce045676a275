"""Read the scoring's inputs: an assessment's facts, one row per as-of month and roster unit."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from scoring.dataset import Shape
from scoring.inputs import ADJUSTMENT_SCHEMA, Inputs
from scoring.months import WHOLE_YEAR, to_mask
from scoring.rules.quarter_rank import QUARTERS
from scoring.scheme import Assessment, Scheme
from warehouse.database.connection import Cursor

KEYS = ["as_of", "unit_id"]

DUE: dict[Shape, int] = {
    "month_form": WHOLE_YEAR,
    "quarter": to_mask(QUARTERS.values()),
    "inspection": 0,
    "dated_ledger": 0,
}
"""Shape of a form → mask of the months in which it is due; 0: due in no particular month."""


def read_inputs(
    cursor: Cursor, scheme: Scheme, assessment: Assessment, as_ofs: Sequence[int]
) -> Inputs:
    """Return the inputs of an assessment as of some months, as known to the cursor."""
    rules = [rule for indicator in assessment.indicators for rule in scheme.variants(indicator)]
    needs = list(dict.fromkeys(need for rule in rules for need in rule.needs()))
    attributes = sorted({key for rule in rules for key in rule.attributes()})
    frame = _read_frame(cursor, scheme, assessment, attributes, as_ofs)
    for key in sorted({need.dataset for need in needs}):
        wanted = [
            f'"{name}"'
            for name in _mart_columns(cursor, scheme, key)
            if any(name == need.name or name.startswith(f"{need.name}.") for need in needs)
        ]
        facts = cursor.sql(
            # The months stand in the text: DuckDB does not push a bound value down into the view.
            f'select as_of, unit_id, {", ".join(wanted)} from "{scheme.id}".inputs_{key}'
            f" where as_of between {min(as_ofs)} and {max(as_ofs)}",
        ).pl()
        frame = frame.join(facts, on=KEYS, how="left", maintain_order="left")
    ledgers = {column.ref for rule in rules for column in rule.ledger_columns()}
    refs = sorted({need.ref for need in needs} | ledgers)
    frame = frame.join(
        _read_reported(cursor, scheme, refs, as_ofs), on="as_of", how="left", maintain_order="left"
    )
    events = sorted({key for rule in rules for key in rule.event_datasets()})
    return Inputs(
        scheme.year,
        frame,
        {key: cursor.sql(f'from "{scheme.id}".standing_{key}').pl() for key in events},
        _read_adjustments(cursor, scheme, assessment),
        {dataset.key: DUE[dataset.shape] for dataset in scheme.datasets},
    )


def _read_frame(
    cursor: Cursor,
    scheme: Scheme,
    assessment: Assessment,
    attributes: Sequence[str],
    as_ofs: Sequence[int],
) -> pl.DataFrame:
    """Return one row per as-of month and roster unit, with the roster's attributes."""
    # The validated ids stand in the text: with bound values a large result takes 30 × longer.
    roster = cursor.sql(
        "select unit_id, position from roster"
        f" where scheme_id = '{scheme.id}' and assessment_id = '{assessment.id}' order by position"
    ).pl()
    for key in attributes:
        figures = cursor.sql(
            "select unit_id, attribute_value::bigint as attribute_value from unit_attribute"
            " where attribute_key = $key",
            params={"key": key},
        ).pl()
        roster = roster.join(figures, on="unit_id", how="left", maintain_order="left").rename(
            {"attribute_value": f"unit.{key}"}
        )
    months = pl.DataFrame({"as_of": list(as_ofs)}, schema={"as_of": pl.Int8})
    return months.join(roster, how="cross")


def _read_adjustments(cursor: Cursor, scheme: Scheme, assessment: Assessment) -> pl.DataFrame:
    """Return the standing decisions that move points (scoring.inputs.ADJUSTMENT_SCHEMA)."""
    adjustments = cursor.sql(
        "select unit_id, indicator_id, month(month) as from_month,"
        " (points * 100)::bigint as points, reason, objection_id, batch_id"
        " from standing_adjustment where scheme_id = $scheme and assessment_id = $assessment"
        " and points <> 0 order by objection_id",
        params={"scheme": scheme.id, "assessment": assessment.id},
    ).pl()
    return adjustments.cast(ADJUSTMENT_SCHEMA)


def _mart_columns(cursor: Cursor, scheme: Scheme, key: str) -> list[str]:
    rows = cursor.execute(
        "select column_name from information_schema.columns"
        " where table_schema = ? and table_name = ?",
        [scheme.id, f"inputs_{key}"],
    ).fetchall()
    return [row[0] for row in rows]


def _read_reported(
    cursor: Cursor, scheme: Scheme, refs: Sequence[str], as_ofs: Sequence[int]
) -> pl.DataFrame:
    """Return one row per as-of month, with a mask of the reported months for each column.

    A column of which no month is reported has no row in the view: its mask is 0.
    """
    rows = cursor.execute(
        "select as_of, dataset_key || '.' || column_key, months from reported_months"
        " where scheme_id = ? and year = ?",
        [scheme.id, scheme.year],
    ).fetchall()
    masks = {(as_of, ref): months for as_of, ref, months in rows}
    return pl.DataFrame(
        {
            "as_of": pl.Series(list(as_ofs), dtype=pl.Int8),
            **{
                f"{ref}.reported": pl.Series(
                    [masks.get((as_of, ref), 0) for as_of in as_ofs], dtype=pl.Int32
                )
                for ref in refs
            },
        }
    )
