"""Grades on the sheet 总分: the first line that is reached, and the seats of share grades."""

from __future__ import annotations

from collections.abc import Sequence

from documents.proof.borders import ceiling, exceeds, floor, half_up, reaches
from documents.proof.formulas import FALSE, NONE, ONE, TRUE, Formula, constant, quote_text
from documents.proof.functions import both, either, flag, is_number, negate, or_zero, when
from documents.proof.grids import make_columns
from documents.proof.totals import TotalSheet
from scoring.clauses.decisions import Grade, Grades


def write_grades(totals: TotalSheet) -> None:
    """Write each unit's grade beside the stored one; a veto gives one without a list, too."""
    grades, vetoes = totals.assessment.grades, totals.assessment.vetoes
    if grades is None and all(veto.grade is None for veto in vetoes):
        return
    if grades is not None and any(line.of == "last_period" for line in grades.list):
        totals.tree.book.notes["等次看最近一个月单独计的分，本表不核"] = None
        return
    writer = _GradeWriter(totals, grades)
    for unit in totals.units:
        totals.grid.put(unit, writer.column, writer.find(unit))
    for number, line in enumerate(writer.lines):
        if line.share is not None:
            writer.seat(number, line)
    for unit in totals.units:
        totals.compare(unit, "等次", totals.cell(unit, writer.column), "grade")


class _GradeWriter:
    """Writes the grades of all units, step by step; `column` holds those of the last step."""

    def __init__(self, totals: TotalSheet, grades: Grades | None) -> None:
        self._totals, self._grades, self._vetoes = totals, grades, totals.vetoes
        self.lines = () if grades is None else grades.list
        self.column = "初定等次"

    def find(self, unit: int) -> Formula:
        """Return the grade by the list, or that of a veto which holds."""
        found = NONE if self._grades is None else self._find_in_list(unit, self._grades)
        for veto in self._totals.assessment.vetoes:
            if veto.grade is not None and unit in self._vetoes.hold(veto):
                found = when(self._vetoes.hold(veto)[unit].equals(1), quote_text(veto.grade), found)
        return found

    def _find_in_list(self, unit: int, grades: Grades) -> Formula:
        """Return the grade that is reached with the certain points, and with all that are open."""
        put = self._totals.grid.put
        low = high = put(unit, "至少等次", self._first_reached(unit, grades.list, is_most=False))
        if grades.stand != "now":
            high = put(unit, "至多等次", self._first_reached(unit, grades.list, is_most=True))
        found = low if high is low else when(low.equals(high), low, NONE)
        waits = negate(is_number(self._totals.cell(unit, "总分")))
        if grades.settled:
            waits = either(waits, self._totals.root[unit].pending > 0)
        is_early = self._totals.tree.book.as_of < grades.from_month
        return NONE if is_early else when(waits, NONE, found)

    def _first_reached(self, unit: int, lines: Sequence[Grade], *, is_most: bool) -> Formula:
        """Return the first line that a unit reaches and is not barred from."""
        found = NONE
        for line in reversed(lines):
            reached = self._reaches(unit, line, is_most=is_most)
            allowed = both(reached, negate(self._is_barred(unit, line)))
            found = when(allowed, quote_text(line.name), found)
        return found

    def _is_barred(self, unit: int, line: Grade) -> Formula:
        vetoes = [one for one in self._totals.assessment.vetoes if line.name in one.bars]
        held = [self._vetoes.hold(one) for one in vetoes]
        return either(*(one[unit].equals(1) for one in held if unit in one))

    def _reaches(self, unit: int, line: Grade, *, is_most: bool) -> Formula:
        """Return whether a unit reaches a line: its points, its place from the front or the end."""
        totals, rank = self._totals, self._totals.cell(unit, "名次")
        if line.first is not None:
            return both(is_number(rank), rank <= line.first)
        if line.last is not None:
            behind = totals.count(unit, "group", ("名次", ">", rank))
            return both(is_number(rank), behind < line.last)
        if line.from_ is None:
            return TRUE
        score, is_there = totals.root[unit], TRUE
        value = totals.measure(unit, by_rate=line.of == "score_rate")
        value = value if line.of == "score_rate" else or_zero(value)
        if line.on is not None:
            found = totals.tree.get(line.on).get(unit)
            if found is None:
                return FALSE
            score, value = found, found.earned + found.added
            is_there = found.counts.equals(1)
        value = value + score.pending if is_most else value
        test = exceeds if line.edge == "exclusive" else reaches
        return both(is_there, test(value, line.from_))

    def seat(self, number: int, line: Grade) -> None:
        """Hand out the seats of a share grade by rank; who has none falls to the next line."""
        totals = self._totals
        wanted, counted, given = (f"{line.name}：{word}" for word in ("入围", "计数", "定等"))
        for column in make_columns(f"{wanted} {counted} {given}"):
            totals.grid.add_column(column)
        for unit in totals.units:
            reached = self._reaches(unit, line, is_most=False)
            here = totals.cell(unit, self.column).equals(line.name)
            if line.barred_place == "stays":
                here = either(here, both(self._is_barred(unit, line), reached))
            ranked = is_number(totals.cell(unit, "名次"))
            totals.grid.put(unit, wanted, flag(both(here, ranked)))
            is_counted = reached if line.share_of == "over_line" else TRUE
            totals.grid.put(unit, counted, flag(is_counted))
        for unit in totals.units:
            grade = totals.cell(unit, self.column)
            seated = both(totals.cell(unit, wanted).equals(1), self._is_seated(unit, line))
            unseated = both(grade.equals(line.name), negate(seated))
            rest = self._first_reached(unit, self.lines[number + 1 :], is_most=False)
            totals.grid.put(unit, given, when(unseated, rest, grade))
        self.column = given

    def _is_seated(self, unit: int, line: Grade) -> Formula:
        """Return whether a unit's place is within the seats; a tie is for none, or for all."""
        totals, own = self._totals, self._totals.cell(unit, "名次")
        wanted, counted = f"{line.name}：入围", f"{line.name}：计数"
        within = "all" if line.share_of == "all" else "group"
        assert line.share is not None, "the caller has a share grade"
        share = totals.count(unit, within, (counted, "=", ONE)) * constant(line.share) / 100
        seats = {"down": floor, "up": ceiling, "half_up": _half_up}[line.round](share)
        before = totals.count(unit, "group", (wanted, "=", ONE), ("名次", "<", own))
        if line.ties == "all":
            return before < seats
        tied = totals.count(unit, "group", (wanted, "=", ONE), ("名次", "=", own))
        return before + tied <= seats


def _half_up(number: Formula) -> Formula:
    return half_up(number, 0)
