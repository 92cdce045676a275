"""Where each part of a scheme stands in its workbook: a refusal as sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.clauses.faults import Refusal
from scoring.scheme_text import FORMS_FILE
from scoring.sheets.column import CLAUSES, FORMS, OTHER, ROSTER, SCHEME
from scoring.sheets.columns import COLUMNS
from scoring.sheets.heading import HEAD, NAMED, PART_OF, WHOSE
from scoring.sheets.language import ASSESSMENT, COLUMN, GRADE, NOTICE, PART, RANK, UNIT, VETO
from scoring.sheets.marks import MINUS
from scoring.sheets.wording import say_in_chinese

DECIDED = {"否决 ": VETO, "考核 ": ASSESSMENT, "rank": RANK, "grades": GRADE}
"""How the last step of a place begins → whose keys it names."""
FILES = {FORMS_FILE: FORMS, "units.csv": ROSTER}
"""The sheet of a refusal that names a file and no place in it."""
BOOK = "工作簿"
"""The file of refusals that are about the workbook itself; their place is sheet and row."""

UNREAD = "看不懂的单元格"
"""The key of a part of which a cell cannot be read: the part is refused and a stand-in takes its
place, so that the rest of the workbook is checked, too."""

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
    unread: set[tuple[str, int]] = field(default_factory=set)
    """(sheet, row) of cells that cannot be read; what else is said there follows from them."""

    def note(self, place: Place, spot: Spot) -> None:
        """Note the row of a part; the first one counts."""
        self.spots.setdefault(place, spot)

    def find(self, place: Place, key: str, found: str) -> Spot | None:
        """Return the row of the innermost part of a place that is known.

        Of the rows of that part, the one that holds most of what a message quotes.
        """
        for steps in _list_candidates(place):
            if spot := self.spots.get((*steps, f"键 {key}")):
                return spot
            if spot := self.spots.get(steps):
                return self._find_nearest(steps, spot, found) if steps else spot
        return None

    def _find_nearest(self, steps: Place, spot: Spot, found: str) -> Spot:
        # The only assessment of a scheme may be left without a name.
        ways = (steps, ("考核 ", *steps[1:])) if steps[0] == "考核 1" else (steps,)
        within = [
            one
            for place, one in self.spots.items()
            if place[: len(steps)] in ways and one.sheet == spot.sheet
        ]
        return max([spot, *within], key=lambda one: self.count_quoted(one, found))

    def count_quoted(self, spot: Spot, found: str) -> int:
        """Return how many of the words that a message quotes stand in a row."""
        texts = self.filled.get((spot.sheet, spot.row), {}).values()
        return sum(any(word in text for text in texts) for word in _list_quoted(found))

    def is_unread(self, fault: CellFault) -> bool:
        """Return whether the row of a fault, or one of its part, has a cell that is not read."""
        return fault.row is not None and any(
            sheet == fault.sheet
            and self._name_part(sheet, row) == self._name_part(sheet, fault.row)
            for sheet, row in self.unread
        )

    def _name_part(self, sheet: str, row: int) -> object:
        """Return what the rows of one part of a scheme have in common."""
        cells = self.filled.get((sheet, row), {})
        if sheet == SCHEME and cells.get(PART_OF) != HEAD:
            return cells.get(PART_OF), cells.get(WHOSE), cells.get(NAMED)
        if sheet != CLAUSES:
            return row
        heads = [n for name, n in self.filled if name == sheet and n <= row]
        return max((n for n in heads if _is_head(self.filled[sheet, n])), default=row)

    def find_in_sheet(self, sheet: str, found: str) -> Spot | None:
        """Return the last row of a sheet that holds most of what a message quotes."""
        rows = [Spot(name, row) for name, row in self.filled if name == sheet]
        best = max(reversed(rows), key=lambda one: self.count_quoted(one, found), default=None)
        return best if best and self.count_quoted(best, found) else None


def _is_head(cells: Mapping[str, str]) -> bool:
    """Return whether a row of 指标 begins a clause, and is no further line of one."""
    return bool(cells.get("编号", "").strip(f"{MINUS}-"))


def _list_quoted(found: str) -> set[str]:
    """Return what a message quotes: “报表.列” as two words."""
    return {part for word in QUOTED.findall(found) for part in word.split(".") if part}


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
    sheet = FILES.get(refusal.file, "") if not place else ""
    if sheet and places:
        spot = places.find_in_sheet(sheet, refusal.found)
        if spot is None:
            return CellFault(sheet, None, None, "", message)
    else:
        spot = places.find(place, key, refusal.found) if places else None
    if spot is None:
        steps = "，".join(step for step in (*refusal.place, say_in_chinese(key)) if step)
        return CellFault("", None, None, "", f"{steps}：{message}" if steps else message)
    header = spot.header or _find_header(places, spot, key, refusal.found)
    if key and (not header or spot.sheet == SCHEME):
        message = f"{_say_key(spot.sheet, key, place)}：{message}"
    return _point(places, spot.sheet, spot.row, header, message)


def _find_header(places: Places | None, spot: Spot, key: str, found: str) -> str:
    """Return the header of the cell that says a key in a row; "" where none does.

    The cell that holds what a message quotes goes before the one in which the key usually stands.
    """
    filled = places.filled.get((spot.sheet, spot.row), {}) if places else {}
    quoted = _list_quoted(found)
    counts = {header: sum(word in text for word in quoted) for header, text in filled.items()}
    most = max(counts.values(), default=0)
    named = [one.header for one in COLUMNS[spot.sheet] if key in one.keys]
    if places and key in places.headers.get(spot.sheet, {}):
        named.append(key)  # an own figure of units
    usual = [header for header in named if header in filled]
    if most and not any(counts[header] == most for header in usual):
        return next(header for header, count in counts.items() if count == most)
    if usual:
        return usual[0]
    word = _say_key(spot.sheet, key)
    if key and word in filled.get(OTHER, ""):
        return OTHER
    return named[0] if named else ""


def _say_key(sheet: str, key: str, place: Place = ()) -> str:
    """Return the Chinese word of a key where it stands."""
    last = place[-1] if place else ""
    decided = next((one for label, one in DECIDED.items() if last.startswith(label)), NOTICE)
    context = {CLAUSES: PART, FORMS: COLUMN, ROSTER: UNIT, SCHEME: decided}.get(sheet, NOTICE)
    known = context.keys.get(key) or PART.keys.get(key)
    return known.word if known else say_in_chinese(key)


def _point(
    places: Places | None, sheet: str, row: int | None, header: str, message: str
) -> CellFault:
    columns = places.headers.get(sheet, {}) if places else {}
    return CellFault(sheet, row, columns.get(header), header, message)
