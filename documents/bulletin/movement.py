"""Compare a board with the month before, over what is decided in both months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from documents.bulletin.board_facts import Board, ItemScore, UnitScore
from warehouse.views import MonthComparison

MOST_TIED = Fraction(1, 3)
"""The share of tied ranks above which one deduction moves a unit past half the board."""

MOST_ITEMS = 3
NO_MONTH_BEFORE = "没有上月数据，暂不比较"
YEAR_CLOSED = "年终结算，名次不与上月比较"
TIED = "并列名次较多，名次不与上月比较"

Pair = tuple[UnitScore, UnitScore]
"""A unit's scores of this month and of the month before."""


def compare_boards(now: Board, before: Board | None, month: int | None) -> Board:
    """Return the board with previous ranks and changes of points; `before` is None without data.

    Points are compared item by item, if the item is decided in both months. Ranks depend on all
    items together, so they are compared only if no item was first decided in between.
    """
    if before is None:
        return replace(now, no_comparison=NO_MONTH_BEFORE)
    earlier = {unit.unit: unit for unit in before.units}
    pairs = [(unit, earlier[unit.unit]) for unit in now.units if unit.unit in earlier]
    reason = _find_obstacle(now, before, pairs)
    compared = {
        unit.unit: replace(
            unit,
            previous_rank=None if reason else old.rank,
            lost_more=_subtract_lost(now, before, (unit, old)),
        )
        for unit, old in pairs
    }
    units = tuple(compared.get(unit.unit, unit) for unit in now.units)
    return replace(now, previous_month=month, no_comparison=reason, units=units)


def _find_obstacle(now: Board, before: Board, pairs: Sequence[Pair]) -> str:
    """Return why ranks cannot be compared, or '' if they can."""
    ranked = [pair for pair in pairs if None not in (pair[0].rank, pair[1].rank)]
    if not ranked:
        return NO_MONTH_BEFORE
    differing = {
        item
        for unit, old in ranked
        for item in _list_decided(now, unit) ^ _list_decided(before, old)
    }
    if differing:
        return describe_new_items([item.name for item in now.items if item.id in differing])
    return TIED if _is_tied(now.units) or _is_tied(before.units) else ""


def describe_obstacle(comparison: MonthComparison) -> str:
    """Return why an assessment's ranks are not compared; '' if they are."""
    match comparison.obstacle:
        case "no_month_before":
            return NO_MONTH_BEFORE
        case "forms_missing":
            return "本月报表未到齐，名次不与上月比较"
        case "new_items":
            return describe_new_items(comparison.new_items)
        case "tied":
            return TIED
    return ""


def describe_new_items(names: Sequence[str]) -> str:
    """Return the sentence that ranks are not compared because of newly decided items."""
    distinct = list(dict.fromkeys(names))
    listed = "、".join(distinct[:MOST_ITEMS])
    more = "" if len(distinct) <= MOST_ITEMS else f"等{len(distinct)}项"
    return f"本月有首次评定的项目（{listed}{more}），名次不与上月比较"


def _list_decided(board: Board, unit: UnitScore) -> set[str]:
    """Return the ids of the items of which anything is decided for a unit."""
    items = {item.id: item for item in board.items if item.is_reported}
    return {
        score.id
        for score in unit.items
        if score.id in items and not (items[score.id].is_by_value and _is_open(score))
    }


def _is_open(score: ItemScore) -> bool:
    return score.full is not None and score.pending == score.full


def _subtract_lost(now: Board, before: Board, pair: Pair) -> str | None:
    """Return the change of lost points over items decided in both months; None without any."""
    both = _list_decided(now, pair[0]) & _list_decided(before, pair[1])
    known = [
        Decimal(score.lost) - Decimal(old)
        for score in pair[0].items
        if score.id in both and score.lost is not None
        if (old := pair[1].item(score.id).lost) is not None
    ]
    return f"{sum(known, Decimal()):.2f}" if known else None


def _is_tied(units: Sequence[UnitScore]) -> bool:
    """Return whether more than a third of the ranks are shared, each group by itself."""
    counts = Counter((unit.group, unit.rank) for unit in units if unit.rank is not None)
    shared = sum(count for count in counts.values() if count > 1)
    return Fraction(shared, max(1, counts.total())) > MOST_TIED
