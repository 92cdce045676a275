"""Full marks of nodes and clauses where some of a node does not concern a unit (均分、折算)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents.proof.book import At
from documents.proof.borders import exceeds, floor, matches
from documents.proof.formulas import ZERO, Formula
from documents.proof.functions import add_up, both, flag, greatest_of, is_number, negate, when
from documents.proof.quantities import evaluate
from documents.proof.scores import GONE
from scoring.clauses.parts import Child, Clause, Node

if TYPE_CHECKING:
    from documents.proof.tree import Tree


class Shares:
    """What the parts of a node add up to for a unit, and what falls to others; each made once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._made: dict[tuple[str, str, int], Formula] = {}

    def full_of(self, clause: Clause, unit: int) -> Formula:
        """Return a clause's full mark with its share of what is shared out, as a cell."""
        full, share = self._tree.full_of(clause)[unit], self._share_of(clause, unit)
        if share == ZERO:
            return full
        words = f"{clause.name or clause.id}：满分（含均分）"
        return self._tree.book.note(clause.id, unit, words, full + when(full > 0, share, 0))

    def sum_up(self, node: Node, unit: int) -> tuple[Formula, Formula]:
        """Return what the children that a unit has add up to, and what the node is to have."""
        has = self._add(node, unit, is_there=True) + self._shared(node, unit)
        if node.fit == "sum":
            return has, has + self._add(node, unit, "rescale")
        given = evaluate(self._tree.book, At(node.id, (unit,)), node.full)
        return has, has if given is None else when(is_number(given[unit]), given[unit], has)

    def _add(self, node: Node, unit: int, *ways: str, is_there: bool = False) -> Formula:
        """Return Σ of the full marks of the children treated in some ways, or of those there."""
        tree, found = self._tree, ZERO
        for child in node.clauses:
            full = tree.full_of(child)[unit]
            if is_there:
                found = found + when(tree.ways.is_any(child, unit, *GONE), 0, full)
            else:
                found = found + when(tree.ways.is_any(child, unit, *ways), full, 0)
        return found

    def _shared(self, node: Node, unit: int) -> Formula:
        """Return what is shared out: the marks that are missing, or all up to the node's own."""
        key = ("shared", node.id, unit)
        if key not in self._made:
            shared = self._add(node, unit, "equal_share")
            if node.fit == "equal_share":
                given = evaluate(self._tree.book, At(node.id, (unit,)), node.full)
                base = self._add(node, unit, is_there=True)
                shared = ZERO
                if given is not None:
                    shared = when(is_number(given[unit]), given[unit], base) - base
            if shared != ZERO:
                sharers = add_up(self._count(node, unit))
                shared = when(sharers > 0, shared, 0)
            words = f"{node.name or node.id}：均分"
            self._made[key] = self._tree.book.note(node.id, unit, words, shared)
        return self._made[key]

    def _count(self, node: Node, unit: int, before: Child | None = None) -> list[Formula]:
        """Return 1 for each clause with a full mark that a unit has in a node, or before one."""
        children = node.clauses[: None if before is None else node.clauses.index(before)]
        tree = self._tree
        return [
            flag(both(negate(tree.ways.is_any(one, unit, *GONE)), tree.full_of(one)[unit] > 0))
            for one in children
            if isinstance(one, Clause)
        ]

    def _share_of(self, clause: Clause, unit: int) -> Formula:
        """Return a clause's part of whole cents shared out; cents over go to the first clauses.

        Else a total would miss a cent; points that are no whole cents are shared exactly.
        """
        node = self._tree.parts[self._tree.parents[clause.id]]
        assert isinstance(node, Node)
        shared = ZERO if clause.full is None else self._shared(node, unit)
        if shared == ZERO:
            return ZERO
        count = greatest_of(add_up(self._count(node, unit)), 1)
        cents = shared * 100
        each = floor(cents / count)
        over = cents - each * count
        own = each + flag(exceeds(over, add_up(self._count(node, unit, before=clause))))
        return when(matches(cents, floor(cents)), own / 100, shared / count)
