"""The notation of any value: the short one of its kind, or the long one that says everything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.clauses.readings import is_parameter
from scoring.sheets.alike import is_alike, suggest_in_order
from scoring.sheets.kind import BY, LITERAL, Context, Kind, find_context
from scoring.sheets.marks import (
    COLON,
    EQUALS,
    IN_TABLE,
    LIST,
    QUOTES,
    SEMICOLON,
    STRUCTURE,
    Unreadable,
    Unsayable,
    fold,
    holds,
    quote,
    read_number,
    split,
    split_once,
    unquote,
    unwrap,
    walk,
    write_number,
)
from scoring.sheets.values import NAME, NO, OPTION, YES
from scoring.sheets.words import TO_ENGLISH


def write_value(
    kind: Kind, value: Any, *, nested: bool = False, marks: Collection[str] = STRUCTURE
) -> str:
    """Return the notation of any written value, the shortest that reads back to it.

    `nested`: within another notation, in braces if it holds one of the marks that would split it.
    """
    text = _write_short(kind, value)
    if text is not None:
        return f"{{{text}}}" if nested and any(sign in marks for _, sign in walk(text)) else text
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


def _write_short(kind: Kind, value: Any) -> str | None:
    try:
        text = _write_parameter(kind, value) if is_parameter(value) else kind.write(value)
    except Unsayable:
        return None
    return text if _reads_back(kind, text, value) else None


def _write_parameter(kind: Kind, value: Mapping[str, Any]) -> str:
    options = [
        f"{OPTION.write(key)}＝{write_value(kind, one, nested=True, marks=IN_TABLE)}"
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
        parts.append(f"{word}＝{write_value(kind, one, nested=True, marks=IN_TABLE)}")
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
        known = (one.word for one in context.keys.values())
        raise Unreadable(f"不认识“{word}”", suggest_in_order(word, known))
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


@dataclass(frozen=True)
class Loose(Kind):
    """Anything, in the long notation."""

    context: Context | None = field(default=None, compare=False)

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        return read_plain(text, self.context)


PLAIN = Loose()
"""A kind that takes anything."""
