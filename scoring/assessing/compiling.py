"""An assessment compiled: the plans that compute its figures and ledger from a frame of facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from scoring.assessing.clauses import Score
from scoring.assessing.compiled import (
    BOUNDS,
    FIGURES,
    FLAGS,
    MICRO_DECIMALS,
    CompiledAssessment,
    CompiledPart,
    CompiledVerdict,
)
from scoring.assessing.compiled_lines import ask_months, compile_line, read_figure, to_stored
from scoring.assessing.decisions import move_points
from scoring.assessing.grades import list_grades
from scoring.assessing.ledger_lines import (
    Line,
    list_clause_lines,
    list_decided_lines,
    list_node_lines,
)
from scoring.assessing.outcomes import Outcome
from scoring.assessing.printing import Wording
from scoring.assessing.prospects import Prospect, at_best, at_worst, look_at_clause, move
from scoring.assessing.schemes import SchemeTerms
from scoring.assessing.targets import evaluate
from scoring.assessing.vetoes import Verdict
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.parts import Child, Clause, Node, walk_tree
from scoring.terms import terms as t
from scoring.terms.by_columns import Output, prepare
from scoring.terms.terms import TRUE, Term


class Compiler:
    """Compiles one assessment of a chosen scheme."""

    def __init__(
        self,
        scheme: ChosenScheme,
        assessment_id: str,
        *,
        is_final: bool = False,
        adjusted: frozenset[str] = frozenset(),
    ) -> None:
        self._id = assessment_id
        self._adjusted = adjusted
        self._is_final = is_final
        self._first_month = scheme.heading.first_month
        self._terms = SchemeTerms(scheme, is_final=is_final)
        self._tree = self._terms.tree(assessment_id)
        verdicts = self._terms.verdicts(assessment_id)
        self._tree.is_taken = t.any_of(
            one.holds for one in verdicts if one.veto.effect == "no_score"
        )
        self._ahead = SchemeTerms(scheme, seen="ahead")
        self._ends = tuple(SchemeTerms(scheme, is_final=is_final) for _ in ("worst", "best"))

    def compile(self) -> CompiledAssessment:
        """Return the plans."""
        clauses, nodes = [], []
        for part in walk_tree(self._tree.assessment.total):
            if isinstance(part, Clause):
                clauses.append(part)
            else:
                nodes.append(part)
        parts = [self._compile_clause(clause) for clause in clauses]
        parts += [self._compile_node(node) for node in reversed(nodes)]
        outcome = self._terms.outcome(self._id)
        verdicts = tuple(self._compile_verdict(one) for one in outcome.verdicts)
        desk = self._terms.desk
        return CompiledAssessment(
            self._id,
            tuple(parts),
            prepare(self._list_outcome(outcome)),
            verdicts,
            tuple(list_grades(self._tree.assessment, self._tree.assessment.vetoes)),
            {**self._ahead.desk.prepared, **self._ends_prepared(), **desk.prepared},
            {**self._ahead.desk.counted_rows, **desk.counted_rows},
            tuple(sorted(self._adjusted)),
        )

    def _ends_prepared(self) -> dict[str, pl.Expr]:
        return {name: one for terms in self._ends for name, one in terms.desk.prepared.items()}

    def _compile_clause(self, clause: Clause) -> CompiledPart:
        score = self._tree.get(clause.id)
        counts = None
        outputs: dict[str, Output] = {}
        if score.full is None:
            condition = self._tree.counts(clause.id)
            if condition is not TRUE:
                counts = "counts"
                outputs[counts] = condition
        lines = list_clause_lines(score, is_final=self._is_final)
        prospect = self._look_ahead(clause, score)
        if clause.id in self._adjusted:
            score, prospect, decided = self._decide(clause, score, prospect)
            lines += decided
        outputs["worst"] = (prospect.worst, MICRO_DECIMALS)
        outputs["best"] = (prospect.best, MICRO_DECIMALS)
        compiled = self._compile(clause, score, lines, outputs, counts)
        # A node's figures may have no end of decimals: only clauses are stored.
        stored = to_stored(self._id, clause.id, score)
        self._tree.store(clause.id, stored)
        read = Prospect(*(read_figure(self._id, clause.id, end) for end in ("worst", "best")))
        for terms, close in zip(self._ends, (at_worst, at_best), strict=True):
            terms.tree(self._id).store(clause.id, close(stored, read))
        return compiled

    def _look_ahead(self, clause: Clause, score: Score) -> Prospect:
        """Return the least and most that a clause can end with; at the close what it has."""
        if self._is_final:
            points = score.earned + score.added
            return Prospect(points, points)
        tree = self._ahead.tree(self._id)
        span = tree.get(clause.id).span
        assert span is not None, "a clause has a span"
        return look_at_clause(score, span, self._tree.treat(clause), clause.decimals_shown)

    def _decide(
        self, clause: Clause, score: Score, prospect: Prospect
    ) -> tuple[Score, Prospect, list[Line]]:
        """Return a clause after the decisions on objections to it."""
        ceiling = evaluate(self._tree.at, clause.ceiling)
        moved = move_points(self._id, clause.id, score, ceiling)
        after = move(prospect, score, moved.requested, moved.moved, ceiling)
        return moved.score, after, list_decided_lines(score, moved)

    def _compile_node(self, node: Node) -> CompiledPart:
        score = self._tree.get(node.id)
        children = [self._tree.where(child) for child in node.clauses]
        counts = self._tree.counts_itself(node)
        outputs: dict[str, Output] = {}
        is_total = node is self._tree.assessment.total
        for end, terms in zip(BOUNDS, self._ends, strict=True):
            tree = terms.tree(self._id)
            ended = tree.get(node.id)
            points = tree.limit(ended) if is_total else ended.earned + ended.added
            outputs[end] = (points, MICRO_DECIMALS)
        exact = score
        if is_total:  # its limits bind its parts and what stands beside them, then it is rounded
            exact = replace(score, added=self._tree.clamp(score) - score.earned)
            score = replace(score, added=self._tree.limit(score) - score.earned)
        lines = list_node_lines(node, exact, children, counts)
        return self._compile(node, score, lines, outputs, None)

    def _compile(
        self,
        part: Child,
        score: Score,
        lines: Sequence[Line],
        outputs: dict[str, Output],
        counts: str | None,
    ) -> CompiledPart:
        """Return a part's plan; afterwards its figures are columns for those that rest on them."""
        decimals = MICRO_DECIMALS
        for figure in FIGURES:
            value = getattr(score, figure)
            if value is not None:
                outputs[figure] = (value, decimals)
        for flag in FLAGS:
            outputs[flag] = getattr(score, flag)
        wording = Wording(self._first_month)
        compiled = [
            compile_line(number, line, wording, outputs) for number, line in enumerate(lines)
        ]
        plan = prepare({**outputs, **wording.outputs})
        inside: tuple[str, ...] = (part.id,)
        if isinstance(part, Node):
            is_rounded = part.round == "node" or part is self._tree.assessment.total
            inside = tuple(one.id for one in walk_tree(part)) if is_rounded else ()
        return CompiledPart(part, score.full is not None, plan, tuple(compiled), counts, inside)

    def _list_outcome(self, outcome: Outcome) -> dict[str, Output]:
        """Return the outputs of totals, ranks and grades, also as the year may end."""
        worst, best = (terms.outcome(self._id) for terms in self._ends)
        are_settled = t.all_of(self._is_settled(one) for one in outcome.verdicts)
        is_same = t.all_of(t.is_equal(one.grade, outcome.grade) for one in (worst, best))
        is_vetoed = t.any_of(one.holds for one in outcome.verdicts if one.veto.grade is not None)
        settled = t.any_of([is_vetoed, t.all_of([is_same, are_settled])])
        if self._is_final:
            settled = TRUE
        return {
            "points": (outcome.points, MICRO_DECIMALS),
            "rank": (outcome.rank, 0),
            "grade": (outcome.grade, 0),
            "is_grade_provisional": outcome.is_grade_provisional,
            "worst": (worst.points, MICRO_DECIMALS),
            "best": (best.points, MICRO_DECIMALS),
            "is_grade_settled": t.all_of([t.known(settled), settled]),
        }

    def _is_settled(self, verdict: Verdict) -> Term:
        """Return whether nothing to come can change whether a veto holds."""
        if self._is_final:
            return TRUE
        ahead = self._ahead.holds(self._id, verdict.veto)
        return t.known(ahead)

    def _compile_verdict(self, verdict: Verdict) -> CompiledVerdict:
        wording = Wording(self._first_month)
        outputs: dict[str, Output] = {
            "holds": verdict.holds,
            "warns": verdict.warns,
            "is_settled": self._is_settled(verdict),
        }
        reasons = tuple(wording.write(text) for text in (verdict.held_words, verdict.near_words))
        months = ask_months(0, verdict.evidence, outputs)
        return CompiledVerdict(
            verdict, prepare({**outputs, **wording.outputs}), reasons[0], reasons[1], months
        )
