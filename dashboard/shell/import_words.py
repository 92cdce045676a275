"""The sentences about an import: one set for `kaohe import` and for the import page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.importing.import_file import BatchReport
from warehouse.importing.import_plan import State
from warehouse.reading.contract import Severity, TypedTable

NOTHING_IMPORTED = "暂无导入数据。"

STATE_TITLES: dict[State, str] = {
    "errors": "有错误",
    "questions": "要回答",
    "warnings": "要确认提醒",
    "dry_run": "可以导入",
    "already_imported": "已导入过",
    "landed": "已导入",
}
"""State of a file's report → its title."""

NEEDS: dict[Severity, str] = {
    "error": "有{count}处错误，改正文件后才能导入。",
    "question": "有{count}个问题，回答后才能导入。",
    "warning": "有{count}条提醒，确认无误后才能导入。",
}
"""Severity of findings → what they ask of a person."""


def describe_form(batch: BatchReport, schemes: Mapping[str, Scheme]) -> str:
    """Return scheme, form and month of a batch."""
    scheme = schemes[batch.scheme]
    dataset = scheme.dataset(batch.dataset)
    title = f"{dataset.annex} {dataset.title}".strip()
    return f"{scheme.short_title} · {title} · {format_month(batch.month)}"


def describe_counts(batch: BatchReport) -> str:
    """Return how many rows a batch has, and how many differ from the standing data."""
    return f"{batch.rows}行，新增 {batch.added}，变更 {batch.changed}，减少 {batch.removed}"


def describe_batch(batch: BatchReport, schemes: Mapping[str, Scheme]) -> str:
    """Return number, form and counts of a batch; a batch that has not landed has no number."""
    number = "" if batch.id is None else f"已导入为第{batch.id}批："
    return f"{number}{describe_form(batch, schemes)}，{describe_counts(batch)}"


def describe_need(severity: Severity, count: int) -> str:
    """Return how many findings of a severity a file has, and what they ask of a person."""
    return NEEDS[severity].format(count=count)


def describe_refusal(reason: str) -> str:
    """Return that a file was not imported, and why."""
    return f"没有导入。{reason}"


def describe_rows_read(table: TypedTable, schemes: Mapping[str, Scheme]) -> str:
    """Return the heading of the rows read from one table: sheet, form, month, count."""
    dataset = schemes[table.scheme].dataset(table.dataset)
    month = format_month(table.month) if table.month else "月份待定"
    form = f"{dataset.annex} {dataset.title}"
    return f"读到的数据：{table.sheet} · {form} · {month}（{len(table.rows)}行）"


def describe_revert(what: str, numbers: Sequence[int]) -> str:
    """Return what was reverted, and the batches that record it."""
    return f"已撤销{what}，记为{'、'.join(f'第{number}批' for number in numbers)}。"
