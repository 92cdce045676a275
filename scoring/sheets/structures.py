"""Kinds of value that hold others: lists, tables of names, tables of the language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scoring.sheets.kind import Context, Kind
from scoring.sheets.marks import EQUALS, LIST, SEMICOLON, Unreadable, Unsayable, split, split_once
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
            f"{NAME.write(key)}＝{write_value(self.item, one, nested=True)}"
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
