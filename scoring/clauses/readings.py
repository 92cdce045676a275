"""Readings (口径): clauses that can be read in several ways, and a document under chosen ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from pydantic import Field, model_validator

from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import Name
from scoring.frozen import Frozen

Choices = Mapping[str, str]
"""Reading → chosen option."""


class ReadingOption(Frozen):
    """One way to read an open clause; the id may be a clause's number."""

    id: str = Field(min_length=1, max_length=48)
    label: str = ""

    @model_validator(mode="before")
    @classmethod
    def _read_word(cls, written: Any) -> Any:
        return {"id": written} if isinstance(written, str) else written


class OpenReading(Frozen):
    """An open clause and its options; the first option holds until another is chosen."""

    id: Name
    title: str = ""
    why: str = ""
    clause: str = ""
    options: tuple[ReadingOption, ...] = Field(min_length=2)

    @property
    def default(self) -> str:
        """The option that holds until an administrator chooses another."""
        return self.options[0].id

    def option(self, option_id: str) -> ReadingOption:
        """Return the option with this id; KeyError if there is none."""
        return {one.id: one for one in self.options}[option_id]

    @property
    def names(self) -> list[str]:
        """The ids of the options."""
        return [option.id for option in self.options]


def is_parameter(value: Any) -> bool:
    """Return whether a written value is `{ by = "reading", … }`."""
    return isinstance(value, dict) and isinstance(value.get("by"), str) and value["by"] != ""


def is_reading_condition(value: Any) -> bool:
    """Return whether a written condition is about a reading."""
    return isinstance(value, dict) and "reading" in value


def list_conditions(written: Any) -> list[Any]:
    """Return the conditions of a written `when`, which may be one or a list."""
    return written if isinstance(written, list) else [written]


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a table or list; `by` of a ranking is not a reading."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, {**inner, "by": ""} if key == "rank" and _ranks_by_word(inner) else inner
    elif isinstance(value, list):
        yield from (("", inner) for inner in value)


def _ranks_by_word(value: Any) -> bool:
    return isinstance(value, dict) and value.get("by") in {"total", "score_rate"}


def find_used(value: Any) -> frozenset[str]:
    """Return the readings that a written value depends on."""
    used: set[str] = set()
    if is_parameter(value) and value["by"]:
        used.add(value["by"])
    if is_reading_condition(value):
        used.add(str(value["reading"]))
    for _, inner in _entries(value):
        used |= find_used(inner)
    return frozenset(used)


def resolve(value: Any, choices: Choices) -> Any:
    """Return a written value under chosen readings; parts whose `when` fails are left out."""
    if is_parameter(value):
        option = choices[value["by"]]
        return resolve(value[option] if len(value) > 1 else option, choices)
    if isinstance(value, dict):
        return {
            key: dict(inner) if key == "rank" and _ranks_by_word(inner) else resolved
            for key, inner in value.items()
            if (resolved := _resolve_entry(key, inner, choices)) is not None
        }
    if isinstance(value, list):
        return [resolve(inner, choices) for inner in value if _is_there(inner, choices)]
    return value


def _resolve_entry(key: str, inner: Any, choices: Choices) -> Any:
    if key == "when":
        rest = [one for one in list_conditions(inner) if not is_reading_condition(one)]
        return resolve(rest, choices) or None
    if isinstance(inner, dict) and not _is_there(inner, choices):
        return None
    if key == "rank" and _ranks_by_word(inner):
        return inner
    return resolve(inner, choices)


def _is_there(part: Any, choices: Choices) -> bool:
    """Return whether the readings of a part's `when` hold."""
    if not isinstance(part, dict) or "when" not in part:
        return True
    for condition in list_conditions(part["when"]):
        if is_reading_condition(condition):
            allowed = list_conditions(condition["is"])
            if choices[condition["reading"]] not in allowed:
                return False
    return True


def list_combinations(readings: Mapping[str, OpenReading], used: frozenset[str]) -> list[Choices]:
    """Return every combination of the options of some readings, the defaults first."""
    ids = sorted(used)
    options = [readings[one].names for one in ids]
    return [dict(zip(ids, names, strict=True)) for names in product(*options)]


def find_reading_faults(
    document: Any, readings: Mapping[str, OpenReading], findings: Findings
) -> None:
    """Refuse unknown and unused readings, and uses that lack an option or have one too many."""
    used: set[str] = set()
    for place, key, value in _list_uses(document, (), ""):
        name = str(value["by"] if is_parameter(value) else value["reading"])
        if name not in readings:
            findings.refuse(place, key, f"没有口径“{name}”", "、".join(readings) or "先列出口径")
            continue
        used.add(name)
        options = readings[name].names
        if not is_parameter(value):
            given, needed = list_conditions(value.get("is", [])), []
        else:
            given = [option for option in value if option != "by"]
            needed = options if given else []
        for option in given:
            if option not in options:
                findings.refuse(place, key, f"口径“{name}”没有选项“{option}”", "、".join(options))
        for option in needed:
            if option not in given:
                findings.refuse(
                    place, key, f"口径“{name}”的选项“{option}”没有给值", "每个选项都给出值"
                )
    for name in readings:
        if name not in used:
            findings.refuse((f"口径 {name}",), "", "没有条款用到这个口径", "删去，或在条款中引用")


def _list_uses(value: Any, place: Place, key: str) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    if is_parameter(value) and value["by"]:
        yield place, key, value
    if is_reading_condition(value):
        yield place, key, value
    for name, inner in _entries(value):
        yield from _list_uses(inner, step_into(place, inner), name or key)


def step_into(place: Place, part: Any) -> Place:
    """Return the place of a clause, node or assessment that is written inside another."""
    if not isinstance(part, dict):
        return place
    if "total" in part and "id" in part:
        return (*place, f"考核 {part['id']}")
    if isinstance(part.get("id"), str):
        return (*place, f"指标 {part['id']}")
    return place
