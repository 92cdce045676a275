"""Kinds of value: how each is written in a cell and read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.clauses.readings import is_parameter
from scoring.sheets.marks import (
    COLON,
    EQUALS,
    LIST,
    QUOTES,
    SEMICOLON,
    STRUCTURE,
    Unreadable,
    Unsayable,
    fold,
    holds,
    is_bare,
    quote,
    read_number,
    split,
    split_once,
    unquote,
    unwrap,
    walk,
    write_number,
)
from scoring.sheets.words import TO_CHINESE, TO_ENGLISH, Words

BY = "按口径"
LITERAL = "原样"
"""Before a value that the key cannot have: it is kept, so that the loader can refuse it."""
YES, NO = "是", "否"


class Kind:
    """What a key's value is; a kind that says no more of it takes anything."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        raise Unsayable

    def read(self, text: str) -> Any:
        """Return the value of a short notation; Unreadable says what may stand there."""
        return read_plain(text)


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


def write_value(kind: Kind, value: Any, *, nested: bool = False) -> str:
    """Return the notation of any written value, the shortest that reads back to it."""
    text = _write_short(kind, value)
    if text is not None:
        return f"{{{text}}}" if nested and _needs_braces(text) else text
    text = write_plain(value, find_context(kind), nested=nested)
    if _reads_back(kind, text, value):
        return text
    text = f"{LITERAL} {write_plain(value, find_context(kind))}"
    return f"{{{text}}}" if nested else text


def _reads_back(kind: Kind, text: str, value: Any) -> bool:
    try:
        return is_alike(read_value(kind, text), value)
    except Unreadable:
        return False


def find_context(kind: Kind) -> Context | None:
    """Return the keys that a kind's tables may have."""
    context: Context | None = getattr(kind, "context", None)
    other: Kind | None = getattr(kind, "other", None)
    return context or (find_context(other) if other else None)


def _write_short(kind: Kind, value: Any) -> str | None:
    try:
        text = _write_parameter(kind, value) if is_parameter(value) else kind.write(value)
    except Unsayable:
        return None
    return text if _reads_back(kind, text, value) else None


def _needs_braces(text: str) -> bool:
    return any(sign in STRUCTURE for _, sign in walk(text))


def _write_parameter(kind: Kind, value: Mapping[str, Any]) -> str:
    options = [
        f"{OPTION.write(key)}＝{write_value(kind, one, nested=True)}"
        for key, one in value.items()
        if key != "by"
    ]
    return f"{BY} {NAME.write(value['by'])}" + (f"：{'；'.join(options)}" if options else "")


def read_value(kind: Kind, text: str) -> Any:
    """Return the value that a text says; Unreadable says what may stand there."""
    text = text.strip()
    if (inner := unwrap(text, "{｛", "}｝")) is not None:
        return read_value(kind, inner) if inner else {}
    if text.startswith(BY):
        return _read_parameter(kind, text)
    if text.startswith(f"{LITERAL} "):
        return read_plain(text.removeprefix(LITERAL), find_context(kind))
    if (inner := unwrap(text, "[［", "]］")) is not None:
        item = getattr(kind, "item", kind)
        return [read_value(item, one) for one in split(inner, LIST)] if inner else []
    if (literal := unquote(text)) is not None:
        return literal
    try:
        return kind.read(text)
    except Unreadable:
        context = find_context(kind)
        if holds(text, EQUALS) and (context is not None or text[0] in QUOTES):
            return read_table(text, context)
        raise


def _read_parameter(kind: Kind, text: str) -> dict[str, Any]:
    name, _, rest = _cut(text.removeprefix(BY).strip())
    value: dict[str, Any] = {"by": NAME.read(name)}
    for one in split(rest, SEMICOLON) if rest else ():
        pair = split_once(one, EQUALS)
        if pair is None:
            raise Unreadable(f"“{one}”不是选项与值", f"{BY} 口径：选项＝值；选项＝值")
        value[OPTION.read(pair[0])] = read_value(kind, pair[1])
    return value


def _cut(text: str) -> tuple[str, str, str]:
    pair = split_once(text, COLON)
    return (pair[0], "：", pair[1]) if pair else (text, "", "")


def write_plain(value: Any, context: Context | None = None, *, nested: bool = True) -> str:
    """Return the long notation, which says every value: braces, brackets, quotation marks."""
    match value:
        case bool():
            return YES if value else NO
        case str():
            return quote(value)
        case dict():
            is_open = is_parameter(value)
            text = (
                _write_parameter(Loose(context), value) if is_open else write_table(value, context)
            )
            return f"{{{text}}}" if nested or not value else text
        case list() | tuple():
            return f"[{'、'.join(write_plain(one, context) for one in value)}]"
    return write_number(value)


def write_table(value: Mapping[str, Any], context: Context | None) -> str:
    """Return `键＝值；键＝值`, with the context's words for the keys that it knows."""
    parts = []
    for key, one in value.items():
        known = context.keys.get(key) if context else None
        word = known.word if known else quote(key)
        kind = known.kind if known else PLAIN
        parts.append(f"{word}＝{write_value(kind, one, nested=True)}")
    return "；".join(parts)


def read_table(text: str, context: Context | None) -> dict[str, Any]:
    """Return the table of `键＝值；键＝值`."""
    table: dict[str, Any] = {}
    for one in split(text, SEMICOLON):
        if not one:
            continue
        pair = split_once(one, EQUALS)
        if pair is None:
            raise Unreadable(f"“{one}”没有等号", "键＝值；键＝值")
        literal = unquote(pair[0])
        key = literal if literal is not None else _find_key(pair[0], context)
        if key in table:
            raise Unreadable(f"“{pair[0]}”写了两次", "一次", key)
        kind = context.keys[key].kind if literal is None and context else PLAIN
        try:
            table[key] = read_value(kind, pair[1])
        except Unreadable as fault:
            raise Unreadable(fault.found, fault.allowed, key) from None
    return table


def _find_key(word: str, context: Context | None) -> str:
    if context is None:
        return word
    if (key := context.find(word)) is None:
        known = "、".join(one.word for one in context.keys.values())
        raise Unreadable(f"不认识“{word}”", known)
    return key


def read_plain(text: str, context: Context | None = None) -> Any:
    """Return the value of a long notation; a bare word is one of the language, or a text."""
    text = text.strip()
    if (inner := unwrap(text, "{｛", "}｝")) is not None:
        if inner.startswith(BY):
            return _read_parameter(Loose(context), inner)
        return read_table(inner, context) if inner else {}
    if (inner := unwrap(text, "[［", "]］")) is not None:
        return [read_plain(one, context) for one in split(inner, LIST)] if inner else []
    if (literal := unquote(text)) is not None:
        return literal
    if holds(text, EQUALS):
        return read_table(text, context)
    word = fold(text)
    if word in (YES, NO):
        return word == YES
    try:
        return read_number(text)
    except Unreadable:
        return TO_ENGLISH.get(word, text)


def is_alike(left: Any, right: Any) -> bool:
    """Return whether two values are equal, decimal text counted as its number."""
    match left, right:
        case dict(), dict():
            return left.keys() == right.keys() and all(is_alike(left[k], right[k]) for k in left)
        case ((list() | tuple()), (list() | tuple())):
            pairs = zip(left, right, strict=False)
            return len(left) == len(right) and all(is_alike(a, b) for a, b in pairs)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if type(left) is type(right) is str:
        return left == right
    try:
        return Fraction(write_number(left)) == Fraction(write_number(right))
    except Unsayable:
        return bool(left == right)


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
            raise Unreadable(f"“{text}”", "、".join(self.words.values()))
        return self.other.read(text)


@dataclass(frozen=True)
class Loose(Kind):
    """Anything, in the long notation."""

    context: Context | None = field(default=None, compare=False)

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        return read_plain(text, self.context)


PLAIN, TEXT, NAME, OPTION, NUMBER, FLAG = Kind(), Text(), Name(), OptionName(), Number(), Flag()
