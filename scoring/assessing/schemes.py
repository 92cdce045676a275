"""A chosen scheme as terms: the trees of its assessments, which refer to each other's scores."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from functools import cached_property

from scoring.assessing.facts import OWN_SCALE
from scoring.assessing.outcomes import Outcome, conclude
from scoring.assessing.ranks import Counted, count_times
from scoring.assessing.scope import At, Desk, Length, Seen
from scoring.assessing.totals import Published, publish
from scoring.assessing.tree import Tree
from scoring.assessing.vetoes import TAKES_PLACE, Verdict, judge, judge_vetoes
from scoring.clauses.decisions import Veto
from scoring.clauses.notice import ChosenScheme, Heading
from scoring.clauses.sentences.voice import make_voice
from scoring.terms import terms as t
from scoring.terms.terms import NOTHING, Term


def _bound_own(heading: Heading) -> dict[str, int]:
    """Return a bound of each own figure of the roster, in millionths."""
    bounds = {column.key: 1 for column in heading.own}
    for unit in heading.units:
        for key, figure in unit.own.items():
            values = [one.value for one in figure] if isinstance(figure, tuple) else [figure]
            most = max(abs(int(value * OWN_SCALE)) for value in values)
            bounds[key] = max(bounds.get(key, 1), most)
    return bounds


def _count_days(heading: Heading) -> tuple[int, ...]:
    """Return how many days the months 1-12 of the scheme's year have."""
    begins = heading.year - heading.starts_before
    months = [divmod(heading.first_month - 1 + number, 12) for number in range(12)]
    return tuple(monthrange(begins + years, month + 1)[1] for years, month in months)


class SchemeTerms:
    """The terms of a scheme under chosen readings; `window`: of one period by itself.

    The vetoes of a period are those of its own months.
    """

    def __init__(
        self,
        scheme: ChosenScheme,
        *,
        is_final: bool = False,
        window: Length = "year",
        seen: Seen = "now",
        year: SchemeTerms | None = None,
    ) -> None:
        self._scheme, self._is_final, self._window = scheme, is_final, window
        # Periods share the frame's columns with the year, and have scores and vetoes of their own.
        desk = self._make_desk() if year is None else year.desk
        self.desk: Desk = replace(
            desk, score_of=self.score_of, range_of=self._range_of, is_vetoed=self._is_vetoed
        )
        self._at = At(self.desk, window=window, seen=seen)
        self._trees = {one.id: Tree(self._at, scheme, one) for one in scheme.assessments}
        self._verdicts: dict[str, tuple[Verdict, ...]] = {}
        self._outcomes: dict[str, Outcome] = {}

    def _make_desk(self) -> Desk:
        heading = self._scheme.heading
        is_dated = any(unit.from_month > 1 or unit.to_month < 12 for unit in heading.units)
        return Desk(
            heading.forms,
            make_voice(heading),
            self._is_final,
            is_dated,
            month_days=_count_days(heading),
            most_own=_bound_own(heading),
        )

    @cached_property
    def month(self) -> SchemeTerms:
        """The terms of each month by itself."""
        if self._window == "month":
            return self
        return SchemeTerms(self._scheme, is_final=self._is_final, window="month", year=self)

    def tree(self, assessment_id: str) -> Tree:
        """Return the tree of an assessment."""
        return self._trees[assessment_id]

    def outcome(self, assessment_id: str) -> Outcome:
        """Return what follows from the points of an assessment."""
        if assessment_id not in self._outcomes:
            tree = self._trees[assessment_id]
            verdicts = self.verdicts(assessment_id)
            self._outcomes[assessment_id] = conclude(tree, verdicts, self.month.publish)
        return self._outcomes[assessment_id]

    def publish(self, assessment_id: str) -> Published:
        """Return the published total of an assessment."""
        return publish(self._trees[assessment_id], self.verdicts(assessment_id))

    def consequences(self, assessment_id: str) -> tuple[Counted, ...]:
        """Return how often each unit was among those for whom a consequence follows."""
        assessment = self._scheme.assessment(assessment_id)
        if not assessment.consequences:
            return ()
        rank = self.month.outcome(assessment_id).rank
        return tuple(count_times(one, rank) for one in assessment.consequences)

    def verdicts(self, assessment_id: str) -> tuple[Verdict, ...]:
        """Return the vetoes of an assessment as they stand for each unit."""
        if assessment_id not in self._verdicts:
            tree = self._trees[assessment_id]
            at = replace(self._at, peers=t.TRUE)
            self._verdicts[assessment_id] = judge_vetoes(at, tree.assessment.vetoes)
        return self._verdicts[assessment_id]

    def holds(self, assessment_id: str, veto: Veto) -> Term:
        """Return whether a veto holds; None where what is to come decides."""
        return judge(replace(self._at, peers=t.TRUE), veto)

    def score_of(self, part_id: str, assessment_id: str | None) -> Term:
        """Return the points of a clause, node or assessment; None while they are open."""
        if not part_id and assessment_id is not None:
            return self._trees[assessment_id].points_of("total")
        for tree in self._trees.values():
            if part_id in tree.list_ids() and assessment_id in {None, tree.assessment.id}:
                return tree.points_of(part_id)
        return NOTHING

    def _range_of(self, part_id: str, assessment_id: str | None) -> tuple[Term, Term]:
        """Return the least and most of the points of a clause, node or assessment."""
        for tree in self._trees.values():
            if part_id in tree.list_ids() and assessment_id in {None, tree.assessment.id}:
                return tree.range_of(part_id)
        points = self.score_of(part_id, assessment_id)
        return points, points

    def _is_vetoed(self) -> Term:
        """Return whether any veto takes the unit's score, rank or place."""
        return t.any_of(
            verdict.holds
            for tree in self._trees.values()
            for verdict in self.verdicts(tree.assessment.id)
            if verdict.veto.effect in TAKES_PLACE
        )
