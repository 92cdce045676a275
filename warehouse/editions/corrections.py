"""The 更正表: what differs between two contents of the same month, and why.

Pure: it knows nothing but the two contents. What it lists is exactly the difference of their
results; the reasons and files are those of whatever changed between the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from warehouse.editions.content import Content

Item = tuple[str, str, str | None]
"""Assessment, unit, indicator; None: the unit's own figures."""
Reach = dict[tuple[str, str], set[str]]
"""Assessment and indicator → the datasets and interpretations on which it rests."""
Figures = dict[str, str]
"""Figure → its text; one that has no value is left out."""

FIGURES = (
    "total", "rank", "earned", "lost", "pending", "full", "key", "bonus", "bonus_counted", "rate",
    "grade", "vetoes", "at_risk",
)  # fmt: skip
"""What is published of a unit, or of an indicator, in the order of the table."""


@dataclass(frozen=True)
class Change:
    """One published figure that became another; None: there was, or is, none."""

    figure: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Cause:
    """Something that was done between the two contents, with the reason and the file."""

    kind: Literal["import", "revert", "adjustment", "interpretation", "scheme"]
    reason: str
    file: str | None = None
    dataset: str | None = None
    interpretation: str | None = None
    item: Item | None = None
    """What an adjustment is about."""


@dataclass(frozen=True)
class Correction:
    """What changed in one unit's item, and the causes that can have changed it."""

    assessment: str
    unit: str
    indicator: str | None
    changes: tuple[Change, ...]
    causes: tuple[Cause, ...]
    is_indirect: bool = False
    """Only the unit's place changed, because of what changed for others."""


@dataclass(frozen=True)
class _Between:
    """What lies between two contents."""

    causes: list[Cause]
    reach: Reach
    vetoes: dict[str, list[str]]
    """Assessment → its vetoes: they have no points, and show in the unit's own figures alone."""
    changed: dict[tuple[str, str], list[Item]]
    """Assessment and unit → its indicators that changed."""
    everywhere: dict[str, tuple[Cause, ...]]
    """Assessment → the causes that changed any unit's indicators."""


@dataclass(frozen=True)
class Difference:
    """What lies between two contents of a month."""

    corrections: tuple[Correction, ...] = ()
    without_points: tuple[Cause, ...] = ()
    """What was changed and moved no points: a count that is printed and not scored, say."""


NO_DIFFERENCE = Difference()
SO_FAR = "?"
"""What follows a grade that something to come might still have changed."""


def compare(old: Content, new: Content) -> Difference:
    """Return the corrections between two contents, and what was changed beside them."""
    corrections = tuple(list_corrections(old, new))
    told = {cause for one in corrections for cause in one.causes}
    return Difference(corrections, tuple(c for c in list_causes(old, new) if c not in told))


def list_corrections(old: Content, new: Content) -> list[Correction]:
    """Return every difference between two contents' results, in the order of the new one."""
    before, after = flatten(old), flatten(new)
    changes = {
        item: tuple(_compare(before.get(item, {}), after.get(item, {})))
        for item in [*after, *(one for one in before if one not in after)]
    }
    changed: dict[tuple[str, str], list[Item]] = {}
    for item, what in changes.items():
        if what and item[2]:
            changed.setdefault(item[:2], []).append(item)
    between = _list_between(old, new, changed)
    return [
        _to_correction(item, what, between) if item[2] else _to_own_correction(item, what, between)
        for item, what in changes.items()
        if what
    ]


def _list_between(
    old: Content, new: Content, changed: dict[tuple[str, str], list[Item]]
) -> _Between:
    causes, reach = list_causes(old, new), _list_reach(old, new)
    items: dict[str, list[Item]] = {}
    for (assessment, _), mine in changed.items():
        items.setdefault(assessment, []).extend(mine)
    everywhere = {one: _find_causes(all_, causes, reach) for one, all_ in items.items()}
    return _Between(causes, reach, _list_vetoes(old, new), changed, everywhere)


def flatten(content: Content) -> dict[Item, Figures]:
    """Return the published figures of a content's results, by item."""
    flat: dict[Item, Figures] = {}
    for unit in content["results"]:
        key = unit["assessment"], unit["unit"]
        flat[*key, None] = _format_figures(unit)
        for indicator in unit["indicators"]:
            flat[*key, indicator["id"]] = _format_figures(indicator)
    return flat


def list_causes(old: Content, new: Content) -> list[Cause]:
    """Return what was done between two contents."""
    return [
        *_compare_schemes(old, new),
        *_compare_interpretations(old, new),
        *_compare_inputs(old, new),
        *_compare_adjustments(old, new),
    ]


def _to_correction(item: Item, changes: tuple[Change, ...], between: _Between) -> Correction:
    return Correction(*item, changes, _find_causes([item], between.causes, between.reach))


def _to_own_correction(item: Item, changes: tuple[Change, ...], between: _Between) -> Correction:
    """Return what changed in a unit's own figures: by its indicators, a veto, or other units."""
    assessment, unit, _ = item
    mine = between.changed.get((assessment, unit), [])
    figures = {one.figure for one in changes}
    is_indirect = not mine and figures == {"rank"}
    if is_indirect:
        found = between.everywhere.get(assessment, ())
    else:
        if not mine or figures & {"vetoes", "at_risk"}:
            mine = [*mine, *((assessment, unit, one) for one in between.vetoes.get(assessment, []))]
        found = _find_causes(mine, between.causes, between.reach)
    # a pass mark, say, belongs to no indicator: then anything between the two can be the cause
    return Correction(*item, changes, found or tuple(between.causes), is_indirect)


def _find_causes(items: Sequence[Item], causes: Sequence[Cause], reach: Reach) -> tuple[Cause, ...]:
    """Return the causes that reach any of some indicators."""
    return tuple(one for one in causes if any(_reaches(one, item, reach) for item in items))


def _compare(old: Figures, new: Figures) -> Iterator[Change]:
    for figure in FIGURES:
        if old.get(figure) != new.get(figure):
            yield Change(figure, old.get(figure), new.get(figure))


def _format_figures(row: dict[str, Any]) -> Figures:
    figures = {figure: text for figure in FIGURES if (text := _say(row.get(figure))) is not None}
    if "grade" in figures and not row.get("grade_settled", True):
        figures["grade"] += SO_FAR
    return figures


def _say(value: Any) -> str | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value) or None
    return None if value is None else str(value)


def _list_reach(old: Content, new: Content) -> Reach:
    """Return for each indicator the datasets and interpretations on which it rests."""
    reach: Reach = {}
    for one in (*old["indicators"], *new["indicators"]):
        rests = reach.setdefault((one["assessment"], one["id"]), set())
        rests.update(f"dataset {key}" for key in one["datasets"])
        rests.update(f"interpretation {key}" for key in one["interpretations"])
    return reach


def _list_vetoes(old: Content, new: Content) -> dict[str, list[str]]:
    vetoes: dict[str, list[str]] = {}
    for one in (*old["indicators"], *new["indicators"]):
        known = vetoes.setdefault(one["assessment"], [])
        if one["part"] == "veto" and one["id"] not in known:
            known.append(one["id"])
    return vetoes


def _reaches(cause: Cause, item: Item, reach: Reach) -> bool:
    if cause.kind == "scheme":
        return True
    if cause.item is not None:
        return cause.item == item
    rests = reach.get((item[0], item[2] or ""), set())
    return bool({f"dataset {cause.dataset}", f"interpretation {cause.interpretation}"} & rests)


def _compare_schemes(old: Content, new: Content) -> Iterator[Cause]:
    if old["scheme"]["sha256"] != new["scheme"]["sha256"]:
        yield Cause("scheme", f"考核方案改为第{new['scheme']['version']}版")


def _compare_interpretations(old: Content, new: Content) -> Iterator[Cause]:
    before = {one["id"]: one["option"] for one in old["interpretations"]}
    for one in new["interpretations"]:
        if before.get(one["id"], one["option"]) != one["option"]:
            reason = f"口径“{one['title']}”改为“{one['label']}”"
            yield Cause("interpretation", _join(reason, one["reason"]), interpretation=one["id"])


def _compare_inputs(old: Content, new: Content) -> Iterator[Cause]:
    before = {(one["dataset"], one["month"]): one["changed_by"] for one in old["inputs"]}
    for one in new["inputs"]:
        if before.get((one["dataset"], one["month"])) == one["changed_by"]:
            continue
        act = "撤销" if one["kind"] == "revert" else "导入"
        year, month = one["month"].split("-")
        what = f"第{one['changed_by']}批{act}{year}年{int(month)}月“{one['title']}”"
        yield Cause(one["kind"], _join(what, one["reason"]), one["file"], dataset=one["dataset"])


def _compare_adjustments(old: Content, new: Content) -> Iterator[Cause]:
    before = {one["objection"]: one["batch"] for one in old["adjustments"]}
    for one in new["adjustments"]:
        if before.get(one["objection"]) == one["batch"]:
            continue
        act = "复核决定撤回" if one["outcome"] == "withdrawn" else "复核决定"
        item = one["assessment"], one["unit"], one["indicator"]
        reason = _join(f"第{one['objection']}号{act}", one["reason"])
        yield Cause("adjustment", reason, one["file"], item=item)


def _join(what: str, reason: str | None) -> str:
    return f"{what}：{reason}" if reason else what
