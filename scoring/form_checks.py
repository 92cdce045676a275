"""Refuse forms that contradict themselves: dates, ranges, defaults, names in the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from scoring.clauses.faults import Findings
from scoring.dataset import Column, Dataset
from scoring.scheme_text import FORMS_FILE

STORE_COLUMNS = frozenset({
    "as_of", "batch_id", "month", "month_bit", "month_number", "row_number", "unit", "unit_id",
})  # fmt: skip
"""Column names that the store and the reader add to those of a form."""

SECOND_COLUMNS = {"filing": ("", "_date"), "mark": ("", "_points"), "rate": ("_num", "_den")}
"""The ends of the table columns of a type that is stored in two."""

COMPARED = {"count", "quantity", "points"}
"""The types of columns of which one may be a part of the other."""

Fault = tuple[str, str, str, str]
"""(column, key, what was found, what is allowed)."""


def check_forms(
    datasets: Iterable[Dataset], assessments: Iterable[str], findings: Findings
) -> None:
    """Note every contradiction within forms, and forms of assessments that do not exist.

    `assessments`: the ids of the assessments; empty if they could not be read.
    """
    known = list(assessments)
    names: dict[str, str] = {}
    for dataset in datasets:
        place = (f"报表 {dataset.key}",)
        if known and dataset.assessment not in known:
            words = f"没有考核“{dataset.assessment}”"
            findings.refuse(place, "assessment", words, "、".join(known), FORMS_FILE)
        # The store's names know no difference of case, and its views put a word before a form's.
        for name in (dataset.key.casefold(), f"standing_{dataset.key.casefold()}"):
            if other := names.get(name):
                words = f"与报表“{other}”在库中同名"
                findings.refuse(place, "", words, "另起名称", FORMS_FILE)
            names[name] = dataset.key
        for column, key, found, allowed in _find_faults(dataset):
            step = (f"列 {column}",) if column else ()
            findings.refuse((*place, *step), key, found, allowed, FORMS_FILE)


def _find_faults(dataset: Dataset) -> Iterator[Fault]:
    is_ledger = dataset.shape == "dated_ledger"
    if is_ledger and not any(c.type == "date" and not c.optional for c in dataset.columns):
        yield "", "column", "台账没有日期列", "一列类型为 date，且不可省略"
    yield from _find_role_faults(dataset, is_ledger)
    yield from _find_row_faults(dataset)
    dates = [column.key for column in dataset.columns if column.type == "date"]
    if is_ledger and "date" in {c.key.casefold() for c in dataset.columns} - {*dates[:1]}:
        yield "date", "", "“date”是台账日期列在库中的列名", "另起名称"
    taken: dict[str, str] = dict.fromkeys(STORE_COLUMNS, "")
    for column in dataset.columns:
        for name in list_stored_names(column):
            if (other := taken.setdefault(name.casefold(), column.key)) != column.key:
                words = f"与列“{other}”在库中同名" if other else f"“{name}”是库中已有的列名"
                yield column.key, "", words, "另起名称"
        yield from ((column.key, *one) for one in _find_range_faults(column))


def list_stored_names(column: Column) -> list[str]:
    """Return the names of the table columns that keep a form's column."""
    return [f"{column.key}{end}" for end in SECOND_COLUMNS.get(column.type, ("",))]


def _find_role_faults(dataset: Dataset, is_ledger: bool) -> Iterator[Fault]:
    for role, types in (
        ("document_column", {"text", "choice"}),
        ("reason_column", {"text", "choice"}),
        ("subject_column", {"choice"}),  # losses are summed by its values
    ):
        if (name := getattr(dataset, role)) is None:
            continue
        if not is_ledger:
            yield "", role, f"“{dataset.key}”不是台账", "只在 shape = dated_ledger 的报表中写"
        elif (kind := dataset.column(name).type) not in types:
            yield "", role, f"列“{name}”的类型是 {kind}", f"类型为 {'、'.join(sorted(types))} 的列"


def _find_row_faults(dataset: Dataset) -> Iterator[Fault]:
    """Yield pairs of columns that a row cannot compare: a rate with a count, or with a text."""
    for pair in dataset.at_most:
        kinds = [dataset.column(name).type for name in pair]
        if not set(kinds) <= COMPARED:
            words = f"“{pair[0]}”的类型是 {kinds[0]}，“{pair[1]}”的类型是 {kinds[1]}，不能比大小"
            yield "", "at_most", words, f"两列都是 {'、'.join(sorted(COMPARED))}"
    for check in dataset.rate_checks:
        for name, wanted in (
            (check.rate, "rate"), (check.numerator, "count"), (check.denominator, "count"),
        ):  # fmt: skip
            if (kind := dataset.column(name).type) != wanted:
                words = f"列“{name}”的类型是 {kind}"
                yield "", "rate_checks", words, "rate 为比率列，numerator、denominator 为 count 列"


def _find_range_faults(column: Column) -> Iterator[tuple[str, str, str]]:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None and low > high:
        yield "minimum", f"最低 {low} 高于最高 {high}", "minimum 不高于 maximum"
    for key, bound in (("minimum", low), ("maximum", high)):
        if column.type in {"points", "mark"} and bound is not None and not _is_stored(bound):
            yield key, f"{bound}", "绝对值小于一千万，至多两位小数"
    if column.type == "count" and low is not None and low < 0:
        yield "minimum", f"{low}", "件数不小于 0"
    if column.default is not None and not _can_hold(column, column.default):
        yield "default", f"本列不能填“{column.default}”", "本列可填的值"


def _is_stored(points: Decimal) -> bool:
    """Return whether the store keeps these points exactly (decimal(9, 2))."""
    return abs(points) < 10**7 and points == round(points, 2)


def _can_hold(column: Column, text: str) -> bool:
    if column.type == "count":
        return text.isdecimal() and (column.minimum or Decimal(0)) <= int(text)
    if column.type == "choice":
        return text in {choice.value for choice in column.choices}
    return column.type == "text"
