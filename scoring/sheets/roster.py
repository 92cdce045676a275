"""The roster as rows of 名册, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.clauses.faults import Findings
from scoring.sheets.book import Cells, SheetRow
from scoring.sheets.column import OTHER, ROSTER
from scoring.sheets.kind import Kind
from scoring.sheets.language import UNIT
from scoring.sheets.marks import SEMICOLON, Unreadable, Unsayable, raise_all, split
from scoring.sheets.notation import read_table, read_value, write_table, write_value
from scoring.sheets.places import UNREAD, Places, Spot
from scoring.sheets.table_columns import ROSTER_COLUMNS
from scoring.sheets.tables import ASSESSMENTS, WORDINGS_LIST, Table, refuse
from scoring.sheets.values import NUMBER, TEXT

UNIT_CELLS = {one.header: one.keys[0] for one in ROSTER_COLUMNS if one.keys}
UNIT_KINDS: dict[str, Kind] = {"aliases": WORDINGS_LIST, "assessments": ASSESSMENTS}


class OwnFigure(Kind):
    """An own figure: a number, or several from one month on: 1月起12；7月起24."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, list):
            return NUMBER.write(value)
        steps = []
        for step in value:
            if not isinstance(step, list) or len(step) != 2 or not isinstance(step[0], int):
                raise Unsayable
            steps.append(f"{step[0]}月起{NUMBER.write(step[1])}")
        return "；".join(steps)

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        found = [re.fullmatch(r"(\d{1,2})月起(.+)", one) for one in split(text, SEMICOLON)]
        if all(found):
            return [[int(one[1]), NUMBER.read(one[2])] for one in found if one]
        return NUMBER.read(text)


OWN_FIGURE = OwnFigure()
OWN_PREFIX = "自有数 "


def head_own(key: str) -> str:
    """Return the header of an own figure's column."""
    taken = {one.header for one in ROSTER_COLUMNS}
    return f"{OWN_PREFIX}{key}" if key in taken or key.startswith(OWN_PREFIX) else key


def write_units(units: Sequence[Any], own: Sequence[str], plain: frozenset[int]) -> Iterator[Cells]:
    """Yield the rows of the roster; the units at `plain` positions in the long notation."""
    for position, unit in enumerate(units):
        if position in plain or not isinstance(unit, dict):
            rest = {key: value for key, value in unit.items() if key != "name"}
            name = write_value(TEXT, unit["name"])
            yield {"单位": name} | ({OTHER: write_table(rest, UNIT)} if rest else {})
            continue
        rest = dict(unit)
        cells: Table = {}
        figures = rest.pop("own", {})
        for key, value in figures.items():
            if key not in own:
                raise Unsayable
            cells[head_own(key)] = write_value(OWN_FIGURE, value)
        for header, key in UNIT_CELLS.items():
            if key in rest:
                kind = UNIT_KINDS.get(key, UNIT.keys[key].kind)
                cells[header] = write_value(kind, rest.pop(key))
        yield cells | ({OTHER: write_table(rest, UNIT)} if rest else {})


def read_units(
    rows: Sequence[SheetRow], own: Sequence[str], findings: Findings, places: Places
) -> list[Table]:
    """Return the units; `own`: the own figures that have a column."""
    units: list[Table] = []
    rows_of: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        try:
            unit = _read_unit(row.cells, own)
        except Unreadable as fault:
            refuse(findings, ROSTER, row.number, fault.key, fault)
            places.unread.add((ROSTER, row.number))
            unit = _keep_names(row.cells)
        if "name" not in unit:
            refuse(findings, ROSTER, row.number, "单位", Unreadable("没有名称", "单位的名称"))
            places.unread.add((ROSTER, row.number))
            unit = {UNREAD: True}
        name = str(unit.get("name", number))
        first = rows_of.setdefault(name, row.number)
        if first != row.number:
            what = f"单位“{name}”与第{first}行相同"
            refuse(findings, ROSTER, row.number, "单位", Unreadable(what, "每个单位一行"))
        units.append(unit)
        places.note((f"单位 {name}",), Spot(ROSTER, row.number))
        places.note((f"单位 {number}",), Spot(ROSTER, row.number))
    return units


def _keep_names(cells: Mapping[str, str]) -> Table:
    """Return a unit of which a cell cannot be read, with what others may name it by."""
    named = {"name", "kind", "group"}
    kept = {key: cells[header] for header, key in UNIT_CELLS.items() if header in cells}
    return {**{key: text for key, text in kept.items() if key in named}, UNREAD: True}


def _read_unit(cells: Mapping[str, str], own: Sequence[str]) -> Table:
    headers = {head_own(key): key for key in own}
    rest = {header: text for header, text in cells.items() if header not in headers}
    unit: Table = {}
    figures: Table = {}
    faults: list[Unreadable] = []
    for header, text in cells.items():
        try:
            if header in headers:
                figures[headers[header]] = read_value(OWN_FIGURE, text)
            elif header in UNIT_CELLS:
                key = UNIT_CELLS[header]
                unit[key] = read_value(UNIT_KINDS.get(key, UNIT.keys[key].kind), text)
            elif header == OTHER:
                unit |= read_table(text, UNIT)
        except Unreadable as fault:
            faults.append(Unreadable(fault.found, fault.allowed, header))
    raise_all(faults)
    return unit | ({"own": figures} if figures else {}) if rest or figures else unit
