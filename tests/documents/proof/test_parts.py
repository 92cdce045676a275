"""Every part of the rule language is proven: the worked cases of the notices, and whole schemes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from documents.proof.formulas import Formula, Value
from documents.proof.proving import Proof
from documents.proof.scores import Stored
from documents.proof.writing import ProofFile
from scoring.clauses.notice import ChosenScheme
from tests.documents.proof.worked_facts import to_facts
from tests.documents.recalculation import find_differences, needs_office, recalculate
from tests.scoring.assessing.case_facts import CaseFacts
from tests.scoring.clauses.scheme_files import load
from tests.twin.documents import HERE, read_toml
from tests.twin.worked_cases import decimals_of, read_cases, show

SIDES = {"lost": "失分", "pending": "待定", "full": "满分"}
ELSEWHERE = {
    "limit",
    "of",
    "seats",
    "near",
    "among_last",
    "first",
    "last",
    "times",
    "action",
    "group",
}
"""What cases say besides figures that a proof has."""
PROBE = "probe"
"""The assessment that shows what a case asks for besides its own clauses, as points."""
TAKEN = {"W-12"}
"""Cases that rest on another assessment's score, which a proof takes as stored."""
SPELLED = {"河长办.考核方案报备": "河长办.方案报备"}
"""Columns that the two writings of a scheme call differently."""
CASES = [case for case in read_cases() if case["id"] not in TAKEN]
WHOLE = [read_toml(path) for path in sorted((HERE / "cases" / "whole").glob("*.toml"))]


def prove(
    case: dict[str, Any], stored: Stored | None = None, assessment: str | None = None
) -> Proof:
    """Return the proof of a worked case, of the assessment that it asks for or of another."""
    facts = CaseFacts(case)
    scheme = facts.notice.choose({key: str(one) for key, one in case.get("choose", {}).items()})
    names = {unit.name for unit in facts.units}
    units = tuple(unit for unit in scheme.heading.units if unit.name in names)
    scheme = scheme.model_copy(
        update={"heading": scheme.heading.model_copy(update={"units": units})}
    )
    ids = [one.id for one in scheme.assessments if one.id != PROBE]
    wanted = assessment or (case["of"] if case.get("of") in ids else ids[0])
    known = to_facts(
        scheme.heading, scheme.assessment(wanted), facts.known.cells, facts.known.rows,
        lambda ref, month: month in facts.known.months_of(ref), facts.month,
    )  # fmt: skip
    is_final = case.get("final", False)
    return Proof(scheme, wanted, known, facts.month, is_final=is_final, stored=stored)


def read(proof: Proof, unit: str, part: str, key: str) -> Value:
    """Return a figure of a unit's part, or of its total, as the formulas give it."""
    totals = proof.totals.grid
    (row,) = [number for number, cells in enumerate(totals.rows) if cells[1] == unit]
    if key in {"rank", "grade"}:
        return totals.value(row, "名次" if key == "rank" else "等次")
    if part == "total" and key == "points":
        return totals.value(row, "总分")
    for grid in (proof.tree.clauses, proof.tree.nodes):
        for number, cells in enumerate(grid.rows):
            if cells[1:3] == [unit, part]:
                if key in SIDES:
                    return grid.value(number, SIDES[key]) or Fraction(0)
                found = [grid.value(number, side) for side in ("得分", "附加")]
                return sum((one for one in found if isinstance(one, Fraction)), Fraction(0))
    raise KeyError(part)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_formulas_give_the_worked_figure(case: dict[str, Any]) -> None:
    proof = prove(case)
    assert "#" not in str(proof.list_grids()[0].title[1])
    unit = str(case.get("unit", proof.book.roster[0].name))
    parts = proof.tree.parts
    wanted = str(case.get("of", "total"))
    wanted = wanted if wanted in parts else "total"
    probes = case.get("probe", {})
    probe = prove(case, assessment=PROBE) if probes else proof
    for key, expected in case["expect"].items():
        if key in probes:  # a target, a place or a rate, whatever the clauses make of it
            value = read(probe, unit, f"探{key}", "points")
            assert show(value, decimals_of(expected)) == expected, key  # type: ignore[arg-type]
            continue
        if key in ELSEWHERE or expected == "none":
            continue
        is_part = key in parts
        value = read(proof, unit, key if is_part else wanted, "points" if is_part else key)
        shown = value
        if isinstance(value, Fraction):
            value = abs(value) if is_part else value
            shown = show(value, decimals_of(expected))
        assert shown == expected, key


def prove_whole(file: dict[str, Any], case: dict[str, Any]) -> tuple[Proof, ChosenScheme]:
    """Return the proof of a whole scheme of one unit whose cells are perfect but for the case's."""
    notice = load(file["scheme"])
    scheme = notice.choose(case.get("choose", {}))
    kind = file.get("kind", "")
    unit = next(one for one in scheme.heading.units if kind in {"", one.kind})
    unit = unit.model_copy(update={"own": {k: Fraction(v) for k, v in case.get("own", {}).items()}})
    heading = scheme.heading.model_copy(update={"units": (unit,)})
    scheme = scheme.model_copy(update={"heading": heading})
    month = file.get("month", 12)
    cells = {
        (SPELLED.get(column, column), unit.name, int(number)): cell
        for column, written in (file["perfect"] | case.get("cells", {})).items()
        for number, cell in (written if isinstance(written, dict) else {month: written}).items()
    }
    forms = {(ref.rpartition(".")[0], number) for ref, _, number in cells}
    rows = [{**row, "unit": unit.name} for row in case.get("rows", [])]
    assessment = scheme.assessment(str(file.get("assessment", "1")))
    facts = to_facts(
        heading, assessment, cells, rows,
        lambda ref, number: (ref.rpartition(".")[0], number) in forms, month,
    )  # fmt: skip
    return Proof(scheme, assessment.id, facts, month), scheme


YEARS = [(file, case) for file in WHOLE if "month" not in file for case in file["case"]]


@pytest.mark.parametrize(
    ("file", "case"), YEARS, ids=[f"{file['scheme']}: {case['says']}" for file, case in YEARS]
)
def test_whole_schemes_are_proven(file: dict[str, Any], case: dict[str, Any]) -> None:
    proof, scheme = prove_whole(file, case)
    unit = scheme.heading.units[0].name
    for key, expected in case["expect"].items():
        part = "total" if key in {"total", "full"} else key
        side = "full" if key == "full" else "points"
        assert show(read(proof, unit, part, side), 2) == expected, key  # type: ignore[arg-type]


@needs_office
def test_libreoffice_computes_the_worked_cases(tmp_path: Path) -> None:
    """Every seventh case, and the last of each whole scheme: each part is in some of them."""
    proofs = [prove(case) for case in CASES[::7]]
    proofs += [prove_whole(file, file["case"][-1])[0] for file in WHOLE if "month" not in file]
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(proofs))]
    for path, proof in zip(paths, proofs, strict=True):
        ProofFile(path).write(proof.list_grids(), [])
    for path, computed in zip(paths, recalculate(paths, tmp_path), strict=True):
        assert find_differences(path, computed) == [], path.name


def test_a_figure_beyond_fifteen_digits_is_named() -> None:
    """A rate one part in 10^16 below its target loses all, which a spreadsheet cannot see."""
    case = {
        "id": "digits",
        "cells": {"甲": {"表.甲": 10**15 - 1, "表.乙": 10**15}},
        "total": {
            "clauses": [
                {"id": "1", "full": 5, "of": "表.甲", "out_of": "表.乙",
                 "below": 100, "each": "-full", "steps": "once"},
            ]
        },
    }  # fmt: skip
    proof = prove(case)
    assert read(proof, "甲", "1", "points") == 0
    assert any("15位有效数字" in one for one in proof.list_unproved())
    assert isinstance(proof.tree.clauses.rows[0][8], Formula)


@pytest.mark.parametrize(("asked", "moved"), [("1.5", "1.5"), ("9", "2"), ("-9", "-3")])
def test_points_moved_by_objections_stay_within_what_there_is(asked: str, moved: str) -> None:
    """3 of 5 points are earned and 2 lost: no more than those can move."""
    case = {
        "id": "moved",
        "cells": {"甲": {"表.甲": 2}},
        "total": {"clauses": [{"id": "1", "full": 5, "of": "表.甲", "each": -1}]},
    }
    proof = prove(case, Stored(moves={("甲", "1"): Decimal(asked)}))
    assert proof.tree.clauses.value(0, "复核实际") == Fraction(moved)
    assert read(proof, "甲", "1", "points") == 3 + Fraction(moved)
    assert read(proof, "甲", "1", "lost") == 2 - Fraction(moved)
