"""The facts of 150,000 units × 12 months, read for the engine and as inputs of the rule kinds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from warehouse.results.scoring_inputs import read_inputs

from scoring.assessing.facts import CellRef
from scoring.months import YEAR
from scoring.scheme import Assessment, Scheme
from tests.bench.province import open_province
from tests.bench.timing import print_median, time_median
from warehouse.database.scheme_schema import list_needs
from warehouse.results.facts import read_facts


def main() -> None:
    """Print medians; the baseline is the inputs of the year's end alone."""
    with tempfile.TemporaryDirectory() as home:
        store, scheme, assessment = open_province(Path(home))
        cells = list_cells(scheme, assessment)
        with store.reader() as cursor:
            end = time_median(lambda: read_inputs(cursor, scheme, assessment, [12]))
            year = time_median(lambda: read_inputs(cursor, scheme, assessment, list(YEAR)))
            facts = time_median(lambda: read_facts(cursor, scheme, cells, [], [], 12))
            half = time_median(lambda: read_facts(cursor, scheme, cells, [], [], 6))
        print_median("inputs of the rule kinds as of December", end)
        print_median("inputs of the rule kinds as of each month", year, end)
        print_median("facts of each month", facts, end)
        print_median("facts of the months to June", half, end)
        store.close()


def list_cells(scheme: Scheme, assessment: Assessment) -> list[CellRef]:
    """Return the cells that the assessment's indicators read."""
    keys = {dataset.key for dataset in scheme.datasets if dataset.assessment == assessment.id}
    needs = [need for need in list_needs(scheme) if need.dataset in keys]
    return [CellRef(*pair) for pair in sorted({(one.dataset, one.column) for one in needs})]


if __name__ == "__main__":
    main()
