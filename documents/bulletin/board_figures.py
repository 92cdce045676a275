"""What a board gives to sentences: who leads, who lost points, who fails, what is still open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from documents.bulletin.facts import Board, UnitScore
from documents.bulletin.figures import Figures, Speller, take_first

TOP_RANKS = 3
LOWEST_NAMED = 3

BOARD_NAMES = (
    "考核", "单位数", "排名单位数", "领先单位", "最高分", "平均分", "靠后单位", "上升单位",
    "下降单位", "失分增加单位", "上月", "比较说明", "待定单位", "未评定项目", "合格线",
    "不合格单位", "低于合格线单位", "否决单位", "否决单位数", "预警单位", "预警单位数",
    "扣分单位数", "扣分较多单位", "加分计入单位数",
)  # fmt: skip


def list_board_figures(board: Board, speller: Speller) -> Figures:
    """Return what a board gives to sentences."""
    ranked = [one for one in board.units if one.rank is not None]
    vetoed = [one.unit for one in board.units if one.vetoes]
    at_risk = [one.unit for one in board.units if one.at_risk]
    deducted = {
        one.unit: Decimal(one.lost or 0) for one in ranked if one.lost not in {None, "0.00"}
    }
    most_deducted = sorted(deducted, key=lambda unit: -deducted[unit])
    lost = {unit: f"{points}分" for unit, points in deducted.items()}
    return {
        "考核": board.title,
        "单位数": str(len(board.units)),
        "排名单位数": str(len(ranked)),
        "领先单位": _name_with_totals(speller, _list_top(ranked, speller)),
        "最高分": ranked[0].total or "" if ranked else "",
        "平均分": board.mean or "",
        "靠后单位": _name_with_totals(speller, _list_lowest(board, ranked)),
        "上升单位": _name_movers(speller, ranked, 1, "上升"),
        "下降单位": _name_movers(speller, ranked, -1, "下降"),
        "失分增加单位": _name_losers(speller, board),
        "上月": f"{board.previous_month}月" if _is_compared(board) else "",
        "比较说明": board.no_comparison if ranked else "",
        "待定单位": speller.join([one.unit for one in board.units if _has_pending(one)]),
        "未评定项目": "、".join(dict.fromkeys(o.name for o in board.items if not o.is_reported)),
        "合格线": board.pass_line or "",
        "不合格单位": _name_with_totals(speller, _select(board, UnitScore.fails)),
        "低于合格线单位": _name_with_totals(speller, _select(board, UnitScore.is_below_line)),
        "否决单位": speller.join(vetoed),
        "否决单位数": str(len(vetoed)),
        "预警单位": speller.join(at_risk),
        "预警单位数": str(len(at_risk)),
        "扣分单位数": str(len(deducted)),
        "扣分较多单位": speller.join(take_first(most_deducted, deducted, LOWEST_NAMED), lost),
        "加分计入单位数": str(sum(one.bonus_counted for one in ranked)),
    }


def _name_with_totals(speller: Speller, units: Sequence[UnitScore]) -> str:
    totals = {one.unit: f"{one.total}分" for one in units if one.total is not None}
    return speller.join([one.unit for one in units], totals)


def _select(board: Board, holds: Callable[[UnitScore], bool]) -> list[UnitScore]:
    return [one for one in board.units if holds(one)]


def _has_pending(unit: UnitScore) -> bool:
    return unit.pending not in {None, "0.00"}


def _is_compared(board: Board) -> bool:
    """Return whether something is decided in both months, so that a change can be told."""
    return any(one.lost_more is not None for one in board.units)


def _list_top(ranked: Sequence[UnitScore], speller: Speller) -> list[UnitScore]:
    """Return the first ranks; nobody while so many share them that nobody leads."""
    top = [one for one in ranked if one.rank is not None and one.rank <= TOP_RANKS]
    return top if len(top) <= speller.most_named else []


def _list_lowest(board: Board, ranked: Sequence[UnitScore]) -> list[UnitScore]:
    """Return the last of the board that do not fail; nobody where a third of it is last.

    Whoever fails, or is below the pass line for now, is named by another figure.
    """
    if len(ranked) <= 2 * LOWEST_NAMED:
        return []
    last = ranked[-LOWEST_NAMED].rank or 0
    lowest = [one for one in ranked if one.rank is not None and one.rank >= last]
    if 3 * len(lowest) > len(ranked):
        return []
    return [one for one in lowest if not (one.fails() or one.is_below_line())]


def _name_movers(speller: Speller, ranked: Sequence[UnitScore], sign: int, word: str) -> str:
    """Name the units that rose (1) or fell (-1) the most since the month before."""
    places = {one.unit: Decimal(_moved(one) * sign) for one in ranked if _moved(one) * sign > 0}
    order = sorted(places, key=lambda unit: -places[unit])
    said = {unit: f"{word}{count}位" for unit, count in places.items()}
    return speller.join(take_first(order, places, TOP_RANKS), said)


def _moved(unit: UnitScore) -> int:
    if unit.rank is None or unit.previous_rank is None:
        return 0
    return unit.previous_rank - unit.rank


def _name_losers(speller: Speller, board: Board) -> str:
    """Name the units that lost more points than a month before; of many, those with the most."""
    more = {one.unit: Decimal(one.lost_more or 0) for one in board.units}
    order = sorted((one for one in more if more[one] > 0), key=lambda unit: -more[unit])
    said = {unit: f"增加{points}分" for unit, points in more.items()}
    if len(order) <= speller.most_named:
        return speller.join(order, said)
    first = take_first(order, more, min(LOWEST_NAMED, speller.most_named))
    if len(first) > speller.most_named:
        return f"{len(order)}家单位，最多的{said[first[0]]}"
    return f"{len(order)}家单位，其中较多的是{speller.join(first, said)}"
