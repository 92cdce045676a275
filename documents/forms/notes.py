"""Write the 填表说明 of a form, and name the indicators that each column is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from documents.forms.layout import FormLayout
from scoring.clauses.requests import CellRequest, Request, Use
from scoring.clauses.requests import list_uses as list_uses_of
from scoring.dataset import Dataset
from scoring.outline import Item
from scoring.scheme import Scheme

HEAD = "填表说明："
MOST_USES = 2
"""Indicators named in a cell's hint; more would not fit."""


def list_uses(scheme: Scheme, dataset: Dataset) -> dict[str, list[Item]]:
    """Return column → the clauses that read it under any reading, in the notice's order."""
    uses: dict[str, list[Item]] = {}
    for use in _list_all_uses(scheme):
        if use.request.form != dataset.key:
            continue
        assessment = scheme.assessment(use.assessment)
        item = assessment.indicator(use.clause)
        for key in _list_columns(use.request):
            if item.kind == "clause" and item not in uses.setdefault(key, []):
                uses[key].append(item)
    order = {
        id(item): number
        for number, item in enumerate(
            item for assessment in scheme.assessments for item in assessment.items
        )
    }
    return {key: sorted(items, key=lambda item: order[id(item)]) for key, items in uses.items()}


def _list_all_uses(scheme: Scheme) -> list[Use]:
    """Return what a scheme reads under its default readings and under each other option alone."""
    others = [
        {reading.id: option.id}
        for reading in scheme.interpretations
        for option in reading.options[1:]
    ]
    uses = [use for choices in ({}, *others) for use in list_uses_of(scheme.chosen(choices))]
    return list(dict.fromkeys(uses))


def _list_columns(request: Request) -> tuple[str, ...]:
    if isinstance(request, CellRequest):
        return (request.column,)
    named = (request.amount, request.price_column, request.highest_per)
    return tuple(dict.fromkeys([*(name for name in named if name), *(k for k, _ in request.where)]))


def describe_use(items: Sequence[Item]) -> str:
    """Return what a figure is used for: 用于：推进台账（8分，附件1 二3）."""
    named = [_describe_item(item) for item in items[:MOST_USES]]
    return f"用于：{'、'.join(named)}。" if named else ""


def _describe_item(item: Item) -> str:
    most = item.full if item.full is not None else item.ceiling
    points = f"{most.normalize():f}分" if most else ""
    said = "，".join(text for text in (points, item.clause) if text)
    return f"{item.name or item.id}（{said}）" if said else item.name or item.id


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
    if "tick" in types:
        yield "只选“√”“×”的格子：“√”为是，“×”为否。"
    if "mark" in types:
        yield "“√”得该项满分，“×”不得分；部分达到的直接填分数。"
    if "fault" in types:
        headers = [f"“{column.headers[0]}”" for column in dataset.columns if column.type == "fault"]
        yield f"{'、'.join(headers)}：有问题的选“有”，没有的选“无”。"
    if "count" in types and dataset.shape != "dated_ledger":
        yield "数量填整数，没有的填 0，不得留空。"
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
    yield "表头和单位名单已锁定，请勿改动；填好后按原格式保存、报回，系统自动识别月份。"
