"""A worked case of the twin as the engine sees it: its scheme loaded, its facts as a frame."""

from __future__ import annotations

import copy
from typing import Any

from scoring.assessing.facts import Facts
from scoring.clauses.loading import load_notice
from scoring.clauses.notice import Notice
from tests.scoring.assessing.known_facts import to_facts
from tests.scoring.assessing.typed_forms import describe_forms, list_values
from tests.twin.facts import Unit
from tests.twin.worked_cases import read_facts, read_units

Case = dict[str, Any]
KEPT = {
    "total", "assessment", "veto", "rank", "grades", "consequence", "readings", "year",
    "first_month", "starts_before", "form",
}  # fmt: skip


class CaseFacts:
    """The notice and the facts of a case of tests/twin/cases."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.units = read_units(case)
        self.month = int(case.get("as_of", 12))
        self.known = read_facts(case, self.units, self.month)
        self.notice = self._load()

    def facts(self) -> Facts:
        """Return the facts as the warehouse gives them."""
        # The absent units stand in no frame: they are there for the loader alone.
        return to_facts(self.notice, self.known)

    def _load(self) -> Notice:
        written = KEPT & self.case.keys()
        document: Case = {"language": 1, "id": "case", "title": "题", "year": 2021}
        document |= {key: copy.deepcopy(self.case[key]) for key in written}
        for one in [document, *document.get("assessment", [])]:
            one.setdefault("clause", "一")
        self._add_probes(document)
        document["form"] = describe_forms(document, self.known)
        roster = [*self.units, *self._list_absent()]
        units = [to_roster_line(one) for one in roster]
        own = {key for one in self.units for key in one.own} | set(list_values(self.case, "own"))
        document["own"] = [{"key": key} for key in sorted(own)]
        return load_notice(document, units)

    def _add_probes(self, document: Case) -> None:
        """Add figures that the case asks for as an assessment that shows them as points."""
        probes = self.case.get("probe", {})
        if not probes:
            return
        clauses = [
            {"id": f"探{key}", "floor": "none", "of": 1, "each": target, "decimals_shown": 6}
            for key, target in probes.items()
        ]
        assessments = document.setdefault("assessment", [])
        assessments.append({"id": "probe", "total": {"clauses": clauses}, "clause": "一"})

    def _list_absent(self) -> list[Unit]:
        """Return the units and kinds that a clause names and the case's roster lacks."""
        kinds = {one.kind for one in self.units}
        names = {one.name for one in self.units}
        own = dict.fromkeys(list_values(self.case, "own"), 1)
        absent = [
            Unit(name, own=own, first=12)
            for name in _list_keys(self.case, "unit")
            if name not in names
        ]
        for kind in _list_keys(self.case, "kind"):
            if kind not in kinds:
                absent.append(Unit(f"另一{kind}", kind, own=own, first=12))
        return absent


def _list_keys(value: Any, key: str) -> list[str]:
    """Return the names for which a table by unit or by kind has a figure."""
    if isinstance(value, list):
        return [name for inner in value for name in _list_keys(inner, key)]
    if not isinstance(value, dict):
        return []
    own = value.get(key)
    found = list(own) if isinstance(own, dict) else []
    inner = [one for name, one in value.items() if name not in {"units", "cells"}]
    return list(dict.fromkeys([*found, *_list_keys(inner, key)]))


def to_roster_line(unit: Unit) -> Case:
    """Return a unit of the twin as a line of the roster."""
    return {
        "name": unit.name, "kind": unit.kind or "单位", "group": unit.group,
        "assessments": unit.assessments, "own": dict(unit.own),
        "from_month": unit.first, "to_month": unit.last,
        "not_for": tuple(
            {"clause": key, "reason": "无此事项", "treat": value or None}
            for key, value in unit.not_for.items()
        ),
    }  # fmt: skip
