"""The tables of the language, each with its keys, and the kinds of value that they share."""

from __future__ import annotations

from scoring.sheets import words as w
from scoring.sheets.conditions import NAMES, Condition, Several
from scoring.sheets.exemptions import Exemption
from scoring.sheets.figures import Figure
from scoring.sheets.kind import Context, Key, Kind
from scoring.sheets.quantities import Points, Quantity
from scoring.sheets.structures import MapOf
from scoring.sheets.values import NAME, Word

PART = Context()
"""A node, clause, line or figure, and what may stand inside one."""
CONDITION = Context()
EXEMPTION = Context()
PRICE = Context()
VETO = Context()
RANK = Context()
GRADES = Context()
GRADE = Context()
CONSEQUENCE = Context()
NOTICE = Context()
ASSESSMENT = Context()
READING = Context()
OPTIONS = Context()
OWN_COLUMN = Context()
OBJECTION = Context()
FORM = Context()
COLUMN = Context()
RATE_CHECK = Context()
UNIT = Context()
ENTRY = Context()

FIGURE = Figure(PART)
QUANTITY = Quantity(PART, FIGURE)
POINTS = Points(PART, FIGURE)
WHEN = Several(Condition(CONDITION, FIGURE, QUANTITY), CONDITION)
NOT_FOR = Several(Exemption(EXEMPTION, WHEN), EXEMPTION)
NAME_OR_NONE = Word(w.NOTHING, NAME)


class KindOfUnit(Kind):
    """`kind`: the names of some kinds, or a quantity for each."""

    def __init__(self) -> None:
        self._by_kind = MapOf(QUANTITY)

    def write(self, value: object) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        return (self._by_kind if isinstance(value, dict) else NAMES).write(value)

    def read(self, text: str) -> object:
        """Return the value of a notation; Unreadable says what may stand there."""
        return (self._by_kind if "＝" in text or "=" in text else NAMES).read(text)


def fill(context: Context, **keys: tuple[str, Kind]) -> None:
    """Add keys with their Chinese words and kinds; a key that Python reserves ends with _."""
    for key, (word, kind) in keys.items():
        context.keys[key.rstrip("_")] = Key(word, kind)
