"""What a board gives to sentences: who leads, who fell, who is vetoed, what is still open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from documents.bulletin.facts import Board, UnitScore
from documents.bulletin.figures import Figures, Speller

TOP_RANKS = 3
LOWEST_NAMED = 3

BOARD_NAMES = (
    "考核", "单位数", "排名单位数", "领先单位", "最高分", "平均分", "靠后单位", "上升单位",
    "下降单位", "待定单位", "不合格单位", "否决单位", "否决单位数", "预警单位", "预警单位数",
    "扣分单位数", "扣分较多单位", "加分计入单位数",
)  # fmt: skip


def list_board_figures(board: Board, speller: Speller) -> Figures:
    """Return what a board gives to sentences."""
    ranked = [one for one in board.units if one.rank is not None]
    vetoed = [one.unit for one in board.units if one.vetoes]
    at_risk = [one.unit for one in board.units if one.at_risk]
    pending = [one.unit for one in board.units if one.pending not in {None, "0.00"}]
    failing = [one.unit for one in board.units if (one.grade or "").startswith("不合格")]
    deducted = [one for one in ranked if one.lost not in {None, "0.00"}]

    def join(units: Sequence[str]) -> str:
        return speller.join([speller.name(one) for one in units])

    return {
        "考核": board.title,
        "单位数": str(len(board.units)),
        "排名单位数": str(len(ranked)),
        "领先单位": _name_with(speller, [one for one in ranked if _is_top(one)], _say_total),
        "最高分": ranked[0].total or "" if ranked else "",
        "平均分": board.mean or "",
        "靠后单位": _name_with(speller, _list_lowest(ranked), _say_total),
        "上升单位": _name_with(speller, _list_movers(ranked, 1), _say_rise, "均"),
        "下降单位": _name_with(speller, _list_movers(ranked, -1), _say_fall, "均"),
        "待定单位": join(pending),
        "不合格单位": join(failing),
        "否决单位": join(vetoed),
        "否决单位数": str(len(vetoed)),
        "预警单位": join(at_risk),
        "预警单位数": str(len(at_risk)),
        "扣分单位数": str(len(deducted)),
        "扣分较多单位": _name_with(speller, _list_most_deducted(deducted), _say_lost),
        "加分计入单位数": str(sum(one.bonus_counted for one in ranked)),
    }


def _name_with(
    speller: Speller,
    units: Sequence[UnitScore],
    say: Callable[[UnitScore], str],
    alike: str = "均为",
) -> str:
    """Name units with what is said of each; once for all where it is the same."""
    said = {say(one) for one in units}
    if len(units) > 1 and len(said) == 1:
        return f"{speller.join([speller.name(one.unit) for one in units])}（{alike}{said.pop()}）"
    return speller.join([f"{speller.name(one.unit)}（{say(one)}）" for one in units])


def _is_top(unit: UnitScore) -> bool:
    return unit.rank is not None and unit.rank <= TOP_RANKS


def _list_lowest(ranked: Sequence[UnitScore]) -> list[UnitScore]:
    """Return the last of the board; nobody while all are equal, or few."""
    if len(ranked) <= 2 * LOWEST_NAMED or ranked[0].total == ranked[-1].total:
        return []
    last = ranked[-LOWEST_NAMED]
    return [one for one in ranked if one.rank is not None and one.rank >= (last.rank or 0)]


def _list_movers(ranked: Sequence[UnitScore], direction: int) -> list[UnitScore]:
    """Return the units that rose (1) or fell (-1) the most since the month before."""
    moved = [one for one in ranked if _moved(one) * direction > 0]
    moved.sort(key=lambda one: -_moved(one) * direction)
    return moved[:TOP_RANKS]


def _moved(unit: UnitScore) -> int:
    if unit.rank is None or unit.previous_rank is None:
        return 0
    return unit.previous_rank - unit.rank


def _list_most_deducted(deducted: Sequence[UnitScore]) -> list[UnitScore]:
    return sorted(deducted, key=lambda one: -Decimal(one.lost or "0"))[:LOWEST_NAMED]


def _say_total(unit: UnitScore) -> str:
    return f"{unit.total}分"


def _say_lost(unit: UnitScore) -> str:
    return f"{unit.lost}分"


def _say_rise(unit: UnitScore) -> str:
    return f"上升{_moved(unit)}位"


def _say_fall(unit: UnitScore) -> str:
    return f"下降{-_moved(unit)}位"
