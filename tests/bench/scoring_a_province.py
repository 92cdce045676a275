"""150,000 units × 12 months scored from the warehouse, against pandas and against a plain scan."""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path

import polars as pl

from scoring.engine import ScoredAssessment, score_assessment
from scoring.scheme import Assessment, Scheme
from tests.bench.pandas_twin import score_exact, score_floats
from tests.bench.province import open_province
from tests.bench.timing import print_median, time_median
from warehouse.database.connection import Cursor
from warehouse.results.scoring_inputs import read_inputs

SCANS = (
    "select unit_id, count(ledger_filed), max(ledger_filed_date), sum(column_posts),"
    ' sum(publicity_posts), sum(trainings) from "jiangxian-2021".standing_jx1_progress group by 1',
    "select unit_id, count(report), count(task_list), count(problem_list),"
    " count(rectification_list), count(leading_group), count(work_rules), count(dedicated_person),"
    " sum(dedicated_person_points), sum(innovations)"
    ' from "jiangxian-2021".standing_jx1_inspection group by 1',
)
"""The lower bound: each column of the standing rows read once and grouped by unit."""


def main() -> None:
    """Print medians and ratios."""
    with tempfile.TemporaryDirectory() as home:
        store, scheme, assessment = open_province(Path(home))
        with store.reader() as cursor:
            scan = time_median(lambda: [cursor.sql(query).pl() for query in SCANS])
            ours = time_median(lambda: rank(score(cursor, scheme, assessment)))
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
            print_median("one scan and group of the standing rows", scan)
            print_median("scored and ranked from the warehouse", ours, scan)
            print(f"{'peak memory so far':<58} {memory:9.2f} GB")
            result = score(cursor, scheme, assessment)
            print_median(
                "  of it: views to inputs",
                time_median(lambda: read_inputs(cursor, scheme, assessment, [12])),
            )
            print_median(
                "  and besides: every ledger line written out", time_median(result.ledger, 3)
            )
            check_same(result, score_exact(cursor))
            floats = time_median(lambda: score_floats(cursor), 3)
            exact = time_median(lambda: score_exact(cursor), 1)
            print_median("the same in pandas, exact (Decimal)", exact, ours)
            print_median("the same in pandas, floats", floats, ours)


def score(cursor: Cursor, scheme: Scheme, assessment: Assessment) -> ScoredAssessment:
    """Score the year's end from the views."""
    inputs = read_inputs(cursor, scheme, assessment, [12])
    return score_assessment(scheme, assessment, inputs, scheme.choices())


def rank(result: ScoredAssessment) -> pl.DataFrame:
    """Compute totals and ranks of the units, as the views do from the ledger."""
    earned = [name for name in result.frame.columns if name.endswith(":earned")]
    totals = result.frame.select("unit_id", total=pl.sum_horizontal(earned))
    return totals.with_columns(rank=pl.col("total").rank("min", descending=True))


def check_same(result: ScoredAssessment, other: object) -> None:
    """Fail if the two results differ, since then their speeds are not comparable."""
    totals = rank(result).sort("unit_id").get_column("total").to_list()
    theirs = [int(total * 100) for total in other.sort_index()["total"]]  # type: ignore[attr-defined]
    assert totals == theirs, "pandas and the engine disagree"


if __name__ == "__main__":
    main()
