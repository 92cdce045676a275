"""The example schemes with the rosters of their whole-scheme cases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts
from tests.repository import ROOT
from tests.twin.documents import HERE, read_toml
from tests.twin.facts import Facts, Unit
from tests.twin.worked_cases import read_facts
from warehouse.schemes.scheme_files import read_parts

Written = dict[str, Any]
EXAMPLES = ROOT / "seed" / "examples"
FILES = [read_toml(path) for path in sorted((HERE / "cases" / "whole").glob("*.toml"))]
COMPARED = ("place =", "best =", "mean =", "mean_of_others")
"""What in a scheme's text holds a unit against the others."""


class Round(NamedTuple):
    """Cases of a scheme that share a roster and land together."""

    scheme: Scheme
    known: Facts
    month: int
    cases: list[tuple[str, Written]]
    """Unit → its case."""


def list_rounds(file: Written, every: int = 1) -> list[Round]:
    """Return a scheme's cases in as few rosters as possible, or `every` so-many-th of the rosters.

    A unit that stands for itself alone is in each round once; where units are held against each
    other, every case has a roster of its own.
    """
    folder = EXAMPLES / file["scheme"]
    is_compared = any(word in (folder / "scheme.toml").read_text("utf-8") for word in COMPARED)
    rounds: list[list[tuple[str, Written]]] = []
    for number, case in enumerate(file["case"]):
        name = str(case.get("unit") or ("甲" if is_compared else f"甲{number}"))
        free = (one for one in rounds if not is_compared and name not in dict(one))
        found = next(free, None)
        if found is None:
            rounds.append(found := [])
        found.append((name, case))
    chosen = range(0, len(rounds), every)  # to load a roster's scheme takes half a second
    return [_make(folder, file, number, rounds[number]) for number in chosen]


def _make(folder: Path, file: Written, number: int, cases: list[tuple[str, Written]]) -> Round:
    parts = read_parts(folder)
    month = int(file.get("month", 12))
    cells: Written = {}
    rows: list[Written] = []
    units: list[Unit] = []
    for name, case in cases:
        own = {name: case.get("cells", {}), **case.get("others", {})}
        for unit, differing in own.items():
            cells[unit] = file["perfect"] | differing
            kind = case.get("kinds", {}).get(unit, file.get("kind") or "单位")
            units.append(Unit(unit, kind, own=case.get("own", {}) if unit == name else {}))
        for column in case.get("blank", []):
            del cells[name][column]
        rows += [{**row, "unit": name} for row in case.get("rows", [])]
    known = read_facts({"cells": cells, "rows": rows}, units, month)
    _keep_own_forms(known, {str(unit["name"]) for unit in parts.units})
    notice = {**parts.notice, "id": f"{parts.notice['id']}-{number}"}
    scheme = load_scheme(SchemeParts(notice, parts.forms, _list_units(parts, units)))
    return Round(scheme, known, month, cases)


def _keep_own_forms(known: Facts, listed: set[str]) -> None:
    """Drop the cells of forms that are those of another unit: it does not fill them in."""
    known.cells = {
        (name, unit, month): cell
        for (name, unit, month), cell in known.cells.items()
        if (form := name.rpartition(".")[0]) not in listed or form == unit
    }


def _list_units(parts: SchemeParts, units: list[Unit]) -> list[Mapping[str, Any]]:
    """Return the roster: the units of the cases, and those that clauses name, from December on."""
    own: Written = {str(one["key"]): 0 for one in parts.notice.get("own", ())}
    text = repr(parts.notice)
    group = next((str(unit["group"]) for unit in parts.units if unit.get("group")), "")
    listed: list[Mapping[str, Any]] = [
        {"name": unit.name, "kind": unit.kind, "group": group, "own": own | dict(unit.own)}
        for unit in units
    ]
    names, kinds = {unit.name for unit in units}, {unit.kind for unit in units}
    for unit in parts.units:
        is_named = f"'{unit['name']}'" in text or (
            unit["kind"] not in kinds and f"'{unit['kind']}'" in text
        )
        if unit["name"] not in names and is_named:
            kinds.add(str(unit["kind"]))
            more = {"own": own | dict(unit.get("own", {})), "from_month": 12}
            listed.append({"group": group, **unit, **more})
    return listed
