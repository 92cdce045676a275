"""A node, or the total, on the sheet 分组: Σ of its children, fitted, limited and rounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from documents.proof.borders import half_up, matches
from documents.proof.criteria import Criteria, Criterion
from documents.proof.formulas import FALSE, ONE, TRUE, ZERO, Formula
from documents.proof.functions import add_up, either, flag, greatest_of, least_of, when
from documents.proof.grids import Grid
from documents.proof.parts import clamp
from documents.proof.scores import GONE, SIDES, Score, compare
from scoring.clauses.parts import Node
from scoring.clauses.sentences.trees import say_node

if TYPE_CHECKING:
    from documents.proof.tree import Tree


class NodeWriter:
    """Writes a unit's row of a node on the sheet 分组."""

    def __init__(
        self, tree: Tree, node: Node, unit: int, grids: Sequence[tuple[Grid, Criteria]]
    ) -> None:
        self._tree, self._node, self._unit, self._grids = tree, node, unit, grids
        self._grid = tree.nodes
        gone = FALSE if node.id not in tree.parents else tree.ways.is_any(node, unit, *GONE)
        self._row = tree.open_row(self._grid, node, unit, when(gone, 0, 1))
        self._grid.put(self._row, "合成办法", say_node(node, tree.book.heading))

    def _put(self, title: str, formula: Formula) -> Formula:
        return self._grid.put(self._row, title, formula)

    def _sum(self, title: str) -> Formula:
        """Σ of a column over the children that count for the unit."""
        tree = self._tree
        own = [
            Criterion("文件序号", self._grid.cell(self._row, "文件序号")),
            Criterion("上级", tree.say_id(self._node.id)), Criterion("计入", 1),
        ]  # fmt: skip
        return add_up(criteria.sum(title, *own) for _, criteria in self._grids)

    def add_up(self, opened: list[Formula]) -> Score:
        """Return Σ of the node's children, fitted to its full mark."""
        tree, node, unit = self._tree, self._node, self._unit
        earned, lost, pending, added = (self._put(f"{side}合计", self._sum(side)) for side in SIDES)
        is_open = self._put("未定项", flag(either(*(one.equals(1) for one in opened))))
        # Additions do not count where a veto takes the score.
        added = when(tree.book.is_taken(unit), 0, added)
        if node.add_inside:
            earned, lost, added = earned + added, lost - least_of(added, 0), ZERO
        if not tree.has_full(node):
            return Score(earned, lost, pending, added, is_open, ZERO, ONE)
        base, wanted = tree.shares.sum_up(node, unit)
        full = base
        rescaled = either(*(tree.ways.is_any(child, unit, "rescale") for child in node.clauses))
        if node.fit == "complete":
            base, full = self._put("应得满分", base), wanted
            earned = earned + wanted - base
        elif node.fit == "scale" or rescaled != FALSE:
            rescaled = TRUE if node.fit == "scale" else rescaled
            base, full = self._put("应得满分", base), when(rescaled, wanted, base)
            factor = self._put("折算", when(base.equals(0), 1, full / base))
            earned, lost, pending = (one * factor for one in (earned, lost, pending))
        return Score(earned, lost, pending, added, is_open, self._put("满分", full), ONE)

    def finish(self, score: Score, holds: Formula, ends: Sequence[Formula | None]) -> Score:
        """Return a node under its condition and within its limits."""
        if self._node.when:
            holds = self._put("条件", holds)
        unsure, fails = holds.equals(""), holds.equals(0)
        limits = [
            None if one is None else self._put(title, one)
            for title, one in zip(("最低", "最高"), ends, strict=True)
        ]
        earned, lost, pending, is_open = score.earned, score.lost, score.pending, score.is_open
        if self._node.when:
            is_open = when(unsure, 1, is_open)
        if not self._tree.has_full(self._node):
            added = clamp(score.added, *limits)
            added = when(holds.equals(1), added, 0) if self._node.when else added
            added = when(self._tree.book.is_taken(self._unit), 0, added)
            return Score(earned, lost, pending, added, is_open, score.full, score.counts)
        if any(one is not None for one in limits):
            most = clamp(earned + pending, *limits)
            earned = clamp(earned, *limits)
            pending, lost = most - earned, greatest_of(0, score.full - most)
        added = score.added
        if self._node.when:
            most = earned + pending
            pending = when(fails, 0, when(unsure, most, pending))
            lost = when(fails, score.full, lost)
            earned = when(holds.equals(1), earned, 0)
            added = when(holds.equals(1), added, 0)
            is_open = when(fails, 0, is_open)
        return Score(earned, lost, pending, added, is_open, score.full, score.counts)

    def publish(self, score: Score, *, is_rounded: bool) -> Score:
        """Write the node's figures; of a rounded node the last side takes the remainder."""
        tree, node, row = self._tree, self._node, self._row
        figures = [score.earned, score.lost, score.pending]
        if is_rounded and tree.has_full(node):
            figures = self._round(score)
        earned, lost, pending, added = (
            compare(self._grid, row, side, one, tree.stored_of(node, self._unit, side))
            for side, one in zip(SIDES, [*figures, score.added], strict=True)
        )
        is_open, counts = self._put("未定", score.is_open), self._grid.cell(row, "计入")
        return Score(earned, lost, pending, added, is_open, score.full, counts)

    def _round(self, score: Score) -> list[Formula]:
        earned, lost = half_up(score.earned), half_up(score.lost)
        whole = score.earned + score.lost + score.pending
        adds_up, settled = matches(whole, score.full), matches(score.pending, 0)
        rest = when(settled, score.full - earned, lost)
        left = when(settled, 0, score.full - earned - lost)
        return [
            earned, when(adds_up, rest, lost),
            when(adds_up, left, half_up(score.pending)),
        ]  # fmt: skip
