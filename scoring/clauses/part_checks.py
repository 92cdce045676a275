"""Refuse keys that would stand in a part without a meaning there, and what a period cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scoring.clauses.decisions import Assessment
from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import Figure, Own, Score, walk
from scoring.clauses.parts import Clause, Group, Line, Node, walk_groups, walk_lines, walk_tree
from scoring.clauses.quantities import ONE, Target, list_plain
from scoring.clauses.roster import AssessedUnit
from scoring.clauses.score_checks import list_line_figures, list_own_figures

NODE_TREATS = {"drop", "rescale", "equal_share"}
"""How a node that does not concern a unit can be counted: it has no points of its own to give."""
PERIOD_TREATS = {"full", "drop"}


def check_parts(
    assessment: Assessment, roster: Iterable[AssessedUnit], place: Place, findings: Findings
) -> None:
    """Note keys without a meaning in the nodes, clauses and lines of an assessment."""
    _check_total(assessment.total, place, findings)
    dated = _list_dated(roster)
    nodes = [part for part in walk_tree(assessment.total) if isinstance(part, Node)]
    for part in walk_tree(assessment.total):
        where = (*place, f"指标 {part.id}")
        if isinstance(part, Node):
            _check_node(part, where, findings)
            _check_shares(part, where, findings)
        else:
            _check_clause(part, dated, where, findings)
    _check_roster({node.id for node in nodes}, roster, findings)
    _check_months(assessment, place, findings)


def _check_total(total: Node, place: Place, findings: Findings) -> None:
    for key in ("when", "not_for"):
        if getattr(total, key):
            findings.refuse((*place, "total"), key, "总分不能有条件", "写在 total 之下的一级")


def _check_node(node: Node, place: Place, findings: Findings) -> None:
    if node.times != ONE:
        findings.refuse(place, "times", "一级指标不能有系数", 'fit = "scale" 与 full')
    for entry in node.not_for:
        if entry.treat not in NODE_TREATS:
            allowed = "、".join(sorted(NODE_TREATS))
            findings.refuse(place, "treat", f"一级指标不涉及时，不能写 {entry.treat}", allowed)


def _check_roster(nodes: set[str], roster: Iterable[AssessedUnit], findings: Findings) -> None:
    for unit in roster:
        for entry in unit.not_for:
            if entry.clause in nodes and entry.treat not in {None, *NODE_TREATS}:
                words = f"“{entry.clause}”是一级指标，不涉及时，不能写 {entry.treat}"
                allowed = "、".join(sorted(NODE_TREATS))
                findings.refuse((f"单位 {unit.name}",), "not_for", words, allowed, "units.csv")


def _check_clause(clause: Clause, dated: frozenset[str], place: Place, findings: Findings) -> None:
    for group in walk_groups(clause):
        if group.fit not in {"sum", "scale"}:
            findings.refuse(place, "fit", f"一条之内不能写 {group.fit}", "sum 或 scale")
        if isinstance(group, Group):
            _check_group(group, place, findings)
        if group.period is not None:
            _check_period(group, place, findings)
            _check_full(clause, group, dated, place, findings)


def _check_group(group: Group, place: Place, findings: Findings) -> None:
    if group.concerns is not None:
        findings.refuse(place, "for", "行上不能写 for", "写在整条上，或 when = { kind = … }")
    for entry in group.not_for:
        if group.period is None or not entry.when or entry.units:
            allowed = "分期的行上写 when；否则写在整条上"
            findings.refuse(place, "not_for", "行上的不涉及只看各期", allowed)
        elif entry.treat not in PERIOD_TREATS:
            allowed = "、".join(sorted(PERIOD_TREATS))
            findings.refuse(place, "treat", f"一期不涉及时，不能写 {entry.treat}", allowed)


def _check_period(group: Clause | Group, place: Place, findings: Findings) -> None:
    """Refuse scores inside a period: they are the year's, and not known before its end."""
    for figure in _list_inside(group):
        if any(isinstance(one, Score) for one in walk(figure)):
            findings.refuse(place, "score", "得分是全年的，分期之内还不知道", "写在不分期的一条上")
            return


def _list_dated(roster: Iterable[AssessedUnit]) -> frozenset[str]:
    """Return the own figures that change within the year for some unit."""
    return frozenset(
        key for unit in roster for key, value in unit.own.items() if isinstance(value, tuple)
    )


def _check_full(
    clause: Clause,
    group: Clause | Group,
    dated: frozenset[str],
    place: Place,
    findings: Findings,
) -> None:
    """Refuse a full mark that changes within the year: an ended period keeps what it had."""
    for part in (clause, group):
        for plain in list_plain(part.full) if part.full is not None else ():
            basis = plain.basis if isinstance(plain, Target) else None
            is_fixed = basis is None or (isinstance(basis, Own) and basis.own not in dated)
            if not is_fixed:
                words = "分期的满分在年内会变"
                findings.refuse(place, "full", words, "一个数，或全年不变的单位自有数")
                return


def _check_shares(node: Node, place: Place, findings: Findings) -> None:
    """Refuse sharing out points on a condition among clauses with periods, for the same reason."""
    conditional = {entry.treat for child in node.clauses for entry in child.not_for if entry.when}
    shares = "equal_share" in conditional or (node.fit == "equal_share" and conditional - {"full"})
    for child in node.clauses if shares else ():
        if isinstance(child, Clause) and child.full is not None and _has_period(child):
            words = f"指标 {child.id} 分期，满分却随不涉及的条件变"
            findings.refuse(place, "equal_share", words, "不涉及按单位写，或用 rescale")
            return


def _has_period(clause: Clause) -> bool:
    return any(group.period is not None for group in walk_groups(clause))


def _list_inside(group: Clause | Group) -> Iterator[Figure]:
    for one in walk_groups(group):
        yield from list_own_figures(one)
    for line in walk_lines(group.lines):
        assert isinstance(line, Line), "walk_lines yields lines"
        yield from list_line_figures(line)


def _check_months(assessment: Assessment, place: Place, findings: Findings) -> None:
    """Refuse ranks and grades of single months where a clause is scored by longer periods."""
    grades = assessment.grades.list if assessment.grades else ()
    uses = [key for key, is_used in (
        ("consequence", bool(assessment.consequences)),
        ("grades", any(grade.of == "last_period" for grade in grades)),
    ) if is_used]  # fmt: skip
    if not uses:
        return
    for clause in walk_tree(assessment.total):
        if isinstance(clause, Clause) and any(
            one.period is not None and one.period.length != "month" for one in walk_groups(clause)
        ):
            words = f"指标 {clause.id} 按季或半年计分，没有逐月的得分"
            findings.refuse((*place, uses[0]), uses[0], words, "各条按月计分，或不分期")
            return
