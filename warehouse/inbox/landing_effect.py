"""What a landing would move, told before it: the landing itself, rolled back at its end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from warehouse.importing.import_file import land_plans
from warehouse.importing.import_plan import ImportOptions, PlannedTable, plan_import
from warehouse.reading.contract import Reading
from warehouse.scheme_life.score_moves import (
    MonthMoves,
    UnitMove,
    list_moves,
    read_standing_scores,
)
from warehouse.store import Store


class _Undo(Exception):
    """Ends the transaction, which writes nothing."""


def preview_effect(
    store: Store, reading: Reading, options: ImportOptions
) -> tuple[MonthMoves, ...]:
    """Return whose totals, ranks and grades landing a file would move, by scheme and month.

    Empty if the file cannot land as it is, or moves nothing. Units of which only the points of an
    item move are left out.
    """
    options = replace(options, dry_run=True)
    with store.reader() as cursor:
        report, plans = plan_import(cursor, reading, options)
    if report.state != "dry_run":
        return ()
    schemes = {plan.scheme.id: plan.scheme for plan in plans}
    found: list[MonthMoves] = []
    with suppress(_Undo), store.writer("import") as cursor:
        before = {
            name: read_standing_scores(cursor, scheme, _find_last_month(plans, name))
            for name, scheme in schemes.items()
        }
        land_plans(cursor, report, plans, options)
        for name, scheme in schemes.items():
            after = read_standing_scores(cursor, scheme, before[name].months)
            found += list_moves(scheme, before[name], after, {})
        raise _Undo
    moved = (replace(month, units=_list_moved(month)) for month in found)
    return tuple(month for month in moved if month.units)


def _find_last_month(plans: list[PlannedTable], scheme: str) -> int:
    """Return the last month of a scheme's tables, 1-12 of its year; 0: all are before it."""
    own = [plan for plan in plans if plan.scheme.id == scheme]
    numbers = {own[0].scheme.calendar.write(number): number for number in range(1, 13)}
    return max(numbers.get(plan.table.month or "", 0) for plan in own)


def _list_moved(month: MonthMoves) -> tuple[UnitMove, ...]:
    return tuple(
        one
        for one in month.units
        if (one.total_before, one.rank_before, one.grade_before)
        != (one.total_after, one.rank_after, one.grade_after)
    )
