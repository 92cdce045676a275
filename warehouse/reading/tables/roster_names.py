"""Find the unit that a name means: a name of the roster, a known alias, or else a question."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from scoring.dataset import Dataset
from warehouse.reading.contract import SchemeForms
from warehouse.reading.words.folding import fold

_NUMBERING = re.compile(r"^(?:\(?\d{1,3}\)|\d{1,3}[.、)])")
_JOINTS = re.compile(r"[、,;/和与]|及")
_CANDIDATES = 5

MatchKind = Literal["own", "alias", "other_roster", "joint", "unknown"]


@dataclass(frozen=True, slots=True)
class RosterMatch:
    """What a name means; `unit` is the roster's spelling if it is a unit."""

    match: MatchKind
    unit: str | None = None


class Roster:
    """The units of one dataset's assessment, by every known spelling."""

    def __init__(self, scheme: SchemeForms, dataset: Dataset, aliases: dict[str, str]) -> None:
        members = [u for u in scheme.units if dataset.assessment in u.assessments]
        others = [u for u in scheme.units if dataset.assessment not in u.assessments]
        self.names = [unit.name for unit in members]
        self._own = {fold(unit.name): unit.name for unit in members}
        self._others = {
            fold(name): unit.name
            for unit in others
            for name in (*unit.aliases, *unit.printed_names.values(), unit.name)
        }
        self._aliases = {
            fold(name): unit.name
            for unit in members
            for name in (*unit.aliases, *unit.printed_names.values())
        }
        for name, unit in aliases.items():
            # A remembered alias must not turn a unit of another roster into one of this roster.
            if unit in self.names and fold(name) not in self._others:
                self._aliases.setdefault(fold(name), unit)
        self._known: dict[str, RosterMatch] = {}

    def find(self, name: str) -> RosterMatch:
        """Return what a name means; a name is never matched by likeness."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._find(fold(name))
        return found

    def _find(self, folded: str) -> RosterMatch:
        found = self._exact(folded)
        if found is None and (bare := _NUMBERING.sub("", folded)) != folded:
            found = self._exact(bare)
        if found is not None:
            return found
        parts = [part for part in _JOINTS.split(folded) if part]
        if len(parts) > 1 and sum(self._exact(part) is not None for part in parts) > 1:
            return RosterMatch("joint")
        return RosterMatch("unknown")

    def _exact(self, folded: str) -> RosterMatch | None:
        if folded in self._own:
            return RosterMatch("own", self._own[folded])
        if folded in self._aliases:
            return RosterMatch("alias", self._aliases[folded])
        if folded in self._others:
            return RosterMatch("other_roster", self._others[folded])
        return None

    def knows(self, name: str) -> bool:
        """Return whether a name is a unit of this roster."""
        return self.find(name).match in {"own", "alias"}

    def candidates(self, name: str, present: Collection[str] = ()) -> tuple[str, ...]:
        """Return up to five units to choose from, best first.

        Units that the form does not name yet come before those `present`. Then come the fewest
        different characters, then the greatest likeness.
        """
        from rapidfuzz import fuzz
        from rapidfuzz.distance import Levenshtein

        folded = fold(name)
        nearest: dict[str, tuple[bool, int, float]] = {}
        for spelling, unit in {**self._aliases, **self._own}.items():
            likeness = fuzz.ratio(folded, spelling)
            rank = (unit in present, Levenshtein.distance(folded, spelling), -likeness)
            if likeness > 0:
                nearest[unit] = min(rank, nearest.get(unit, rank))
        return tuple(sorted(nearest, key=lambda unit: nearest[unit]))[:_CANDIDATES]
