"""What follows from the points: vetoes, the published total, ranks, grades and consequences."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.assessing.causes import Evidence, RowsUsed
from scoring.assessing.clauses import Score
from scoring.assessing.conditions import holds
from scoring.assessing.figures import Ends, measure
from scoring.assessing.scope import MONTH, At
from scoring.assessing.targets import evaluate, is_named
from scoring.assessing.texts import Shown, Text
from scoring.assessing.tree import Tree
from scoring.clauses.decisions import Assessment, Grade, Rank, Veto
from scoring.clauses.parts import Subject
from scoring.clauses.quantities import Fixed
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, NOTHING, ONE, TRUE, ZERO, OverUnits, Term


@dataclass(frozen=True)
class Verdict:
    """A veto for each unit: whether it holds, and whether it is near."""

    veto: Veto
    holds: Term
    warns: Term
    held_words: Text = ()
    near_words: Text = ()
    evidence: tuple[Evidence, ...] = ()
    rows: tuple[RowsUsed, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The result of each unit of an assessment."""

    score: Score
    """The root's, as published, before any veto."""
    points: Term
    """The published total; None: a veto takes it."""
    verdicts: tuple[Verdict, ...]
    rank: Term
    grade: Term
    """The number of the grade in its list, from 0; None: none yet."""
    is_grade_provisional: Term
    """Whether a share grade may still move (暂定)."""


TAKES_PLACE = {"no_score", "no_rank", "last_place"}
"""The effects of a veto after which a unit is no rival in places that leave out the vetoed."""


def judge_vetoes(at: At, vetoes: tuple[Veto, ...]) -> tuple[Verdict, ...]:
    """Return which vetoes hold or are near."""
    return tuple(_judge(at, veto) for veto in vetoes)


def judge(at: At, veto: Veto) -> Term:
    """Return whether a veto holds; None where that is not known."""
    return t.all_of([*_list_structure(at, veto), holds(at, (veto.condition, *veto.when))])


def _list_structure(at: At, veto: Veto) -> list[Term]:
    """Return the conditions on whom a veto is for."""
    structure = []
    if veto.concerns is not None:
        if veto.concerns.units:
            structure.append(is_named(at, "unit", veto.concerns.units))
        if veto.concerns.kinds:
            structure.append(is_named(at, "kind", veto.concerns.kinds))
    return structure


def _judge(at: At, veto: Veto) -> Verdict:
    structure = _list_structure(at, veto)
    does_hold = judge(at, veto)
    is_held = t.all_of([t.known(does_hold), does_hold])
    ends = (
        None if isinstance(veto.condition.subject, Subject) else measure(at, veto.condition.subject)
    )
    verdict = Verdict(
        veto,
        is_held,
        FALSE,
        (*_tell(at, veto, ends), f"，{_tell_effect(veto)}"),
        (*_tell(at, veto, ends), "，", *_tell_line(at, veto), f"即{_tell_effect(veto)}"),
        ends.evidence if ends else (),
        ends.rows if ends else (),
    )
    if veto.warn is None:
        return verdict
    near = veto.condition.model_copy(update={"against": Fixed(value=veto.warn)})
    is_near = t.all_of([*structure, holds(at, (near, *veto.when)), t.negate(is_held)])
    return replace(verdict, warns=t.all_of([t.known(is_near), is_near]))


def _tell(at: At, veto: Veto, ends: Ends | None) -> Text:
    return (veto.name,) if ends is None else (f"{veto.name}：", Shown(ends.low))


def _tell_line(at: At, veto: Veto) -> Text:
    limit = veto.condition.against
    if isinstance(limit, tuple):
        return ("符合条件",)
    bound = evaluate(at, limit)
    return ("达到", Shown(bound if bound is not None else NOTHING))


def _tell_effect(veto: Veto) -> str:
    """Return what a veto does to the unit's result."""
    words = {
        "no_score": "不计分",
        "no_rank": "不参加排名",
        "last_place": "列在末位",
        "points": "按规定的分数计",
        "none": "予以记录",
    }[veto.effect]
    if veto.grade is not None:
        words = f"定为{veto.grade}"
    return f"{words}，不得评为{'、'.join(veto.bars)}" if veto.bars else words


def conclude(tree: Tree, verdicts: tuple[Verdict, ...]) -> Outcome:
    """Return total, rank and grade of the units of an assessment."""
    at, assessment = tree.at, tree.assessment
    score = tree.get("total")
    points = find_points(at, assessment, score, verdicts)
    rank = find_rank(at, assessment.rank, score, points, verdicts)
    grades = _Grades(tree, score, points, rank, verdicts)
    grade, provisional = grades.find()
    return Outcome(score, points, verdicts, rank, grade, provisional)


def find_points(
    at: At, assessment: Assessment, score: Score, verdicts: tuple[Verdict, ...]
) -> Term:
    """Return earned + added within the total's limits, or what a veto leaves of them."""
    total = assessment.total
    points = t.clamp(
        score.earned + score.added, evaluate(at, total.floor), evaluate(at, total.ceiling)
    )
    points = t.round_half_up(points)
    for verdict in verdicts:
        match verdict.veto.effect:
            case "no_score":
                points = t.unless(verdict.holds, points)
            case "points":
                set_to = evaluate(at, verdict.veto.points)
                assert set_to is not None, "the model asks for the points"
                points = t.choose(verdict.holds, t.round_half_up(set_to), points)
    return t.choose(at.peers, points, NOTHING)


def _any_holds(verdicts: tuple[Verdict, ...], effects: set[str]) -> Term:
    return t.any_of(one.holds for one in verdicts if one.veto.effect in effects)


def find_rank(
    at: At, rank: Rank, score: Score, points: Term, verdicts: tuple[Verdict, ...]
) -> Term:
    """Return each unit's rank; None: nothing of it is known, or a veto takes its rank."""
    is_known: Term = TRUE
    if score.full is not None:
        is_known = t.any_of(
            [
                t.negate(t.is_equal(score.pending, score.full)),
                t.negate(t.is_equal(score.added, ZERO)),
            ]
        )
    is_ranked = t.all_of(
        [
            at.peers,
            t.known(points),
            is_known,
            t.negate(_any_holds(verdicts, {"no_score", "no_rank"})),
        ]
    )
    measure = _rate(score) if rank.by == "score_rate" else points
    measure = t.choose(is_ranked, measure if rank.order == "highest" else -measure, NOTHING)
    within = () if rank.within == "all" else (rank.within,)
    which = "dense" if rank.ties == "dense" else "place"
    is_last = _any_holds(verdicts, {"last_place"})
    if is_last is FALSE:
        return OverUnits(which, measure, within)  # type: ignore[arg-type]
    ahead = t.choose(is_last, NOTHING, measure)
    behind = t.choose(is_last, measure, NOTHING)
    count = OverUnits("count", ahead, within)
    if which == "dense":
        count = OverUnits("greatest", -OverUnits("dense", ahead, within), within)
    last = t.or_else(count, ZERO) + OverUnits(which, behind, within)  # type: ignore[arg-type]
    return t.choose(is_last, last, OverUnits(which, ahead, within))  # type: ignore[arg-type]


def _rate(score: Score) -> Term:
    """Return earned ÷ (full − pending) in percent; 0 where nothing is decided."""
    if score.full is None:
        return ZERO
    decided = score.full - score.pending
    return t.or_else(score.earned * 100 / decided, ZERO)


class _Grades:
    """The grade list of an assessment over its units."""

    def __init__(
        self, tree: Tree, score: Score, points: Term, rank: Term, verdicts: tuple[Verdict, ...]
    ) -> None:
        self._tree, self._score, self._points, self._rank = tree, score, points, rank
        self._verdicts = verdicts
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
            return is_among_last(self._tree, self._rank, line.last)
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
            value = score.earned + score.added
        elif line.of == "score_rate":
            value = _rate(score)
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


def is_among_last(tree: Tree, rank: Term, last: int) -> Term:
    """Return whether fewer than `last` units of the group are ranked behind the unit."""
    counted = OverUnits("count", rank, ("group",))
    # Behind are those who are neither ahead nor level.
    ahead = OverUnits("place", -rank, ("group",)) - 1
    level = OverUnits("shared", -rank, ("group",))
    behind = counted - ahead - level
    return t.all_of([t.known(rank), t.is_less(behind, t.as_term(last))])


def list_grades(assessment: Assessment, vetoes: tuple[Veto, ...]) -> list[str]:
    """Return the names of all grades: the list's, then those that only a veto gives."""
    names = [line.name for line in assessment.grades.list] if assessment.grades else []
    names += [veto.grade for veto in vetoes if veto.grade is not None]
    return list(dict.fromkeys(names))
