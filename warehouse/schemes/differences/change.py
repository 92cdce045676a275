"""One difference between two schemes, as a sentence and with both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

Part = Literal[
    "heading", "assessment", "node", "clause", "veto", "decision", "unit", "own", "reading", "form",
    "column",
]  # fmt: skip
Kind = Literal["added", "dropped", "changed"]

PART_TITLES: dict[Part, str] = {
    "heading": "考核", "assessment": "考核", "node": "指标", "clause": "指标", "veto": "否决",
    "decision": "排名和等次", "unit": "单位", "own": "单位自有数", "reading": "口径",
    "form": "报表", "column": "报表",
}  # fmt: skip

NOTHING = "无"

T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """What one side has and the other has not, or has otherwise."""

    part: Part
    kind: Kind
    place: str
    """What it is about: 指标 1.2“信息报送”, 单位“甲镇”."""
    sentence: str
    before: str | None = None
    """The older side: its full marks, its rule in words …; None: there is none."""
    after: str | None = None


def change(part: Part, place: str, what: str, before: str | None, after: str | None) -> Change:
    """Return a change of one property of a thing that both sides have."""
    old, new = ((one or NOTHING).removesuffix("。") for one in (before, after))
    sentence = f"{place}：{what}由“{old}”改为“{new}”。"
    return Change(part, "changed", place, sentence, before, after)


def add(part: Part, place: str, words: str) -> Change:
    """Return a change for a thing that only the newer side has; `words` describe it."""
    return Change(part, "added", place, _tell("新增", place, words), None, words or place)


def drop(part: Part, place: str, words: str) -> Change:
    """Return a change for a thing that only the older side has; `words` describe it."""
    told = f"原为：{words}" if words else ""
    return Change(part, "dropped", place, _tell("取消", place, told), words or place, None)


def _tell(verb: str, place: str, words: str) -> str:
    if not words:
        return f"{verb}{place}。"
    return f"{verb}{place}：{words}{'' if words.endswith('。') else '。'}"


def compare_words(
    part: Part, place: str, before: Mapping[str, str | None], after: Mapping[str, str | None]
) -> Iterator[Change]:
    """Yield a change for each named property whose words differ."""
    for what in {**before, **after}:
        old, new = before.get(what), after.get(what)
        if (old or None) != (new or None):
            yield change(part, place, what, old, new)


def pair(
    before: Mapping[str, T], after: Mapping[str, T]
) -> Iterator[tuple[str, T | None, T | None]]:
    """Yield (key, older, newer): the newer side's keys in order, then those dropped."""
    for key, new in after.items():
        yield key, before.get(key), new
    for key, old in before.items():
        if key not in after:
            yield key, old, None
