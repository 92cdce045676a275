"""Every part of the rule language is proven: the worked cases of the notices, and whole schemes."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from documents.proof.formulas import Formula, Value
from documents.proof.proving import Proof
from documents.proof.scores import Stored
from documents.proof.writing import ProofFile
from scoring.clauses.roster import AssessedUnit
from tests.documents.proof.against_twin import prove_year
from tests.documents.proof.worked_facts import to_facts
from tests.documents.recalculation import find_differences, needs_office, recalculate
from tests.files.example_schemes import FILES, list_rounds
from tests.scoring.assessing.case_facts import CaseFacts
from tests.twin.documents import read_scheme
from tests.twin.facts import Unit, Year
from tests.twin.tree import assessments
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
CASES = [case for case in read_cases() if case["id"] not in TAKEN]
SOAK = bool(os.environ.get("KAOHE_SOAK"))
MONTHLY = {"year_of_periods": "last"}
"""Of the scheme of single months: the year's figure is that of the month, as it is published."""
WHOLE_SIDES = {"total": "points", "full": "full", "pending": "pending", "grade": "grade"}
"""What whole cases say of the total, rather than of a part."""


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
            if cells[1:3] == [unit, "总分" if part == "total" else part]:
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


@dataclass(frozen=True)
class Whole:
    """A case of an example scheme, every other cell of which is perfect."""

    file: dict[str, Any]
    case: dict[str, Any]

    @property
    def name(self) -> str:
        """The scheme and what the case says."""
        return f"{self.file['scheme']}: {self.case['says']}"

    def prove(self) -> dict[str, Proof]:
        """Return the proofs of its assessments, over the facts that the scheme's forms bring."""
        (one,) = list_rounds({**self.file, "case": [self.case]})
        choices = {**self.case.get("choose", {}), **(MONTHLY if "month" in self.file else {})}
        scheme = one.scheme.chosen(choices)
        facts = replace(one.known, units=[to_twin(unit) for unit in scheme.heading.units])
        year = Year(read_scheme(self.file["scheme"]), facts, one.month, choices=choices)
        twins = [str(its.get("id")) for its in assessments(year)]
        return {
            its.id: prove_year(scheme, year, its.id, twin)
            for its, twin in zip(scheme.assessments, twins, strict=True)
        }


def to_twin(unit: AssessedUnit) -> Unit:
    """Return a line of a roster as the twin takes it."""
    own = {key: unit.own_value(key) for key in unit.own}
    return Unit(unit.name, unit.kind, unit.group, own, unit.from_month, unit.to_month)


WHOLE = [Whole(file, case) for file in FILES for case in file["case"]]


@pytest.mark.parametrize("whole", WHOLE[:: 1 if SOAK else 7], ids=lambda one: one.name)
def test_whole_schemes_are_proven(whole: Whole) -> None:
    proofs = whole.prove()
    main = proofs[str(whole.file.get("assessment", next(iter(proofs))))]
    unit = main.book.roster[0].name
    for key, expected in whole.case["expect"].items():
        side = WHOLE_SIDES.get(key)
        proof = main if side else next(one for one in proofs.values() if key in one.tree.parts)
        found = read(proof, unit, "total" if side else key, side or "points")
        shown = show(found, decimals_of(expected)) if isinstance(found, Fraction) else found
        assert shown == expected, key


@needs_office
def test_libreoffice_computes_the_worked_cases(tmp_path: Path) -> None:
    """Every seventh case, and the last of each whole scheme: each part is in some of them."""
    proofs = [prove(case) for case in CASES[::7]]
    last = [Whole(file, file["case"][-1]) for file in FILES]
    proofs += [proof for whole in last for proof in whole.prove().values()]
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
