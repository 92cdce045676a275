"""Nodes: sums, weights and conversion; clauses that do not concern a unit; additions beside."""

from __future__ import annotations

from dataclasses import replace

from scoring.assessing.clauses import Score, concerns, score_clause
from scoring.assessing.conditions import holds
from scoring.assessing.nodes import finish_node, round_node
from scoring.assessing.scope import At
from scoring.assessing.targets import evaluate
from scoring.assessing.treatments import Treatment, find_treatment, treat_clause
from scoring.clauses.decisions import Assessment
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.parts import Child, Clause, Node, walk_tree
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, NOTHING, ONE, TRUE, ZERO, Flag, Term


class Tree:
    """The clauses and nodes of one assessment as terms, made when they are asked for."""

    def __init__(self, at: At, scheme: ChosenScheme, assessment: Assessment) -> None:
        self.at = replace(at, peers=Flag(f"in:{assessment.id}"))
        self.assessment = assessment
        self._units = scheme.heading.units
        self._parts = {part.id: part for part in walk_tree(assessment.total)}
        self._parents = {
            child.id: part
            for part in self._parts.values()
            if isinstance(part, Node)
            for child in part.clauses
        }
        self._scores: dict[str, Score] = {}
        self._treatments: dict[str, Treatment] = {}
        self._wanted: dict[str, tuple[Term, Term]] = {}
        self.is_taken: Term = FALSE
        """Whether a veto takes the unit's score."""

    def get(self, part_id: str) -> Score:
        """Return the score of a clause or node; KeyError if there is none."""
        if part_id not in self._scores:
            part = self._parts[part_id]
            score = self._score_clause(part) if isinstance(part, Clause) else self._score_node(part)
            around = self._is_around(part_id)
            is_there = t.all_of([score.is_there, self._is_present(part), around])
            self._scores[part_id] = replace(score, is_there=is_there)
        return self._scores[part_id]

    def _is_around(self, part_id: str) -> Term:
        """Return whether the nodes around a part are there for the unit: else it has no part."""
        conditions = []
        while part_id in self._parents:
            node = self._parents[part_id]
            conditions += [concerns(self.at, node), self._is_present(node)]
            part_id = node.id
        return t.all_of(conditions)

    def store(self, part_id: str, score: Score) -> None:
        """Take a score that is computed already in place of its terms."""
        self._scores[part_id] = score

    def counts(self, part_id: str) -> Term:
        """Return whether the nodes around a part let it count (else 不计入)."""
        conditions = [t.negate(self.is_taken)]
        while part_id in self._parents:
            node = self._parents[part_id]
            conditions.append(self.counts_itself(node))
            part_id = node.id
        return t.all_of(conditions)

    def counts_itself(self, node: Node) -> Term:
        """Return whether a node's own condition holds, and no veto takes the score."""
        condition = holds(self.at, node.when)
        if condition is not TRUE:
            condition = t.all_of([t.known(condition), condition])
        return t.all_of([condition, t.negate(self.is_taken)])

    def list_ids(self) -> list[str]:
        """Return the ids of all clauses and nodes, from outside in, in the notice's order."""
        return list(self._parts)

    def is_clause(self, part_id: str) -> bool:
        """Return whether a part is a clause, and no node."""
        return isinstance(self._parts[part_id], Clause)

    def points_of(self, part_id: str) -> Term:
        """Return a part's points as a figure: only when nothing of them is open."""
        score = self.get(part_id)
        is_there = t.all_of([self.at.peers, score.is_there, t.negate(score.is_open)])
        points = score.earned + score.added
        if part_id == self.assessment.total.id:
            points = self.limit(score)
        return t.choose(is_there, points, NOTHING)

    def range_of(self, part_id: str) -> tuple[Term, Term]:
        """Return the least and most of a part's points, as a condition asks for them.

        What is earned stays earned, and what is pending may be earned; with additions or
        deductions inside, nothing is known before all is.
        """
        part = self._parts[part_id]
        inside = [part] if isinstance(part, Clause) else walk_tree(part)
        clauses = [one for one in inside if isinstance(one, Clause)]
        if part is self.assessment.total or any(one.full is None for one in clauses):
            points = self.points_of(part_id)
            return points, points
        score = self.get(part_id)
        is_there = t.all_of([self.at.peers, score.is_there])
        ends = (score.earned, score.earned + score.pending)
        low, high = (t.choose(is_there, end, NOTHING) for end in ends)
        return low, high

    def limit(self, score: Score) -> Term:
        """Return the total that is published of the root's score, before any veto."""
        return t.round_half_up(self.clamp(score))

    def clamp(self, score: Score) -> Term:
        """Return the points of the root's score, additions included, within the total's limits."""
        total = self.assessment.total
        at = replace(self.at, full=score.full)
        floor, ceiling = evaluate(at, total.floor), evaluate(at, total.ceiling)
        return t.clamp(score.earned + score.added, floor, ceiling)

    def _score_clause(self, clause: Clause) -> Score:
        treatment = self.treat(clause)
        parent = self._parents[clause.id]
        score = score_clause(self.at, clause, self._share(parent, clause), treatment.is_unsure)
        return treat_clause(self.at, score, treatment)

    def treat(self, part: Child) -> Treatment:
        """Return where a part does not concern a unit, and how it is counted there."""
        if part.id not in self._treatments:
            self._treatments[part.id] = find_treatment(self.at, part, self._units)
        return self._treatments[part.id]

    def _full_of(self, part: Child) -> Term:
        """Return a part's full mark for each unit; 0 of an addition, or where it is not there."""
        is_there = concerns(self.at, part)
        if part.full is not None:
            full = evaluate(self.at, part.full)
            full = ZERO if full is None else t.or_else(full, ZERO)
        elif isinstance(part, Node):
            full = t.add(self._full_of(child) for child in part.clauses)
        else:
            return ZERO
        return t.choose(is_there, full, ZERO)

    def _is_present(self, part: Child) -> Term:
        gone = self.treat(part).any_of("drop", "rescale", "equal_share")
        return t.negate(gone)

    def _sum_fulls(self, node: Node) -> tuple[Term, Term, Term]:
        """Return Σ of the full marks that a unit has, and of those to rescale and to share out."""
        base, rescaled, shared = [], [], []
        for child in node.clauses:
            full, treatment = self._full_of(child), self.treat(child)
            base.append(t.choose(treatment.any_of("drop", "rescale", "equal_share"), ZERO, full))
            rescaled.append(t.choose(treatment.get("rescale"), full, ZERO))
            shared.append(t.choose(treatment.get("equal_share"), full, ZERO))
        return t.add(base), t.add(rescaled), t.add(shared)

    def _count_sharers(self, node: Node, before: Clause | None = None) -> Term:
        """Return how many clauses with a full mark a unit has directly in a node, or before one."""
        children = node.clauses[: None if before is None else node.clauses.index(before)]
        has_full = (
            t.all_of([self._is_present(child), t.is_less(ZERO, self._full_of(child))])
            for child in children
            if isinstance(child, Clause)
        )
        return t.add(t.choose(one, ONE, ZERO) for one in has_full)

    def _find_shared(self, node: Node) -> Term:
        """Return what is shared out: the marks that are missing, or all up to the node's own."""
        base, _, shared = self._sum_fulls(node)
        if node.fit == "equal_share":
            full = evaluate(self.at, node.full)
            shared = ZERO if full is None else t.or_else(full, base) - base
        if shared is ZERO:
            return ZERO
        return t.choose(t.is_less(ZERO, self._count_sharers(node)), shared, ZERO)

    def _want(self, node: Node) -> tuple[Term, Term]:
        """Return what the children add up to, and what the node is to have."""
        if node.id not in self._wanted:
            self._wanted[node.id] = self._find_wanted(node)
        return self._wanted[node.id]

    def _find_wanted(self, node: Node) -> tuple[Term, Term]:
        base, rescaled, _ = self._sum_fulls(node)
        has = base + self._find_shared(node)
        if node.fit == "sum":
            return has, has + rescaled
        full = evaluate(self.at, node.full)
        return has, has if full is None else t.or_else(full, has)

    def _share(self, node: Node, clause: Clause) -> Term:
        """Return what a clause's full mark is larger by where points are shared out equally."""
        shared = self._find_shared(node)
        if shared is ZERO or clause.full is None:
            return ZERO
        each = self._share_cents(node, clause, shared)
        return t.choose(t.is_less(ZERO, self._full_of(clause)), each, ZERO)

    def _share_cents(self, node: Node, clause: Clause, shared: Term) -> Term:
        """Return a clause's part of whole cents shared out; cents over go to the first clauses.

        Else a total would miss a cent; points that are no whole cents are shared exactly.
        """
        count = t.greatest([self._count_sharers(node), ONE])
        cents = shared * 100
        each = t.round_down(cents / count)
        before = self._count_sharers(node, before=clause)
        own = each + t.choose(t.is_less(before, cents - each * count), ONE, ZERO)
        is_whole = t.is_equal(cents, t.round_down(cents))
        return t.choose(is_whole, own / 100, shared / count)

    def _score_node(self, node: Node) -> Score:
        if node is self.assessment.total:  # its limits bind the total, additions included
            return round_node(self.add_up(node))
        return finish_node(self.at, node, self.add_up(node))

    def add_up(self, node: Node) -> Score:
        """Return Σ of a node's children, fitted to its full mark."""
        present = [self.where(child) for child in node.clauses]
        base, wanted = self._want(node)
        has_full = any(one.full is not None for one in present)
        added = t.add(one.added for one in present)
        inside = added if node.add_inside else ZERO
        score = Score(
            t.add(one.full for one in present if one.full is not None) if has_full else None,
            t.add([*(one.earned for one in present), inside]),
            t.add([*(one.lost for one in present), -t.least([inside, ZERO])]),
            t.add(one.pending for one in present),
            ZERO if node.add_inside else added,
            t.any_of(one.is_open for one in present),
            t.any_of(one.is_undefined for one in present),
            concerns(self.at, node),
        )
        return self._fit(node, score, base, wanted)

    def _fit(self, node: Node, score: Score, base: Term, wanted: Term) -> Score:
        """Complete the sum of a node to its full mark, or convert it (折算: × full ÷ Σ full)."""
        treats = [self.treat(child) for child in node.clauses]
        if node.fit == "complete":
            return replace(score, full=wanted, earned=score.earned + wanted - base)
        rescales = TRUE if node.fit == "scale" else t.any_of(one.get("rescale") for one in treats)
        if rescales is FALSE or score.full is None:
            return score
        factor = t.choose(t.is_equal(base, ZERO), ONE, wanted / base)
        factor = t.choose(rescales, factor, ONE)
        return replace(
            score,
            full=t.choose(rescales, wanted, score.full),
            earned=score.earned * factor,
            lost=score.lost * factor,
            pending=score.pending * factor,
        )

    def where(self, child: Child) -> Score:
        """Return a child's score, 0 where it is not there for the unit."""
        score = self.get(child.id)
        if score.full is None and self.is_taken is not FALSE:
            # Where a veto takes the score, additions stand in the ledger and do not count.
            score = replace(score, added=t.choose(self.is_taken, ZERO, score.added))
        is_there = score.is_there
        if is_there is TRUE:
            return score
        return Score(
            None if score.full is None else t.choose(is_there, t.or_else(score.full, ZERO), ZERO),
            t.choose(is_there, score.earned, ZERO),
            t.choose(is_there, score.lost, ZERO),
            t.choose(is_there, score.pending, ZERO),
            t.choose(is_there, score.added, ZERO),
            t.all_of([is_there, score.is_open]),
            t.all_of([is_there, score.is_undefined]),
        )
