"""Grades (等次): the first line of the list that a unit reaches, seats by rank, bars by vetoes."""

from __future__ import annotations

from collections.abc import Callable

from scoring.assessing.ranks import find_score_rate, is_among_last
from scoring.assessing.scope import MONTH
from scoring.assessing.totals import Published
from scoring.assessing.tree import Tree
from scoring.assessing.vetoes import Verdict
from scoring.clauses.decisions import Assessment, Grade, Veto
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, NOTHING, ONE, TRUE, ZERO, OverUnits, Term


class Grades:
    """The grade list of an assessment over its units."""

    def __init__(
        self,
        tree: Tree,
        total: Published,
        rank: Term,
        verdicts: tuple[Verdict, ...],
        of_month: Callable[[str], Published],
    ) -> None:
        self._tree, self._rank, self._verdicts = tree, rank, verdicts
        self._score, self._points = total.score, total.points
        self._of_month = of_month
        self._at = tree.at
        grades = tree.assessment.grades
        self._lines = grades.list if grades else ()

    def find(self) -> tuple[Term, Term]:
        """Return the number of each unit's grade, and whether it is provisional."""
        grades = self._tree.assessment.grades
        found: Term = NOTHING
        if grades is not None:
            low = self._first_reached(range(len(self._lines)), most=False)
            high = (
                low
                if grades.stand == "now"
                else self._first_reached(range(len(self._lines)), most=True)
            )
            found = low if high is low else t.choose(t.is_equal(low, high), low, NOTHING)
            waits = t.negate(t.is_at_most(grades.from_month, MONTH))
            if grades.settled:
                waits = t.any_of([waits, t.is_less(ZERO, self._score.pending)])
            found = t.unless(t.any_of([waits, t.negate(t.known(self._points))]), found)
        for verdict in self._verdicts:
            if verdict.veto.grade is not None:
                found = t.choose(verdict.holds, self._number(verdict.veto.grade), found)
        provisional: Term = FALSE
        for number, line in enumerate(self._lines):
            if line.share is not None:
                found, moved = self._seat(number, line, found)
                provisional = t.any_of([provisional, moved])
        return t.choose(self._at.peers, found, NOTHING), provisional

    def _number(self, name: str) -> Term:
        """Return a grade's number; one that only a veto gives stands behind the list."""
        names = list_grades(self._tree.assessment, tuple(one.veto for one in self._verdicts))
        return t.as_term(names.index(name))

    def _first_reached(self, numbers: range, *, most: bool) -> Term:
        """Return the first line that a unit reaches and is not barred from."""
        found: Term = NOTHING
        for number in reversed(numbers):
            line = self._lines[number]
            reached = t.all_of([self._reaches(line, most=most), t.negate(self._is_barred(line))])
            found = t.choose(reached, t.as_term(number), found)
        return found

    def _is_barred(self, line: Grade) -> Term:
        return t.any_of(one.holds for one in self._verdicts if line.name in one.veto.bars)

    def _reaches(self, line: Grade, *, most: bool) -> Term:
        """Return whether a unit reaches a line: its points, its place from the front or the end."""
        if line.first is not None:
            return t.all_of([t.known(self._rank), t.is_at_most(self._rank, line.first)])
        if line.last is not None:
            return is_among_last(self._rank, line.last, "group")
        if line.from_ is None:
            return TRUE
        value = self._measure(line, most=most)
        start = t.as_term(line.from_)
        reached = (
            t.is_less(start, value) if line.edge == "exclusive" else t.is_at_most(start, value)
        )
        return t.all_of([t.known(value), reached])

    def _measure(self, line: Grade, *, most: bool) -> Term:
        score = self._score
        if line.on is not None:
            score = self._tree.get(line.on)
            value = t.choose(score.is_there, score.earned + score.added, NOTHING)
        elif line.of == "score_rate":
            value = find_score_rate(score)
        elif line.of == "last_period":
            last = self._of_month(self._tree.assessment.id)
            score, value = last.score, t.or_else(last.points, ZERO)
        else:
            value = t.or_else(self._points, ZERO)
        return value + score.pending if most else value

    def _seat(self, number: int, line: Grade, grade: Term) -> tuple[Term, Term]:
        """Hand out the seats of a share grade by rank; who has none falls to the next line."""
        within = self._within()
        here = t.is_equal(grade, t.as_term(number))
        wants = here
        if line.barred_place == "stays":
            barred = t.all_of([self._is_barred(line), self._reaches(line, most=False)])
            wants = t.any_of([here, barred])
        wants = t.all_of([t.known(self._rank), t.known(wants), wants])
        order = t.choose(wants, -self._rank, NOTHING)
        before = OverUnits("place", order, within) - 1
        tied = OverUnits("shared", order, within)
        seats = self._count_seats(line, within)
        seated = (
            t.is_less(before, seats) if line.ties == "all" else t.is_at_most(before + tied, seats)
        )
        seated = t.all_of([t.known(order), seated])
        rest = self._first_reached(range(number + 1, len(self._lines)), most=False)
        unseated = t.all_of([here, t.negate(t.all_of([t.known(seated), seated]))])
        is_final = self._at.desk.is_final
        moves = FALSE if is_final else t.is_less(ZERO, self._score.pending)
        return t.choose(unseated, rest, grade), t.all_of([here, seated, moves])

    def _within(self) -> tuple[str, ...]:
        return ("group",)

    def _count_seats(self, line: Grade, within: tuple[str, ...]) -> Term:
        """Return the seats among the units of the group, of all, or of those over the line."""
        counted: Term = t.choose(self._at.peers, ONE, NOTHING)
        if line.share_of == "over_line":
            counted = t.choose(self._reaches(line, most=False), counted, NOTHING)
        columns = () if line.share_of == "all" else within
        count = t.or_else(OverUnits("count", counted, columns), ZERO)
        assert line.share is not None, "it is a share grade"
        seats = count * (line.share / 100)
        match line.round:
            case "half_up":
                return t.round_half_up(seats, 0)
            case "up":
                return t.round_up(seats)
            case "down":
                return t.round_down(seats)


def list_grades(assessment: Assessment, vetoes: tuple[Veto, ...]) -> list[str]:
    """Return the names of all grades: the list's, then those that only a veto gives."""
    names = [line.name for line in assessment.grades.list] if assessment.grades else []
    names += [veto.grade for veto in vetoes if veto.grade is not None]
    return list(dict.fromkeys(names))
