"""Nodes: sums, weights and conversion, clauses that do not concern a unit; and vetoes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from . import clause, curves, periods, standing
from .concerned import at_of, concerns, entries, has_full, is_unsure, treatment
from .conditions import condition
from .exact import ZERO, Range, Score, clamp, half_up
from .facts import At, Spec, Unit, Year
from .parameters import settle
from .targets import amount


def assessments(year: Year) -> list[Spec]:
    """Return a scheme's assessments; a scheme with one total is itself the one.

    The scheme's vetoes hold in each, beside its own: the one has no others.
    """
    own = year.scheme.get("assessment")
    return own if own else [{**year.scheme, "id": "total", "veto": []}]


def members(year: Year, assessment: Spec) -> list[Unit]:
    """Return the units that an assessment has, in roster order."""
    name = str(assessment.get("id", "total"))
    return [u for u in year.facts.units if not u.assessments or name in u.assessments]


def find(year: Year, name: str, of: str | None = None) -> tuple[Spec, Spec]:
    """Return the clause or node of an id, and its assessment (`of`: of this one only)."""
    for assessment in assessments(year):
        if of not in (None, str(assessment.get("id"))):
            continue
        if name in (str(assessment.get("id")), "total"):
            return assessment["total"], assessment
        for one in parts(assessment["total"]["clauses"]):
            if str(one.get("id")) == name:
                return one, assessment
    raise KeyError(name)


def parts(clauses: list[Spec]) -> list[Spec]:
    """Return clauses and nodes, however deep."""
    return [part for one in clauses for part in [one, *parts(one.get("clauses", []))]]


def parts_of(year: Year, unit: Unit, node: Spec, units: list[Unit]) -> list[Spec]:
    """Return the clauses and nodes that a unit has: those under a node are for its units."""
    found = []
    for one in node["clauses"]:
        if concerns(at_of(year, unit, one, units), one):
            is_there = "clauses" in one and part_score(year, unit, one, units) is not None
            found += [one, *(parts_of(year, unit, one, units) if is_there else [])]
    return found


def score_of(year: Year, unit: Unit, name: str | None, of: str | None = None) -> Fraction | None:
    """Return another score, or an assessment's, as a figure: only when nothing is pending."""
    spec, assessment = find(year, str(name or of), of)
    units = members(year, assessment)
    if unit not in units:
        return None
    if spec is assessment["total"]:
        total, points = total_of(year, unit, assessment, units)
        return None if total.is_open else points
    score = score_inside(year, unit, spec, assessment["total"], units)
    return None if score is None or score.is_open else score.earned + score.added


def score_range(
    year: Year, unit: Unit, name: str | None, of: str | None = None
) -> tuple[Fraction, Fraction] | None:
    """Return the least and most of a score, for conditions; with additions only when closed."""
    spec, assessment = find(year, str(name or of), of)
    if spec is not assessment["total"] and all(has_full(one) for one in leaves(spec)):
        units = members(year, assessment)
        root = assessment["total"]
        score = score_inside(year, unit, spec, root, units) if unit in units else None
        return None if score is None else (score.earned, score.earned + score.pending)
    points = score_of(year, unit, name, of)
    return None if points is None else (points, points)


def score_inside(year: Year, unit: Unit, part: Spec, root: Spec, units: list[Unit]) -> Score | None:
    """Return the score of a clause or node; None also where a node above it is not there."""
    for node in nodes_above(root, part):
        at = at_of(year, unit, node, units)
        if not concerns(at, node) or treatment(at, node) in ("drop", "rescale", "equal_share"):
            return None
    return part_score(year, unit, part, units)


def nodes_above(root: Spec, part: Spec) -> list[Spec]:
    """Return the nodes between the root and a part, from outside in."""
    for one in root["clauses"]:
        if "clauses" in one and any(part is inner for inner in parts(one["clauses"])):
            return [one, *nodes_above(one, part)]
    return []


def leaves(part: Spec) -> list[Spec]:
    """Return the clauses of a part."""
    return [one for one in [part, *parts(part.get("clauses", []))] if "clauses" not in one]


def total_of(
    year: Year, unit: Unit, assessment: Spec, units: list[Unit]
) -> tuple[Score, Fraction | None]:
    """Return a unit's total as published, before any veto; None: it is not on the roster then."""
    total = assessment["total"]
    root = node_score(year, unit, total, units, is_root=True)
    score = rounded(root or Score(None))
    at = at_of(year, unit, total, units)
    floor, ceiling = (amount(at, total.get(key)) for key in ("floor", "ceiling"))
    raw = score.earned + score.added
    points = half_up(Fraction(clamp(Range(raw, raw), floor, ceiling).least))
    return score, None if root is None else points


def part_score(year: Year, unit: Unit, part: Spec, units: list[Unit]) -> Score | None:
    """Return the score of a clause or node; None: it is not there for the unit."""
    work = node_score if "clauses" in part else clause_score
    return year.once("score", unit.name, part, lambda: work(year, unit, part, units))


def share_of(year: Year, unit: Unit, part: Spec, units: list[Unit]) -> Fraction:
    """Return what a clause's full mark is larger by where its node shares points out equally."""
    roots = [one["total"] for one in assessments(year)]
    nodes = [one for root in roots for one in [root, *parts(root["clauses"])] if "clauses" in one]
    node = next(one for one in nodes if any(part is child for child in one["clauses"]))
    at = at_of(year, unit, node, units)
    amount_shared, sharing = shared_out(at, node, units)
    each = zip(sharing, shared(amount_shared, len(sharing)), strict=True)
    return next((share for one, share in each if one is part), ZERO)


def shared_out(at: At, node: Spec, units: list[Unit]) -> tuple[Fraction, list[Spec]]:
    """Return what a node's clauses share out equally, and which of them do."""
    present, missing = children(at, node, units)
    sharing = [one for one in present if "clauses" not in one and full_of(at, one, units) > 0]
    if not sharing:
        return ZERO, []
    if settle(at, node.get("fit", "sum")) != "equal_share":
        return missing["equal_share"], sharing
    base = sum((full_of(at, one, units) for one in present), ZERO)
    return ((at.full or base) - base), sharing


def clause_score(year: Year, unit: Unit, part: Spec, units: list[Unit]) -> Score | None:
    """Return a clause's published figure for one unit."""
    at = at_of(year, unit, part, units, share_of(year, unit, part, units))
    if not concerns(at, part) or not at.window:
        return None
    at = replace(at, full=periods.period_full(at, part)) if year.only else at
    treat = treatment(at, part)
    if treat == "full":
        return Score(at.full, at.full or ZERO)
    if treat == "mean_of_others":
        return mean_of_others(at, part, units)
    if treat is not None:
        return None
    at = replace(at, known_only=at.full is None)
    result = clause.points(at, part, is_clause=True)
    if is_unsure(at, part):
        most = max(result.most, at.full or ZERO)
        least = min(result.least, most if at.full is not None else ZERO)
        result = curves.unsure(at, least, most)
    return clause.publish(at, part, result)


def mean_of_others(at: At, part: Spec, units: list[Unit]) -> Score:
    """Return the mean of the units that have points for a clause; nobody has: pending."""
    others = [u for u in units if u.name != at.unit.name]
    entry = (entries(part, "not_for") or [{}])[-1]
    others = standing.chosen(at, entry, others)
    others = [u for u in others if treatment(replace(at, unit=u), part) is None]
    scores = [part_score(at.year, u, part, units) for u in others]
    known = [s.earned for s in scores if s is not None and not s.is_open]
    full = at.full or ZERO
    if not known:
        return Score(at.full, pending=full, is_open=True)
    earned = half_up(sum(known, ZERO) / len(known))
    return Score(at.full, earned, full - earned)


def node_score(
    year: Year,
    unit: Unit,
    node: Spec,
    units: list[Unit],
    is_root: bool = False,
) -> Score | None:
    """Return a node's score: Σ of its children, fitted to its full mark; additions beside it.

    The limits of the root bind its total, additions included, and are applied there.
    """
    at = at_of(year, unit, node, units)
    if not concerns(at, node) or not at.window:
        return None
    if not is_root and treatment(at, node) in ("drop", "rescale", "equal_share"):
        return None
    fit = settle(at, node.get("fit", "sum"))
    present, missing = children(at, node, units)
    base = sum((full_of(at, one, units) for one in present), ZERO)
    base += shared_out(at, node, units)[0]
    wanted = base + missing["rescale"] if fit == "sum" else (at.full or base)
    scores = [part_score(year, unit, one, units) for one in present]
    inside = settle(at, node.get("add_inside", False))
    summed = add_up([s for s in scores if s is not None], inside)
    if summed.full is None and any(any_full(one) for one in node["clauses"]):
        summed = replace(summed, full=ZERO)  # none of them is there for the unit
    if fit == "complete":
        summed = replace(summed, full=wanted, earned=summed.earned + wanted - base)
    elif base and (fit == "scale" or missing["rescale"]):
        summed = scaled(summed, wanted / base, wanted)
    return summed if is_root else finished(at, node, summed)


def shared(points: Fraction, count: int) -> list[Fraction]:
    """Share points evenly in cents; the cents that are over go to the first, one each."""
    cents = points * 100
    if not count or cents.denominator != 1:
        return [points / count] * count if count else []
    each, over = divmod(int(cents), count)
    return [Fraction(each + (number < over), 100) for number in range(count)]


def any_full(part: Spec) -> bool:
    """Return whether a part, or one inside it, has a full mark, for whichever units."""
    return has_full(part) or any(any_full(one) for one in part.get("clauses", []))


def children(at: At, node: Spec, units: list[Unit]) -> tuple[list[Spec], dict[str, Fraction]]:
    """Return the children that a unit has, and by treatment the points of those it has not."""
    return at.year.once("children", at.unit.name, node, lambda: sorted_children(at, node, units))


def sorted_children(
    at: At, node: Spec, units: list[Unit]
) -> tuple[list[Spec], dict[str, Fraction]]:
    """Sort a node's children into those that are there and those that are treated otherwise."""
    present, missing = [], {"drop": ZERO, "rescale": ZERO, "equal_share": ZERO}
    for one in node["clauses"]:
        here = at_of(at.year, at.unit, one, units)
        treat = treatment(here, one) if concerns(here, one) else None
        if treat in missing:
            missing[treat] += full_of(at, one, units)
        else:
            present.append(one)
    return present, missing


def full_of(at: At, part: Spec, units: list[Unit]) -> Fraction:
    """Return the full mark of a clause or node for a unit; an addition has 0."""
    return at.year.once("full", at.unit.name, part, lambda: asked_full(at, part, units))


def asked_full(at: At, part: Spec, units: list[Unit]) -> Fraction:
    """Work out the full mark of a clause or node for a unit."""
    here = at_of(at.year, at.unit, part, units)
    if not concerns(here, part):
        return ZERO
    if here.full is not None or "clauses" not in part:
        return here.full or ZERO
    return sum((full_of(at, one, units) for one in part["clauses"]), ZERO)


def add_up(scores: list[Score], add_inside: bool) -> Score:
    """Add the children; additions stay beside, unless they count inside the node.

    Inside, an addition is earned and a deduction is lost.
    """
    fulls = [s.full for s in scores if s.full is not None]
    added = sum((s.added for s in scores), ZERO)
    inside = added if add_inside else ZERO
    return Score(
        sum(fulls, ZERO) if fulls else None,
        sum((s.earned for s in scores), ZERO) + inside,
        sum((s.lost for s in scores), ZERO) - min(inside, ZERO),
        sum((s.pending for s in scores), ZERO),
        added - inside,
        is_open=any(s.is_open for s in scores),
    )


def scaled(score: Score, factor: Fraction, full: Fraction) -> Score:
    """Convert a node to its full mark (折算): weight, conversion and rescale are this one thing."""
    earned, lost, pending = (x * factor for x in (score.earned, score.lost, score.pending))
    return replace(score, full=full, earned=earned, lost=lost, pending=pending)


def finished(at: At, node: Spec, score: Score) -> Score:
    """Apply a node's condition, limits and rounding."""
    holds = condition(at, node["when"]) if "when" in node else True
    floor = amount(at, node["floor"]) if "floor" in node else None
    ceiling = amount(at, node["ceiling"]) if "ceiling" in node else None
    is_open = score.is_open or holds is None
    if score.full is None:  # a group of additions or deductions: caps, or 不计入
        added = clamp(Range(score.added, score.added), floor, ceiling).least
        return replace(score, added=Fraction(added) if holds else ZERO, is_open=is_open)
    if holds is False:
        return Score(score.full, lost=score.full)
    if (floor, ceiling) != (None, None):
        held = clamp(Range(score.earned, score.earned + score.pending), floor, ceiling)
        earned, most = Fraction(held.least), Fraction(held.most)
        lost = max((score.full or ZERO) - most, ZERO)
        score = replace(score, earned=earned, pending=most - earned, lost=lost)
    if holds is None:  # from without to with
        most = score.earned + score.pending
        score = replace(score, earned=ZERO, pending=most, added=ZERO, is_open=True)
    return rounded(score) if node.get("round") == "node" else score


def rounded(score: Score) -> Score:
    """Publish a node: earned and lost are rounded once, the last side takes the remainder.

    Over its full mark there is no remainder: each side is rounded by itself.
    """
    if score.full is None:
        return score
    earned, lost = half_up(score.earned), half_up(score.lost)
    if score.earned + score.lost + score.pending != score.full:
        return replace(score, earned=earned, lost=lost, pending=half_up(score.pending))
    if not score.pending:
        return replace(score, earned=earned, lost=score.full - earned)
    return replace(score, earned=earned, lost=lost, pending=score.full - earned - lost)
