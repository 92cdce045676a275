"""The words of a scheme for its own parts: what beside neutral words a document may say.

Nothing is called 重点考核, 加分 or 否决 unless the scheme says so. Where it has several names for a
thing, or none, a neutral word stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scoring.clauses.roster import name_kind
from scoring.outline import AssessmentOutline, Item
from scoring.scheme import Scheme

Sides = tuple[tuple[Item, frozenset[bool]], ...]
"""What stands beside the full marks, each with whether it gives, takes, or both."""

ADDITIONS, DEDUCTIONS, VETO = "附加分", "扣减分", "限制性条件"
GROUP_TITLE, KIND_TITLE = "组别", "类别"
VETO_WORDS = ("一票否决", "一票否优", "单项否决", "否决")
"""What schemes call a veto in general, the most telling first."""


@dataclass(frozen=True)
class SchemeWords:
    """What an assessment calls its parts; empty: it has no such part."""

    base: str = ""
    """The one part with a full mark beside which additions stand."""
    additions: str = ""
    deductions: str = ""
    veto: str = ""
    grades: tuple[str, ...] = ()
    """The names of the grades, best first."""
    groups: str = ""
    """What is ranked by itself: 组别 or 类别; empty if all units are ranked together."""

    @property
    def at_risk(self) -> str:
        """The word for a unit that one more event would veto."""
        return f"临近{self.veto}" if self.veto else ""

    @property
    def has_additions(self) -> bool:
        """Whether anything beside the full marks may give or take points."""
        return bool(self.additions or self.deductions)


def find_words(scheme: Scheme, assessment: AssessmentOutline) -> SchemeWords:
    """Return the words of an assessment, under the default readings."""
    whole = [item for item in assessment.children(assessment.total.id) if item.has_full]
    sides = assessment.sides
    return SchemeWords(
        base=_shorten(whole[0].name) if assessment.additions and len(whole) == 1 else "",
        additions=_name_side(sides, True, ADDITIONS),
        deductions=_name_side(sides, False, DEDUCTIONS),
        veto=name_vetoes(_list_veto_words(scheme, assessment)) if assessment.vetoes else "",
        grades=assessment.grades,
        groups={"group": GROUP_TITLE, "kind": KIND_TITLE}.get(assessment.ranks_within, ""),
    )


def name_vetoes(words: Iterable[str]) -> str:
    """Return what vetoes are called in general, by the words that the scheme uses for them."""
    said = list(words)
    return next((word for word in VETO_WORDS if any(word in one for one in said)), VETO)


def find_ranking_group(scheme: Scheme, assessment: AssessmentOutline) -> dict[str, str]:
    """Return the group in which each unit is ranked; empty if all are ranked together."""
    if assessment.ranks_within == "all":
        return {}
    is_by_kind = assessment.ranks_within == "kind"
    return {
        unit.name: name_kind(unit.kind) if is_by_kind else unit.group
        for unit in scheme.roster(assessment.id)
    }


def title_item(item_id: str, name: str) -> str:
    """Return the title of a clause or node: its id and name, or the name if it begins alike."""
    return name if name.startswith(item_id) else f"{item_id} {name}".strip()


def _list_veto_words(scheme: Scheme, assessment: AssessmentOutline) -> Iterator[str]:
    """Yield the names of the vetoes, the titles of their forms, then the grades that they give."""
    yield from (veto.name for veto in assessment.vetoes)
    for veto in assessment.vetoes:
        yield from (form.title for form in scheme.datasets_of(assessment.id, veto.id))
    chosen = scheme.chosen().assessment(assessment.id)
    yield from (veto.grade for veto in chosen.vetoes if veto.grade)


def _name_side(sides: Sides, gives: bool, generic: str) -> str:
    """Return the one name of what gives, or of what takes; '' if nothing does."""
    having = [item for item, found in sides if gives in found]
    only = [item for item, found in sides if found == {gives}]
    if not having:
        return ""
    return _shorten(only[0].name) or generic if len(having) == len(only) == 1 else generic


def _shorten(name: str) -> str:
    """Return the name of a part as that of its points: 加分项 → 加分."""
    return name if name.endswith("事项") else name.removesuffix("项")
