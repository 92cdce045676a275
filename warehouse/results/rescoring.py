"""Rescore after a change, in its transaction: rewrite the ledger and run the data checks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from scoring.engine import ScoredAssessment, score_assessment
from scoring.months import YEAR
from scoring.scheme import Assessment, Indicator, Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import list_checks, run_query
from warehouse.faults import Refused
from warehouse.results.scoring_inputs import read_inputs
from warehouse.schemes.scheme_history import find_moment, read_choices_until, read_version


def rescore_and_check(
    cursor: Cursor,
    scheme: Scheme,
    choices: Mapping[str, str],
    *,
    datasets: Sequence[str] | None = None,
    since_month: int = 1,
) -> None:
    """Rescore what a change affects, then run the checks; Refused if one finds wrong rows.

    Affected are the assessments whose rules read any of `datasets` (None: all of them), as of
    `since_month` and every later month of the year.
    """
    rescore(cursor, scheme, choices, datasets=datasets, since_month=since_month)
    run_checks(cursor)


def rescore(
    cursor: Cursor,
    scheme: Scheme,
    choices: Mapping[str, str],
    *,
    datasets: Sequence[str] | None = None,
    since_month: int = 1,
) -> None:
    """Rescore as `rescore_and_check` does, but without the checks, which the caller must run."""
    as_ofs = [month for month in YEAR if month >= since_month]
    for assessment in scheme.assessments:
        if datasets is None or set(datasets) & assessment_datasets(scheme, assessment):
            result = score(cursor, scheme, assessment, choices, as_ofs)
            write_result(cursor, scheme, assessment, choices, result, as_ofs)


def assessment_datasets(scheme: Scheme, assessment: Assessment) -> set[str]:
    """Return the datasets that an assessment's rules read."""
    return {
        key for indicator in assessment.indicators for key in indicator_datasets(scheme, indicator)
    }


def indicator_datasets(scheme: Scheme, indicator: Indicator) -> set[str]:
    """Return the datasets that an indicator's rule reads, under any of its interpretations."""
    return {
        key
        for rule in scheme.variants(indicator)
        for key in (*(need.dataset for need in rule.needs()), *rule.event_datasets())
    }


def score(
    cursor: Cursor,
    scheme: Scheme,
    assessment: Assessment,
    choices: Mapping[str, str],
    as_ofs: Sequence[int],
    *,
    final: bool = False,
) -> ScoredAssessment:
    """Score an assessment as of some months, from the facts known to the cursor.

    `final` closes the year: what is still pending becomes lost.
    """
    inputs = read_inputs(cursor, scheme, assessment, as_ofs)
    return score_assessment(scheme, assessment, inputs, choices, final=final)


def write_result(
    cursor: Cursor,
    scheme: Scheme,
    assessment: Assessment,
    choices: Mapping[str, str],
    result: ScoredAssessment,
    as_ofs: Sequence[int],
) -> None:
    """Replace an assessment's ledger and bounds of those months, and note what they rest on."""
    place = [scheme.id, assessment.id, list(as_ofs)]
    for table in ("ledger", "bound", "scoring_run"):
        cursor.execute(
            f"delete from {table} where scheme_id = ? and assessment_id = ? and as_of = any(?)",
            place,
        ).fetchall()
    _write_ledger(cursor, scheme, assessment, result.ledger())
    _write_bounds(cursor, scheme, assessment, result.bounds())
    basis = run_query(cursor, "results/scoring_basis", [scheme.id]).fetchall()[0]
    text = json.dumps(dict(choices), ensure_ascii=False, sort_keys=True)
    for as_of in as_ofs:
        cursor.execute(
            "insert into scoring_run values (?, ?, ?, ?, ?, ?)",
            [scheme.id, assessment.id, as_of, *basis, text],
        ).fetchall()


def _write_ledger(
    cursor: Cursor, scheme: Scheme, assessment: Assessment, ledger: pl.DataFrame
) -> None:
    # The engine counts in millionths of a point, as whole numbers. They travel as text and become
    # decimals by an exact product, so that no float lies between a cell and a score.
    points = pl.col("points").cast(pl.Decimal(18, 0)).cast(pl.String)
    cursor.register("new_ledger", ledger.with_columns(points=points))
    cursor.execute(
        "insert into ledger select $scheme, $assessment, * replace"
        " (points::decimal(18, 0) * 0.000001::decimal(7, 6) as points) from new_ledger"
        " order by as_of, unit_id",
        {"scheme": scheme.id, "assessment": assessment.id},
    ).fetchall()
    cursor.unregister("new_ledger")


def _write_bounds(
    cursor: Cursor, scheme: Scheme, assessment: Assessment, bounds: pl.DataFrame
) -> None:
    cursor.register("new_bounds", bounds)  # in hundredths of a point, as whole numbers
    cursor.execute(
        "insert into bound select $scheme, $assessment, * replace"
        " (worst::decimal(18, 0) * 0.01::decimal(3, 2) as worst,"
        " best::decimal(18, 0) * 0.01::decimal(3, 2) as best) from new_bounds"
        " order by as_of, unit_id",
        {"scheme": scheme.id, "assessment": assessment.id},
    ).fetchall()
    cursor.unregister("new_bounds")


def run_checks(cursor: Cursor) -> None:
    """Run every check (a view of wrong rows); Refused if one has rows, which undoes the change."""
    for name, wrong in find_red_checks(cursor):
        raise Refused(
            f"数据没有写入：写入后的检查“{name}”发现{wrong}处不一致。这是程序的错误，请联系维护人员。"
        )


def find_red_checks(cursor: Cursor) -> Iterator[tuple[str, int]]:
    """Yield the checks that have wrong rows, with their number."""
    for name in list_checks():
        wrong = cursor.execute(f"select count(*) from {name}").fetchall()[0][0]
        if wrong:
            yield name, wrong


def score_unbounded(cursor: Cursor) -> None:
    """Rescore what an older program scored without bounds, so that ledger and bounds agree."""
    unbounded = run_query(cursor, "results/unbounded_schemes").fetchall()
    for (scheme_id,) in unbounded:
        moment = find_moment(cursor, scheme_id)
        scheme = read_version(cursor, scheme_id, moment.scheme_version)
        rescore(cursor, scheme, read_choices_until(cursor, scheme, moment.choice_id))
    if unbounded:
        run_checks(cursor)
