"""Warnings before a bulletin is issued: missing months, units still pending."""

from __future__ import annotations

from collections.abc import Iterator

from documents.bulletin.board_facts import Board, UnitScore
from documents.bulletin.facts import Bulletin, FormMonth
from documents.wording import format_month
from scoring.dataset import Dataset
from scoring.year import SchemeYear
from warehouse.results.scores import ScoreSource
from warehouse.views import read_months
from warehouse.views.forms_due import expected_months

MOST_NAMED = 5


def find_gaps(found: ScoreSource, bulletin: Bulletin) -> Iterator[str]:
    """Yield a sentence for each missing form or column and each board that is not decided."""
    if not bulletin.batch:
        yield "暂无导入数据，通报附表为空。"
        return
    months = read_months(found.facts, found.scheme)
    for dataset in found.scheme.datasets:
        reported = months.filter(dataset=dataset.key).drop_nulls("batch_id")["month"].to_list()
        expected = expected_months(found.scheme, dataset, found.choices)
        missing = [month for month in expected if month <= bulletin.month and month not in reported]
        if missing:
            yield f"{name_form(dataset)}：{_format_months(bulletin.calendar, missing)}尚未报送。"
    for form in bulletin.forms:
        yield from _find_missing_columns(found.scheme.dataset(form.dataset), form)
    for board in bulletin.boards:
        yield from _find_open_units(board, len(bulletin.boards) > 1)


def name_form(dataset: Dataset) -> str:
    """Return the office's name of a form: annex and title."""
    return f"{dataset.annex}《{dataset.title}》"


def _find_missing_columns(dataset: Dataset, form: FormMonth) -> Iterator[str]:
    missing = [
        f"“{column.header}”"
        for column in form.columns
        if form.is_reported and not column.is_reported and not dataset.column(column.key).optional
    ]
    if missing:
        yield f"{name_form(dataset)}：本月的表里没有{'、'.join(missing)}。"


def _find_open_units(board: Board, is_one_of_many: bool) -> Iterator[str]:
    """Yield a sentence for the units without any data, and one for those with pending points."""
    prefix = f"考核{board.assessment}《{board.title}》：" if is_one_of_many else ""
    unknown = [unit for unit in board.units if unit.is_open]
    pending = [
        unit for unit in board.units if not unit.is_open and unit.pending not in {None, "0.00"}
    ]
    if unknown:
        yield f"{prefix}{_name(unknown, len(board.units))}尚无可评分的数据，不参加排名。"
    if pending:
        yield f"{prefix}{_name(pending, len(board.units))}还有待定的分数，得分不是最终结果。"


def _name(units: list[UnitScore], all_units: int) -> str:
    if len(units) == all_units:
        return f"全部{all_units}个单位"
    names = "、".join(unit.unit for unit in units[:MOST_NAMED])
    return names if len(units) <= MOST_NAMED else f"{names}等{len(units)}个单位"


def _format_months(calendar: SchemeYear, months: list[int]) -> str:
    """Return months of the scheme's year, each calendar year named once: 2021年7月、8月."""
    if len(months) == 1:
        return format_month(calendar.write(months[0]))
    by_year: dict[int, list[str]] = {}
    for year, month in map(calendar.calendar_month, months):
        by_year.setdefault(year, []).append(f"{month}月")
    return "、".join(f"{year}年{'、'.join(listed)}" for year, listed in by_year.items())
