"""Score an assessment of a chosen scheme; what is compiled of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scoring.assessing.compiled import CompiledAssessment
from scoring.assessing.compiling import Compiler
from scoring.assessing.facts import CellRef, Facts
from scoring.assessing.outputs import Scored
from scoring.assessing.running import run
from scoring.clauses.figures import Score, walk
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.requests import (
    CellRequest,
    RowRequest,
    list_assessment_figures,
    list_assessment_uses,
    list_own,
)

MOST_KEPT = 128
"""How many compiled assessments are kept: each of a what-if's choices is one."""


@dataclass(frozen=True)
class Sources:
    """What the facts of an assessment must hold."""

    cells: tuple[CellRef, ...]
    ledgers: tuple[str, ...]
    own: tuple[str, ...]


def list_sources(scheme: ChosenScheme, assessment_id: str) -> Sources:
    """Return what an assessment reads; where it takes another's score, what that one reads, too."""
    assessment = scheme.assessment(assessment_id)
    rests_on_others = any(
        isinstance(inner, Score)
        for _, figure, _ in list_assessment_figures(assessment)
        for inner in walk(figure)
    )
    read = scheme.assessments if rests_on_others else (assessment,)
    requests = [use.request for one in read for use in list_assessment_uses(one)]
    cells = [one for one in requests if isinstance(one, CellRequest)]
    beside = [
        CellRef(form, column, one.last)
        for one in cells
        for form, _, column in (ref.removeprefix("last:").partition(".") for ref in one.together)
    ]
    named = [CellRef(one.form, one.column, one.last) for one in cells]
    ledgers = [one.form for one in requests if isinstance(one, RowRequest)]
    return Sources(
        tuple(dict.fromkeys([*named, *beside])),
        tuple(dict.fromkeys(ledgers)),
        tuple(list_own(scheme)),
    )


def score_assessment(
    scheme: ChosenScheme,
    assessment_id: str,
    facts: Facts,
    as_ofs: Sequence[int],
    *,
    is_final: bool = False,
) -> Scored:
    """Return ledger, figures and results of an assessment's units as of some months.

    `is_final` closes the year: what is still pending becomes lost. The facts hold what
    `list_sources` names, of all twelve months.
    """
    adjusted = facts.list_decided(assessment_id) & frozenset(
        part.id for part in scheme.assessment(assessment_id).list_clauses()
    )
    kept = _Kept(scheme)
    compiled = _compile(kept, assessment_id, adjusted, is_final=is_final)
    return run(compiled, facts, scheme.heading.forms, as_ofs)


class _Kept:
    """A chosen scheme as a key: by identity, since the same text is the same object."""

    def __init__(self, scheme: ChosenScheme) -> None:
        self.scheme = scheme

    def __hash__(self) -> int:
        return id(self.scheme)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.scheme is self.scheme


@lru_cache(maxsize=MOST_KEPT)
def _compile(
    kept: _Kept, assessment_id: str, adjusted: frozenset[str], *, is_final: bool
) -> CompiledAssessment:
    compiler = Compiler(kept.scheme, assessment_id, is_final=is_final, adjusted=adjusted)
    return compiler.compile()
