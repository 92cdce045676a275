"""Draw the outline of an assessment from the assessment under every reading that matters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.clauses.decisions import Assessment, Veto
from scoring.clauses.evaluating import InForce, concerns, evaluate, full_of
from scoring.clauses.faults import Findings
from scoring.clauses.loading import list_choices, list_classes
from scoring.clauses.notice import ChosenScheme, Notice
from scoring.clauses.numbers import to_decimal
from scoring.clauses.parts import Child, Clause, Node
from scoring.clauses.readings import Choices, find_used
from scoring.clauses.requests import list_assessment_uses
from scoring.clauses.roster import AssessedUnit
from scoring.outline import AssessmentOutline, Item, Kind


def draw_outline(
    notice: Notice,
    written: Mapping[str, Any],
    choose: Callable[[Choices], ChosenScheme],
    forms: Iterable[str],
    choices: Choices | None = None,
) -> AssessmentOutline:
    """Return the outline of an assessment of a notice that loads.

    `written` is the assessment as written, `forms` are the scheme's forms in its order. It is that
    under all readings or, if an option of every reading is given, under these.
    """
    heading = notice.heading
    built = (
        [notice.builder.require(written, choices)] if choices else build_variants(notice, written)
    )
    first = built[0]
    units = [one.example for one in list_classes(heading, written)]
    items = _list_items(built, written, units)
    vetoes = {veto.id: veto for one in built for veto in one.vetoes}
    known = [first.total.id, *items, *vetoes]
    readings = [one.id for one in heading.readings]
    return AssessmentOutline(
        id=first.id,
        title=first.title,
        clause=first.clause,
        units=len(heading.roster(first.id)),
        total=_draw_total(built, units),
        items=tuple(items.values()),
        vetoes=tuple(_draw_veto(veto, first.clause) for veto in vetoes.values()),
        grades=tuple(_list_grades(built)),
        ranks_within=first.rank.within,
        _forms=_list_forms(built, known, list(forms)),
        _readings=_list_readings(written, known, readings),
        _choose=choose,
    )


def build_variants(notice: Notice, written: Mapping[str, Any]) -> list[Assessment]:
    """Return an assessment under the combinations of readings that matter, the defaults first."""
    readings = {one.id: one for one in notice.heading.readings}
    return [
        notice.builder.require(written, choices)
        for choices in list_choices(written, readings, Findings())
    ]


Found = tuple[str | None, Child, str]
"""(id of the node that holds it, the part, its place in the notice)."""


def _walk(part: Child, parent: str | None, cited: str) -> Iterator[Found]:
    clause = part.clause or cited
    yield parent, part, clause
    for child in part.clauses if isinstance(part, Node) else ():
        yield from _walk(child, part.id, clause)


def _list_items(
    built: list[Assessment], written: Mapping[str, Any], units: list[AssessedUnit]
) -> dict[str, Item]:
    """Return nodes and clauses by id, in the order in which the notice writes them."""
    found: dict[str, list[Found]] = {}
    for assessment in built:
        for one in _walk(assessment.total, None, assessment.clause):
            found.setdefault(one[1].id, []).append(one)
    items: dict[str, Item] = {}
    for part_id, depth in _list_written(written["total"], 1):
        if part_id not in items and part_id in found:
            parent, part, clause = found[part_id][0]
            parts = _list_distinct(part for _, part, _ in found[part_id])
            items[part_id] = _draw_part(part, parts, units, parent, clause, depth)
    return items


def _list_written(node: Any, depth: int) -> Iterator[tuple[str, int]]:
    for child in node.get("clauses", ()):
        yield child["id"], depth
        yield from _list_written(child, depth + 1)


def _list_distinct(parts: Iterable[Child]) -> list[Child]:
    return list({id(part): part for part in parts}.values())


def _draw_total(built: list[Assessment], units: list[AssessedUnit]) -> Item:
    total = built[0].total
    parts = _list_distinct(one.total for one in built)
    return _draw_part(total, parts, units, None, total.clause or built[0].clause, 0)


def _draw_part(
    part: Child,
    parts: list[Child],
    units: list[AssessedUnit],
    parent: str | None,
    clause: str,
    depth: int,
) -> Item:
    pairs = [(one, unit) for one in parts for unit in units if concerns(one, unit)]
    fulls = [full_of(one, unit) for one, unit in pairs]
    ceilings = {evaluate(one.ceiling, InForce(unit)) for one, unit in pairs}
    has_full = any(one.full is not None for one in parts) or any(full != 0 for full in fulls)
    known = sorted(to_decimal(full) for full in fulls if full is not None) if has_full else []
    if len(known) < len(fulls):
        known = []
    kind: Kind = "clause" if isinstance(part, Clause) else "total" if depth == 0 else "node"
    return Item(
        id=part.id,
        name=part.name,
        clause=clause,
        kind=kind,
        parent=parent,
        depth=depth,
        provider=part.provider or None,
        has_full=has_full,
        full=known[0] if known and known[0] == known[-1] else None,
        fulls=(known[0], known[-1]) if known else None,
        ceiling=None if has_full else _find_only(ceilings),
    )


def _find_only(values: set[Fraction | None]) -> Decimal | None:
    """Return the one number among the values; None if there are several, or none."""
    value = values.pop() if len(values) == 1 else None
    return None if value is None else to_decimal(value)


def _draw_veto(veto: Veto, cited: str) -> Item:
    return Item(id=veto.id, name=veto.name, clause=veto.clause or cited, kind="veto")


def _list_grades(built: list[Assessment]) -> list[str]:
    lists = [one.grades.list for one in built if one.grades]
    return list(dict.fromkeys(grade.name for grades in lists for grade in grades))


def _list_forms(
    built: list[Assessment], known: list[str], forms: list[str]
) -> dict[str, tuple[str, ...]]:
    """Return the forms of each item by its id, and of the assessment under the empty id."""
    read: dict[str, set[str]] = {one: set() for one in ("", *known)}
    for assessment in built:
        for use in list_assessment_uses(assessment):
            read[use.clause].add(use.request.form)
            read[""].add(use.request.form)
    return {one: tuple(form for form in forms if form in names) for one, names in read.items()}


def _list_readings(
    written: Mapping[str, Any], known: list[str], readings: list[str]
) -> dict[str, tuple[str, ...]]:
    used: dict[str, set[str]] = {one: set() for one in known}
    total = {"id": known[0], **written["total"]}
    for part in [*_list_parts(total), *written.get("veto", ())]:
        part_id = part.get("id") or part.get("name")
        used[part_id] |= find_used({k: v for k, v in part.items() if k != "clauses"})
    return {one: tuple(name for name in readings if name in names) for one, names in used.items()}


def _list_parts(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield part
    for child in part.get("clauses", ()):
        yield from _list_parts(child)
