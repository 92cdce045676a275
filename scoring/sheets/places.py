"""Where each part of a scheme stands in its workbook: a refusal as sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.clauses.faults import Refusal
from scoring.sheets.column import CLAUSES, FORMS, OTHER
from scoring.sheets.columns import COLUMNS
from scoring.sheets.language import FORM, NOTICE, PART
from scoring.sheets.wording import say_in_chinese

BOOK = "工作簿"
"""The file of refusals that are about the workbook itself; their place is sheet and row."""

Place = tuple[str, ...]
QUOTED = re.compile("“([^“”]+)”")


@dataclass(frozen=True)
class Spot:
    """A row of a sheet; a header where the row itself says which."""

    sheet: str
    row: int
    header: str = ""


@dataclass(frozen=True)
class CellFault:
    """A fault with its cell; without a row it is about the sheet, without a sheet about all."""

    sheet: str
    row: int | None
    column: int | None
    """From 1; None where it is about the row."""
    header: str
    message: str
    """What was found and what is allowed, in Chinese."""

    def __str__(self) -> str:
        where = f"“{self.sheet}”" if self.sheet else ""
        where += f"第{self.row}行" if self.row else ""
        where += f"“{self.header}”" if self.header else ""
        return f"{where}：{self.message}" if where else self.message


@dataclass
class Places:
    """Place → row, noted while a workbook is read."""

    spots: dict[Place, Spot] = field(default_factory=dict)
    headers: dict[str, dict[str, int]] = field(default_factory=dict)
    """Sheet → header → column number."""
    filled: dict[tuple[str, int], Mapping[str, str]] = field(default_factory=dict)
    """(sheet, row) → the texts of its filled cells by header."""

    def note(self, place: Place, spot: Spot) -> None:
        """Note the row of a part; the first one counts."""
        self.spots.setdefault(place, spot)

    def find(self, place: Place, key: str) -> Spot | None:
        """Return the row of the innermost part of a place that is known."""
        for steps in _list_candidates(place):
            if spot := self.spots.get((*steps, f"键 {key}")) or self.spots.get(steps):
                return spot
        return None


def _list_candidates(place: Place) -> list[Place]:
    """Return the ways that a place may have been noted, the most exact first."""
    assessment = next((one for one in place if one.startswith("考核 ")), "")
    clause = next((n for n in range(len(place) - 1, -1, -1) if place[n].startswith("指标 ")), None)
    found: list[Place] = []
    if clause is not None:
        lines = place[clause + 1 :]
        for count in range(len(lines), -1, -1):
            for head in (assessment, "考核 "):
                found.append((head, place[clause], *lines[:count]))
        return found
    for count in range(len(place), 0, -1):
        found += [place[:count], (place[count - 1],)]
        if assessment == "考核 1":
            found.append(("考核 ", *place[1:count]))
    return [*found, ()]


def locate(refusal: Refusal, places: Places | None) -> CellFault:
    """Return a refusal as a fault of a cell, in the workbook's own words."""
    message = say_in_chinese(f"{refusal.found}（允许：{refusal.allowed}）")
    if refusal.file == BOOK:
        sheet = refusal.place[0] if refusal.place else ""
        row = next((int(one[1:-1]) for one in refusal.place if re.fullmatch(r"第\d+行", one)), None)
        return _point(places, sheet, row, refusal.key, message)
    key = refusal.key.removeprefix("指标 ") if refusal.key.startswith("指标 ") else refusal.key
    place = refusal.place if key == refusal.key else (*refusal.place, refusal.key)
    spot = places.find(place, key) if places else None
    if spot is None:
        steps = "，".join(step for step in (*refusal.place, say_in_chinese(key)) if step)
        return CellFault("", None, None, "", f"{steps}：{message}" if steps else message)
    header = spot.header or _find_header(places, spot, key, refusal.found)
    if not header and key:
        message = f"{say_in_chinese(key)}：{message}"
    return _point(places, spot.sheet, spot.row, header, message)


def _find_header(places: Places | None, spot: Spot, key: str, found: str) -> str:
    """Return the header of the cell that says a key in a row; "" where none does.

    The cell that holds what a message quotes goes before the one in which the key usually stands.
    """
    filled = places.filled.get((spot.sheet, spot.row), {}) if places else {}
    quoted = {part for word in QUOTED.findall(found) for part in word.split(".") if part}
    counts = {header: sum(word in text for word in quoted) for header, text in filled.items()}
    most = max(counts.values(), default=0)
    named = [one.header for one in COLUMNS[spot.sheet] if key in one.keys]
    usual = [header for header in named if header in filled]
    if most and not any(counts[header] == most for header in usual):
        return next(header for header, count in counts.items() if count == most)
    if usual:
        return usual[0]
    word = _say_key(spot.sheet, key)
    if word and word in filled.get(OTHER, ""):
        return OTHER
    return named[0] if named else ""


def _say_key(sheet: str, key: str) -> str:
    context = {CLAUSES: PART, FORMS: FORM}.get(sheet, NOTICE)
    return context.keys[key].word if key in context.keys else ""


def _point(
    places: Places | None, sheet: str, row: int | None, header: str, message: str
) -> CellFault:
    columns = places.headers.get(sheet, {}) if places else {}
    return CellFault(sheet, row, columns.get(header), header, message)
