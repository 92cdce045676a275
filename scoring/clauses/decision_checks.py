"""Refuse vetoes and grades that cannot mean what they say."""

from __future__ import annotations

from scoring.clauses.decisions import Assessment, Grades, Veto
from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import Score, walk
from scoring.clauses.line_checks import LineChecks
from scoring.clauses.notice import Heading
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Subject, walk_tree
from scoring.clauses.quantities import Fixed, list_figures


def check_decisions(
    heading: Heading, assessment: Assessment, place: Place, findings: Findings
) -> None:
    """Note what is wrong in an assessment's vetoes, grades and consequences."""
    parts = [part.id for part in walk_tree(assessment.total)]
    if assessment.grades:
        _check_grades(assessment.grades, parts, place, findings)
    for unknown in [name for name in assessment.rank.then if name not in parts]:
        findings.refuse((*place, "rank"), "then", f"没有指标“{unknown}”", "、".join(parts))
    names = [grade.name for grade in assessment.grades.list] if assessment.grades else []
    for veto in assessment.vetoes:
        where = (*place, f"否决 {veto.name}")
        for barred in veto.bars:
            if barred not in names:
                allowed = "、".join(names) or "先列出等次"
                findings.refuse(where, "bars", f"没有等次“{barred}”", allowed)
        _check_warning(veto, where, findings)
        subject = veto.condition.subject
        figures = [] if isinstance(subject, Subject) else [subject]
        figures += list_figures(veto.points)
        LineChecks(heading, findings).check_figures(figures, where)
        for figure in figures:
            for inner in walk(figure):
                if isinstance(inner, Score) and inner.score and inner.score not in parts:
                    findings.refuse(where, "score", f"没有指标“{inner.score}”", "、".join(parts))
    for one in assessment.consequences:
        if (one.first is None) == (one.last is None):
            findings.refuse((*place, "consequence"), "last", "first 与 last", "只写一个")


def _check_warning(veto: Veto, place: Place, findings: Findings) -> None:
    """Refuse a risk that begins where the veto itself begins, or beyond it."""
    test, against = veto.condition.test, veto.condition.against
    if veto.warn is None or not isinstance(against, Fixed) or test == "is":
        return
    is_rising = test in {"at_least", "above"}
    if veto.warn >= against.value if is_rising else veto.warn <= against.value:
        words = f"{format_number(veto.warn)} 已到否决的 {format_number(against.value)}"
        findings.refuse(place, "warn", words, "小于否决的数" if is_rising else "大于否决的数")


def _check_grades(grades: Grades, parts: list[str], place: Place, findings: Findings) -> None:
    where = (*place, "grades")
    for number, grade in enumerate(grades.list, start=1):
        if grade.on is not None and grade.on not in parts:
            findings.refuse(where, "on", f"没有指标“{grade.on}”", "、".join(parts))
        is_last = number == len(grades.list)
        if is_last and grade.has_condition:
            words = f"最末的“{grade.name}”有条件，够不上的单位没有等次"
            findings.refuse(where, "list", words, "最末一行只写 name")
        if not is_last and not grade.has_condition:
            words = f"“{grade.name}”没有条件，其后的等次无人可得"
            findings.refuse(where, "list", words, "from、share、first 或 last")
