"""What may be typed into each kind of column: a format, a check that Excel knows, and a hint."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.dataset import Column, ColumnType, Dataset

TICKS, FAULTS = ("√", "×"), ("有", "无")
SPANS = {"monthly": "本月", "cumulative": "今年以来累计", "inspection": "检查时"}


@dataclass(frozen=True)
class Entry:
    """What a column's cells take."""

    hint: str
    """What to type; shown beside the cell, and again when something else was typed."""
    number_format: str = "General"
    choices: tuple[str, ...] = ()
    """The values of a drop-down."""
    check: Mapping[str, Any] | None = None
    """The check of what is typed, in the words of xlsxwriter; a drop-down has none of its own."""
    is_strict: bool = True
    """Whether nothing else can be typed; else Excel asks whether it is meant."""


@dataclass(frozen=True)
class EntryCell:
    """The form and month that a column stands in."""

    dataset: Dataset
    month: str

    @property
    def span(self) -> str:
        """What the figures of a monthly column cover."""
        return "本季度" if self.dataset.shape == "quarter" else SPANS["monthly"]


def describe_entry(column: Column, dataset: Dataset, month: str) -> Entry:
    """Return what the cells of a column take on the form of a month."""
    return _ENTRIES[column.type](column, EntryCell(dataset, month))


def describe_unit(units: tuple[str, ...]) -> Entry:
    """Return what the unit column of a ledger takes: one of its roster."""
    return Entry("请从下拉列表里选单位。", choices=units)


def _tick(column: Column, place: EntryCell) -> Entry:
    return Entry("做到了选“√”，没有做到选“×”。", choices=TICKS)


def _filing(column: Column, place: EntryCell) -> Entry:
    hint = "按时报送的选“√”，没有报送的选“×”；也可以填报送日期，如 {year}-{month}-18。"
    year, month = place.month.split("-")
    return Entry(hint.format(year=year, month=int(month)), choices=TICKS, is_strict=False)


def _count(column: Column, place: EntryCell) -> Entry:
    low = int(column.minimum or 0)
    check = {"validate": "integer", "criteria": ">=", "value": low}
    if column.default is not None:
        return Entry(f"填整数，不小于 {low}；空着按 {column.default} 算。", "0", check=check)
    return Entry(f"填{_span(column, place)}的数量，整数；没有的填 0。", "0", check=check)


def _rate(column: Column, place: EntryCell) -> Entry:
    check = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    hint = f"填{_span(column, place)}的百分比，0%–100%，如 98.5%。"
    if any(one.rate == column.key for one in place.dataset.rate_checks):
        hint += "填了件数（个数）的，这一格可以不填。"
    return Entry(hint, "0.00%", check=check)


def _points(column: Column, place: EntryCell) -> Entry:
    low, high = column.minimum or Decimal(0), column.maximum
    check = {
        "validate": "decimal", "criteria": "between", "minimum": float(low),
        "maximum": float(high or 0),
    }  # fmt: skip
    if column.is_deduction:
        return Entry(f"填扣掉的分数，如 2 或 0.5，不写负号；不超过 {high}。", check=check)
    return Entry(f"填 {low}–{high} 的分数，最多两位小数。", check=check)


def _mark(column: Column, place: EntryCell) -> Entry:
    hint = "达到要求的选“√”（{0} 分），没有达到的选“×”（0 分）；部分达到的填 0–{0} 的分数。"
    return Entry(hint.format(column.maximum), choices=TICKS, is_strict=False)


def _fault(column: Column, place: EntryCell) -> Entry:
    return Entry("存在这个问题的选“有”，没有的选“无”。", choices=FAULTS)


def _date(column: Column, place: EntryCell) -> Entry:
    year, month = (int(part) for part in place.month.split("-"))
    check = {
        "validate": "date",
        "criteria": "between",
        "minimum": date(year, month, 1),
        "maximum": date(year, month, monthrange(year, month)[1]),
    }
    hint = f"填发生的日期，如 {year}-{month}-18，须在{year}年{month}月内。"
    return Entry(hint, "yyyy-mm-dd", check=check)


def _choice(column: Column, place: EntryCell) -> Entry:
    values = tuple(choice.value for choice in column.choices)
    return Entry(f"请从下拉列表里选：{'、'.join(values)}。", choices=values)


def _text(column: Column, place: EntryCell) -> Entry:
    return Entry("可以空着。" if column.optional else "请填写，不能空着。", "@")


def _span(column: Column, place: EntryCell) -> str:
    return place.span if column.read == "monthly" else SPANS[column.read]


_ENTRIES: dict[ColumnType, Callable[[Column, EntryCell], Entry]] = {
    "tick": _tick,
    "filing": _filing,
    "count": _count,
    "rate": _rate,
    "points": _points,
    "mark": _mark,
    "fault": _fault,
    "date": _date,
    "choice": _choice,
    "text": _text,
}
