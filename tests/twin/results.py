"""Totals, ranks, grades and consequences of an assessment."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from . import tree, vetoes
from .concerned import at_of
from .exact import ZERO, Score, exact, half_up
from .facts import Spec, Unit, Year
from .parameters import settle
from .targets import amount


@dataclass
class Result:
    """One unit's line of the leaderboard; None: no score, no rank, no grade yet."""

    unit: Unit
    score: Score
    points: Fraction | None
    rank: int | None = None
    grade: str | None = None
    is_provisional: bool = False  # a share grade before the year is closed: 暂定
    bars: tuple[str, ...] = ()
    is_last: bool = False
    warnings: tuple[str, ...] = ()
    held: tuple[Spec, ...] = ()
    assessment: str = "total"


def assess(year: Year, name: str = "total") -> dict[str, Result]:
    """Score an assessment: each unit's total, rank and grade."""
    assessment = next(a for a in tree.assessments(year) if str(a.get("id")) == name)
    units = tree.members(year, assessment)
    results = {u.name: one_total(year, u, assessment, units) for u in units}
    rank(year, assessment, results)
    for result in results.values():
        if result.grade is None:
            grade_by_line(year, assessment, result, results)
    grade_by_share(year, assessment, results)
    return results


def part_scores(year: Year, name: str = "total") -> dict[str, dict[str, Score]]:
    """Return the score of every clause and node that a unit has, by unit and id."""
    assessment = next(a for a in tree.assessments(year) if str(a.get("id")) == name)
    units = tree.members(year, assessment)
    found: dict[str, dict[str, Score]] = {unit.name: {} for unit in units}
    for unit in units:
        for part in tree.parts_of(year, unit, assessment["total"], units):
            score = tree.part_score(year, unit, part, units)
            if score is not None:
                found[unit.name][str(part["id"])] = score
    return found


def one_total(year: Year, unit: Unit, assessment: Spec, units: list[Unit]) -> Result:
    """Return a unit's total with its vetoes: Σ nodes + additions, limited, rounded once."""
    score, points = tree.total_of(year, unit, assessment, units)
    warned = vetoes.warnings(year, unit, assessment)
    result = Result(unit, score, points, warnings=tuple(warned))
    result.assessment = str(assessment.get("id", "total"))
    result.held = tuple(vetoes.vetoes(year, unit, assessment))
    for veto in result.held:
        apply(year, result, veto)
    return result


def apply(year: Year, result: Result, veto: Spec) -> None:
    """Apply a veto: no score, other points, no rank, the last place, or bars from grades."""
    effect, points = vetoes.effect_of(veto)
    if effect == "no_score":
        result.points = None
    elif effect == "points" and result.points is not None:
        by_score = isinstance(points, dict)
        value = tree.score_of(year, result.unit, points["score"]) if by_score else exact(points)
        result.points = None if value is None else half_up(value)
    elif effect == "last_place":
        result.is_last = True
    result.bars += tuple(veto.get("bars", ()))
    result.grade = veto.get("grade", result.grade)


def rank(year: Year, assessment: Spec, results: dict[str, Result]) -> None:
    """Rank by total or score rate: competition ranks, highest first, each group by itself.

    A unit of which nothing is known, and one whose score or rank a veto takes, has no rank.
    """
    rules: Spec = assessment.get("rank") or year.scheme.get("rank", {})
    ranked = [r for r in results.values() if has_rank(year, r)]
    for one in ranked:
        within = settle(at_of(year, one.unit, {}, [one.unit]), rules.get("within", "all"))
        group = [r for r in ranked if is_with(one, r, within)]
        before = [other for other in group if stands_before(year, rules, other, one)]
        if rules.get("ties") == "dense":
            one.rank = 1 + len({(r.is_last, *order(year, rules, r)) for r in before})
        else:
            one.rank = 1 + len(before)


def has_rank(year: Year, result: Result) -> bool:
    """Return whether anything of a unit is known, and no veto takes its place."""
    score = result.score
    effects = {vetoes.effect_of(veto)[0] for veto in result.held}
    known = score.full is None or score.pending != score.full or score.added != 0
    return result.points is not None and known and not effects & {"no_score", "no_rank"}


def is_with(one: Result, other: Result, within: str) -> bool:
    """Return whether two units are ranked or counted together: all, a group, a kind."""
    if within == "kind":
        return one.unit.kind == other.unit.kind
    return within == "all" or same_group(one, other)


def same_group(one: Result, other: Result) -> bool:
    """Return whether two units are ranked together."""
    return one.unit.group == other.unit.group


def stands_before(year: Year, rules: Spec, one: Result, other: Result) -> bool:
    """Return whether a unit is ranked before another; `then`: what decides between equals."""
    if one.is_last or other.is_last:
        return other.is_last and not one.is_last
    return order(year, rules, one) > order(year, rules, other)


def order(year: Year, rules: Spec, result: Result) -> tuple[Fraction, ...]:
    """Return what a unit is ranked by, more is better; `then`: what decides between equals."""
    measured = measure(rules, result)
    found = [-measured if rules.get("order") == "lowest" else measured]
    for name in rules.get("then", []):
        spec, assessment = tree.find(year, name)
        units = tree.members(year, assessment)
        score = tree.part_score(year, result.unit, spec, units) or Score(None)
        found.append(score.earned + score.added)
    return tuple(found)


def measure(rules: Spec, result: Result) -> Fraction:
    """Return what units are ranked or graded by: total, or earned ÷ (full − pending)."""
    if rules.get("by", rules.get("of")) == "score_rate":
        known = (result.score.full or ZERO) - result.score.pending
        return 100 * result.score.earned / known if known else ZERO
    return result.points or ZERO


def grade_by_line(year: Year, assessment: Spec, result: Result, results: dict[str, Result]) -> None:
    """Give the first grade that a unit reaches; with points pending only if both ends agree."""
    grades = assessment.get("grades", year.scheme.get("grades"))
    if grades is None or result.points is None:
        return
    waits = grades.get("settled") and result.score.pending
    if year.month < grades.get("from_month", 1) or waits:
        return
    settled = grades.get("stand") == "now"
    names = {
        first_reached(year, grades["list"], result, results, most)
        for most in ((False,) if settled else (False, True))
    }
    result.grade = names.pop() if len(names) == 1 else None


def first_reached(
    year: Year, lines: list[Spec], result: Result, results: dict[str, Result], most: bool
) -> str | None:
    """Return the first grade line that a unit reaches and is not barred from."""
    for line in lines:
        if line["name"] not in result.bars and reaches(year, line, result, results, most):
            return str(line["name"])
    return None


def reaches(year: Year, line: Spec, result: Result, results: dict[str, Result], most: bool) -> bool:
    """Return whether a unit reaches a line: its points, its place from the front or the end."""
    if "first" in line or "last" in line:
        return result.rank is not None and among(line, result, results)
    if "from" not in line:
        return True
    start = amount(at_of(year, result.unit, {}, [result.unit]), line["from"]) or ZERO
    if "on" in line:
        spec, assessment = tree.find(year, line["on"])
        score = tree.part_score(year, result.unit, spec, tree.members(year, assessment))
        if score is None:
            return False
        value = score.earned + score.added + (score.pending if most else ZERO)
    elif line.get("of") == "last_period":
        last = result
        if not year.only:
            last = period_results(year, (year.month,), result.assessment)[result.unit.name]
        value = (last.points or ZERO) + (last.score.pending if most else ZERO)
    else:
        value = measure(line, result) + (result.score.pending if most else ZERO)
    return value > start if line.get("edge") == "exclusive" else value >= start


def among(line: Spec, result: Result, results: dict[str, Result], within: str = "group") -> bool:
    """Return whether a unit is among the first or last n of its group."""
    if "first" in line:
        return result.rank is not None and result.rank <= line["first"]
    group = [r for r in results.values() if r.rank is not None and is_with(r, result, within)]
    behind = sum(1 for r in group if (r.rank or 0) > (result.rank or 0))
    return behind < int(line["last"])


def seats(line: Spec, count: int) -> int:
    """Return the seats of a share grade among `count` units."""
    exactly = Fraction(count) * exact(line["share"]) / 100
    how = line.get("round", "down")
    if how == "half_up":
        return int(half_up(exactly, 0))
    return math.ceil(exactly) if how == "up" else math.floor(exactly)


def grade_by_share(year: Year, assessment: Spec, results: dict[str, Result]) -> None:
    """Hand out the seats of share grades by rank; who has none falls to the next line."""
    lines = (assessment.get("grades") or year.scheme.get("grades", {})).get("list", [])
    for number, line in enumerate(lines):
        if "share" not in line:
            continue
        for group in {r.unit.group for r in results.values()}:
            inside = [r for r in results.values() if r.unit.group == group]
            seated = take_seats(year, line, inside, results)
            for result in inside:
                if result.grade == line["name"] and result.unit.name not in seated:
                    rest = lines[number + 1 :]
                    result.grade = first_reached(year, rest, result, results, most=False)
                elif result.grade == line["name"]:
                    result.is_provisional = not (year.is_final or not result.score.pending)


def take_seats(year: Year, line: Spec, group: list[Result], results: dict[str, Result]) -> set[str]:
    """Return the units that get a seat: a tie for the last one is for none or for all."""
    sharing = list(results.values()) if line.get("share_of") == "all" else group
    if line.get("share_of") == "over_line":
        sharing = [r for r in group if reaches(year, line, r, results, most=False)]
    free = seats(line, len(sharing))
    barred_stays = line.get("barred_place", "passes") == "stays"
    wanted = [
        r
        for r in group
        if r.rank is not None
        and reaches(year, {**line, "name": ""}, r, results, most=False)
        and (r.grade == line["name"] or (barred_stays and line["name"] in r.bars))
    ]
    seated: set[str] = set()
    for place in sorted({r.rank for r in wanted if r.rank is not None}):
        tied = [r for r in wanted if r.rank == place]
        if len(tied) > free and (free <= 0 or line.get("ties", "none") == "none"):
            break
        seated |= {r.unit.name for r in tied}
        free -= len(tied)
    return seated


def period_results(year: Year, months: tuple[int, ...], name: str = "total") -> dict[str, Result]:
    """Score one period by itself: its own points and ranks."""
    period = replace(year, only=months, month=min(year.month, months[-1]))
    return year.once(f"period {months}", name, year.scheme, lambda: assess(period, name))


def consequences(year: Year, unit: str, name: str = "total") -> list[tuple[str, int, str | None]]:
    """Return how often a unit was among the last n of its group, and what follows."""
    found = []
    for rule in year.scheme.get("consequence", []):
        count = 0
        for month in range(1, year.month + 1):
            results = period_results(year, (month,), name)
            one = results[unit]
            within = rule.get("within", "group")
            is_in = one.rank is not None and among(rule, one, results, within)
            count = count + is_in if is_in or not rule.get("in_a_row") else 0
        found.append((rule.get("name", ""), count, rule["times"].get(str(count))))
    return found
