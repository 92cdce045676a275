"""Every read of the views, on the demo year."""

from __future__ import annotations

from collections.abc import Callable

from scoring.scheme import Scheme
from tests.bench.demo import land_demo
from tests.bench.timing import print_median, time_median
from warehouse import views
from warehouse.database.connection import Cursor
from warehouse.home.opening import open_store
from warehouse.results.scores import read_scores
from warehouse.schemes.schemes import read_scheme

UNIT, MONTH = "县财政局", "2021-11"


def main() -> None:
    """Print medians."""
    store = open_store(land_demo())
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "jiangxian-2021")
        for name, action in list_reads(cursor, scheme):
            print_median(f"pages.{name}", time_median(action))
    print_median(
        "scores of all five boards", time_median(lambda: read_scores(store, scheme.id, MONTH))
    )
    what_if = {"licence_months": "full_year"}
    print_median(
        "  the same as a what-if",
        time_median(lambda: read_scores(store, scheme.id, MONTH, choices=what_if), 3),
    )
    store.close()


def list_reads(cursor: Cursor, scheme: Scheme) -> list[tuple[str, Callable[[], object]]]:
    """Return every read that a page makes, by name."""
    lines = views.read_unit_ledger(cursor, scheme, "1", UNIT, MONTH)
    return [
        ("read_leaderboard", lambda: views.read_leaderboard(cursor, scheme, "1", MONTH)),
        ("read_overview", lambda: views.read_overview(cursor, scheme, MONTH)),
        ("read_months", lambda: views.read_months(cursor, scheme)),
        ("read_comparisons", lambda: views.read_comparisons(cursor, scheme, MONTH)),
        ("read_side_by_side", lambda: views.read_side_by_side(cursor, scheme, MONTH)),
        (
            "read_unit_indicators",
            lambda: views.read_unit_indicators(cursor, scheme, "1", UNIT, MONTH),
        ),
        ("read_unit_ledger", lambda: views.read_unit_ledger(cursor, scheme, "1", UNIT, MONTH)),
        ("read_evidence", lambda: views.read_evidence(cursor, lines)),
        ("read_year", lambda: views.read_year(cursor, scheme, "1")),
        ("read_group_months", lambda: views.read_group_months(cursor, scheme, "1")),
        (
            "read_unit_standing",
            lambda: views.read_unit_standing(cursor, scheme, "1", UNIT, MONTH),
        ),
        ("read_batches", lambda: views.read_batches(cursor)),
    ]


if __name__ == "__main__":
    main()
