"""Compare the trees of two assessments: nodes, clauses and vetoes, by their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.clauses.numbers import format_number
from scoring.clauses.readings import list_combinations
from scoring.clauses.sentences.trees import say_consequence, say_grades, say_rank
from scoring.outline import AssessmentOutline, Item
from scoring.scheme import Scheme
from warehouse.schemes.differences.change import (
    Change,
    Part,
    add,
    change,
    compare_words,
    drop,
    pair,
)
from warehouse.schemes.differences.writing import find_written

MOST_TRIED = 64
"""Combinations of readings under which a clause's sentences are compared."""

PARTS: Mapping[str, Part] = {"total": "node", "node": "node", "clause": "clause", "veto": "veto"}


class Side(NamedTuple):
    """One scheme's side of an assessment."""

    scheme: Scheme
    outline: AssessmentOutline

    @property
    def items(self) -> dict[str, Item]:
        """Everything in it that has an id, by it."""
        outline = self.outline
        return {one.id: one for one in (outline.total, *outline.items, *outline.vetoes)}

    def say(self, item: Item, choices: Mapping[str, str] | None = None) -> str:
        """Return an item's rule in words, under the default readings unless others are given."""
        return self.outline.sentence(item.id, choices or {}) or "（按所选口径没有这一条）"

    def list_choices(self, item: Item) -> list[dict[str, str]]:
        """Return the combinations of the readings that an item depends on, but the default."""
        readings = {one.id: one for one in self.scheme.interpretations}
        used = frozenset(self.outline.readings_of(item.id))
        return [dict(one) for one in list_combinations(readings, used)][1:MOST_TRIED]


def compare_assessments(before: Scheme, after: Scheme) -> Iterator[Change]:
    """Yield what differs in the assessments of two schemes."""
    is_single = len(before.assessments) == len(after.assessments) == 1
    sides = [
        {one.id: Side(scheme, one) for one in scheme.assessments} for scheme in (before, after)
    ]
    for key, old, new in pair(*sides):
        place = f"考核{key}“{(new or old).outline.title}”"  # type: ignore[union-attr]
        if old is None and new is not None:
            yield add("assessment", place, f"满分{_write(new.outline.full)}分")
        elif new is None and old is not None:
            yield drop("assessment", place, f"满分{_write(old.outline.full)}分")
        elif old is not None and new is not None:
            yield from _compare(old, new, "" if is_single else f"{place}，")


def _compare(old: Side, new: Side, lead: str) -> Iterator[Change]:
    moved = _find_renumbered(old, new)
    before = {moved.get(key, key): item for key, item in old.items.items()}
    for key, left, right in pair(before, new.items):
        item = right or left
        assert item is not None
        place = f"{lead}{_name(item, key)}"
        part = PARTS[item.kind]
        if left is None and right is not None:
            yield add(part, place, new.say(right))
        elif right is None and left is not None:
            yield drop(part, place, old.say(left))
        elif left is not None and right is not None:
            yield from _compare_items(old, new, left, right, place)
    yield from _compare_decisions(old, new, lead)


def _find_renumbered(old: Side, new: Side) -> dict[str, str]:
    """Return old number → new number of clauses that only changed their number."""
    gone = [one for key, one in old.items.items() if key not in new.items]
    found: dict[tuple[str, str, str], list[Item]] = {}
    for item in (one for key, one in new.items.items() if key not in old.items):
        found.setdefault((item.kind, item.name, new.say(item)), []).append(item)
    moved = {}
    for item in gone:
        same = found.get((item.kind, item.name, old.say(item)), [])
        if len(same) == 1:
            moved[item.id] = same.pop().id
    return moved


def _compare_items(old: Side, new: Side, left: Item, right: Item, place: str) -> Iterator[Change]:
    part = PARTS[right.kind]
    found = list(compare_words(part, place, _describe(left), _describe(right)))
    before, after = old.say(left), new.say(right)
    if before != after:
        found.append(change(part, place, "计分", before, after))
    elif right.kind != "total" and _find_written(old, left) != _find_written(new, right):
        found += _compare_readings(old, new, left, right, place) or (
            []
            if found
            else [Change(part, "changed", place, f"{place}：写法有改动，计分的文字相同。")]
        )
    yield from found


def _compare_readings(old: Side, new: Side, left: Item, right: Item, place: str) -> list[Change]:
    """Return a change for each choice of readings under which an item now says something else."""
    found = []
    for choices in new.list_choices(right):
        try:
            before = old.say(left, choices)
        except KeyError:  # a reading or an option that the older side does not have
            continue
        after = new.say(right, choices)
        if before != after:
            words = "，".join(_say_choice(new.scheme, *one) for one in choices.items())
            found.append(change(PARTS[right.kind], place, f"计分（{words}）", before, after))
    return found


def _say_choice(scheme: Scheme, reading: str, option: str) -> str:
    one = scheme.interpretation(reading)
    return f"口径“{one.title or reading}”选“{one.option(option).label or option}”"


def _describe(item: Item) -> dict[str, str | None]:
    full = _write(item.full) if item.full is not None else None
    if full is None and item.fulls:
        full = f"{_write(item.fulls[0])}—{_write(item.fulls[1])}"
    return {
        "编号": item.id if item.kind != "total" else None,
        "名称": item.name,
        "满分": full,
        "上级": item.parent if item.kind != "veto" and item.depth > 1 else None,
        "依据": item.clause,
        "提供单位": item.provider,
    }


def _compare_decisions(old: Side, new: Side, lead: str) -> Iterator[Change]:
    yield from compare_words("decision", f"{lead}排名和等次", _decide(old), _decide(new))


def _decide(side: Side) -> dict[str, str | None]:
    chosen = side.scheme.chosen().assessment(side.outline.id)
    return {
        "名称": side.outline.title,
        "排名": say_rank(chosen.rank),
        "等次": say_grades(chosen.grades) if chosen.grades else None,
        "名次的后果": "；".join(map(say_consequence, chosen.consequences)) or None,
    }


def _find_written(side: Side, item: Item) -> Any:
    return find_written(side.scheme, side.outline.id, item.id)


def _name(item: Item, key: str) -> str:
    word = {"veto": "否决", "total": "总分"}.get(item.kind, "指标")
    if item.kind == "total":
        return word
    name = f"“{item.name}”" if item.name and item.name != key else ""
    return f"{word}{key}{name}"


def _write(value: Decimal | None) -> str:
    return "不一" if value is None else format_number(Fraction(value))
