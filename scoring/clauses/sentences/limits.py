"""Say start, limits, periods, coefficient and scale of a clause or group."""

from __future__ import annotations

from fractions import Fraction

from scoring.clauses.curves import Each, Table
from scoring.clauses.figures import Column, Place
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Clause, Group, Line, Period, walk_lines
from scoring.clauses.quantities import FULL, ONE, ZERO, Fixed, OfFull, Quantity
from scoring.clauses.sentences.amounts import is_negative, say_points, say_target
from scoring.clauses.sentences.voice import PERIOD_WORDS, Voice, find_type, write

COMBINED = {
    "mean": "全年取各{}平均",
    "sum": "全年各{}相加",
    "best": "全年取最高的一{}",
    "last": "全年取最后一{}",
    "mean_to_date": "全年取已计各{}的平均",
}
NEW_UNITS = {"absent_full": "不在册的{}计满分", "absent_missed": "不在册的{}按未完成计"}


def is_loss(line: Line) -> bool:
    """Return whether a line can only take points."""
    match line.curve:
        case Each(price=price):
            return is_negative(price)
        case Table(rows=rows):
            points = [row.points for row in rows]
            return all(one == ZERO or is_negative(one) for one in points)
    return False


def find_full(part: Clause | Group) -> Fraction | None:
    """Return a full mark that is one number."""
    return part.full.value if isinstance(part.full, Fixed) else None


def find_period_full(part: Clause | Group) -> Fraction | None:
    """Return what a period is worth, where that is one number that can be printed.

    A mean of periods that are worth the full mark each is a sum of their shares, if all that a
    period brings is a part of its full mark.
    """
    full, period = find_full(part), part.period
    if full is None or period is None:
        return None
    is_shared = period.combine == "sum" or (period.combine == "mean" and _is_of_full(part))
    share = full / period.count if is_shared else full
    return share if (share * 10**4).denominator == 1 else None


def _is_of_full(part: Clause | Group) -> bool:
    """Return whether all points of a part are parts of its full mark."""
    limits = (part.start, part.floor, part.ceiling)
    if part.times != ONE or not all(one is None or _is_share(one) for one in limits):
        return False
    return all(
        isinstance(line, Line) and isinstance(line.curve, Each) and _is_share(line.curve.price)
        for line in part.lines
    )


def _is_share(quantity: Quantity) -> bool:
    return isinstance(quantity, OfFull) or quantity == ZERO


def say_period(part: Clause | Group) -> str:
    """Return which periods are scored, what each is worth, and how they make the year."""
    period = part.period
    assert period is not None
    word = PERIOD_WORDS[period.length]
    months = "" if len(period.months) == 12 else _say_months(period.months)
    worth = find_period_full(part)
    if worth is not None and (period.combine == "sum" or worth != find_full(part)):
        return f"{months}每{word}{format_number(worth)}分，全年相加"
    one = "个月" if period.length == "month" else f"个{word}"
    how = COMBINED[period.combine].format(one if period.combine in {"best", "last"} else word)
    if period.combine == "sum" and part.full is not None:
        return f"{months}每{word}满分为其1/{period.count}，{how}"
    return f"{months}按{word}计分，{how}"


def _say_months(months: tuple[int, ...]) -> str:
    if len(months) > 2 and months == tuple(range(months[0], months[-1] + 1)):
        return f"{months[0]}至{months[-1]}月"
    return f"{'、'.join(map(str, months))}月"


def say_period_notes(period: Period) -> list[str]:
    """Return how a period's points are rounded, and what months outside the roster count."""
    word = PERIOD_WORDS[period.length]
    notes = [f"各{word}得分先四舍五入到2位小数"] if period.round_period else []
    if period.new_unit in NEW_UNITS:
        notes.append(NEW_UNITS[period.new_unit].format(word))
    return notes


def say_start(part: Clause | Group, voice: Voice) -> list[str]:
    """Say the start where it is not what the lines suggest: full marks to lose, or 0 to gain."""
    gains = [line for line in walk_lines(part.lines) if not is_loss(line)]
    if part.start == FULL and part.full is not None:
        return ["从满分起算"] if gains else []
    if part.start == ZERO:
        return ["从0分起算"] if part.full is not None and not gains else []
    return [f"从{say_points(part.start, voice)}起算"]


def say_limits(part: Clause | Group, voice: Voice) -> list[str]:
    """Say limits that can bind: 扣完为止, 最高3分, 不封顶, 最低12.5分."""
    lines = list(walk_lines(part.lines))
    loses = any(is_loss(line) or _has_negative(line) for line in lines)
    only_once = all(_takes_all(line) for line in lines)  # then no loss is left to stop
    floor = _say_floor(part, loses, loses and not only_once, voice)
    return [one for one in (floor, _say_ceiling(part, voice)) if one]


def _say_floor(part: Clause | Group, loses: bool, can_use_up: bool, voice: Voice) -> str:
    match part.floor:
        case None:
            is_open = loses and part.full is not None and isinstance(part, Clause)
            return "可扣至0分以下" if is_open else ""
        case Fixed(value=value) if value == 0 and part.full is not None:
            return "扣完为止" if can_use_up else ""
        case Fixed(value=value) if value < 0 and part.start == ZERO:
            return f"最多扣{write(value)}分"
        case Fixed(value=value) if value < 0:
            return f"最低负{write(value)}分"
        case floor:
            return f"最低{say_points(floor, voice)}"


def _say_ceiling(part: Clause | Group, voice: Voice) -> str:
    match part.ceiling:
        case None:
            if part.full is None or not _can_exceed(part, voice):
                return ""
            if isinstance(part, Clause):
                return "不封顶"
            return f"当{voice.period}不封顶" if part.period else "可超过满分"
        case OfFull(share=share) if share == 1:
            if not _can_exceed(part, voice) or part.fit == "scale":
                return ""
            full = find_period_full(part) if part.period else find_full(part)
            return "以满分为限" if full is None else f"最高{format_number(full)}分"
        case ceiling:
            return f"最高{say_points(ceiling, voice)}"


def _has_negative(line: Line) -> bool:
    curve = line.curve
    match curve.kind:
        case "table":
            return any(is_negative(row.points) for row in curve.rows)
        case "tiers":
            return any(is_negative(tier.price) for tier in curve.tiers)
    return False


def _takes_all(line: Line) -> bool:
    """Return whether a line takes all, nothing, or a share spread over the places."""
    curve = line.curve
    if isinstance(line.standing, Place) and line.standing.share:
        return True
    return (
        isinstance(curve, Each)
        and curve.steps == "once"
        and curve.price == OfFull(share=Fraction(-1))
    )


def _can_exceed(part: Clause | Group, voice: Voice) -> bool:
    """Return whether the lines may bring more than the full mark."""
    return part.times != ONE or any(
        not is_loss(line)
        and line.curve.kind in {"each", "tiers"}
        and not line.standing
        and not _is_all_or_nothing(line, voice)
        for line in walk_lines(part.lines)
    )


def _is_all_or_nothing(line: Line, voice: Voice) -> bool:
    """Return whether a line counts one filing, or gives the full mark at its target."""
    curve = line.curve
    if not isinstance(curve, Each) or curve.price != FULL:
        return False
    is_one = isinstance(line.figure, Column) and find_type(line.figure, voice) in {"tick", "filing"}
    return is_one or curve.steps == "whole"


def say_take(part: Clause | Group) -> list[str]:
    """Return which of several lines counts, if not their sum."""
    takes = all(is_loss(line) for line in walk_lines(part.lines))
    match part.take:
        case "highest":
            return ["以上取扣分最少的一项" if takes else "以上取最高的一项"]
        case "lowest":
            return ["以上只按扣分最多的一项扣" if takes else "以上取最低的一项"]
    return []


def say_times(part: Clause | Group, voice: Voice) -> list[str]:
    """Return the coefficient."""
    return [] if part.times == ONE else [f"再乘{say_target(part.times, '', voice)}"]


def say_fit(part: Clause | Group, voice: Voice) -> list[str]:
    """Return how the groups are scaled to the full mark."""
    if part.fit == "scale" and part.full is not None:
        return [f"各部分得分之和占各部分满分之和的比例，乘{say_points(part.full, voice)}"]
    return []
