"""The tree of an assessment: its clauses and nodes as rows of the sheets 指标 and 分组."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.book import At, Book
from documents.proof.borders import half_up
from documents.proof.clauses import ClauseWriter
from documents.proof.conditions import hold_all
from documents.proof.criteria import Criteria
from documents.proof.formulas import BLANK, ZERO, Formula
from documents.proof.functions import add_up, both, negate, or_zero, when
from documents.proof.grids import Grid, make_columns
from documents.proof.nodes import NodeWriter
from documents.proof.parts import clamp, score_part
from documents.proof.quantities import evaluate
from documents.proof.scores import BESIDE, GONE, PLAIN, SIDES, Score, Stored, triple
from documents.proof.shares import Shares
from documents.proof.ways import Ways
from scoring.clauses.decisions import Assessment
from scoring.clauses.evaluating import concerns
from scoring.clauses.parts import Child, Clause, Node, walk_tree

HEAD = "文件序号/9/0 单位/28 指标/8 名称/24 上级/8 类别/8 计入/6/0 满分/10/p "
RULE_COLUMNS = "最少 最多 未定 不涉及 可比得分 他单位平均 按规则得分 按规则失分 复核决定 复核实际"
SUM_COLUMNS = "条件 应得满分 得分合计 失分合计 待定合计 附加合计 未定项 折算 最低 最高 未定"

WHOLE_WORD = "总分"
"""What the whole of an assessment is called among its parts."""


def adds(part: Child) -> bool:
    """Return whether a part is, or holds, an addition or deduction."""
    inside = [part] if isinstance(part, Clause) else walk_tree(part)
    return any(isinstance(one, Clause) and one.full is None for one in inside)


class Tree:
    """The clauses and nodes of one assessment, written when they are asked for."""

    def __init__(self, book: Book, assessment: Assessment, stored: Stored) -> None:
        self.book, self.assessment, self.stored = book, assessment, stored
        self.parts = {part.id: part for part in walk_tree(assessment.total)}
        self.parents = {
            child.id: part.id
            for part in self.parts.values()
            if isinstance(part, Node)
            for child in part.clauses
        }
        figures = [column for side in SIDES for column in triple(side)]
        self.clauses = Grid(
            "指标",
            [*make_columns(HEAD + RULE_COLUMNS), *figures, *make_columns("条款/16 计分办法/60")],
        )
        self.nodes = Grid(
            "分组", [*make_columns(HEAD + SUM_COLUMNS), *figures, *make_columns("合成办法/60")]
        )
        self.ways = Ways(self)
        self.shares = Shares(self)
        self._scores: dict[str, dict[int, Score]] = {}
        self._fulls: dict[str, dict[int, Formula]] = {}

    def get(self, part_id: str) -> dict[int, Score]:
        """Return the score of a clause or node for each unit that it is there for."""
        if part_id not in self._scores:
            part = self.parts[part_id]
            write = self._write_clause if isinstance(part, Clause) else self._write_node
            self._scores[part_id] = write(part)  # type: ignore[arg-type]
        return self._scores[part_id]

    def points_of(self, part_id: str, unit: int) -> Formula:
        """Return a part's points as a figure: only when nothing of them is open."""
        score = self.get(part_id).get(unit)
        if score is None:
            return BLANK
        points = score.earned + score.added
        if part_id == self.assessment.total.id:
            points = self.limit(unit, score)
        is_gone = self.ways.is_any(self.parts[part_id], unit, *GONE)
        return when(both(negate(is_gone), score.is_open.equals(0)), points, BLANK)

    def range_of(self, part_id: str, unit: int) -> tuple[Formula, Formula]:
        """Return the least and most of a part's points, as a condition asks for them.

        What is earned stays earned, and what is pending may be earned; with additions or
        deductions inside, nothing is known before all is.
        """
        part = self.parts[part_id]
        if part is self.assessment.total or adds(part):
            points = self.points_of(part_id, unit)
            return points, points
        score = self.get(part_id).get(unit)
        if score is None:
            return BLANK, BLANK
        is_there = negate(self.ways.is_any(part, unit, *GONE))
        ends = (score.earned, score.earned + score.pending)
        low, high = (when(is_there, end, BLANK) for end in ends)
        return low, high

    def limit(self, unit: int, score: Score) -> Formula:
        """Return the total that is published of the root's score, before any veto."""
        limits = self._find_limits(self.assessment.total, unit, score.full)
        return half_up(clamp(score.earned + score.added, *limits))

    def _find_limits(self, node: Node, unit: int, full: Formula) -> list[Formula | None]:
        """Return floor and ceiling; a limit of `full` is that of the node's mark in force."""
        at = At(node.id, (unit,), full={unit: full} if self.has_full(node) else None)
        ends = [evaluate(self.book, at, one) for one in (node.floor, node.ceiling)]
        return [None if one is None else one[unit] for one in ends]

    def units_of(self, part: Child) -> tuple[int, ...]:
        """Return the units that a part is there for, as the scheme alone says."""
        roster = enumerate(self.book.roster)
        return tuple(number for number, unit in roster if concerns(part, unit))

    def full_of(self, part: Child) -> dict[int, Formula]:
        """Return a part's full mark for each unit, 0 of an addition or where it is not there."""
        if part.id not in self._fulls:
            units = self.units_of(part)
            found: dict[int, Formula] = {}
            if part.full is not None:
                found = evaluate(self.book, At(part.id, units), part.full) or {}
            elif isinstance(part, Node):
                inner = [self.full_of(child) for child in part.clauses]
                found = {unit: add_up(one[unit] for one in inner) for unit in units}
            every = range(len(self.book.roster))
            self._fulls[part.id] = {unit: or_zero(found.get(unit, ZERO)) for unit in every}
        return self._fulls[part.id]

    def has_full(self, part: Child) -> bool:
        """Return whether a part has a full mark; else it adds and deducts."""
        if part.full is not None or isinstance(part, Clause):
            return part.full is not None
        return any(self.has_full(child) for child in part.clauses)

    def open_row(self, grid: Grid, part: Child, unit: int, counts: Formula) -> int:
        """Begin a unit's row of a clause or node."""
        kind = PLAIN if self.has_full(part) else BESIDE
        return grid.add_row(
            [unit + 1, self.book.roster[unit].name, self.say_id(part.id), part.name,
             self.say_id(self.parents.get(part.id, "")), kind, counts]
        )  # fmt: skip

    def say_id(self, part_id: str) -> str:
        """Return a part's id as it is shown: the whole has none that a notice gave it."""
        is_whole = part_id == self.assessment.total.id and WHOLE_WORD not in self.parts
        return WHOLE_WORD if is_whole else part_id

    def stored_of(self, part: Child, unit: int, side: str) -> Decimal | None:
        """Return a stored figure; None if there is none."""
        return self.stored.figures.get((self.book.roster[unit].name, part.id), {}).get(side)

    def _write_clause(self, clause: Clause) -> dict[int, Score]:
        units = self.units_of(clause)
        if not units:
            return {}
        full = None
        if clause.full is not None:
            full = {unit: self.shares.full_of(clause, unit) for unit in units}
        at = At(clause.id, units, full=full, known_only=full is None)
        spans = score_part(self.book, at, clause, clause.name or clause.id)
        writer = ClauseWriter(self, clause)
        rows = {
            unit: writer.open(unit, spans[unit], None if full is None else full[unit])
            for unit in units
        }
        return {unit: writer.finish(unit, row, rows) for unit, row in rows.items()}

    def _write_node(self, node: Node) -> dict[int, Score]:
        children = [self.get(child.id) for child in node.clauses]
        grids = [
            (grid, Criteria(grid, "文件序号", "上级"))
            for grid, kind in ((self.clauses, Clause), (self.nodes, Node))
            if any(isinstance(child, kind) for child in node.clauses)
        ]
        holds = hold_all(self.book, At(node.id, self.units_of(node)), node.when)
        found = {}
        for unit in self.units_of(node):
            writer = NodeWriter(self, node, unit, grids)
            opened = [one[unit].is_open for one in children if unit in one]
            score = writer.add_up(opened)
            is_total = node.id == self.assessment.total.id
            if not is_total:  # the total's limits bind it with its additions: on the sheet 总分
                limits = self._find_limits(node, unit, score.full)
                score = writer.finish(score, holds[unit], limits)
            found[unit] = writer.publish(score, is_rounded=is_total or node.round == "node")
        return found
