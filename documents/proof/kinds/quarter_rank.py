"""`quarter_rank`: the first ranks of each quarter earn points; their sum, best or mean counts."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import find_scale, to_points, whole
from documents.proof.formulas import BLANK, Formula, add_up, constant, greatest_of, least_of, when
from documents.proof.grids import WHOLE
from documents.proof.workings import Proved, Workings
from scoring.months import to_mask
from scoring.rules.quarter_rank import QUARTERS, QuarterRank


def prove(rule: QuarterRank, full: Decimal, workings: Workings) -> list[Proved]:
    """Return the quarters' points: their sum up to the full ones, the best, or the mean."""
    scale = find_scale(full, *rule.points)
    quarters = [_score_quarter(rule, quarter, scale, workings) for quarter in QUARTERS]
    top = whole(full, scale)
    counting = greatest_of(1, add_up([_counts(rule, one, workings) for one in QUARTERS]))
    proved = []
    for unit in range(len(workings.units)):
        points = [quarter[unit] for quarter in quarters]
        if rule.year_by == "best_quarter":
            earned = to_points(least_of(greatest_of(*points), top), scale)
        elif rule.year_by == "sum_capped":
            earned = to_points(least_of(add_up(points), top), scale)
        else:
            earned = to_points(least_of(add_up(points), top * counting), scale, counting)
        proved.append(Proved(earned))
    return proved


def _counts(rule: QuarterRank, quarter: int, workings: Workings) -> Formula:
    """Return 1 where what the ranking reads is reported for the quarter's month."""
    mask = to_mask([QUARTERS[quarter]])
    product = constant(1)
    for ref in _read(rule):
        product = product * workings.reported.count(ref, mask)
    return product


def _read(rule: QuarterRank) -> list[str]:
    if rule.rank_by == "rate":
        return [rule.adopted, rule.submitted]
    return [rule.adopted if rule.rank_by == "adopted" else rule.submitted]


def _score_quarter(
    rule: QuarterRank, quarter: int, scale: int, workings: Workings
) -> list[Formula]:
    """Return each unit's points of a quarter, in 1/scale."""
    tops = _figures(rule, quarter, workings, _read(rule)[0])
    bottoms = _figures(rule, quarter, workings, rule.submitted) if rule.rank_by == "rate" else None

    def rank(unit: int) -> Formula:
        top = workings.home(tops[unit])
        if bottoms is None:
            better = _count_above(workings, tops, top)
        else:
            better = _count_rates_above(workings, tops, bottoms, unit)
        return when(top > 0, better + 1, BLANK)

    ranks = workings.add(f"第{quarter}季度：名次", rank, WHOLE)
    counts = _counts(rule, quarter, workings)
    worth = [whole(one, scale) for one in rule.points]
    return [counts * _format_worth(one, worth) for one in ranks]


def _figures(rule: QuarterRank, quarter: int, workings: Workings, ref: str) -> list[Formula]:
    month = QUARTERS[quarter]
    return workings.add(
        f"第{quarter}季度：{workings.titles[ref]}",
        lambda unit: workings.facts.total(workings.position(unit), ref, to_mask([month])),
        WHOLE,
    )


def _count_above(workings: Workings, tops: list[Formula], top: Formula) -> Formula:
    area = workings.area(tops)
    above = sum(float(one.value or 0) > float(top.value or 0) for one in tops)
    return Formula(f'COUNTIF({area},">"&{top.text})', float(above))


def _count_rates_above(
    workings: Workings, tops: list[Formula], bottoms: list[Formula], unit: int
) -> Formula:
    """Return how many units have a higher rate, by whole numbers: a × d > c × b."""
    top, bottom = float(tops[unit].value or 0), float(bottoms[unit].value or 0)
    above = sum(
        float(one.value or 0) * bottom > top * float(other.value or 0)
        for one, other in zip(tops, bottoms, strict=True)
    )
    own_top, own_bottom = workings.home(tops[unit]).text, workings.home(bottoms[unit]).text
    return Formula(
        f"SUMPRODUCT(({workings.area(tops)}*{own_bottom}>{own_top}*{workings.area(bottoms)})*1)",
        float(above),
    )


def _format_worth(rank: Formula, worth: list[int]) -> Formula:
    points = constant(0)
    for number, one in reversed(list(enumerate(worth, start=1))):
        points = when(rank.equals(number), one, points)
    return points
