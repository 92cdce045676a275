"""Export a month's form as it stands: its rows, and the source of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from documents.about import About
from documents.exports.book import ExportBook
from documents.tables import CellValue, ColumnKind, TableColumn, TableSheet
from documents.wording import format_month
from scoring.dataset import Column, Dataset
from scoring.scheme import Scheme
from warehouse.faults import Refused, WrongCall
from warehouse.results.fact_sources import FactSources, read_fact_sources
from warehouse.results.standing_batches import StandingBatch, read_standing, to_month
from warehouse.results.typed_values import Physical
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

KINDS: dict[str, ColumnKind] = {
    "count": "whole", "quantity": "exact", "rate": "percent", "points": "points",
}  # fmt: skip
"""Column type → kind of the exported column; any other type is text."""
PLACE_COLUMNS = (
    TableColumn("批次", "whole"),
    TableColumn("文件", width=40),
    TableColumn("工作表"),
    TableColumn("行", "whole"),
)
TICKS = {True: "√", False: "×"}
FAULTS = {True: "有", False: "无"}


@contextmanager
def gather_form(
    store: Store, scheme_id: str, dataset_key: str, month: str, known_at: int | None = None
) -> Iterator[ExportBook]:
    """Yield the book of a month's form as it stands; Refused if nothing was imported."""
    with store.reader(known_at) as cursor:
        scheme = read_scheme(cursor, scheme_id, known_at)
        dataset = _find_dataset(scheme, dataset_key)
        standing = read_standing(cursor, scheme.id, dataset, _parse(month))
        if not standing.batch_id:
            raise Refused(f"{format_month(month)}的“{dataset.title}”还没有导入。")
        origins = read_fact_sources(cursor, {standing.batch_id, *standing.columns.values()})
    yield ExportBook(
        [_to_form_sheet(dataset, standing, origins)], _about(scheme, dataset, month, standing)
    )


def _find_dataset(scheme: Scheme, key: str) -> Dataset:
    try:
        return scheme.dataset(key)
    except KeyError:
        known = "、".join(
            f"{known_dataset.key}（{known_dataset.title}）" for known_dataset in scheme.datasets
        )
        raise WrongCall(f"没有报表“{key}”（可选：{known}）。") from None


def _parse(month: str) -> date:
    try:
        return to_month(month)
    except ValueError:
        raise WrongCall(f"月份“{month}”不对：请写成 YYYY-MM。") from None


def _to_form_sheet(dataset: Dataset, standing: StandingBatch, origins: FactSources) -> TableSheet:
    shown = [column for column in dataset.columns if column.key in standing.columns]
    columns = [TableColumn("单位", width=28)]
    columns += [
        TableColumn(name_column(column), KINDS.get(column.type, "text")) for column in shown
    ]
    rows = []
    for unit, row, values in standing.rows:
        file, sheet, _ = origins.find(standing.batch_id, unit)
        cells = [to_cell(column, values[column.key]) for column in shown]
        rows.append([unit, *cells, standing.batch_id, file, sheet, row])
    return TableSheet("报表", [*columns, *PLACE_COLUMNS], rows)


def name_column(column: Column) -> str:
    """Return the header of an exported column; a quantity's with its measure."""
    header = column.headers[0]
    is_bare = column.type == "quantity" and column.measure and column.measure not in header
    return f"{header}（{column.measure}）" if is_bare else header


def to_cell(column: Column, values: Physical) -> CellValue:
    """Return the exported value of a form's typed cell; a percentage is rounded to six places.

    `values` has a second part for a rate (denominator), a filing (date) and a mark (points).
    """
    first, second = (*values, None)[:2]
    if column.type == "rate":
        return None if first is None else round(Decimal(100) * first / Decimal(second), 6)
    if second is not None:
        first = second
    if isinstance(first, bool):
        return FAULTS[first] if column.type == "fault" else TICKS[first]
    if KINDS.get(column.type):
        return first  # type: ignore[no-any-return]  # a number, by the column's type
    return _format_value(first)


def _format_value(value: Any) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def _about(scheme: Scheme, dataset: Dataset, month: str, standing: StandingBatch) -> About:
    about = [
        ("方案", scheme.title),
        ("文件", scheme.document),
        ("报表", f"{dataset.annex} {dataset.title}".strip()),
        ("月份", format_month(month)),
        ("数据", f"第{standing.batch_id}批导入"),
    ]
    for column in dataset.columns:
        source = standing.columns.get(column.key)
        if source is None:
            about.append((column.headers[0], "本月没有报送"))
        elif source != standing.batch_id:
            about.append((column.headers[0], f"沿用第{source}批导入的数据"))
    return about
