"""A clause on the sheet 指标: by the rule, as treated, as objections moved it, as stored."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from documents.proof.areas import list_cells, over
from documents.proof.book import At
from documents.proof.borders import half_up, matches
from documents.proof.formulas import BLANK, ENDLESS, FALSE, FAR, ZERO, Formula, constant
from documents.proof.functions import both, either, flag, greatest_of, least_of, or_zero, when
from documents.proof.quantities import evaluate
from documents.proof.scores import GONE, SIDES, UNSURE, Score, compare, is_word
from documents.proof.spans import Span
from scoring.clauses.parts import Clause
from scoring.clauses.quantities import Among
from scoring.clauses.sentences.clauses import say_clause

if TYPE_CHECKING:
    from documents.proof.tree import Tree


class ClauseWriter:
    """Writes the rows of a clause on the sheet 指标."""

    def __init__(self, tree: Tree, clause: Clause) -> None:
        self._tree, self._clause, self._grid = tree, clause, tree.clauses
        self._has_full = clause.full is not None
        self._words = say_clause(clause, tree.book.heading)

    def open(self, unit: int, span: Span, full: Formula | None) -> int:
        """Write a unit's points as the rule gives them."""
        tree, grid = self._tree, self._grid
        way = tree.ways.of(self._clause)[unit]
        gone = tree.ways.is_any(self._clause, unit, *GONE)
        row = tree.open_row(grid, self._clause, unit, when(gone, 0, 1))
        grid.put(row, "计分办法", self._words)
        grid.put(row, "条款", self._clause.clause)
        if way != BLANK:
            way = grid.put(row, "不涉及", way)
        low, high, is_open = span.low, span.high, span.is_open
        if full is not None:
            full = grid.put(row, "满分", full)
            low, high, is_open = self._widen(unit, way, full, span)
            self._write_marks(row, full, low, high, is_open)
        else:
            self._write_beside(row, is_word(way, UNSURE), low, is_open)
        return row

    def _write_beside(self, row: int, unsure: Formula, low: Formula, is_open: Formula) -> None:
        """Write points beside a full mark: nothing while it is not known whether it concerns."""
        grid = self._grid
        low = grid.put(row, "最少", when(unsure, 0, low))
        grid.put(row, "未定", when(unsure, 1, is_open))
        endless = either(low >= ENDLESS, low <= -ENDLESS)
        grid.put(row, "按规则得分", half_up(when(endless, 0, low), self._clause.decimals_shown))

    def _write_marks(
        self, row: int, full: Formula, low: Formula, high: Formula, is_open: Formula
    ) -> None:
        """Write points out of a full mark: the least that is known, and what is lost for good."""
        grid, decimals = self._grid, self._clause.decimals_shown
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
            added = compare(grid, row, "附加", added, tree.stored_of(self._clause, unit, "附加"))
            return Score(ZERO, ZERO, ZERO, added, cell(row, "未定"), ZERO, counts)
        full, is_open = cell(row, "满分"), cell(row, "未定")
        earned, lost = cell(row, "按规则得分"), cell(row, "按规则失分")
        pending = when(is_open.equals(0), 0, greatest_of(0, full - earned - lost))
        earned, lost, pending, is_open = self._treat(
            unit, row, rows, (earned, lost, pending, is_open)
        )
        if asked != ZERO:
            shift = grid.put(row, "复核实际", greatest_of(0 - earned, least_of(asked, lost)))
            earned, lost = earned + shift, lost - shift
        earned, lost, pending = (
            compare(grid, row, side, value, tree.stored_of(self._clause, unit, side))
            for side, value in zip(SIDES, (earned, lost, pending), strict=False)
        )
        return Score(earned, lost, pending, ZERO, is_open, full, counts)

    def _move_beside(self, row: int, unit: int, asked: Formula) -> Formula:
        """Return an addition after objections: within what it has, and what it can still give."""
        added = self._grid.cell(row, "按规则得分")
        if asked == ZERO:
            return added
        ceiling = evaluate(self._tree.book, At(self._clause.id, (unit,)), self._clause.ceiling)
        room = constant(FAR) if ceiling is None else greatest_of(0, ceiling[unit] - added)
        moved = greatest_of(0 - greatest_of(added, 0), least_of(asked, room))
        return added + self._grid.put(row, "复核实际", moved)

    def _treat(
        self, unit: int, row: int, rows: dict[int, int], figures: tuple[Formula, ...]
    ) -> tuple[Formula, Formula, Formula, Formula]:
        """Return earned, lost, pending and whether open, where the clause does not concern."""
        earned, lost, pending, is_open = figures
        tree, full = self._tree, self._grid.cell(row, "满分")
        if (is_full := tree.ways.is_any(self._clause, unit, "full")) != FALSE:
            earned = when(is_full, full, earned)
            lost, pending, is_open = (when(is_full, 0, one) for one in (lost, pending, is_open))
        if (is_mean := tree.ways.is_any(self._clause, unit, "mean_of_others")) != FALSE:
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
        entries = self._clause.not_for
        among = entries[-1].among if entries else Among(without_own=True)
        own, points = roster[unit], []
        for other, row in rows.items():
            one = roster[other]
            is_meant = {
                "kinds": bool({one.kind, one.name, one.group} & set(among.kinds)),
                "group": one.group == own.group, "kind": one.kind == own.kind, "all": True,
            }[among.units]  # fmt: skip
            treated = tree.ways.of(self._clause)[other]
            is_scored = either(is_word(treated, ""), is_word(treated, UNSURE))
            if is_meant and other != unit and is_scored != FALSE:
                counts = both(is_scored, self._grid.cell(row, "未定").equals(0))
                value = when(counts, self._grid.cell(row, "按规则得分"), BLANK)
                points.append(self._grid.put(row, "可比得分", value))
        area = list_cells(points)
        if not points:
            return BLANK
        return when(over("COUNT", area).equals(0), BLANK, half_up(over("AVERAGE", area)))
