"""The engine against the twin: the same document and facts, figure by figure."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from scoring.clauses.faults import SchemeRefused
from scoring.clauses.loading import load_notice
from scoring.clauses.notice import Notice
from tests.scoring.assessing.case_facts import to_roster_line
from tests.scoring.assessing.known_facts import to_facts
from tests.scoring.assessing.scored import Part, Scored
from tests.twin import results
from tests.twin.exact import Score
from tests.twin.facts import Year
from tests.twin.random_schemes import Drawn
from tests.twin.tree import assessments

MONTHS = tuple(range(1, 13))


def load(drawn: Drawn) -> Notice | None:
    """Return a drawn scheme as the product loads it; None if it is refused."""
    units = [to_roster_line(unit) for unit in drawn.known.units]
    try:
        return load_notice(copy.deepcopy(drawn.document), units)
    except SchemeRefused:
        return None


def compare(
    drawn: Drawn, notice: Notice, *, months: Iterable[int] = MONTHS, is_final: bool = False
) -> Iterator[str]:
    """Yield each figure in which engine and twin differ."""
    scheme = notice.choose(drawn.choices)
    scored = Scored(scheme, to_facts(notice, drawn.known), is_final=is_final)
    for month in months:
        year = Year(drawn.document, drawn.known, month, is_final, drawn.choices)
        yield from compare_year(scored, year)


def compare_year(scored: Scored, year: Year) -> Iterator[str]:
    """Yield each figure as of the twin's month in which both differ."""
    for number, assessment in enumerate(assessments(year)):
        name = scored.scheme.assessments[number].id
        for words in _compare_assessment(scored, year, str(assessment["id"]), name):
            yield f"{year.month}月 final={year.is_final} {name}: {words}"


def _compare_assessment(scored: Scored, year: Year, twin_name: str, name: str) -> Iterator[str]:
    month = year.month
    found = results.assess(year, twin_name)
    parts = results.part_scores(year, twin_name)
    for unit, result in found.items():
        here = (unit, month)
        pairs: list[tuple[str, Any, Any]] = [
            ("points", scored.number(f"{name}|points", *here), result.points),
            ("rank", scored.number(f"{name}|rank", *here), result.rank),
            ("grade", scored.grade(name, *here), result.grade),
            ("near", tuple(scored.warnings(name, *here)), result.warnings),
            (
                "provisional",
                scored.value(f"{name}|provisional", *here) is True,
                result.is_provisional,
            ),
            ("root", _sides(scored.part(f"{name}|root", *here)), _sides(result.score)),
        ]
        for part in scored.terms.tree(name).list_ids():
            if part != "total":
                mine = _sides(scored.part(f"{name}|part {part}", *here))
                pairs.append((part, mine, _sides(parts[unit].get(part))))
        for number, (_, count, _) in enumerate(results.consequences(year, unit, twin_name)):
            pairs.append((f"times {number}", scored.number(f"{name}|times {number}", *here), count))
        for label, mine, its in pairs:
            if mine != its:
                yield f"{unit} {label}: engine {_show(mine)}, twin {_show(its)}"


def _sides(part: Part | Score | None) -> dict[str, Any] | None:
    if part is None:
        return None
    return {
        key: getattr(part, key) for key in ("full", "earned", "lost", "pending", "added", "is_open")
    }


def _show(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_show(one)}" for key, one in value.items()) + "}"
    return f"{float(value):g}" if isinstance(value, Fraction) else str(value)
