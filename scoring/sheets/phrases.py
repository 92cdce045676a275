"""Cells of short phrases, each of which says one key: 每月20日前，先取2位小数，同类内."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.sheets.alike import suggest_in_order
from scoring.sheets.kind import Context, Kind
from scoring.sheets.marks import (
    COMMA,
    EQUALS,
    IN_PHRASES,
    SEMICOLON,
    Unreadable,
    Unsayable,
    fold,
    holds,
    read_number,
    split,
    split_once,
    write_number,
)
from scoring.sheets.notation import read_value, write_value

Found = tuple[str, Any]


@dataclass(frozen=True)
class Fixed:
    """A phrase that says one value of a key."""

    key: str
    value: Any
    words: str

    def write(self, value: Any) -> str | None:
        """Return the short notation of a value; Unsayable if it has none."""
        same = type(value) is type(self.value) and value == self.value
        return self.words if same else None

    def read(self, text: str) -> Found | None:
        """Return the value of a notation; Unreadable says what may stand there."""
        return (self.key, self.value) if fold(text) == self.words else None


@dataclass(frozen=True)
class Counted:
    """A phrase with a number in it: 每月{}日前."""

    key: str
    words: str

    def write(self, value: Any) -> str | None:
        """Return the short notation of a value; Unsayable if it has none."""
        try:
            return self.words.format(write_number(value))
        except Unsayable:
            return None

    def read(self, text: str) -> Found | None:
        """Return the value of a notation; Unreadable says what may stand there."""
        before, after = map(re.escape, self.words.split("{}"))
        found = re.fullmatch(rf"{before}(-?\d+(?:\.\d+)?){after}", fold(text))
        return (self.key, read_number(found[1])) if found else None


@dataclass(frozen=True)
class Holding:
    """A phrase around a value of the key's own kind: 乘 本单位 系数."""

    key: str
    before: str
    after: str
    kind: Kind

    def write(self, value: Any) -> str | None:
        """Return the short notation of a value; Unsayable if it has none."""
        text = write_value(self.kind, value, nested=True)
        is_short = (text[:1] not in '{[“"' and not isinstance(value, dict | list)) or self.is_open
        return f"{self.before}{text}{self.after}" if is_short else None

    @property
    def is_open(self) -> bool:
        """Whether tables and lists may stand in the phrase, too."""
        return not self.after

    def read(self, text: str) -> Found | None:
        """Return the value of a notation; Unreadable says what may stand there."""
        text = text.strip()
        is_it = text.startswith(self.before) and text.endswith(self.after)
        if not is_it or len(text) <= len(self.before) + len(self.after):
            return None
        inner = text[len(self.before) : len(text) - len(self.after) or None]
        return self.key, read_value(self.kind, inner)


@dataclass(frozen=True)
class Bare:
    """A value that its own notation tells from all phrases: 5—12月."""

    key: str
    words: str
    """What the notation looks like."""
    kind: Kind

    def write(self, value: Any) -> str | None:
        """Return the short notation of a value; Unsayable if it has none."""
        text = write_value(self.kind, value)
        return None if isinstance(value, dict) or holds(text, COMMA + SEMICOLON) else text

    def read(self, text: str) -> Found | None:
        """Return the value of a notation; Unreadable says what may stand there."""
        try:
            return self.key, self.kind.read(text)
        except Unreadable:
            return None


Phrase = Fixed | Counted | Holding | Bare


def fix(key: str, words: Mapping[Any, str], form: str = "{}") -> list[Phrase]:
    """Return a phrase for each word of a key."""
    return [Fixed(key, english, form.format(chinese)) for english, chinese in words.items()]


@dataclass(frozen=True)
class PhraseCell:
    """A cell that says several keys, each in a phrase or as 键＝值."""

    keys: tuple[str, ...]
    phrases: Sequence[Phrase]
    context: Context = field(compare=False)

    def write(self, part: Mapping[str, Any]) -> str:
        """Return the phrases of those of its keys that a part has."""
        return "，".join(self._write_key(key, part[key]) for key in self.keys if key in part)

    def _write_key(self, key: str, value: Any) -> str:
        for phrase in self.phrases:
            if phrase.key == key and (text := phrase.write(value)) is not None:
                return text
        known = self.context.keys[key]
        return f"{known.word}＝{write_value(known.kind, value, nested=True, marks=IN_PHRASES)}"

    def read(self, text: str) -> dict[str, Any]:
        """Return the keys that a text says."""
        found: dict[str, Any] = {}
        for one in split(text, COMMA + SEMICOLON):
            if not one:
                continue
            key, value = self._read_item(one)
            if key in found:
                raise Unreadable(f"“{one}”与前面的写法冲突", "每项写一次", key)
            found[key] = value
        return found

    def _read_item(self, text: str) -> Found:
        for phrase in self.phrases:
            if (found := phrase.read(text)) is not None:
                return found
        pair = split_once(text, EQUALS)
        if pair is None or (key := self.context.find(pair[0])) is None:
            raise Unreadable(f"“{text}”", suggest_in_order(text, self.list_words()))
        return key, read_value(self.context.keys[key].kind, pair[1])

    def list_words(self) -> list[str]:
        """Return what may stand in the cell."""
        said = [
            one.words.format("…")
            if isinstance(one, Counted)
            else one.words
            if isinstance(one, Fixed | Bare)
            else f"{one.before}…{one.after}"
            for one in self.phrases
        ]
        return list(dict.fromkeys(said))
