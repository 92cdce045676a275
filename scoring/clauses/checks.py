"""Refuse what has no meaning in a tree of clauses: sums, limits, periods, scores, units."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from scoring.clauses.decision_checks import check_decisions
from scoring.clauses.decisions import Assessment
from scoring.clauses.evaluating import (
    InForce,
    add_up,
    concerns,
    evaluate,
    full_of,
    groups_with_full,
)
from scoring.clauses.faults import Findings, Place
from scoring.clauses.line_checks import LineChecks
from scoring.clauses.notice import Heading
from scoring.clauses.numbers import format_number
from scoring.clauses.part_checks import check_parts
from scoring.clauses.parts import Child, Clause, Group, Node, walk_tree
from scoring.clauses.quantities import FULL, ZERO, Fixed, Quantity
from scoring.clauses.roster import AssessedUnit, UnitClass
from scoring.clauses.roster_checks import (
    check_bases,
    check_groups,
    check_names,
    check_own_figures,
)
from scoring.clauses.score_checks import check_scores


@dataclass(frozen=True)
class Facts:
    """What checks compare an assessment with."""

    heading: Heading
    roster: tuple[AssessedUnit, ...]
    classes: list[UnitClass]
    findings: Findings


def check_assessment(facts: Facts, assessment: Assessment) -> None:
    """Note everything in an assessment that has no meaning."""
    place = (f"考核 {assessment.id}",)
    ids = Counter(part.id for part in walk_tree(assessment.total))
    ids.update(veto.id for veto in assessment.vetoes)
    for name, times in ids.items():
        if times > 1:
            facts.findings.refuse(place, f"指标 {name}", f"写了{times}次", "每个序号一次")
    is_partial = facts.findings.is_roster_partial
    if assessment.units not in {None, len(facts.roster)} and not is_partial:
        words = f"名册有{len(facts.roster)}个单位，units 写的是 {assessment.units}"
        facts.findings.refuse(place, "units", words, "名册与文件的单位数相同")
    if not is_partial:
        check_names(facts.heading, assessment, place, facts.findings)
    checks = PartChecks(facts)
    checks.check_node(assessment.total, place, False)
    check_scores(assessment, place, facts.findings)
    check_parts(assessment, facts.roster, place, facts.findings)
    check_decisions(facts.heading, assessment, place, facts.findings)
    if not facts.roster and not is_partial:
        facts.findings.refuse(place, "units", "名册上没有这个考核的单位", "至少一个单位")
    check_bases(facts.heading, assessment, facts.roster, facts.findings)
    if assessment.rank.within == "group":
        check_groups(facts.roster, facts.findings)
    for one in facts.classes:
        if not _is_assessed(assessment, one.example) and not facts.findings.refusals:
            words = f"考核 {assessment.id} 没有一条指标涉及它"
            where = (f"单位 {one.example.name}",)
            allowed = "改类别或 assessments，或从名册删去"
            facts.findings.warn(where, "kind", words, allowed, "units.csv")
        if one.example.name not in facts.findings.doubtful_units:
            check_own_figures(facts.heading, assessment, one.example, facts.findings)


def _is_assessed(assessment: Assessment, unit: AssessedUnit) -> bool:
    """Return whether any clause of an assessment is for a unit."""
    return _has_clause(assessment.total, unit)


def _has_clause(part: Child, unit: AssessedUnit) -> bool:
    if not concerns(part, unit) or isinstance(part, Clause):
        return concerns(part, unit)
    return any(_has_clause(child, unit) for child in part.clauses)


@dataclass
class PartChecks:
    """The checks of one assessment's parts, from the total down."""

    facts: Facts

    def check_node(self, node: Node, place: Place, is_periodic: bool) -> None:
        """Check a node and everything under it."""
        self._check_limits(node, place)
        LineChecks(self.facts.heading, self.facts.findings).check_node(node, place)
        is_periodic = self._check_period(node, place, is_periodic)
        if node.fit == "scale" and node.full is None:
            self.facts.findings.refuse(place, "fit", "没有 full，不知折算成多少分", "写上 full")
        self._check_sum(node, place)
        for child in node.clauses:
            inner = (*place, f"指标 {child.id}")
            if isinstance(child, Node):
                self.check_node(child, inner, is_periodic)
            else:
                self._check_clause(child, inner, is_periodic)
            found = any(concerns(child, one.example) for one in self.facts.classes)
            findings = self.facts.findings
            if not found and not findings.is_roster_partial and not findings.names_part(inner):
                findings.refuse(inner, "for", "不涉及任何单位", "名册上至少一个单位")

    def _check_clause(self, clause: Clause, place: Place, is_periodic: bool) -> None:
        if id(clause) in self.facts.findings.checked and not is_periodic:
            return
        self.facts.findings.checked.add(id(clause))
        self._check_group(clause, place, is_periodic, None)
        LineChecks(self.facts.heading, self.facts.findings).check_clause(clause, place)

    def _check_group(
        self, group: Clause | Group, place: Place, is_periodic: bool, outer: Quantity | None
    ) -> None:
        in_force = group.full or outer
        self._check_limits(group, place, in_force)
        is_periodic = self._check_period(group, place, is_periodic)
        if group.fit == "scale" and group.full is None:
            self.facts.findings.refuse(place, "fit", "没有 full，不知折算成多少分", "写上 full")
        if group.full is not None and group.take == "sum" and groups_with_full(group):
            self._check_sum(group, place)
        for number, item in enumerate(group.lines, start=1):
            if isinstance(item, Group):
                inner = (*place, f"第{number}行") if len(group.lines) > 1 else place
                self._check_group(item, inner, is_periodic, in_force)

    def _check_period(self, part: Clause | Group | Node, place: Place, is_periodic: bool) -> bool:
        if part.period is None:
            return is_periodic
        if is_periodic:
            self.facts.findings.refuse(place, "period", "上级已经分期", "只在一级分期")
        is_sum = part.period.combine == "sum"
        if part.full is not None and (is_sum or part.period.period_full is not None):
            self._check_quotient(part, place)
        return True

    def _check_quotient(self, part: Clause | Group | Node, place: Place) -> None:
        """Say what a full mark is per period: the notice may print another figure (full ÷ n)."""
        assert part.period is not None
        for one in self.facts.classes:
            full = full_of(part, one.example)
            if not full:
                continue
            is_sum = part.period.combine == "sum"
            quotient = full / part.period.count if is_sum else full
            printed = part.period.period_full
            how = f"按{part.period.count}期平分" if is_sum else "，各期平均"
            words = f"{format_number(full)}分{how}，每期{format_number(quotient)}分"
            if printed is not None and printed != quotient:
                allowed = 'full 等于每期分数乘期数（combine = "sum"）；各期不等的，每期写一条'
                self.facts.findings.refuse(place, "period_full", words, allowed)
            elif printed is None and isinstance(part.full, Fixed):
                allowed = f"与文件的每期分数相同；相同的写 period_full = {format_number(quotient)}"
                self.facts.findings.warn(place, "combine", words, allowed)
            return

    def _check_limits(
        self, part: Clause | Group | Node, place: Place, in_force: Quantity | None = None
    ) -> None:
        """Refuse a floor above the ceiling, a start outside them, a full mark below 0."""
        start = None if isinstance(part, Node) or part.start in (ZERO, FULL) else part.start
        for one in self.facts.classes:
            if not concerns(part, one.example):
                continue
            full = evaluate(part.full or in_force, InForce(one.example))
            if full is not None and full < 0:
                self.facts.findings.refuse(
                    place, "full", f"满分{format_number(full)}分", "不小于 0"
                )
                return
            if full is not None and not _is_published(full) and not isinstance(part, Group):
                words = f"{format_number(full)}分"
                self.facts.findings.refuse(place, "full", words, "至多两位小数")
                return
            at = InForce(one.example, full)
            floor, ceiling = evaluate(part.floor, at), evaluate(part.ceiling, at)
            if floor is not None and ceiling is not None and floor > ceiling:
                words = f"最低 {format_number(floor)} 高于最高 {format_number(ceiling)}"
                self.facts.findings.refuse(place, "floor", words, "floor 不高于 ceiling")
                return
            begins = evaluate(start, at)
            if begins is not None and not _is_between(begins, floor, ceiling):
                words = f"起点 {format_number(begins)} 在最低、最高之外"
                self.facts.findings.refuse(place, "start", words, "在 floor 与 ceiling 之间")
                return

    def _check_sum(self, part: Clause | Group | Node, place: Place) -> None:
        """Refuse children that do not add up to the full mark, for each unit (fit = sum)."""
        if part.full is None or part.fit != "sum" or not self.facts.findings.is_whole(place):
            return
        children = list(part.clauses) if isinstance(part, Node) else groups_with_full(part)
        for one in self.facts.classes:
            full = full_of(part, one.example)
            if not concerns(part, one.example) or full is None:
                continue
            if part.period and part.period.combine == "sum":
                full /= part.period.count  # what is written inside is of one period
            total = add_up(children, one.example)
            if total is not None and total != full:
                words = (
                    f"{one.example.name}（同类{one.size}个单位）各项合计"
                    f"{format_number(total)}分，满分{format_number(full)}分"
                )
                self.facts.findings.refuse(
                    place,
                    "full",
                    words,
                    "各项合计等于满分，或写 fit = scale、complete、equal_share",
                )
                return


def _is_published(full: Fraction) -> bool:
    """Return whether a full mark is printed as it is: every published figure has two decimals."""
    return (full * 100).denominator == 1


def _is_between(value: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
