"""The outline of an assessment: its clauses, nodes and vetoes over all readings, as lists.

For all who list indicators without computing points: pages, exports, forms, the store's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from scoring.clauses.decisions import Assessment, Veto
from scoring.clauses.evaluating import InForce, concerns, evaluate, full_of
from scoring.clauses.faults import Findings
from scoring.clauses.figures import Within
from scoring.clauses.loading import list_choices, list_classes
from scoring.clauses.notice import ChosenScheme, Heading, Notice
from scoring.clauses.numbers import to_decimal
from scoring.clauses.parts import Child, Clause, Node
from scoring.clauses.readings import Choices, find_used
from scoring.clauses.requests import list_assessment_uses
from scoring.clauses.roster import AssessedUnit
from scoring.clauses.sentences.clauses import say_clause
from scoring.clauses.sentences.trees import say_node
from scoring.clauses.sentences.vetoes import say_veto

Kind = Literal["total", "node", "clause", "veto"]


@dataclass(frozen=True)
class Item:
    """A clause, node or veto of an assessment, or its total."""

    id: str
    name: str
    clause: str
    """The place in the notice: its own, or that of what holds it."""
    kind: Kind
    parent: str | None = None
    """The id of the node that holds it; None: the total itself, or a veto."""
    depth: int = 0
    """0: the total or a veto; 1: directly under the total."""
    provider: str | None = None
    has_full: bool = False
    """Whether it has a full mark (under some reading); else it is an addition or a deduction."""
    full: Decimal | None = None
    """The full mark, where it is the same for every unit and reading."""
    fulls: tuple[Decimal, Decimal] | None = None
    """The least and the most full mark of a unit that it concerns; None: none, or data decide."""
    ceiling: Decimal | None = None
    """The most that an addition or a group of additions may give, where it is one number."""


@dataclass(frozen=True)
class AssessmentOutline:
    """One assessment with everything in it that has an id, under any readings."""

    id: str
    title: str
    clause: str
    units: int
    """The number of units on its roster."""
    total: Item
    items: tuple[Item, ...]
    """Nodes and clauses under the total, from outside in, in the notice's order."""
    vetoes: tuple[Item, ...]
    grades: tuple[str, ...]
    """The names of its grades, best first; none: it gives none."""
    ranks_within: Within
    """Whether all units are ranked together, or each group or kind by itself (default readings)."""
    _forms: Mapping[str, tuple[str, ...]] = field(repr=False, hash=False)
    _readings: Mapping[str, tuple[str, ...]] = field(repr=False, hash=False)
    _choose: Callable[[Choices], ChosenScheme] = field(repr=False, compare=False)

    @cached_property
    def indicators(self) -> tuple[Item, ...]:
        """Its clauses, in the notice's order."""
        return tuple(item for item in self.items if item.kind == "clause")

    @cached_property
    def nodes(self) -> tuple[Item, ...]:
        """Its nodes under the total, from outside in."""
        return tuple(item for item in self.items if item.kind == "node")

    @cached_property
    def additions(self) -> tuple[Item, ...]:
        """What stands directly under the total without a full mark: additions and deductions."""
        return tuple(item for item in self.children(self.total.id) if not item.has_full)

    @property
    def most(self) -> Decimal | None:
        """The most points that a unit may have, with all additions; None: differs, or no limit."""
        ceilings = [item.ceiling for item in self.additions]
        if self.full is None or None in ceilings:
            return None
        return self.full + sum((one for one in ceilings if one is not None), Decimal())

    @property
    def full(self) -> Decimal | None:
        """The full mark of the total, where it is the same for every unit and reading."""
        return self.total.full

    def indicator(self, item_id: str) -> Item:
        """Return the clause, node, veto or total with this id; KeyError if there is none."""
        return self._by_id[item_id]

    def children(self, node_id: str) -> tuple[Item, ...]:
        """Return what a node, or the total, holds directly."""
        return tuple(item for item in self.items if item.parent == node_id)

    def sentence(self, item_id: str, choices: Choices) -> str | None:
        """Return a clause, node, veto or total in words; None if it is not there under the choices.

        KeyError for an unknown id.
        """
        self.indicator(item_id)
        scheme = self._choose(choices)
        assessment = scheme.assessment(self.id)
        for veto in assessment.vetoes:
            if veto.id == item_id:
                return say_veto(veto, scheme.heading)
        for _, part, _ in _walk(assessment.total, None, ""):
            if part.id == item_id:
                return _say_part(part, scheme.heading)
        return None

    def datasets_of(self, item_id: str | None = None) -> tuple[str, ...]:
        """Return the forms that an item reads under any readings, in the scheme's order.

        Without an item: all of the assessment. A node reads what its own conditions and limits
        name. KeyError for an unknown id.
        """
        return self._forms[item_id or ""]

    def readings_of(self, item_id: str) -> tuple[str, ...]:
        """Return the interpretations that an item depends on; KeyError for an unknown id."""
        return self._readings[item_id]

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        return {item.id: item for item in (self.total, *self.items, *self.vetoes)}


def _say_part(part: Child, heading: Heading) -> str:
    return say_clause(part, heading) if isinstance(part, Clause) else say_node(part, heading)


def draw_outline(
    notice: Notice,
    written: Mapping[str, Any],
    choose: Callable[[Choices], ChosenScheme],
    forms: Iterable[str],
) -> AssessmentOutline:
    """Return the outline of an assessment of a notice that loads.

    `written` is the assessment as written, `forms` are the scheme's forms in its order.
    """
    heading = notice.heading
    built = build_variants(notice, written)
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
