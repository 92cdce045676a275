"""Vetoes (一票否决): whether one holds or is near for each unit, and in what words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.assessing.causes import Evidence, RowsUsed
from scoring.assessing.conditions import holds
from scoring.assessing.figures import measure
from scoring.assessing.scope import At
from scoring.assessing.targets import is_named
from scoring.assessing.texts import Text
from scoring.assessing.veto_words import tell_held, tell_near
from scoring.clauses.decisions import Veto
from scoring.clauses.parts import Subject
from scoring.clauses.quantities import Fixed
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, Term

TAKES_PLACE = {"no_score", "no_rank", "last_place"}
"""The effects of a veto after which a unit is no rival in places that leave out the vetoed."""


@dataclass(frozen=True)
class Verdict:
    """A veto for each unit: whether it holds, and whether it is near."""

    veto: Veto
    holds: Term
    warns: Term
    held_words: Text = ()
    near_words: Text = ()
    evidence: tuple[Evidence, ...] = ()
    rows: tuple[RowsUsed, ...] = ()


def judge_vetoes(at: At, vetoes: tuple[Veto, ...]) -> tuple[Verdict, ...]:
    """Return which vetoes hold or are near."""
    return tuple(_judge(at, veto) for veto in vetoes)


def judge(at: At, veto: Veto) -> Term:
    """Return whether a veto holds; None where that is not known."""
    return t.all_of([*_list_structure(at, veto), holds(at, (veto.condition, *veto.when))])


def _list_structure(at: At, veto: Veto) -> list[Term]:
    """Return the conditions on whom a veto is for."""
    structure = []
    if veto.concerns is not None:
        if veto.concerns.units:
            structure.append(is_named(at, "unit", veto.concerns.units))
        if veto.concerns.kinds:
            structure.append(is_named(at, "kind", veto.concerns.kinds))
    return structure


def _judge(at: At, veto: Veto) -> Verdict:
    structure = _list_structure(at, veto)
    does_hold = judge(at, veto)
    is_held = t.all_of([t.known(does_hold), does_hold])
    ends = (
        None if isinstance(veto.condition.subject, Subject) else measure(at, veto.condition.subject)
    )
    verdict = Verdict(
        veto,
        is_held,
        FALSE,
        tell_held(at, veto, ends),
        tell_near(at, veto, ends),
        ends.evidence if ends else (),
        ends.rows if ends else (),
    )
    if veto.warn is None:
        return verdict
    near = veto.condition.model_copy(update={"against": Fixed(value=veto.warn)})
    is_near = t.all_of([*structure, holds(at, (near, *veto.when)), t.negate(is_held)])
    return replace(verdict, warns=t.all_of([t.known(is_near), is_near]))


def any_holds(verdicts: tuple[Verdict, ...], effects: set[str]) -> Term:
    """Return whether a veto with one of some effects holds."""
    return t.any_of(one.holds for one in verdicts if one.veto.effect in effects)
