"""Compute the 更正表: what differs between two contents of the same month, and why.

Pure functions of the two contents. The table lists exactly the differences of their results, with
the reasons and files of everything that changed between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.editions.causes import Cause, Item, list_causes
from warehouse.editions.content import EditionContent

Reach = dict[tuple[str, str], set[str]]
"""(assessment, indicator) → the datasets and interpretations that affect it."""
Figures = dict[str, str]
"""Figure → its text, without figures that have no value."""

FIGURES = (
    "total", "rank", "earned", "lost", "pending", "full", "key", "bonus", "bonus_counted",
    "deductions", "rate", "grade", "vetoes", "at_risk",
)  # fmt: skip
"""The published figures of a unit or an indicator, in the order of the table."""


@dataclass(frozen=True)
class Change:
    """One published figure that changed; None: it had, or has, no value."""

    figure: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Correction:
    """What changed in one unit's item, and what may have caused it."""

    assessment: str
    unit: str
    indicator: str | None
    changes: tuple[Change, ...]
    causes: tuple[Cause, ...]
    is_indirect: bool = False
    """Whether only the unit's rank changed, because of changes to other units."""


@dataclass(frozen=True)
class _Between:
    """What happened between two contents, as the causes of each correction are found in it."""

    causes: list[Cause]
    reach: Reach
    vetoes: dict[str, list[str]]
    """Assessment → its vetoes, which have no points and show only in the unit's own figures."""
    changed: dict[tuple[str, str], list[Item]]
    """(assessment, unit) → its indicators that changed."""
    everywhere: dict[str, tuple[Cause, ...]]
    """Assessment → the causes that changed any unit's indicators."""


@dataclass(frozen=True)
class Difference:
    """The difference between two contents of a month."""

    corrections: tuple[Correction, ...] = ()
    without_points: tuple[Cause, ...] = ()
    """Changes that moved no points, such as that of a count that is printed and not scored."""


NO_DIFFERENCE = Difference()
SO_FAR = "?"
"""The mark after a grade that is not settled."""


def compare_contents(old: EditionContent, new: EditionContent) -> Difference:
    """Return the corrections between two contents, and the changes that corrected nothing."""
    corrections = tuple(list_corrections(old, new))
    named = {cause for correction in corrections for cause in correction.causes}
    others = tuple(cause for cause in list_causes(old, new) if cause not in named)
    return Difference(corrections, others)


def list_corrections(old: EditionContent, new: EditionContent) -> list[Correction]:
    """Return every difference between two contents' results, in the order of the new one."""
    before, after = flatten(old), flatten(new)
    changes = {
        item: tuple(_compare(before.get(item, {}), after.get(item, {})))
        for item in [*after, *(item for item in before if item not in after)]
    }
    changes = {item: figures for item, figures in changes.items() if figures}
    changed: dict[tuple[str, str], list[Item]] = {}
    for item in changes:
        if item[2]:
            changed.setdefault(item[:2], []).append(item)
    between = _list_between(old, new, changed)
    return [
        (_to_correction if item[2] else _to_own_correction)(item, figures, between)
        for item, figures in changes.items()
    ]


def _list_between(
    old: EditionContent, new: EditionContent, changed: dict[tuple[str, str], list[Item]]
) -> _Between:
    causes, reach = list_causes(old, new), _list_reach(old, new)
    items: dict[str, list[Item]] = {}
    for (assessment, _), unit_items in changed.items():
        items.setdefault(assessment, []).extend(unit_items)
    everywhere = {
        assessment: _find_causes(changed_items, causes, reach)
        for assessment, changed_items in items.items()
    }
    return _Between(causes, reach, _list_vetoes(old, new), changed, everywhere)


def flatten(content: EditionContent) -> dict[Item, Figures]:
    """Return the published figures of a content's results, by item."""
    flat: dict[Item, Figures] = {}
    for unit in content["results"]:
        key = unit["assessment"], unit["unit"]
        flat[*key, None] = _format_figures(unit)
        for indicator in unit["indicators"]:
            flat[*key, indicator["id"]] = _format_figures(indicator)
    return flat


def _to_correction(item: Item, changes: tuple[Change, ...], between: _Between) -> Correction:
    return Correction(*item, changes, _find_causes([item], between.causes, between.reach))


def _to_own_correction(item: Item, changes: tuple[Change, ...], between: _Between) -> Correction:
    """Return what changed in a unit's own figures: by its indicators, a veto or other units."""
    assessment, unit, _ = item
    own = between.changed.get((assessment, unit), [])
    figures = {change.figure for change in changes}
    is_indirect = not own and figures == {"rank"}
    if is_indirect:
        causes = between.everywhere.get(assessment, ())
    else:
        if not own or figures & {"vetoes", "at_risk"}:
            vetoes = between.vetoes.get(assessment, [])
            own = [*own, *((assessment, unit, veto) for veto in vetoes)]
        causes = _find_causes(own, between.causes, between.reach)
    # Some changes, such as that of a pass mark, belong to no indicator: then every cause is named.
    return Correction(*item, changes, causes or tuple(between.causes), is_indirect)


def _find_causes(items: Sequence[Item], causes: Sequence[Cause], reach: Reach) -> tuple[Cause, ...]:
    """Return the causes that affect any of some indicators."""
    return tuple(cause for cause in causes if any(_reaches(cause, item, reach) for item in items))


def _compare(old: Figures, new: Figures) -> Iterator[Change]:
    for figure in FIGURES:
        if old.get(figure) != new.get(figure):
            yield Change(figure, old.get(figure), new.get(figure))


def _format_figures(row: dict[str, Any]) -> Figures:
    figures = {
        figure: text for figure in FIGURES if (text := _format_value(row.get(figure))) is not None
    }
    if "grade" in figures and not row.get("grade_settled", True):
        figures["grade"] += SO_FAR
    return figures


def _format_value(value: Any) -> str | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value) or None
    return None if value is None else str(value)


def _list_reach(old: EditionContent, new: EditionContent) -> Reach:
    """Return for each indicator the datasets and interpretations that affect it, in old or new."""
    reach: Reach = {}
    for indicator in (*old["indicators"], *new["indicators"]):
        sources = reach.setdefault((indicator["assessment"], indicator["id"]), set())
        sources.update(f"dataset {key}" for key in indicator["datasets"])
        sources.update(f"interpretation {key}" for key in indicator["interpretations"])
    return reach


def _list_vetoes(old: EditionContent, new: EditionContent) -> dict[str, list[str]]:
    vetoes: dict[str, list[str]] = {}
    for indicator in (*old["indicators"], *new["indicators"]):
        known = vetoes.setdefault(indicator["assessment"], [])
        if indicator["kind"] == "veto" and indicator["id"] not in known:
            known.append(indicator["id"])
    return vetoes


def _reaches(cause: Cause, item: Item, reach: Reach) -> bool:
    """Return whether a cause can have changed an indicator; a new scheme can have changed any."""
    if cause.kind == "scheme":
        return True
    if cause.item is not None:
        return cause.item == item
    sources = reach.get((item[0], item[2] or ""), set())
    return bool({f"dataset {cause.dataset}", f"interpretation {cause.interpretation}"} & sources)
