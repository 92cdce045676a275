"""Which scores, ranks and grades a change moves, by month and unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query

Presence = Literal["both", "new", "gone"]


@dataclass(frozen=True)
class ItemMove:
    """The points of one clause or node that move; None: it is not there for the unit."""

    indicator: str
    name: str
    before: Decimal | None
    after: Decimal | None
    full_before: Decimal | None = None
    """The full mark; None: it has none."""
    full_after: Decimal | None = None


@dataclass(frozen=True)
class UnitMove:
    """What moves for one unit as of one month."""

    unit: str
    presence: Presence
    """Whether the unit is on both rosters, or only on the newer or the older one."""
    total_before: Decimal | None
    total_after: Decimal | None
    rank_before: int | None
    rank_after: int | None
    grade_before: str | None
    grade_after: str | None
    items: tuple[ItemMove, ...] = ()

    @property
    def change(self) -> Decimal:
        """How much the total moves; 0 where one side has none."""
        if self.total_before is None or self.total_after is None:
            return Decimal(0)
        return self.total_after - self.total_before


@dataclass(frozen=True)
class MonthMoves:
    """The units of one assessment whose figures move as of one month."""

    assessment: str
    title: str
    month: str
    """YYYY-MM."""
    is_sealed: bool
    units: tuple[UnitMove, ...]
    """Those with the greatest change of their total first."""

    @property
    def ranks_moved(self) -> int:
        """The number of units whose rank moves."""
        return sum(one.rank_before != one.rank_after for one in self.units)

    @property
    def grades_moved(self) -> int:
        """The number of units whose grade moves."""
        return sum(one.grade_before != one.grade_after for one in self.units)


class Standing(NamedTuple):
    """The stored scores of a scheme at one moment: results of units, points of their items."""

    results: pl.DataFrame
    items: pl.DataFrame
    months: int
    """The newest month with data, 1-12 of the scheme's year; 0: there are none."""
    sealed: frozenset[int]


KEYS = ("assessment_id", "as_of", "unit")
POINTS = ("points", "full_points", "lost", "pending")


def read_standing_scores(cursor: Cursor, scheme: Scheme, until: int = 0) -> Standing:
    """Return the stored scores of a scheme up to the newest month that has data, or `until`."""
    place = {"scheme": scheme.id}
    numbers = {scheme.calendar.write(number): number for number in range(1, 13)}
    states = run_query(cursor, "scheme_life/month_states", place).fetchall()
    reported = [numbers[month] for month, _, has_data in states if has_data and month in numbers]
    sealed = frozenset(numbers[m] for m, is_sealed, _ in states if is_sealed and m in numbers)
    months = max([until, *reported, *sealed])
    wanted = {"scheme": scheme.id, "months": months}
    return Standing(
        run_query(cursor, "scheme_life/standing_results", wanted).pl(),
        run_query(cursor, "scheme_life/standing_points", wanted).pl(),
        months,
        sealed,
    )


def list_moves(
    scheme: Scheme, before: Standing, after: Standing, renamed: Mapping[str, str]
) -> tuple[MonthMoves, ...]:
    """Return what moves, by assessment and month; `renamed`: old unit name → new one."""
    titles = {one.id: one.title for one in scheme.assessments}
    results = _join(_rename(before.results, renamed), after.results, ["total", "rank", "grade"])
    points = _join(_rename(before.items, renamed), after.items, list(POINTS), ("indicator_id",))
    names = {(one.id, item.id): item.name for one in scheme.assessments for item in one.items}
    items: dict[tuple[object, ...], list[ItemMove]] = {}
    for row in points.iter_rows(named=True):
        key = tuple(row[name] for name in KEYS)
        name = names.get((row["assessment_id"], row["indicator_id"]), "")
        move = ItemMove(
            row["indicator_id"], name, row["points"], row["points_after"], row["full_points"],
            row["full_points_after"],
        )  # fmt: skip
        items.setdefault(key, []).append(move)
    found: dict[tuple[str, int], list[UnitMove]] = {}
    for unit in _list_units(results, items):
        found.setdefault(unit[0], []).append(unit[1])
    return tuple(
        MonthMoves(
            assessment,
            titles.get(assessment, ""),
            scheme.calendar.write(as_of),
            as_of in after.sealed,
            tuple(sorted(units, key=lambda one: (-abs(one.change), one.unit))),
        )
        for (assessment, as_of), units in sorted(found.items())
    )


def _list_units(
    results: pl.DataFrame, items: Mapping[tuple[object, ...], list[ItemMove]]
) -> Iterator[tuple[tuple[str, int], UnitMove]]:
    """Yield every unit that moves: its total, rank or grade, or the points of an item."""
    for row in results.iter_rows(named=True):
        own = items.get(tuple(row[name] for name in KEYS), [])
        is_both = row["is_before"] and row["is_after"]
        same = all(row[name] == row[f"{name}_after"] for name in ("total", "rank", "grade"))
        if is_both and same and not own:
            continue
        presence: Presence = "both" if is_both else "new" if row["is_after"] else "gone"
        move = UnitMove(
            row["unit"], presence, row["total"], row["total_after"], row["rank"],
            row["rank_after"], row["grade"], row["grade_after"], tuple(own) if is_both else (),
        )  # fmt: skip
        yield (row["assessment_id"], row["as_of"]), move


def _rename(frame: pl.DataFrame, renamed: Mapping[str, str]) -> pl.DataFrame:
    return frame.with_columns(pl.col("unit").replace(dict(renamed))) if renamed else frame


def _join(
    before: pl.DataFrame, after: pl.DataFrame, values: list[str], more: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Return both sides in one row per key; of points only the rows that differ."""
    keys = [*KEYS, *more]
    left = before.with_columns(is_before=pl.lit(True))
    right = after.rename({name: f"{name}_after" for name in values}).with_columns(
        is_after=pl.lit(True)
    )
    joined = left.join(right, on=keys, how="full", coalesce=True).with_columns(
        pl.col("is_before", "is_after").fill_null(value=False)
    )
    if more:
        differs = [pl.col(one).ne_missing(pl.col(f"{one}_after")) for one in values]
        joined = joined.filter(pl.any_horizontal(differs))
    return joined.sort(keys)
