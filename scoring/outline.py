"""The outline of an assessment: its clauses, nodes and vetoes over all readings, as lists.

For all who list indicators without computing points: pages, exports, forms, the store's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from scoring.clauses.figures import Within
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.parts import Clause, walk_tree
from scoring.clauses.readings import Choices
from scoring.clauses.sentences.clauses import say_clause
from scoring.clauses.sentences.trees import say_node
from scoring.clauses.sentences.vetoes import say_veto
from scoring.clauses.starts import only_deducts

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

    @cached_property
    def sides(self) -> tuple[tuple[Item, frozenset[bool]], ...]:
        """The additions, each with whether its clauses give (True) or take (False).

        A clause that may do both counts as giving. Under the default readings.
        """
        total = self._choose({}).assessment(self.id).total
        gives = {
            part.id: not all(only_deducts(line.model_dump(by_alias=True)) for line in part.lines)
            for part in walk_tree(total)
            if isinstance(part, Clause)
        }
        return tuple(
            (one, frozenset(gives[leaf] for leaf in self._list_leaves(one) if leaf in gives))
            for one in self.additions
        )

    def may(self, *, give: bool) -> bool:
        """Return whether any addition may give points, or take them."""
        return any(give in found for _, found in self.sides)

    def _list_leaves(self, item: Item) -> Iterator[str]:
        if item.kind == "clause":
            yield item.id
        for child in self.children(item.id):
            yield from self._list_leaves(child)

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
        for part in walk_tree(assessment.total):
            if part.id == item_id:
                if isinstance(part, Clause):
                    return say_clause(part, scheme.heading)
                return say_node(part, scheme.heading)
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
