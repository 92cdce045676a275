"""150,000 units × 12 months scored from the warehouse, against pandas and against a plain scan."""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path

from scoring.assessing.facts import Facts
from scoring.assessing.outputs import Scored
from scoring.assessing.scoring import list_sources, score_assessment
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from tests.bench.pandas_twin import score_exact, score_floats
from tests.bench.province import open_province
from tests.bench.timing import print_median, time_median
from warehouse.database.connection import Cursor
from warehouse.results.facts import read_facts

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
            ours = time_median(lambda: score(scheme, assessment, read(cursor, scheme, assessment)))
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
            print_median("one scan and group of the standing rows", scan)
            print_median("scored, ranked and explained from the warehouse", ours, scan)
            print(f"{'peak memory so far':<58} {memory:9.2f} GB")
            print_median(
                "  of it: views to facts", time_median(lambda: read(cursor, scheme, assessment))
            )
            result = score(scheme, assessment, read(cursor, scheme, assessment))
            check_same(result, score_exact(cursor))
            floats = time_median(lambda: score_floats(cursor), 3)
            exact = time_median(lambda: score_exact(cursor), 1)
            print_median("the same in pandas, exact (Decimal), no ledger", exact, ours)
            print_median("the same in pandas, floats, no ledger", floats, ours)


def read(cursor: Cursor, scheme: Scheme, assessment: AssessmentOutline) -> Facts:
    """Read what the assessment's clauses need of all twelve months."""
    sources = list_sources(scheme.chosen(scheme.choices()), assessment.id)
    return read_facts(cursor, scheme, sources.cells, sources.ledgers, sources.own, months=12)


def score(scheme: Scheme, assessment: AssessmentOutline, facts: Facts) -> Scored:
    """Score the year's end: figures, totals, ranks, and every line of the ledger."""
    return score_assessment(scheme.chosen(scheme.choices()), assessment.id, facts, [12])


def check_same(result: Scored, other: object) -> None:
    """Fail if the two results differ, since then their speeds are not comparable."""
    totals = result.results.sort("unit_id").get_column("total").to_list()
    theirs = [int(total * 100) * 10_000 for total in other.sort_index()["total"]]  # type: ignore[attr-defined]
    assert totals == theirs, "pandas and the engine disagree"


if __name__ == "__main__":
    main()
