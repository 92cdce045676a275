"""The sheets 指标 (clauses as published) and 分组 (nodes and the total), beside what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from documents.proof.book import At, Book
from documents.proof.conditions import hold_all
from documents.proof.criteria import Criteria, Criterion
from documents.proof.formulas import (
    BLANK,
    ENDLESS,
    FALSE,
    FAR,
    ONE,
    TRUE,
    ZERO,
    Formula,
    add_up,
    both,
    either,
    flag,
    greatest_of,
    half_up,
    is_number,
    least_of,
    list_cells,
    matches,
    negate,
    or_zero,
    over,
    quote,
    quote_text,
    when,
)
from documents.proof.grids import ANY, POINTS, WHOLE, Grid, GridColumn
from documents.proof.parts import clamp, score_part
from documents.proof.quantities import evaluate
from documents.proof.spans import Span
from scoring.clauses.decisions import Assessment
from scoring.clauses.evaluating import concerns
from scoring.clauses.parts import Child, Clause, Node, walk_tree
from scoring.clauses.sentences.clauses import say_clause
from scoring.clauses.sentences.trees import say_node

OFF = "0.00;-0.00;0"
"""Shows no difference as a plain 0, so that any other stands out."""
TREATED = {
    "full": "计满分", "drop": "不计", "rescale": "其余折算", "equal_share": "其余均分",
    "mean_of_others": "按其他单位平均",
}  # fmt: skip
UNSURE = "?"
"""How a part is treated while a condition that decides it is not known."""
GONE = ("drop", "rescale", "equal_share")
PLAIN, BESIDE = "得分", "附加"
"""Whether a part has a full mark, or adds and deducts."""
SIDES = ("得分", "失分", "待定", "附加")


@dataclass(frozen=True)
class Stored:
    """What the store says of an assessment: figures by unit and id, and the leaderboard's rows."""

    figures: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=dict)
    """(unit, id) → 得分, 失分, 待定, 附加 as stored; of a clause without a full mark 附加 alone."""
    moves: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    """Points moved by objections, before they are limited to the points that there are."""
    board: Sequence[dict[str, Any]] = ()
    others: dict[tuple[str, str, str], Decimal | None] = field(default_factory=dict)
    """(assessment, part or `total`, unit) → its points, None while open: of other assessments."""


@dataclass(frozen=True)
class Score:
    """A unit's part as cells: what its node adds up, and what conditions look at."""

    earned: Formula
    lost: Formula
    pending: Formula
    added: Formula
    is_open: Formula
    full: Formula
    counts: Formula
    """1 where the part is there for its node; 0 where it does not concern the unit."""


def triple(title: str, form: str = POINTS) -> list[GridColumn]:
    """Return the columns of a figure: by formula, as stored, the difference."""
    return [GridColumn(title, form), GridColumn(f"{title}（存储）", form), GridColumn(f"{title}差", OFF, 6)]


def compare(grid: Grid, row: int, title: str, formula: Formula, stored: Decimal | None) -> Formula:
    """Write a figure, the stored one and the difference; without a stored one only the figure."""
    grid.put(row, title, formula)
    if stored is not None:
        grid.put(row, f"{title}（存储）", stored)
        away = grid.cell(row, title) - grid.cell(row, f"{title}（存储）")
        # The store keeps 6 decimals of what is converted (折算).
        value = away.number if away.number and abs(away.number) > NOISE else ZERO.number
        grid.put(row, f"{title}差", Formula(f"ROUND({away.text},5)", value))
    return grid.cell(row, title)


NOISE = Fraction(1, 200_000)


def is_word(way: Formula, word: str) -> Formula:
    """Return whether a text is a word; at once where it is no formula."""
    if way.text == quote(str(way.value)):
        return TRUE if way.value == word else FALSE
    return way.equals(word)


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
        head = [
            GridColumn("序号", WHOLE, 6), GridColumn("单位", width=28), GridColumn("指标", width=8),
            GridColumn("名称", width=24), GridColumn("上级", width=8), GridColumn("类别", width=8),
            GridColumn("计入", WHOLE, 6), GridColumn("满分", POINTS),
        ]  # fmt: skip
        figures = [column for side in SIDES for column in triple(side)]
        ways = ("最少", "最多", "未定", "不涉及", "可比得分", "他单位平均", "按规则得分", "按规则失分", "复核决定", "复核实际")
        self.clauses = Grid("指标", [*head, *(GridColumn(one, ANY) for one in ways), *figures,
                                   GridColumn("计分办法", width=60), GridColumn("条款", width=16)])  # fmt: skip
        sums = ("条件", "应得满分", "得分合计", "失分合计", "待定合计", "附加合计", "未定项", "折算", "最低", "最高", "未定")
        self.nodes = Grid("分组", [*head, *(GridColumn(one, ANY) for one in sums), *figures,
                                 GridColumn("合成办法", width=60)])  # fmt: skip
        self._scores: dict[str, dict[int, Score]] = {}
        self._fulls: dict[str, dict[int, Formula]] = {}
        self._ways: dict[str, dict[int, Formula]] = {}

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
        return when(score.is_open.equals(0), score.earned + score.added, BLANK)

    def _units(self, part: Child) -> tuple[int, ...]:
        roster = enumerate(self.book.roster)
        return tuple(number for number, unit in roster if concerns(part, unit))

    def _full_of(self, part: Child) -> dict[int, Formula]:
        """Return a part's full mark for each unit, 0 of an addition or where it is not there."""
        if part.id not in self._fulls:
            units = self._units(part)
            if part.full is not None:
                found = evaluate(self.book, At(part.id, units), part.full) or {}
            elif isinstance(part, Node):
                inner = [self._full_of(child) for child in part.clauses]
                found = {unit: add_up(one[unit] for one in inner) for unit in units}
            else:
                found = {}
            every = range(len(self.book.roster))
            self._fulls[part.id] = {unit: or_zero(found.get(unit, ZERO)) for unit in every}
        return self._fulls[part.id]

    def _has_full(self, part: Child) -> bool:
        if part.full is not None or isinstance(part, Clause):
            return part.full is not None
        return any(self._has_full(child) for child in part.clauses)

    def _way_of(self, part: Child) -> dict[int, Formula]:
        """Return how a part is treated for each unit that it does not concern, in words; else ""."""
        if part.id not in self._ways:
            self._ways[part.id] = self._find_ways(part)
        return self._ways[part.id]

    def _find_ways(self, part: Child) -> dict[int, Formula]:
        units, default = self._units(part), part.not_for[0].treat if part.not_for else "drop"
        found = dict.fromkeys(range(len(self.book.roster)), BLANK)
        for entry in reversed(part.not_for):
            word = quote_text(TREATED[entry.treat])
            if entry.when and part.period is None:
                holds = hold_all(self.book, At(part.id, units), entry.when)
                for unit in units:
                    unknown = quote_text(UNSURE) if found[unit] == BLANK else found[unit]
                    held = when(holds[unit].equals(1), word, found[unit])
                    found[unit] = when(holds[unit].equals(""), unknown, held)
            found |= {u: word for u in units if self.book.roster[u].name in entry.units}
        for unit in units:
            for one in self.book.roster[unit].not_for:
                if one.clause == part.id and not one.months:
                    found[unit] = quote_text(TREATED[one.treat or default])
        return found

    def _is_way(self, part: Child, unit: int, *ways: str) -> Formula:
        way = self._way_of(part)[unit]
        return either(*(is_word(way, TREATED[one]) for one in ways))

    def _sum_fulls(self, node: Node, unit: int) -> tuple[Formula, Formula]:
        """Return what the children that a unit has add up to, and what the node is to have."""
        base, missing = ZERO, ZERO
        for child in node.clauses:
            full = self._full_of(child)[unit]
            base = base + when(self._is_way(child, unit, *GONE), 0, full)
            missing = missing + when(self._is_way(child, unit, *GONE[1:]), full, 0)
        if node.fit == "sum":
            return base, base + missing
        full = evaluate(self.book, At(node.id, (unit,)), node.full)
        return base, base if full is None else when(is_number(full[unit]), full[unit], base)

    def _share_of(self, clause: Clause, unit: int) -> Formula:
        """Return what a clause's full mark is larger by where points are shared out equally."""
        node = self.parts[self.parents[clause.id]]
        assert isinstance(node, Node)
        ways = [self._is_way(child, unit, "equal_share") for child in node.clauses]
        evenly = TRUE if node.fit == "equal_share" else either(*ways)
        if evenly == FALSE or clause.full is None:
            return ZERO
        base, wanted = self._sum_fulls(node, unit)
        count = add_up(
            when(both(negate(self._is_way(child, unit, *GONE)), self._full_of(child)[unit] > 0), 1, 0)
            for child in node.clauses
            if isinstance(child, Clause)
        )
        each = when(evenly, (wanted - base) / greatest_of(count, 1), 0)
        return when(self._full_of(clause)[unit] > 0, each, 0)

    def _open_row(self, grid: Grid, part: Child, unit: int, counts: Formula) -> int:
        kind = PLAIN if self._has_full(part) else BESIDE
        return grid.add_row(
            [unit + 1, self.book.roster[unit].name, part.id, part.name,
             self.parents.get(part.id, ""), kind, counts]
        )  # fmt: skip

    def _stored(self, part: Child, unit: int, side: str) -> Decimal | None:
        return self.stored.figures.get((self.book.roster[unit].name, part.id), {}).get(side)

    def _write_clause(self, clause: Clause) -> dict[int, Score]:
        units = self._units(clause)
        if not units:
            return {}
        full = None
        if clause.full is not None:
            full = {unit: self._full_of(clause)[unit] + self._share_of(clause, unit) for unit in units}
        at = At(clause.id, units, full=full, known_only=full is None)
        spans = score_part(self.book, at, clause, clause.name or clause.id)
        writer = _ClauseWriter(self, clause)
        rows = {unit: writer.open(unit, spans[unit], None if full is None else full[unit]) for unit in units}
        return {unit: writer.finish(unit, row, rows) for unit, row in rows.items()}

    def _write_node(self, node: Node) -> dict[int, Score]:
        children = [self.get(child.id) for child in node.clauses]
        grids = [
            (grid, Criteria(grid, "序号", "上级"))
            for grid, kind in ((self.clauses, Clause), (self.nodes, Node))
            if any(isinstance(child, kind) for child in node.clauses)
        ]
        holds = hold_all(self.book, At(node.id, self._units(node)), node.when)
        limits = [
            evaluate(self.book, At(node.id, self._units(node)), one)
            for one in (node.floor, node.ceiling)
        ]
        found = {}
        for unit in self._units(node):
            writer = _NodeWriter(self, node, unit, grids)
            opened = [one[unit].is_open for one in children if unit in one]
            score = writer.add_up(opened)
            is_total = node.id == self.assessment.total.id
            if not is_total:  # the total's limits bind it with its additions: on the sheet 总分
                ends = [None if one is None else one[unit] for one in limits]
                score = writer.finish(score, holds[unit], *ends)
            found[unit] = writer.publish(score, is_rounded=is_total or node.round == "node")
        return found


class _ClauseWriter:
    """Writes the rows of a clause on the sheet 指标."""

    def __init__(self, tree: Tree, clause: Clause) -> None:
        self._tree, self._clause, self._grid = tree, clause, tree.clauses
        self._has_full = clause.full is not None
        self._words = say_clause(clause, tree.book.heading)

    def open(self, unit: int, span: Span, full: Formula | None) -> int:
        """Write a unit's points as the rule gives them."""
        tree, grid = self._tree, self._grid
        way = tree._way_of(self._clause)[unit]
        gone = tree._is_way(self._clause, unit, *GONE)
        row = tree._open_row(grid, self._clause, unit, when(gone, 0, 1))
        grid.put(row, "计分办法", self._words)
        grid.put(row, "条款", self._clause.clause)
        if way != BLANK:
            way = grid.put(row, "不涉及", way)
        low, high, is_open = span.low, span.high, span.is_open
        if full is not None:
            full = grid.put(row, "满分", full)
            low, high, is_open = self._widen(unit, way, full, span)
        decimals = self._clause.decimals_shown
        if full is None:
            low = grid.put(row, "最少", low)
            grid.put(row, "未定", is_open)
            endless = either(low >= ENDLESS, low <= -ENDLESS)
            grid.put(row, "按规则得分", half_up(when(endless, 0, low), decimals))
            return row
        least = when(is_open.equals(1), greatest_of(low, 0), low)
        if self._clause.earn == "when_complete":
            least = when(both(is_open.equals(1), least < high), 0, least)
        most = when(is_open.equals(1), greatest_of(high, least), least)
        least, most = grid.put(row, "最少", least), grid.put(row, "最多", most)
        earned = grid.put(row, "按规则得分", half_up(least, decimals))
        settled = matches(most, least)
        lost = greatest_of(0, full - when(settled, earned, most))
        grid.put(row, "按规则失分", half_up(lost, decimals))
        grid.put(row, "未定", when(settled, 0, 1))
        return row

    def _widen(
        self, unit: int, way: Formula, full: Formula, span: Span
    ) -> tuple[Formula, Formula, Formula]:
        """Return the span from its least to its full mark where it is not known if it concerns."""
        unsure = is_word(way, UNSURE)
        most = greatest_of(span.high, full)
        least = least_of(span.low, most)
        high = least if self._tree.book.is_final else most
        return (
            when(unsure, least, span.low),
            when(unsure, high, span.high),
            when(unsure, 1, span.is_open),
        )

    def finish(self, unit: int, row: int, rows: dict[int, int]) -> Score:
        """Write a unit's published figures, as treated and moved by objections."""
        grid, tree, cell = self._grid, self._tree, self._grid.cell
        name = tree.book.roster[unit].name
        moved = tree.stored.moves.get((name, self._clause.id), Decimal(0))
        asked = grid.put(row, "复核决定", moved) if moved else ZERO
        counts = cell(row, "计入")
        if not self._has_full:
            added = self._move_beside(row, unit, asked)
            added = compare(grid, row, "附加", added, tree._stored(self._clause, unit, "附加"))
            return Score(ZERO, ZERO, ZERO, added, cell(row, "未定"), ZERO, counts)
        full, is_open = cell(row, "满分"), cell(row, "未定")
        earned, lost = cell(row, "按规则得分"), cell(row, "按规则失分")
        pending = when(is_open.equals(0), 0, greatest_of(0, full - earned - lost))
        earned, lost, pending, is_open = self._treat(unit, row, rows, (earned, lost, pending, is_open))
        if asked != ZERO:
            shift = grid.put(row, "复核实际", greatest_of(0 - earned, least_of(asked, lost)))
            earned, lost = earned + shift, lost - shift
        figures = [
            compare(grid, row, side, half_up(value, self._clause.decimals_shown), tree._stored(self._clause, unit, side))
            for side, value in zip(SIDES, (earned, lost, pending), strict=False)
        ]
        return Score(figures[0], figures[1], figures[2], ZERO, is_open, full, counts)

    def _move_beside(self, row: int, unit: int, asked: Formula) -> Formula:
        """Return an addition after objections: within what it has, and what it can still give."""
        added = self._grid.cell(row, "按规则得分")
        if asked == ZERO:
            return added
        ceiling = evaluate(self._tree.book, At(self._clause.id, (unit,)), self._clause.ceiling)
        room = FAR if ceiling is None else greatest_of(0, ceiling[unit] - added)
        moved = greatest_of(0 - greatest_of(added, 0), least_of(asked, room))
        return added + self._grid.put(row, "复核实际", moved)

    def _treat(
        self, unit: int, row: int, rows: dict[int, int], figures: tuple[Formula, ...]
    ) -> tuple[Formula, Formula, Formula, Formula]:
        """Return earned, lost, pending and whether open, where the clause does not concern."""
        earned, lost, pending, is_open = figures
        tree, full = self._tree, self._grid.cell(row, "满分")
        if (is_full := tree._is_way(self._clause, unit, "full")) != FALSE:
            earned = when(is_full, full, earned)
            lost, pending, is_open = (when(is_full, 0, one) for one in (lost, pending, is_open))
        if (is_mean := tree._is_way(self._clause, unit, "mean_of_others")) != FALSE:
            mean = self._grid.put(row, "他单位平均", self._find_mean(unit, rows))
            waits = mean.equals("")
            earned = when(is_mean, or_zero(mean), earned)
            lost = when(is_mean, when(waits, 0, full - mean), lost)
            pending = when(is_mean, when(waits, full, 0), pending)
            is_open = when(is_mean, flag(waits), is_open)
        return earned, lost, pending, is_open

    def _find_mean(self, unit: int, rows: dict[int, int]) -> Formula:
        """Return the mean of the points of the units that have them, half up; "": nobody has."""
        tree, roster = self._tree, self._tree.book.roster
        among = next(entry.among for entry in self._clause.not_for)
        own, points = roster[unit], []
        for other, row in rows.items():
            one = roster[other]
            is_meant = {
                "kinds": bool({one.kind, one.name, one.group} & set(among.kinds)),
                "group": one.group == own.group, "kind": one.kind == own.kind, "all": True,
            }[among.units]  # fmt: skip
            treated = tree._way_of(self._clause)[other]
            if is_meant and other != unit and is_word(treated, "") != FALSE:
                counts = both(is_word(treated, ""), self._grid.cell(row, "未定").equals(0))
                value = when(counts, self._grid.cell(row, "按规则得分"), BLANK)
                points.append(self._grid.put(row, "可比得分", value))
        area = list_cells(points)
        if not points:
            return BLANK
        return when(over("COUNT", area).equals(0), BLANK, half_up(over("AVERAGE", area)))


class _NodeWriter:
    """Writes a unit's row of a node on the sheet 分组."""

    def __init__(
        self, tree: Tree, node: Node, unit: int, grids: Sequence[tuple[Grid, Criteria]]
    ) -> None:
        self._tree, self._node, self._unit, self._grids = tree, node, unit, grids
        self._grid = tree.nodes
        gone = FALSE if node.id not in tree.parents else tree._is_way(node, unit, *GONE)
        self._row = tree._open_row(self._grid, node, unit, when(gone, 0, 1))
        self._grid.put(self._row, "合成办法", say_node(node, tree.book.heading))

    def _put(self, title: str, formula: Formula) -> Formula:
        return self._grid.put(self._row, title, formula)

    def _sum(self, title: str) -> Formula:
        """Σ of a column over the children that count for the unit."""
        own = [
            Criterion("序号", self._grid.cell(self._row, "序号")),
            Criterion("上级", self._node.id), Criterion("计入", 1),
        ]  # fmt: skip
        return add_up(criteria.sum(title, *own) for _, criteria in self._grids)

    def add_up(self, opened: list[Formula]) -> Score:
        """Return Σ of the node's children, fitted to its full mark."""
        tree, node, unit = self._tree, self._node, self._unit
        earned, lost, pending, added = (self._put(f"{side}合计", self._sum(side)) for side in SIDES)
        is_open = self._put("未定项", flag(either(*(one.equals(1) for one in opened))))
        if node.add_inside:
            earned, lost, added = earned + added, lost - least_of(added, 0), ZERO
        if not tree._has_full(node):
            return Score(earned, lost, pending, added, is_open, ZERO, ONE)
        base, wanted = tree._sum_fulls(node, unit)
        full = base
        rescaled = either(*(tree._is_way(child, unit, "rescale") for child in node.clauses))
        if any(tree._share_of(one, unit) != ZERO for one in node.clauses if isinstance(one, Clause)):
            full = wanted
        if node.fit == "complete":
            base, full = self._put("应得满分", base), wanted
            earned = earned + wanted - base
        elif node.fit == "scale" or rescaled != FALSE:
            rescaled = TRUE if node.fit == "scale" else rescaled
            base, full = self._put("应得满分", base), when(rescaled, wanted, base)
            factor = self._put("折算", when(base.equals(0), 1, full / base))
            earned, lost, pending = (one * factor for one in (earned, lost, pending))
        return Score(earned, lost, pending, added, is_open, self._put("满分", full), ONE)

    def finish(
        self, score: Score, holds: Formula, floor: Formula | None, ceiling: Formula | None
    ) -> Score:
        """Return a node under its condition and within its limits."""
        if self._node.when:
            holds = self._put("条件", holds)
        unsure, fails = holds.equals(""), holds.equals(0)
        limits = [None if one is None else self._put(title, one) for title, one in (("最低", floor), ("最高", ceiling))]  # fmt: skip
        earned, lost, pending, is_open = score.earned, score.lost, score.pending, score.is_open
        if self._node.when:
            is_open = when(unsure, 1, is_open)
        if not self._tree._has_full(self._node):
            added = clamp(score.added, *limits)
            added = when(holds.equals(1), added, 0) if self._node.when else added
            return Score(earned, lost, pending, added, is_open, score.full, score.counts)
        if self._node.when:
            most = earned + pending
            pending = when(fails, 0, when(unsure, most, pending))
            lost = when(fails, score.full, lost)
            earned = when(holds.equals(1), earned, 0)
            is_open = when(fails, 0, is_open)
        if floor is not None or ceiling is not None:
            most = clamp(earned + pending, *limits)
            earned = clamp(earned, *limits)
            pending, lost = most - earned, greatest_of(0, score.full - most)
        return Score(earned, lost, pending, score.added, is_open, score.full, score.counts)

    def publish(self, score: Score, *, is_rounded: bool) -> Score:
        """Write the node's figures; of a rounded node the last side takes the remainder."""
        tree, node, row = self._tree, self._node, self._row
        figures = [score.earned, score.lost, score.pending]
        if is_rounded and tree._has_full(node):
            figures = self._round(score)
        written = [
            compare(self._grid, row, side, one, tree._stored(node, self._unit, side))
            for side, one in zip(SIDES, [*figures, score.added], strict=True)
        ]
        is_open = self._put("未定", score.is_open)
        return Score(*written, is_open, score.full, self._grid.cell(row, "计入"))

    def _round(self, score: Score) -> list[Formula]:
        earned, lost = half_up(score.earned), half_up(score.lost)
        whole = score.earned + score.lost + score.pending
        adds_up, settled = matches(whole, score.full), matches(score.pending, 0)
        rest = when(settled, score.full - earned, lost)
        left = when(settled, 0, half_up(score.full - earned - lost))
        return [
            earned, half_up(when(adds_up, rest, lost)),
            when(adds_up, left, half_up(score.pending)),
        ]  # fmt: skip
