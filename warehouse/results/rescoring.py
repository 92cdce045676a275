"""Rescore after a change, in its transaction: rewrite the ledger and run the data checks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from scoring.assessing.outputs import Scored
from scoring.assessing.scoring import list_sources, score_assessment
from scoring.months import YEAR
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import list_checks, run_query
from warehouse.faults import Refused
from warehouse.results.facts import YEAR_LENGTH, read_facts


def rescore_and_check(
    cursor: Cursor,
    scheme: Scheme,
    choices: Mapping[str, str],
    *,
    datasets: Sequence[str] | None = None,
    since_month: int = 1,
) -> None:
    """Rescore what a change affects, then run the checks; Refused if one finds wrong rows.

    Affected are the assessments whose rules read any of `datasets` (None: all of them), or take the
    score of one that does, as of `since_month` and every later month of the year.
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
        if datasets is None or set(datasets) & _list_read(scheme, choices, assessment):
            result = score(cursor, scheme, assessment, choices, as_ofs)
            write_result(cursor, scheme, assessment, choices, result, as_ofs)


def _list_read(
    scheme: Scheme, choices: Mapping[str, str], assessment: AssessmentOutline
) -> set[str]:
    """Return the forms that an assessment rests on, also through the scores of others."""
    sources = list_sources(scheme.chosen(choices), assessment.id)
    read = {cell.form for cell in sources.cells}
    return read.union(sources.ledgers, assessment.datasets_of())


def score(
    cursor: Cursor,
    scheme: Scheme,
    assessment: AssessmentOutline,
    choices: Mapping[str, str],
    as_ofs: Sequence[int],
    *,
    final: bool = False,
) -> Scored:
    """Score an assessment as of some months, from the facts known to the cursor.

    `final` closes the year: what is still pending becomes lost.
    """
    chosen = scheme.chosen(choices)
    sources = list_sources(chosen, assessment.id)
    facts = read_facts(
        cursor, scheme, sources.cells, sources.ledgers, sources.own, months=YEAR_LENGTH
    )
    return score_assessment(chosen, assessment.id, facts, as_ofs, is_final=final)


def write_result(
    cursor: Cursor,
    scheme: Scheme,
    assessment: AssessmentOutline,
    choices: Mapping[str, str],
    result: Scored,
    as_ofs: Sequence[int],
) -> None:
    """Replace an assessment's ledger, figures and results of those months, and note their basis."""
    place = [scheme.id, assessment.id, list(as_ofs)]
    for table in ("ledger", "figure", "result", "scoring_run"):
        cursor.execute(
            f"delete from {table} where scheme_id = ? and assessment_id = ? and as_of = any(?)",
            place,
        ).fetchall()
    for table, frame in result.tables.items():
        _write_table(cursor, table, scheme, assessment, frame)
    basis = run_query(cursor, "results/scoring_basis", [scheme.id]).fetchall()[0]
    text = json.dumps(dict(choices), ensure_ascii=False, sort_keys=True)
    for as_of in as_ofs:
        cursor.execute(
            "insert into scoring_run values (?, ?, ?, ?, ?, ?)",
            [scheme.id, assessment.id, as_of, *basis, text],
        ).fetchall()


POINTS: dict[str, tuple[str, ...]] = {
    "ledger": ("points",),
    "figure": ("full_points", "earned", "lost", "pending", "added", "worst", "best"),
    "result": ("total", "worst", "best"),
}
"""Table → its columns of points, which the engine counts in millionths."""


def _write_table(
    cursor: Cursor, table: str, scheme: Scheme, assessment: AssessmentOutline, frame: pl.DataFrame
) -> None:
    # Whole numbers become decimals by an exact product, so that no float lies between a cell and a
    # score.
    points = ", ".join(
        f"{name}::decimal(18, 0) * 0.000001::decimal(7, 6) as {name}" for name in POINTS[table]
    )
    cursor.register("new_rows", frame)
    cursor.execute(
        f"insert into {table} select $scheme, $assessment, * replace ({points}) from new_rows"
        " order by as_of, unit_id",
        {"scheme": scheme.id, "assessment": assessment.id},
    ).fetchall()
    cursor.unregister("new_rows")


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
