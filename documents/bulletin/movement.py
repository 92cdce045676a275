"""What changed on a board since the month before, of what is decided in both months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from documents.bulletin.facts import Board, UnitScore

MOST_TIED = Fraction(1, 3)
"""With more tied ranks than this share, one deduction moves a unit past half the board."""

MOST_ITEMS = 3
NO_MONTH_BEFORE = "没有上月数据，暂不比较"
YEAR_CLOSED = "年终结算，名次不与上月比较"
TIED = "并列名次较多，名次不与上月比较"

Pair = tuple[UnitScore, UnitScore]
"""A unit this month and in the month before."""


def compare_boards(now: Board, before: Board | None, month: int | None) -> Board:
    """Return the board with what it says of the month before; None where that has no data.

    Points are compared item by item, where the item is decided in both months. Ranks rest on all
    items together, so they are compared only if no item was first decided in between.
    """
    if before is None:
        return replace(now, no_comparison=NO_MONTH_BEFORE)
    earlier = {one.unit: one for one in before.units}
    pairs = [(one, earlier[one.unit]) for one in now.units if one.unit in earlier]
    reason = _find_obstacle(now, before, pairs)
    compared = {
        one.unit: replace(
            one,
            previous_rank=None if reason else old.rank,
            lost_more=_subtract_lost(now, before, (one, old)),
        )
        for one, old in pairs
    }
    units = tuple(compared.get(one.unit, one) for one in now.units)
    return replace(now, previous_month=month, no_comparison=reason, units=units)


def _find_obstacle(now: Board, before: Board, pairs: Sequence[Pair]) -> str:
    """Return why ranks cannot be compared; empty where they can."""
    ranked = [pair for pair in pairs if None not in (pair[0].rank, pair[1].rank)]
    if not ranked:
        return NO_MONTH_BEFORE
    differing = {
        item for one, old in ranked for item in _list_decided(now, one) ^ _list_decided(before, old)
    }
    if differing:
        return describe_new_items([one.name for one in now.items if one.id in differing])
    return TIED if _is_tied(now.units) or _is_tied(before.units) else ""


def describe_new_items(names: Sequence[str]) -> str:
    """Return why ranks are not compared where items were first decided since the month before."""
    once = list(dict.fromkeys(names))
    some = "、".join(once[:MOST_ITEMS])
    more = "" if len(once) <= MOST_ITEMS else f"等{len(once)}项"
    return f"本月有首次评定的项目（{some}{more}），名次不与上月比较"


def _list_decided(board: Board, unit: UnitScore) -> set[str]:
    """Return the items of which something is decided for a unit."""
    items = {one.id: one for one in board.items if one.is_reported}
    return {
        one.id
        for one in unit.items
        if one.id in items and not (items[one.id].is_by_value and one.pending == one.full)
    }


def _subtract_lost(now: Board, before: Board, pair: Pair) -> str | None:
    both = _list_decided(now, pair[0]) & _list_decided(before, pair[1])
    known = [
        Decimal(one.lost) - Decimal(old)
        for one in pair[0].items
        if one.id in both and one.lost is not None
        if (old := pair[1].item(one.id).lost) is not None
    ]
    return f"{sum(known, Decimal()):.2f}" if known else None


def _is_tied(units: Sequence[UnitScore]) -> bool:
    """Return whether more than a third of the ranks are shared."""
    counts = Counter(one.rank for one in units if one.rank is not None)
    shared = sum(count for count in counts.values() if count > 1)
    return Fraction(shared, max(1, counts.total())) > MOST_TIED
