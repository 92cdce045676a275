"""Write the 填表说明 of a form, and name the indicators that each column is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from documents.forms.layout import FormLayout
from scoring.dataset import Dataset
from scoring.scheme import Indicator, Scheme

HEAD = "填表说明："
MOST_USES = 2
"""Indicators named in a cell's hint; more would not fit."""


def list_uses(scheme: Scheme, dataset: Dataset) -> dict[str, list[Indicator]]:
    """Return column → the indicators that read it."""
    uses: dict[str, list[Indicator]] = {}
    for assessment in scheme.assessments:
        for indicator in assessment.indicators:
            for name in _names(indicator.columns):
                key = name.removeprefix(f"{dataset.key}.")
                if key != name and indicator not in uses.setdefault(key, []):
                    uses[key].append(indicator)
    return uses


def _names(columns: Mapping[str, Any]) -> Iterator[str]:
    """Yield the `dataset.column` references of an indicator, at any depth."""
    for value in columns.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from _names(value)
        elif isinstance(value, Sequence):
            yield from (name for name in value if isinstance(name, str))


def describe_use(indicators: Sequence[Indicator]) -> str:
    """Return what a figure is used for: 用于：推进台账（8分，附件1 二3）."""
    named = [
        f"{indicator.name}（{indicator.full}分，{indicator.clause}）"
        for indicator in indicators[:MOST_USES]
    ]
    return f"用于：{'、'.join(named)}。" if named else ""


def write_notes(scheme: Scheme, dataset: Dataset, layout: FormLayout) -> tuple[str, ...]:
    """Return the numbered notes below a form: the notice's own, then how to fill the cells."""
    notes = [
        *layout.notes,
        *_describe_marks(dataset),
        *_describe_meanings(scheme, dataset, layout),
        *_describe_handling(dataset),
    ]
    return tuple(
        f"{HEAD if number == 1 else ''}{number}. {note}"
        for number, note in enumerate(notes, start=1)
    )


def _describe_marks(dataset: Dataset) -> Iterator[str]:
    types = {column.type for column in dataset.columns}
    if "filing" in types:
        yield "打“√”的格子也可以填报送日期，系统按日期判断是否按时。"
    if "mark" in types:
        yield "“√”得该项满分，“×”不得分；部分达到的直接填分数。"
    if "fault" in types:
        headers = [f"“{column.headers[0]}”" for column in dataset.columns if column.type == "fault"]
        yield f"{'、'.join(headers)}：有问题的选“有”，没有的选“无”。"
    if "count" in types and dataset.shape != "dated_ledger":
        yield "数量填整数，没有的填 0，不要空着。"
    if "quantity" in types:
        yield "带小数的数只填数字，单位按表头，不另写。"
    if "rate" in types:
        yield "百分比按百分数填，如 98.5%。"


def _describe_meanings(scheme: Scheme, dataset: Dataset, layout: FormLayout) -> Iterator[str]:
    """Yield the meanings of the numbered columns of a group, such as 九有(1)."""
    uses = list_uses(scheme, dataset)
    for group, keys in layout.groups.items():
        numbers = {key: dataset.column(key).headers[0].removeprefix(group) for key in keys}
        meanings = [
            f"{number}{uses[key][0].name.split('：')[-1]}"
            for key, number in numbers.items()
            if re.fullmatch(r"\(\d+\)", number) and key in uses
        ]
        if meanings:
            yield f"{group}：{'；'.join(meanings)}。"


def _describe_handling(dataset: Dataset) -> Iterator[str]:
    if dataset.shape == "dated_ledger":
        yield "一行登记一件事，单位和类别从下拉列表里选，日期须在本月内；行数不够就在空行间插入行。"
    yield "表头和单位名单已锁定，请不要改动；填好后按原来的格式保存、报回，系统会认出是哪个月的。"
