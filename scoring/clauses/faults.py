"""Why a scheme does not load: file, place, key, what was found and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

Place = tuple[str, ...]
"""The way to a part, from outside in: ("考核 1", "指标 3.9", "第2行")."""


@dataclass(frozen=True)
class Refusal:
    """One fault of a scheme that its author can mend."""

    file: str
    place: Place
    key: str
    found: str
    allowed: str

    def __str__(self) -> str:
        where = "，".join(step for step in (self.file, *self.place, self.key) if step)
        return f"{where}：{self.found}（允许：{self.allowed}）"


class NotAllowed(Exception):
    """A key that is refused where it stands; the caller knows the place."""

    def __init__(self, key: str, found: str, allowed: str) -> None:
        super().__init__(key, found, allowed)
        self.key, self.found, self.allowed = key, found, allowed


USUAL = {
    "cap": "ceiling", "max": "ceiling", "min": "floor", "deduct": "each（负数为扣分）",
    "points": "full 或 each", "price_list": "each", "target": "below 或 above", "rank": "place",
    "step": "each 与 per", "rounding": "steps", "condition": "when", "units": "for",
    "weight": "full（上级写 fit = scale）", "column": "of", "value": "of", "if": "when",
}  # fmt: skip
"""Words that an author may try first → the key that means it."""


def show(value: Any) -> str:
    """Return a written value as a scheme writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"“{value}”"
        case dict():
            return f"{{ {', '.join(f'{key} = {show(one)}' for key, one in value.items())} }}"
        case list() | tuple():
            return f"[{', '.join(map(show, value))}]"
    return str(value)


def suggest(written: str, known: Iterable[str]) -> str:
    """Return the known words that are nearest to an unknown one; none is near: all of them."""
    words = sorted(known)
    if written in USUAL:
        return USUAL[written]
    near = get_close_matches(written, words, n=2, cutoff=0.7)
    return f"是不是“{'”“'.join(near)}”" if near else "、".join(words)


class SchemeRefused(Exception):
    """A scheme that does not load, with all its refusals."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("\n".join(map(str, refusals)))
        self.refusals = tuple(refusals)


@dataclass
class Findings:
    """What loading has found so far: refusals, and warnings that stop nothing."""

    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    count: int = 0
    """How often something was refused, the same again counted too."""
    checked: set[int] = field(default_factory=set)
    """The clauses that are checked already, by identity: readings share what they do not change."""
    named: set[int] = field(default_factory=set)
    """The clauses whose names of units are checked already."""

    def refuse(
        self, place: Place, key: str, found: str, allowed: str, file: str = "scheme.toml"
    ) -> None:
        """Note a refusal, once."""
        self.count += 1
        refusal = Refusal(file, place, key, found, allowed)
        if refusal not in self.refusals:
            self.refusals.append(refusal)

    def refuse_raised(self, place: Place, fault: NotAllowed) -> None:
        """Note a refusal that was raised further inside."""
        self.refuse(place, fault.key, fault.found, fault.allowed)

    def warn(self, place: Place, key: str, found: str, allowed: str) -> None:
        """Note a warning, once."""
        warning = Refusal("scheme.toml", place, key, found, allowed)
        if warning not in self.warnings:
            self.warnings.append(warning)
