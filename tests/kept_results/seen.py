"""What the program says today: its figures of a whole year under any choices, from its store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from tests.kept_results import figures
from tests.kept_results.figures import Figures, Place
from tests.kept_results.readings import Choices
from tests.years.notices import YEAR_OF
from warehouse.database.connection import Cursor
from warehouse.database.sql import insert_frame
from warehouse.results.rescoring import score, write_result
from warehouse.results.scores import ScoreQuery, ScoreSource, open_scores, read_ledger, read_scores
from warehouse.schemes.schemes import register_scheme
from warehouse.store import Store

YEAR = range(1, 13)
COLUMNS = {
    "total": "total", "earned": "earned", "lost": "lost", "pending": "pending",
    "rank": "rank", "rate": "rate_pct", "grade": "grade", "grade_settled": "is_grade_settled",
    "vetoes": "vetoes", "at_risk": "at_risk", "key": "earned", "bonus": "bonus_points",
    "bonus_counted": "is_bonus_counted",
}  # fmt: skip
"""Figure of a unit → its column in the view leaderboard."""
OF_VETO_SCHEMES = ("vetoes", "at_risk", "key", "bonus", "bonus_counted")

Sums = Mapping[tuple[str, int, str, str], Mapping[str, Decimal]]
"""Assessment, month, unit and indicator → the ledger's sums by `counts_to`."""


@dataclass(frozen=True)
class Years:
    """The stored year of a scheme, and a scratch store in which it is scored under any choices."""

    found: ScoreSource
    scratch: Cursor

    def read_stored(self) -> Figures:
        """Return the figures as stored: all months under the stored choices, the year open."""
        return read_year(self.found, final=False)

    def read_what_if(self, choices: Choices, *, final: bool, only: str | None = None) -> Figures:
        """Score all months as a what-if does, and return the figures.

        `only` is an assessment; None: all of them.
        """
        scheme, months = self.found.scheme, list(YEAR)
        for assessment in scheme.assessments:
            if only in {None, assessment.id}:
                result = score(self.found.facts, scheme, assessment, choices, months, final=final)
                write_result(self.scratch, scheme, assessment, choices, result, months)
        seen = read_year(ScoreSource(**vars(self.found) | {"cursor": self.scratch}), final=final)
        return {place: row for place, row in seen.items() if only in {None, place.assessment}}


@contextmanager
def open_years(store: Store, scheme_id: str) -> Iterator[Years]:
    """Open a scheme's year for a with-block. A scratch store for each what-if would take longer."""
    question = ScoreQuery(scheme_id, f"{YEAR_OF[scheme_id]}-12")
    with open_scores(store, question, None) as found:
        units = found.facts.sql("from unit where scheme_id = $id", params={"id": scheme_id}).pl()
        scratch = Store.scratch()
        try:
            with scratch.writer("load_scheme") as cursor:
                insert_frame(cursor, "unit", units)
                register_scheme(cursor, found.scheme)
                yield Years(found, cursor)
        finally:
            scratch.close()


def read_year(found: ScoreSource, *, final: bool) -> Figures:
    """Return the figures of every month from the views that pages and commands read."""
    seen: Figures = {}
    counted: dict[tuple[str, int, str], bool] = {}
    with_vetoes = {one.id: bool(one.vetoes) for one in found.scheme.assessments}
    for row in _read(found, "from leaderboard where scheme_id = $scheme"):
        assessment, as_of, unit = row["assessment_id"], row["as_of"], row["unit"]
        counted[assessment, as_of, unit] = bool(row["is_bonus_counted"])
        seen[Place(assessment, "", unit, as_of, final)] = tuple(
            ""
            if name in OF_VETO_SCHEMES and not with_vetoes[assessment]
            else figures.to_text(row[COLUMNS[name]])
            for name in figures.UNIT
        )
    sums = _read_sums(found)
    for row in _read(found, INDICATORS):
        key = (row["assessment"], row["as_of"], row["unit"])
        texts = {name: figures.to_text(row[name]) for name in figures.INDICATOR if name in row}
        if row["is_addition"]:  # what is not earned of a bonus is neither lost nor pending
            texts |= {"lost": "", "pending": ""}
        texts["homes"] = figures.describe_homes(
            texts, sums.get((*key, row["indicator"]), {}), counted=counted[key]
        )
        place = Place(row["assessment"], row["indicator"], row["unit"], row["as_of"], final)
        seen[place] = tuple(texts[name] for name in figures.INDICATOR)
    return seen


INDICATORS = """
select
    figure.assessment_id as assessment, figure.indicator_id as indicator, figure.as_of,
    unit.unit_name as unit, indicator.kind = 'clause' and full_points is null as is_addition,
    case when indicator.kind = 'clause' then earned + added end as earned,
    case when indicator.kind = 'clause' then lost end as lost,
    case when indicator.kind = 'clause' then pending end as pending,
    worst, best,
    case when indicator.kind = 'clause' then coalesce(worst = best, false) else not is_open end
        as settled,
from figure
inner join unit using (scheme_id, unit_id)
inner join (select * exclude (full_points) from indicator) as indicator
    using (scheme_id, assessment_id, indicator_id)
where figure.scheme_id = $scheme and indicator.kind in ('clause', 'veto')
"""
"""Also the indicators that veto, which have no points but may be settled."""


def _read_sums(found: ScoreSource) -> Sums:
    rows = _read(
        found,
        "select assessment_id, as_of, unit, indicator_id, counts_to, sum(points) as points"
        " from unit_ledger where scheme_id = $scheme group by all",
    )
    sums: dict[tuple[str, int, str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        key = (row["assessment_id"], row["as_of"], row["unit"], row["indicator_id"])
        sums[key][row["counts_to"]] = row["points"]
    return sums


def _read(found: ScoreSource, sql: str) -> Iterator[dict[str, Any]]:
    frame: pl.DataFrame = found.cursor.sql(sql, params={"scheme": found.scheme.id}).pl()
    return frame.iter_rows(named=True)


def read_published(
    store: Store, scheme_id: str, as_of: int, choices: Choices | None, *, final: bool
) -> dict[Place, dict[str, str]]:
    """Return what `kaohe scores` says of a month, field by field; bounds and homes it does not say.

    `choices` None: those stored.
    """
    seen: dict[Place, dict[str, str]] = {}
    month = f"{YEAR_OF[scheme_id]}-{as_of:02d}"
    for unit in read_scores(store, scheme_id, month, final=final, choices=choices)["units"]:
        own = Place(unit["assessment"], "", unit["unit"], as_of, final)
        seen[own] = {name: figures.to_text(unit.get(name)) for name in figures.UNIT}
        for indicator in unit["indicators"]:
            seen[own._replace(indicator=indicator["id"])] = {
                name: figures.to_text(indicator.get(name)) for name in figures.HOMES
            }
    return seen


def read_homes(
    store: Store, scheme_id: str, place: Place, choices: Choices | None
) -> dict[str, Counter[str]]:
    """Return the sums of `kaohe ledger` of a unit: indicator → home → millionths of a point."""
    lines = read_ledger(
        store,
        scheme_id,
        place.assessment,
        place.unit,
        f"{YEAR_OF[scheme_id]}-{place.as_of:02d}",
        final=place.final,
        choices=choices,
    )
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        sums[line["indicator"]][line["counts_to"]] += int(Decimal(line["points"]) * 10**6)
    return sums
