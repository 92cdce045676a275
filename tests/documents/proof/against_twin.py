"""A proof against the twin: the formulas' figures of a year, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from documents.proof.formulas import Value
from documents.proof.proving import Proof
from documents.proof.scores import Other, Stored
from scoring.clauses.notice import ChosenScheme
from tests.documents.proof.worked_facts import to_facts
from tests.twin import results, tree
from tests.twin.facts import Year

SIDES = {"得分": "earned", "失分": "lost", "待定": "pending", "附加": "added"}


def prove_year(scheme: ChosenScheme, year: Year, name: str, twin_name: str) -> Proof:
    """Return the proof of an assessment over the twin's facts."""
    known, assessment = year.facts, scheme.assessment(name)
    facts = to_facts(
        scheme.heading, assessment, known.cells, known.rows,
        lambda ref, month: month in known.months_of(ref), year.month,
    )  # fmt: skip
    others = {
        (scheme.assessments[number].id, part, unit): points
        for number, one in enumerate(tree.assessments(year))
        if str(one.get("id")) != twin_name
        for part, unit, points in _list_points(year, one)
    }
    return Proof(
        scheme, name, facts, year.month, is_final=year.is_final, stored=Stored(others=others)
    )


def _list_points(year: Year, one: Any) -> Iterator[tuple[str, str, Other]]:
    """Yield (part, unit, what is known) of another assessment."""
    units, name = tree.members(year, one), str(one.get("id"))
    for unit in units:
        score, points = tree.total_of(year, unit, one, units)
        known = None if score.is_open else points
        yield "total", unit.name, Other(known, known, known)
    for owner, parts in results.part_scores(year, name).items():
        unit = next(each for each in units if each.name == owner)
        for part, score in parts.items():
            low, high = tree.score_range(year, unit, part, name) or (None, None)
            points = None if score.is_open else score.earned + score.added
            yield part, owner, Other(points, low, high)


def list_differences(proof: Proof, year: Year, twin_name: str) -> Iterator[str]:
    """Yield each figure in which formulas and twin differ; steps nearer than 15 digits excepted."""
    found = results.assess(year, twin_name)
    parts = results.part_scores(year, twin_name)
    totals, has_grades = proof.totals.grid, proof.totals.grid.has("初定等次")
    graded = any("等次" in note for note in proof.book.notes)
    for row, cells in enumerate(totals.rows):
        unit = str(cells[1])
        result = found[unit]
        pairs: list[tuple[str, int | str | Fraction | None]] = [
            ("总分", result.points),
            ("名次", result.rank),
        ]
        pairs += [("等次", result.grade)] if has_grades and not graded else []
        for title, its in pairs:
            mine = totals.value(row, title)
            if mine not in ("" if its is None else its, "—" if its is None else its):
                yield f"{unit} {title}: formula {_show(mine)}, twin {_show(its)}"
        yield from _compare_parts(proof, unit, parts[unit], is_taken=result.points is None)


def _compare_parts(
    proof: Proof, unit: str, parts: dict[str, Any], *, is_taken: bool
) -> Iterator[str]:
    """Yield differences of parts; where a veto takes the score, additions do not count."""
    for grid in (proof.tree.clauses, proof.tree.nodes):
        for row, cells in enumerate(grid.rows):
            score = parts.get(str(cells[2]))
            if cells[1] != unit or score is None or grid.value(row, "计入") == 0:
                continue
            sides = ["附加"] if cells[5] == "附加" else [*SIDES][: 3 if grid.name == "指标" else 4]
            for side in sides:
                mine, its = grid.value(row, side), getattr(score, SIDES[side])
                if mine == its or (mine == "" and its == 0) or (is_taken and side == "附加"):
                    continue
                yield f"{unit} {cells[2]} {side}: formula {_show(mine)}, twin {_show(its)}"


def _show(value: Value | int) -> str:
    return f"{float(value):.10g}" if isinstance(value, Fraction) else str(value)
