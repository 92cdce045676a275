"""The worked cases of other notices: the engine gives each figure that a case names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import pytest

from tests.scoring.assessing.case_facts import CaseFacts
from tests.scoring.assessing.scored import Part, Scored
from tests.twin.worked_cases import decimals_of, read_cases, show

CASES = read_cases()
BY_TWIN_ALONE = {"seats", "first", "last", "limit"}
"""What the engine shows elsewhere: seats in a notice, months in labels, limits in the ledger."""


@dataclass
class Reader:
    """Gives the figures of a case, scored by the engine, by the names that `expect` uses."""

    case: dict[str, Any]

    def __post_init__(self) -> None:
        """Load and score the case once."""
        self.facts = CaseFacts(self.case)
        self.unit = str(self.case.get("unit", self.facts.units[0].name))
        chosen = {key: str(value) for key, value in self.case.get("choose", {}).items()}
        self.scheme = self.facts.notice.choose(chosen)
        self.scored = Scored(
            self.scheme, self.facts.facts(), is_final=self.case.get("final", False)
        )
        names = [one.id for one in self.scheme.assessments if one.id != "probe"]
        wanted = str(self.case.get("of", "total"))
        self.assessment = wanted if wanted in names else names[0]
        self.wanted = "" if wanted in {*names, "total"} else wanted

    def figure(self, key: str) -> Any:
        """Return a figure of the assessment: points, rank, grade."""
        return self.scored.number(f"{self.assessment}|{key}", self.unit, self.facts.month)

    def part(self, name: str) -> Part:
        """Return the score of a clause or node, of whichever assessment has it."""
        for one in self.scheme.assessments:
            key = f"{one.id}|part {name}"
            if f"{key}.earned" in self.scored.values:
                found = self.scored.part(key, self.unit, self.facts.month)
                assert found is not None
                return found
        raise KeyError(name)

    @cached_property
    def score(self) -> Part:
        """The score that the case is about."""
        if self.wanted:
            return self.part(self.wanted)
        root = self.scored.part(f"{self.assessment}|root", self.unit, self.facts.month)
        assert root is not None
        return root

    def points(self) -> Fraction | None:
        """Return the points that the case is about."""
        if self.wanted:
            return self.score.earned + self.score.added
        found: Fraction | None = self.figure("points")
        return found

    def read(self, key: str, decimals: int) -> Any:
        """Return a figure as `expect` writes it."""
        if key in self.case.get("probe", {}):
            part = self.scored.part(f"probe|part 探{key}", self.unit, self.facts.month)
            return None if part is None or part.is_open else show(part.added, decimals)
        if key == "points":
            is_open = self.case["expect"][key] == "none" and self.score.is_open
            return "none" if is_open or self.points() is None else show(self.points(), decimals)
        if key in READERS:
            return READERS[key](self)
        if key in ("lost", "pending", "full"):
            return show(getattr(self.score, key), decimals)
        part = self.part(key)
        return show(abs(part.earned + part.added), decimals)

    def ranks(self) -> dict[str, Fraction]:
        """Return the ranks of the units in the unit's group."""
        units = {one.name: one for one in self.facts.units}
        found = {
            name: self.scored.number(f"{self.assessment}|rank", name, self.facts.month)
            for name, one in units.items()
            if one.group == units[self.unit].group
        }
        return {name: rank for name, rank in found.items() if rank is not None}

    def is_among_last(self) -> bool:
        """Return whether fewer than `last` units of the group are ranked behind the unit."""
        ranks = self.ranks()
        return sum(rank > ranks[self.unit] for rank in ranks.values()) < int(self.case["last"])


def rank_of(reader: Reader) -> str | None:
    """Return the unit's rank."""
    rank = reader.figure("rank")
    return None if rank is None else str(rank)


READERS: dict[str, Callable[[Reader], Any]] = {
    "rank": rank_of,
    "grade": lambda r: r.scored.grade(r.assessment, r.unit, r.facts.month),
    "near": lambda r: "、".join(r.scored.warnings(r.assessment, r.unit, r.facts.month)),
    "group": lambda r: next(one.group for one in r.facts.units if one.name == r.unit),
    "of": lambda r: str(len(r.ranks())),
    "among_last": lambda r: r.is_among_last(),
    "times": lambda r: str(r.figure("times 0")),
    "action": lambda r: (
        r.scheme.assessment(r.assessment).consequences[0].times.get(str(r.figure("times 0")))
    ),
}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_engine_agrees_with_the_case(case: dict[str, Any]) -> None:
    """Each figure that a case names comes out."""
    reader = Reader(case)
    expected = {
        key: value if value != "none" or key == "points" else None
        for key, value in case["expect"].items()
        if key not in BY_TWIN_ALONE
    }
    got = {key: reader.read(key, decimals_of(value)) for key, value in expected.items()}
    assert got == expected, case["says"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_both_evaluators_agree_on_the_case(case: dict[str, Any]) -> None:
    """Columns and fractions give every figure of every unit and month alike."""
    assert Reader(case).scored.list_column_faults() == []
