"""The figures of a board for sentences: who leads, who lost points, who fails, what is open.

Names with a word of a notice (合格线, 否决单位 …) are those of templates written for such a notice;
the general template uses the neutral ones, which have the same values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from documents.bulletin.board_facts import Board, UnitScore
from documents.bulletin.figures import FigureTexts, UnitNamer, take_first
from documents.scheme_words import DEDUCTIONS
from documents.wording import format_grade

TOP_RANKS = 3
LOWEST_NAMED = 3

BOARD_NAMES = (
    "考核", "单位数", "排名单位数", "领先单位", "最高分", "平均分", "靠后单位", "上升单位",
    "下降单位", "失分增加单位", "上月", "比较说明", "待定单位", "未评定项目", "合格线",
    "不合格单位", "低于合格线单位", "否决单位", "否决单位数", "预警单位", "预警单位数",
    "扣分单位数", "扣分较多单位", "加分计入单位数",
    "末等", "分组", "基本分", "附加分", "扣减分", "限制条件", "临近限制条件", "末等单位",
    "目前末等单位", "等次情况", "限制单位", "临近单位", "附加不计单位",
)  # fmt: skip


def list_board_figures(board: Board, namer: UnitNamer) -> FigureTexts:
    """Return each name of BOARD_NAMES with its text for a board."""
    ranked = [score for score in board.units if score.rank is not None]
    vetoed = [score.unit for score in board.units if score.vetoes]
    at_risk = [score.unit for score in board.units if score.at_risk]
    pending = [score.unit for score in board.units if _has_pending(score)]
    unreported = dict.fromkeys(item.name for item in board.items if not item.is_reported)
    deducted = {
        score.unit: Decimal(score.lost or 0) for score in ranked if score.lost not in {None, "0.00"}
    }
    most_deducted = sorted(deducted, key=lambda unit: -deducted[unit])
    lost = {unit: f"{points}分" for unit, points in deducted.items()}
    return {
        "考核": board.title,
        "单位数": str(len(board.units)),
        "排名单位数": str(len(ranked)),
        "领先单位": _name_leaders(namer, board, ranked),
        "最高分": max((score.total or "" for score in ranked), key=Decimal) if ranked else "",
        "平均分": board.mean or "",
        "靠后单位": _name_with_totals(namer, _list_lowest(board, ranked)),
        "上升单位": _name_movers(namer, ranked, 1, "上升"),
        "下降单位": _name_movers(namer, ranked, -1, "下降"),
        "失分增加单位": _name_losers(namer, board),
        "上月": f"{board.previous_month}月" if _is_compared(board) else "",
        "比较说明": board.no_comparison if ranked else "",
        "待定单位": namer.join(pending),
        "未评定项目": "、".join(unreported),
        "合格线": board.pass_line or "",
        "不合格单位": _name_with_totals(namer, _select(board, board.fails)),
        "低于合格线单位": _name_with_totals(namer, _select(board, board.is_below_line)),
        "否决单位": namer.join(vetoed),
        "否决单位数": str(len(vetoed)),
        "预警单位": namer.join(at_risk),
        "预警单位数": str(len(at_risk)),
        "扣分单位数": str(len(deducted)),
        "扣分较多单位": namer.join(take_first(most_deducted, deducted, LOWEST_NAMED), lost),
        "加分计入单位数": str(sum(score.bonus_counted for score in ranked)),
        **_list_words(board),
        **_list_neutral(board, namer),
    }


def _list_words(board: Board) -> FigureTexts:
    """Return what the scheme calls its parts; '' for what it does not have."""
    words = board.words
    return {
        "末等": words.grades[-1] if words.grades else "",
        "分组": words.groups,
        "基本分": words.base or "得分",
        "附加分": words.additions,
        "扣减分": words.deductions or (DEDUCTIONS if board.has_deductions else ""),
        "限制条件": words.veto,
        "临近限制条件": words.at_risk,
    }


def _list_neutral(board: Board, namer: UnitNamer) -> FigureTexts:
    left_out = [unit.unit for unit in board.units if _has_uncounted(unit)]
    return {
        "末等单位": _name_with_totals(namer, _select(board, board.fails)),
        "目前末等单位": _name_with_totals(namer, _select(board, board.is_below_line)),
        "等次情况": _count_grades(board),
        "限制单位": namer.join([unit.unit for unit in board.units if unit.vetoes]),
        "临近单位": namer.join([unit.unit for unit in board.units if unit.at_risk]),
        "附加不计单位": namer.join(left_out),
    }


def _has_uncounted(unit: UnitScore) -> bool:
    return not unit.bonus_counted and Decimal(unit.bonus or 0) > 0


def _count_grades(board: Board) -> str:
    """Return how many units have each settled grade: 优秀3个、良好5个; '' while there is none."""
    counts = Counter(unit.grade for unit in board.units if unit.grade and unit.is_grade_settled)
    order = [*board.words.grades, *(grade for grade in counts if grade not in board.words.grades)]
    listed = [(grade, counts[grade]) for grade in order if counts[grade]]
    return "、".join(f"{format_grade(grade)}{count}个" for grade, count in listed)


def _name_leaders(namer: UnitNamer, board: Board, ranked: Sequence[UnitScore]) -> str:
    """Name the units of the first ranks; where groups are ranked apart, the first of each."""
    groups = board.list_groups()
    if not groups:
        return _name_with_totals(namer, _list_top(ranked, namer))
    firsts = [
        (group, [unit for unit in ranked if unit.group == group and unit.rank == 1])
        for group in groups
    ]
    named = [(group, units) for group, units in firsts if 0 < len(units) <= namer.most_named]
    return "、".join(f"{group}的{_name_with_totals(namer, units)}" for group, units in named)


def _name_with_totals(namer: UnitNamer, units: Sequence[UnitScore]) -> str:
    totals = {score.unit: f"{score.total}分" for score in units if score.total is not None}
    return namer.join([score.unit for score in units], totals)


def _select(board: Board, holds: Callable[[UnitScore], bool]) -> list[UnitScore]:
    return [score for score in board.units if holds(score)]


def _has_pending(unit: UnitScore) -> bool:
    return unit.pending not in {None, "0.00"}


def _is_compared(board: Board) -> bool:
    """Return whether any item is decided in both months, so that a change can be stated."""
    return any(score.lost_more is not None for score in board.units)


def _list_top(ranked: Sequence[UnitScore], namer: UnitNamer) -> list[UnitScore]:
    """Return the units of the first ranks; none if more share them than a sentence names."""
    top = [score for score in ranked if score.rank is not None and score.rank <= TOP_RANKS]
    return top if len(top) <= namer.most_named else []


def _list_lowest(board: Board, ranked: Sequence[UnitScore]) -> list[UnitScore]:
    """Return the lowest-ranked units; none if they are more than a third of the board.

    Units that fail, or are below the pass line for now, are left out: other figures name them.
    Where groups are ranked apart, nobody is the lowest of all.
    """
    if len(ranked) <= 2 * LOWEST_NAMED or board.list_groups():
        return []
    last = ranked[-LOWEST_NAMED].rank or 0
    lowest = [score for score in ranked if score.rank is not None and score.rank >= last]
    if 3 * len(lowest) > len(ranked):
        return []
    return [score for score in lowest if not (board.fails(score) or board.is_below_line(score))]


def _name_movers(namer: UnitNamer, ranked: Sequence[UnitScore], sign: int, word: str) -> str:
    """Name the units that rose (sign 1) or fell (sign -1) the most since the month before."""
    moves = {score.unit: Decimal(_count_places_risen(score) * sign) for score in ranked}
    places = {unit: count for unit, count in moves.items() if count > 0}
    order = sorted(places, key=lambda unit: -places[unit])
    remarks = {unit: f"{word}{count}位" for unit, count in places.items()}
    return namer.join(take_first(order, places, TOP_RANKS), remarks)


def _count_places_risen(score: UnitScore) -> int:
    if score.rank is None or score.previous_rank is None:
        return 0
    return score.previous_rank - score.rank


def _name_losers(namer: UnitNamer, board: Board) -> str:
    """Name the units that lost more points than a month before; if many, those with the most."""
    more = {score.unit: Decimal(score.lost_more or 0) for score in board.units}
    order = sorted((unit for unit in more if more[unit] > 0), key=lambda unit: -more[unit])
    remarks = {unit: f"增加{points}分" for unit, points in more.items()}
    if len(order) <= namer.most_named:
        return namer.join(order, remarks)
    first = take_first(order, more, min(LOWEST_NAMED, namer.most_named))
    if len(first) > namer.most_named:  # too many share the most: only say how much it is
        return f"{len(order)}家单位，最多的{remarks[first[0]]}"
    return f"{len(order)}家单位，其中较多的是{namer.join(first, remarks)}"
