"""What can be typed into each type of column: number format, Excel validation and hint."""

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
class CellEntry:
    """What a column's cells accept."""

    hint: str
    """What to type; shown beside the cell, and again as the error message."""
    number_format: str = "General"
    choices: tuple[str, ...] = ()
    """The values of a drop-down."""
    check: Mapping[str, Any] | None = None
    """The validation as an xlsxwriter dict; None for a drop-down, whose list is the check."""
    is_strict: bool = True
    """Whether Excel rejects other values; otherwise it asks for confirmation."""


@dataclass(frozen=True)
class EntryContext:
    """The form and month of a column."""

    dataset: Dataset
    month: str

    @property
    def span(self) -> str:
        """The period that a monthly column covers."""
        return "本季度" if self.dataset.shape == "quarter" else SPANS["monthly"]


def describe_entry(column: Column, dataset: Dataset, month: str) -> CellEntry:
    """Return what the cells of a column accept on a month's form."""
    return _ENTRIES[column.type](column, EntryContext(dataset, month))


def describe_unit(units: tuple[str, ...]) -> CellEntry:
    """Return what the unit column of a ledger accepts: a unit of the roster."""
    return CellEntry("请从下拉列表里选单位。", choices=units)


def _tick(column: Column, context: EntryContext) -> CellEntry:
    return CellEntry("已做到的选“√”，未做到的选“×”。", choices=TICKS)


def _filing(column: Column, context: EntryContext) -> CellEntry:
    hint = "按时报送的选“√”，没有报送的选“×”；也可以填报送日期，如 {year}-{month}-18。"
    year, month = context.month.split("-")
    return CellEntry(hint.format(year=year, month=int(month)), choices=TICKS, is_strict=False)


def _count(column: Column, context: EntryContext) -> CellEntry:
    low = int(column.minimum or 0)
    check = {"validate": "integer", "criteria": ">=", "value": low}
    if column.default is not None:
        return CellEntry(f"填整数，不小于 {low}；空着按 {column.default} 算。", "0", check=check)
    return CellEntry(f"填{_span(column, context)}的数量，整数；没有的填 0。", "0", check=check)


def _quantity(column: Column, context: EntryContext) -> CellEntry:
    decimals, low, high = column.decimals or 0, column.minimum or Decimal(0), column.maximum
    measure = f"（{column.measure}）" if column.measure else ""
    what = f"最多{decimals}位小数" if decimals else "整数"
    limits = f"，{low}–{high}" if high is not None else f"，不小于 {low}"
    check = {
        "validate": "decimal", "criteria": ">=", "value": float(low),
    } if high is None else {
        "validate": "decimal", "criteria": "between", "minimum": float(low), "maximum": float(high),
    }  # fmt: skip
    if column.default is not None:
        blank = f"空着按 {column.default} 算。"
    else:
        blank = "没有的填 0。" if column.read == "monthly" and low <= 0 else ""
    hint = f"填{_span(column, context)}的数{measure}{limits}，{what}，不写单位。{blank}"
    return CellEntry(hint, check=check)


def _rate(column: Column, context: EntryContext) -> CellEntry:
    check = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    hint = f"填{_span(column, context)}的百分比，0%–100%，如 98.5%。"
    if any(check.rate == column.key for check in context.dataset.rate_checks):
        hint += "填了件数（个数）的，这一格可以不填。"
    return CellEntry(hint, "0.00%", check=check)


def _points(column: Column, context: EntryContext) -> CellEntry:
    low, high = column.minimum or Decimal(0), column.maximum
    check = {
        "validate": "decimal", "criteria": "between", "minimum": float(low),
        "maximum": float(high or 0),
    }  # fmt: skip
    if column.is_deduction:
        return CellEntry(f"填扣掉的分数，如 2 或 0.5，不写负号；不超过 {high}。", check=check)
    return CellEntry(f"填 {low}–{high} 的分数，最多两位小数。", check=check)


def _mark(column: Column, context: EntryContext) -> CellEntry:
    hint = "达到要求的选“√”（{0}分），没有达到的选“×”（0分）；部分达到的填 0–{0} 的分数。"
    return CellEntry(hint.format(column.maximum), choices=TICKS, is_strict=False)


def _fault(column: Column, context: EntryContext) -> CellEntry:
    return CellEntry("存在这个问题的选“有”，没有的选“无”。", choices=FAULTS)


def _date(column: Column, context: EntryContext) -> CellEntry:
    year, month = (int(part) for part in context.month.split("-"))
    check = {
        "validate": "date",
        "criteria": "between",
        "minimum": date(year, month, 1),
        "maximum": date(year, month, monthrange(year, month)[1]),
    }
    hint = f"填发生的日期，如 {year}-{month}-18，须在{year}年{month}月内。"
    return CellEntry(hint, "yyyy-mm-dd", check=check)


def _choice(column: Column, context: EntryContext) -> CellEntry:
    values = tuple(choice.value for choice in column.choices)
    return CellEntry(f"请从下拉列表里选：{'、'.join(values)}。", choices=values)


def _text(column: Column, context: EntryContext) -> CellEntry:
    return CellEntry("可以空着。" if column.optional else "必填。", "@")


def _span(column: Column, context: EntryContext) -> str:
    return context.span if column.read == "monthly" else SPANS[column.read]


_ENTRIES: dict[ColumnType, Callable[[Column, EntryContext], CellEntry]] = {
    "tick": _tick,
    "filing": _filing,
    "count": _count,
    "quantity": _quantity,
    "rate": _rate,
    "points": _points,
    "mark": _mark,
    "fault": _fault,
    "date": _date,
    "choice": _choice,
    "text": _text,
}
