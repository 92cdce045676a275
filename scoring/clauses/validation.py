"""Say in the scheme's words what a model refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from scoring.clauses.faults import Findings, Place, show

Model = TypeVar("Model", bound=BaseModel)

STRUCTURE = {
    "figure", "curve", "gap", "standing", "subject", "against", "basis", "terms", "line", "group",
    "clause", "node", "column", "own", "score", "constant", "rows", "total", "join", "rate",
    "rounded", "placed", "place", "best", "fixed", "of_full", "target", "by_unit", "each", "tiers",
    "table", "places", "mark", "mean_of_units", "tiered", "value", "condition", "unit_kind",
    "month", "dated", "tuple[str, ...]", "function-plain[to_number()]",
}  # fmt: skip
"""Steps of a location that name the one form, not the written one."""

MEANINGS = {
    "highest": "（高者为先）", "lowest": "（低者为先）", "proportional": "（按比例）",
    "whole": "（不足一档不计）", "started": "（不足一档按一档计）", "once": "（只计一次）",
    "competition": "（1、1、3）", "dense": "（1、1、2）", "sum": "（相加）",
    "latest": "（最近一次）", "tally": "（累计，未满期可再增）", "mean": "（平均）",
    "month": "（完成的月份）",
}  # fmt: skip
"""What the words of the language mean, for an author who does not know them yet."""

KINDS = {
    "string_type": "文字", "bool_type": "true 或 false", "bool_parsing": "true 或 false",
    "list_type": "列表 [ … ]", "tuple_type": "列表 [ … ]", "dict_type": "表 { … }",
    "mapping_type": "表 { … }", "model_type": "表 { … }", "model_attributes_type": "表 { … }",
    "int_type": "整数", "int_parsing": "整数", "int_from_float": "整数", "decimal_type": "数",
    "decimal_parsing": "数", "decimal_max_places": "小数位数少一些", "finite_number": "数",
}  # fmt: skip
"""What pydantic calls a wrong kind of value → the kind that is allowed."""

WRITTEN_KEYS = {"price": "each", "side": "below", "share": "as"}


def validate(
    model: type[Model], document: Any, place: Place, findings: Findings, file: str = "scheme.toml"
) -> Model | None:
    """Return the model of a document; None if it is refused, with each reason noted."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        faults = error.errors()
        for fault in faults:
            if fault["type"] == "too_short" and _has_inner(fault, faults):
                continue  # its items are refused one by one
            steps, key = _read_location(fault["loc"], document)
            found, allowed = _read_message(fault)
            findings.refuse((*place, *steps), key, found, allowed, file)
        return None


def _has_inner(fault: Any, faults: Sequence[Any]) -> bool:
    """Return whether something inside what a fault is about is refused, too."""
    start = fault["loc"]
    return any(len(one["loc"]) > len(start) and one["loc"][: len(start)] == start for one in faults)


def _read_location(location: tuple[int | str, ...], document: Any) -> tuple[Place, str]:
    """Return the written steps and the key of a model's location."""
    steps: list[str] = []
    key = ""
    here = document
    for step in location:
        is_only = isinstance(here, list | tuple) and len(here) == 1
        here = _go_into(here, step)
        if isinstance(step, int):
            label = _find_label(here)
            label = f"列 {label}" if label and key == "column" else label
            if label or (key == "lines" and not is_only):
                steps.append(label or f"第{step + 1}行")
        elif step == "order" and key in {"place", "best"}:
            continue
        elif step not in STRUCTURE or not key:
            is_grade = "grades" in location  # whose share is written as such
            key = step if is_grade else WRITTEN_KEYS.get(step, step)
        elif step in {"place", "best", "mark", "join", "rows", "score", "own"}:
            key = step
    return tuple(steps), key


def _go_into(here: Any, step: int | str) -> Any:
    if isinstance(here, Mapping):
        return here.get(step, here)
    if isinstance(here, list | tuple) and isinstance(step, int) and step < len(here):
        return here[step]
    return here


def _find_label(part: Any) -> str:
    if not isinstance(part, Mapping):
        return ""
    return next((str(part[key]) for key in ("id", "key", "name") if key in part), "")


def _read_message(fault: Any) -> tuple[str, str]:
    kind, found = fault["type"], fault.get("input")
    if kind == "extra_forbidden":
        return "不认识的键", "删去"
    if kind == "missing":
        return "缺少这一项", "写上"
    if kind == "literal_error":
        words = re.findall(r"'([^']+)'|(\d+)", fault["ctx"]["expected"])
        allowed = [word or number for word, number in words]
        return show(found), "、".join(f"{one}{MEANINGS.get(one, '')}" for one in allowed)
    text = fault["msg"].removeprefix("Value error, ")
    if "（允许：" in text:
        what, _, allowed = text.partition("（允许：")
        return what, allowed.removesuffix("）")
    return f"{show(found)} 不合要求", _describe_bounds(fault) or KINDS.get(kind, text)


def _describe_bounds(fault: Any) -> str:
    words = {
        "ge": "不小于 {}", "gt": "大于 {}", "le": "不大于 {}", "lt": "小于 {}",
        "min_length": "至少{}项或{}字", "max_length": "至多{}项或{}字",
        "pattern": "不含空格、句点、冒号和引号的名称",
    }  # fmt: skip
    context = fault.get("ctx") or {}
    return "，".join(words[key].replace("{}", str(context[key])) for key in context if key in words)
