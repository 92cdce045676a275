"""What a value of the language is: how a cell says it, and the keys of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scoring.sheets.marks import Unreadable, Unsayable, fold

BY = "按口径"
LITERAL = "原样"
"""Before a value that the key cannot have: it is kept, so that the loader can refuse it."""


class Kind:
    """What a key's value is; a kind that says no more of it takes anything."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        raise Unsayable

    def read(self, text: str) -> Any:
        """Return the value of a short notation; Unreadable says what may stand there."""
        raise Unreadable(f"“{text}”", "另一种写法")


@dataclass(frozen=True)
class Key:
    """A key of the language: its Chinese word, and what its value is."""

    word: str
    kind: Kind


@dataclass
class Context:
    """The keys of one table of the language."""

    keys: dict[str, Key] = field(default_factory=dict)

    def find(self, word: str) -> str | None:
        """Return the key that a Chinese word means here."""
        wanted = fold(word)
        return next((key for key, one in self.keys.items() if one.word == wanted), None)


def find_context(kind: Kind) -> Context | None:
    """Return the keys that a kind's tables may have."""
    context: Context | None = getattr(kind, "context", None)
    other: Kind | None = getattr(kind, "other", None)
    return context or (find_context(other) if other else None)
