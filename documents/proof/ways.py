"""How a part that does not concern a unit is treated there (不涉及), in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents.proof.book import At
from documents.proof.conditions import hold_all
from documents.proof.formulas import BLANK, Formula, quote_text
from documents.proof.functions import either, when
from documents.proof.scores import TREATED, UNSURE, is_word
from scoring.clauses.parts import Child, Clause

if TYPE_CHECKING:
    from documents.proof.tree import Tree


class Ways:
    """The treatment of each part for each unit: by the roster's entries, then by its own."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._made: dict[str, dict[int, Formula]] = {}

    def of(self, part: Child) -> dict[int, Formula]:
        """Return how a part is treated for each unit, in words; "": it is scored."""
        if part.id not in self._made:
            book, title = self._tree.book, f"{part.name or part.id}：不涉及"
            found = self._find(part)
            self._made[part.id] = {
                unit: book.note(part.id, unit, title, way) for unit, way in found.items()
            }
        return self._made[part.id]

    def is_any(self, part: Child, unit: int, *ways: str) -> Formula:
        """Return whether a part is treated in one of some ways."""
        way = self.of(part)[unit]
        return either(*(is_word(way, TREATED[one]) for one in ways))

    def _find(self, part: Child) -> dict[int, Formula]:
        book, units = self._tree.book, self._tree.units_of(part)
        default = part.not_for[0].treat if part.not_for else "drop"
        # An addition has no full mark to give or to share.
        is_beside = isinstance(part, Clause) and part.full is None
        words = {way: quote_text(TREATED["drop" if is_beside else way]) for way in TREATED}
        found = dict.fromkeys(range(len(book.roster)), BLANK)
        for entry in reversed(part.not_for):
            word = words[entry.treat]
            if entry.when and part.period is None:
                holds = hold_all(book, At(part.id, units), entry.when)
                for unit in units:
                    # Of several entries one that holds decides, whatever is not known of others.
                    unknown = when(found[unit].equals(""), quote_text(UNSURE), found[unit])
                    held = when(holds[unit].equals(1), word, found[unit])
                    found[unit] = when(holds[unit].equals(""), unknown, held)
            found |= {unit: word for unit in units if book.roster[unit].name in entry.units}
        for unit in units:
            for one in book.roster[unit].not_for:
                if one.clause == part.id and not one.months:
                    found[unit] = words[one.treat or default]
        return found
