"""From facts to the `units` list of `kaohe scores --format json`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from . import qianyang
from .ends import Ends, is_settled, publish_ends
from .facts import Facts, Seen
from .jiangxian import ASSESSMENTS
from .notices import INTERPRETATIONS, JIANGXIAN, QIANYANG, YEAR_OF, Unit, roster
from .rules import NOTHING, Points, half_up

Row = dict[str, Any]
SUPERVISION_PASS = 80
KEY_PASS = 60
ALL_DEFAULTS: Mapping[str, str] = MappingProxyType({})


def score_scheme(
    scheme: str,
    facts: Facts,
    as_of: int,
    *,
    final: bool = False,
    choices: Mapping[str, str] = ALL_DEFAULTS,
    only: str | None = None,
) -> list[Row]:
    """Score every assessment, or only one, as of a month (1-12).

    `choices` are interpretations that are not the default.
    """
    seen = Seen(facts, YEAR_OF[scheme], as_of)
    settled = settle_choices(scheme, choices)
    if scheme == QIANYANG:
        return score_qianyang(seen, settled, final=final)
    rows = []
    for assessment in [only] if only else ASSESSMENTS:
        rows += score_jiangxian(seen, assessment, final, settled)
    return rows


def settle_choices(scheme: str, choices: Mapping[str, str]) -> dict[str, str]:
    """Fill the choices up with the defaults; an unknown name or option is an error."""
    options = INTERPRETATIONS[scheme]
    for name, option in choices.items():
        if option not in options.get(name, ()):
            raise ValueError(f"{scheme} knows no interpretation {name} = {option}")
    return {name: choices.get(name, known[0]) for name, known in options.items()}


# Publishing: one rounding per figure


@dataclass(frozen=True)
class Published:
    """An indicator's points as published, in hundredths rounded once."""

    full: Fraction
    earned: Fraction
    lost: Fraction
    pending: Fraction


def publish(points: Points, *, final: bool) -> Published:
    """Round earned and lost half up once each; pending is what is left of full."""
    still_pending = points.pending
    if final and not points.undefined:
        still_pending = NOTHING  # lost: no evidence by the close
    earned = half_up(points.earned)
    if still_pending == 0:
        # Not negative: beyond_full lets earned pass full, and then nothing is lost.
        return Published(points.full, earned, max(NOTHING, points.full - earned), NOTHING)
    lost = half_up(points.full - points.earned - still_pending)
    return Published(points.full, earned, lost, points.full - earned - lost)


def text(points: Fraction | None) -> str | None:
    """Write points that have 2 decimals: 28.13, 5.00; None stays None."""
    if points is None:
        return None
    hundredths = points * 100
    assert hundredths.denominator == 1 and hundredths >= 0
    return f"{hundredths.numerator // 100}.{hundredths.numerator % 100:02d}"


def competition_ranks(standing: Mapping[str, Any]) -> dict[str, int]:
    """Rank highest first, 1, 1, 3; a standing of None has no rank."""
    ranked = {unit: mark for unit, mark in standing.items() if mark is not None}
    return {
        unit: 1 + len([other for other in ranked.values() if other > mark])
        for unit, mark in ranked.items()
    }


def in_rank_order(
    units: Sequence[Unit], ranks: Mapping[str, int], make_row: Callable[[str], Row]
) -> list[Row]:
    """Make the rows in rank order, the unranked last; ties stay in roster order."""
    last = len(units) + 1
    ordered = sorted(units, key=lambda unit: ranks.get(unit.name, last))  # a stable sort
    return [make_row(unit.name) for unit in ordered]


# Jiangxian


def score_jiangxian(
    seen: Seen, assessment: str, final: bool, choices: Mapping[str, str]
) -> list[Row]:
    """Score one of the five assessments."""
    units = roster(JIANGXIAN, assessment)
    published: dict[str, dict[str, Published]] = {}
    ends: dict[str, dict[str, Ends]] = {}
    for unit in units:
        exact = ASSESSMENTS[assessment](seen, unit, choices)
        published[unit.name] = {id_: publish(exact[id_], final=final) for id_ in exact}
        ends[unit.name] = {id_: publish_ends(exact[id_], final=final) for id_ in exact}
    totals = {unit: sum_indicators(published[unit]) for unit in published}
    ranks = competition_ranks(
        {
            unit: None if total.pending == total.full else total.earned
            for unit, total in totals.items()
        }
    )

    def make_row(unit: str) -> Row:
        total = totals[unit]
        grade = grade_supervision(total) if assessment == "2" else None
        is_sure = is_settled(ends[unit], grade, SUPERVISION_PASS)
        return {
            "assessment": assessment,
            "unit": unit,
            "rank": ranks.get(unit),
            **figures(total),
            "total": text(total.earned),
            "rate": text(score_rate(total)),
            "grade": grade,
            "grade_settled": is_sure if assessment == "2" else None,
            "indicators": [{"id": id_, **figures(p)} for id_, p in published[unit].items()],
        }

    return in_rank_order(units, ranks, make_row)


def sum_indicators(indicators: Mapping[str, Published]) -> Published:
    """Sum the rounded indicators of a unit."""
    return Published(
        sum((p.full for p in indicators.values()), NOTHING),
        sum((p.earned for p in indicators.values()), NOTHING),
        sum((p.lost for p in indicators.values()), NOTHING),
        sum((p.pending for p in indicators.values()), NOTHING),
    )


def figures(points: Published) -> Row:
    """Write full, earned, lost and pending."""
    return {
        "full": text(points.full),
        "earned": text(points.earned),
        "lost": text(points.lost),
        "pending": text(points.pending),
    }


def score_rate(total: Published) -> Fraction | None:
    """Give earned / (full - pending) in percent; None when all is pending."""
    known = total.full - total.pending
    return None if known == 0 else half_up(total.earned / known * 100)


def grade_supervision(total: Published) -> str | None:
    """Grade assessment 2: 合格 from 80, 不合格 once 80 is out of reach, else still open."""
    if total.earned >= SUPERVISION_PASS:
        return "合格"
    return "不合格" if total.earned + total.pending < SUPERVISION_PASS else None


# Qianyang: `final` only settles the grades, for nothing is ever pending


def score_qianyang(seen: Seen, choices: Mapping[str, str], *, final: bool) -> list[Row]:
    """Score the three parts, in their order: vetoes, key items, bonus."""
    units = roster(QIANYANG, "1")
    rows = {unit.name: score_qianyang_unit(seen, unit.name, choices, final=final) for unit in units}
    ranks = competition_ranks({unit: qianyang_standing(row) for unit, row in rows.items()})
    return in_rank_order(units, ranks, lambda unit: {**rows[unit], "rank": ranks.get(unit)})


def qianyang_standing(row: Row) -> tuple[bool, Fraction] | None:
    """Say what ranks a unit: 合格 by total before 不合格 by key (its total); vetoed units not."""
    if row["vetoes"]:
        return None
    return row["grade"] == "合格", Fraction(row["total"])


def is_sure(seen: Seen, key: Fraction) -> bool:
    """Say whether no month of a ledger that is open can bring a veto, or too many deductions."""
    if seen.is_ledger_open("qy_veto"):
        return False
    return key < KEY_PASS or not seen.is_ledger_open("qy_deduction")


def score_qianyang_unit(seen: Seen, unit: str, choices: Mapping[str, str], *, final: bool) -> Row:
    """Make a unit's row; `rank` is filled in when all units are known."""
    vetoes = qianyang.find_vetoes(seen, unit, choices)
    key = qianyang.key_points(seen, unit)
    exact = qianyang.bonus_points(seen, unit, choices)
    bonuses = {id_: half_up(points) for id_, points in exact.items()}
    bonus = sum(bonuses.values(), NOTHING)
    vetoed = len(vetoes) > 0
    counted = key > 80 and not vetoed
    key_figures = figures(Published(qianyang.KEY_FULL, key, qianyang.KEY_FULL - key, NOTHING))
    unit_figures = key_figures if not vetoed else {**dict.fromkeys(key_figures), "full": "100.00"}
    return {
        "assessment": "1",
        "unit": unit,
        "rank": None,
        **unit_figures,
        "total": None if vetoed else text(key + bonus if counted else key),
        "rate": None if vetoed else text(key),
        "grade": grade_qianyang(key, vetoed=vetoed),
        "grade_settled": final or vetoed or is_sure(seen, key),
        "vetoes": vetoes,
        "at_risk": ["V1a"] if qianyang.is_at_risk(seen, unit, choices) else [],
        "key": None if vetoed else text(key),
        "bonus": None if vetoed else text(bonus),
        "bonus_counted": counted,
        "indicators": [
            {"id": "K", **key_figures},
            *(
                # Reading: 'lost and pending only for K' means that a bonus has no such keys.
                {"id": id_, "full": text(Fraction(qianyang.BONUS_FULL[id_])), "earned": text(got)}
                for id_, got in bonuses.items()
            ),
        ],
    }


def grade_qianyang(key: Fraction, *, vetoed: bool) -> str:
    """Grade by veto, then by the key items (60 itself is 合格)."""
    if vetoed:
        return "不合格(否决)"
    return "不合格" if key < KEY_PASS else "合格"
