"""How a clause that does not concern a unit is counted (不涉及)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scoring.assessing.clauses import Score
from scoring.assessing.conditions import holds
from scoring.assessing.scope import At
from scoring.assessing.standings import keep_rivals
from scoring.assessing.targets import is_named
from scoring.assessing.texts import When
from scoring.clauses.parts import Clause, Node
from scoring.clauses.quantities import Among
from scoring.clauses.roster import AssessedUnit, Treat
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, NOTHING, ZERO, OverUnits, Term

OTHERS = Among(without_own=True)
"""All units but the own one."""


@dataclass(frozen=True)
class Treatment:
    """Where a part is treated in which way; a unit is treated in one way at most."""

    ways: dict[Treat, Term]
    is_unsure: Term = FALSE
    """Whether a condition that decides it is not known."""
    among: Among = OTHERS

    def get(self, way: Treat) -> Term:
        """Return whether the part is treated in this way."""
        return self.ways.get(way, FALSE)

    def any_of(self, *ways: Treat) -> Term:
        """Return whether the part is treated in one of these ways."""
        return t.any_of(self.get(way) for way in ways)


def find_treatment(at: At, part: Clause | Node, units: Iterable[AssessedUnit]) -> Treatment:
    """Return how a part is treated, by the roster's entries, then by its own."""
    ways: dict[Treat, Term] = {}
    taken: Term = FALSE
    unsure: Term = FALSE
    among = Among(without_own=True)

    def add(way: Treat, condition: Term) -> None:
        nonlocal taken
        if isinstance(part, Clause) and part.full is None:
            way = "drop"  # an addition has no full mark to give or to share
        here = t.all_of([condition, t.negate(taken)])
        ways[way] = t.any_of([ways.get(way, FALSE), here])
        taken = t.any_of([taken, condition])

    default = part.not_for[0].treat if part.not_for else "drop"
    for way, names in _list_exemptions(part.id, units, default).items():
        add(way, is_named(at, "unit", tuple(names)))
    for entry in part.not_for:
        among = entry.among
        if entry.units:
            add(entry.treat, is_named(at, "unit", entry.units))
        if entry.when and (part.period is None or at.is_period):
            condition = holds(at, entry.when)
            add(entry.treat, t.all_of([t.known(condition), condition]))
            unsure = t.any_of([unsure, t.negate(t.known(condition))])
    return Treatment(ways, unsure, among)


def _list_exemptions(
    part_id: str, units: Iterable[AssessedUnit], default: Treat
) -> dict[Treat, list[str]]:
    found: dict[Treat, list[str]] = {}
    for unit in units:
        for entry in unit.not_for:
            if entry.clause == part_id and not entry.months:
                found.setdefault(entry.treat or default, []).append(unit.name)
    return found


def treat_clause(at: At, score: Score, treatment: Treatment) -> Score:
    """Return a clause's score where it is treated as full, or as the mean of the others."""
    full = score.full
    if full is None:
        return score
    is_full = treatment.get("full")
    if is_full is not FALSE:
        score = _replace_where(is_full, score, earned=full)
        score = replace(score, is_treated=is_full, treated_words=("不涉及，计满分",))
    is_mean = treatment.get("mean_of_others")
    if is_mean is not FALSE:
        mean = _find_mean_of_others(at, score, treatment)
        earned = t.or_else(mean, ZERO)
        waits = t.negate(t.known(mean))
        score = replace(
            _replace_where(is_mean, score, earned=earned),
            lost=t.choose(is_mean, t.choose(waits, ZERO, full - earned), score.lost),
            pending=t.choose(is_mean, t.choose(waits, full, ZERO), score.pending),
            is_open=t.choose(is_mean, waits, score.is_open),
            is_treated=t.any_of([score.is_treated, is_mean]),
            treated_words=(
                When(
                    is_mean, ("不涉及，按其他单位的平均分计",), score.treated_words or ("不涉及",)
                ),
            ),
        )
    return score


def _replace_where(condition: Term, score: Score, *, earned: Term) -> Score:
    return replace(
        score,
        earned=t.choose(condition, earned, score.earned),
        lost=t.choose(condition, ZERO, score.lost),
        pending=t.choose(condition, ZERO, score.pending),
        is_open=t.choose(condition, FALSE, score.is_open),
        is_undefined=t.choose(condition, FALSE, score.is_undefined),
    )


def _find_mean_of_others(at: At, score: Score, treatment: Treatment) -> Term:
    """Return the mean of the points of the units that have them, half up; None: nobody has."""
    is_treated = t.any_of(treatment.ways.values())
    counts = t.all_of([score.is_there, t.negate(is_treated), t.negate(score.is_open)])
    among = treatment.among
    if among.units == "kinds":
        named = [is_named(at, column, among.kinds) for column in ("kind", "unit", "group")]
        counts = t.all_of([counts, t.any_of(named)])
    within = among.units if among.units in {"group", "kind"} else "all"
    earned, columns = keep_rivals(at, t.choose(counts, score.earned, NOTHING), within)
    # The unit itself is treated, so that it is not among those who have points.
    mean = OverUnits("sum", earned, columns) / OverUnits("count", earned, columns)
    return t.round_half_up(mean)
