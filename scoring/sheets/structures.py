"""Kinds of value that hold others: lists, tables of names, tables of the language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scoring.sheets.kind import Context, Kind
from scoring.sheets.marks import (
    EQUALS,
    IN_TABLE,
    LIST,
    SEMICOLON,
    Unreadable,
    Unsayable,
    split,
    split_once,
)
from scoring.sheets.notation import read_table, read_value, write_value
from scoring.sheets.values import NAME


@dataclass(frozen=True)
class ListOf(Kind):
    """Several values, separated by 、; one alone may stand without being a list."""

    item: Kind
    is_list: bool = False
    """Whether one alone is a list, too."""
    context: Context | None = None

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, list | tuple):
            if self.is_list:
                raise Unsayable
            return write_value(self.item, value, nested=True)
        if len(value) < (1 if self.is_list else 2):
            raise Unsayable
        return "、".join(write_value(self.item, one, nested=True) for one in value)

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        parts = split(text, LIST)
        values = [read_value(self.item, one) for one in parts]
        return values if self.is_list or len(values) > 1 else values[0]


@dataclass(frozen=True)
class MapOf(Kind):
    """A table whose keys are names of the office's own."""

    item: Kind

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, dict) or not value:
            raise Unsayable
        parts = (
            f"{NAME.write(key)}＝{write_value(self.item, one, nested=True, marks=IN_TABLE)}"
            for key, one in value.items()
        )
        return "；".join(parts)

    def read(self, text: str) -> dict[str, Any]:
        """Return the value of a notation; Unreadable says what may stand there."""
        table = {}
        for one in split(text, SEMICOLON):
            pair = split_once(one, EQUALS)
            if pair is None:
                raise Unreadable(f"“{one}”没有等号", "名称＝值；名称＝值")
            table[NAME.read(pair[0])] = read_value(self.item, pair[1])
        return table


@dataclass(frozen=True)
class Table(Kind):
    """A table of the language, or a list of such tables."""

    context: Context = field(compare=False)

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        return read_table(text, self.context)


@dataclass(frozen=True)
class AtMost(Kind):
    """Pairs of columns of which the first is no more than the second: 办结≤应办、满意≤回访."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, list) or not all(_is_pair(one) for one in value) or not value:
            raise Unsayable
        return "、".join(f"{NAME.write(left)}≤{NAME.write(right)}" for left, right in value)

    def read(self, text: str) -> list[list[str]]:
        """Return the value of a notation; Unreadable says what may stand there."""
        pairs = []
        for one in split(text, LIST):
            pair = split_once(one, "≤")
            if pair is None:
                raise Unreadable(f"“{one}”", "办结≤应办、满意≤回访")
            pairs.append([NAME.read(pair[0]), NAME.read(pair[1])])
        return pairs


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all("≤" not in str(one) for one in value)
