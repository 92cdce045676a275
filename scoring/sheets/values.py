"""Kinds of single values: texts, names, numbers, yes or no, words of the language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.sheets.alike import suggest_in_order
from scoring.sheets.kind import BY, Kind
from scoring.sheets.marks import (
    Unreadable,
    Unsayable,
    fold,
    is_bare,
    quote,
    read_number,
    unquote,
    write_number,
)
from scoring.sheets.words import TO_CHINESE, TO_ENGLISH, Words

YES, NO = "是", "否"


class Text(Kind):
    """Any text of the office's own, as it stands in the cell."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, str) or not value.strip() or unquote(value) is not None:
            raise Unsayable
        return value

    def read(self, text: str) -> str:
        """Return the value of a notation; Unreadable says what may stand there."""
        literal = unquote(text)
        return text if literal is None else literal


class Name(Text):
    """A name in the office's own words, also inside a larger notation."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, str) or value == "none":
            raise Unsayable
        is_plain = is_bare(value) and not value.startswith(BY) and value not in self.words()
        return value if is_plain else quote(value)

    def words(self) -> Words:
        """Return the Chinese words that stand for words of the language here."""
        return {}


class OptionName(Name):
    """The id of an option; a word of the language is shown in Chinese."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if isinstance(value, str) and (word := TO_CHINESE.get(value)):
            return word
        return super().write(value)

    def read(self, text: str) -> str:
        """Return the value of a notation; Unreadable says what may stand there."""
        return TO_ENGLISH.get(fold(text)) or super().read(text)

    def words(self) -> Words:
        """Return every Chinese word: an option may be called by any of them."""
        return TO_ENGLISH


class Number(Kind):
    """A number."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        return write_number(value)

    def read(self, text: str) -> int | Decimal:
        """Return the value of a notation; Unreadable says what may stand there."""
        return read_number(text)


class Flag(Kind):
    """Yes or no."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, bool):
            raise Unsayable
        return YES if value else NO

    def read(self, text: str) -> bool:
        """Return the value of a notation; Unreadable says what may stand there."""
        word = fold(text)
        if word not in (YES, NO, "√", "×"):
            raise Unreadable(f"“{text}”", f"{YES}、{NO}")
        return word in (YES, "√")


@dataclass(frozen=True)
class Word(Kind):
    """One of some words of the language, or something else beside them."""

    words: Words
    other: Kind | None = None

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if isinstance(value, str) and value in self.words:
            return self.words[value]
        if self.other is None:
            raise Unsayable
        text = self.other.write(value)
        return quote(text) if fold(text) in self.words.values() else text

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        word = fold(text)
        english = next((key for key, chinese in self.words.items() if chinese == word), None)
        if english is None and TO_ENGLISH.get(word) in self.words:
            english = TO_ENGLISH[word]
        if english is not None:
            return english
        if self.other is None:
            raise Unreadable(f"“{text}”", suggest_in_order(word, self.words.values()))
        return self.other.read(text)


TEXT, NAME, OPTION, NUMBER, FLAG = Text(), Name(), OptionName(), Number(), Flag()
