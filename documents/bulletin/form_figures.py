"""The figures of a month's form for sentences: sums, rates, and which units left what undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from documents.bulletin.facts import Bulletin, FormColumn, FormMonth
from documents.bulletin.figures import FigureTexts, UnitNamer, take_first
from documents.bulletin.form_marks import (
    TickMark,
    format_percent,
    format_rate,
    judge_mark,
    sum_column,
)
from scoring.months import YEAR

LOWEST_NAMED = 3

FORM_NAMES = (
    "已报", "未报", "报送月份", "应完成事项", "未完成事项", "均已完成", "全部完成单位数",
    "填报单位数",
)  # fmt: skip


def list_form_names(columns: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names that a form's columns provide; `columns` are (header, type) pairs."""
    names = []
    for header, kind in columns:
        if kind == "rate":
            names += [header, f"{header}较低单位", f"{header}均达标"]
        elif kind in {"tick", "filing", "count"}:
            names += [f"{header}完成单位数", f"{header}未完成单位"]
        if kind in {"count", "quantity"}:
            names += [f"{header}合计", f"{header}涉及单位数"]
    return names


def list_form_figures(
    bulletin: Bulletin, form: FormMonth, units: Sequence[str], watched: Mapping[str, str],
    namer: UnitNamer,
) -> FigureTexts:  # fmt: skip
    """Return the values of a month's form for sentences about the given units.

    `watched` maps each column that a unit can leave undone to the text that then names the lapse.
    """
    marks = _judge_marks(bulletin, form, units)
    undone = {
        key: [unit for unit, mark in by_unit.items() if mark in {"open", "late"}]
        for key, by_unit in marks.items()
    }
    figures = dict.fromkeys(FORM_NAMES, "") | {"填报单位数": str(len(form.rows))}
    figures |= _describe_state(bulletin, form)
    due = [form.column(key) for key in watched]
    due = [column for column in due if column.is_due and column.is_reported]
    if due:
        done = [unit for unit in units if all(marks[column.key][unit] == "done" for column in due)]
        figures |= {
            "应完成事项": "、".join(column.header.removesuffix("情况") for column in due),
            "全部完成单位数": str(len(done)) if done else "",
            "均已完成": "均已完成" if len(done) == len(units) else "",
            "未完成事项": "；".join(
                f"{watched[column.key]}的有{namer.join(undone[column.key])}"
                for column in due
                if undone[column.key]
            ),
        }
    for column in form.columns:
        done_count = sum(mark == "done" for mark in marks[column.key].values())
        figures |= _list_column(form, column, units, (done_count, undone[column.key]), namer)
    return figures


def _judge_marks(
    bulletin: Bulletin, form: FormMonth, units: Sequence[str]
) -> dict[str, dict[str, TickMark]]:
    """Return column → unit → mark."""
    values = form.values()
    return {
        column.key: {
            unit: judge_mark(bulletin, column, unit, values.get(unit, {}).get(column.key))
            for unit in units
        }
        for column in form.columns
    }


def _describe_state(bulletin: Bulletin, form: FormMonth) -> FigureTexts:
    """Return whether the form is reported, is awaited, or else in which months it is due."""
    if form.is_reported:
        return {"已报": "已报"}
    if bulletin.month in form.due_months:
        return {"未报": "尚未报送"}
    months = [bulletin.calendar.calendar_month(number)[1] for number in form.due_months]
    return {"报送月份": _format_due_months(form.due_months, months)}


def _format_due_months(numbers: Sequence[int], months: Sequence[int]) -> str:
    """Return when a form is due, by the months' numbers in the year and those of the calendar."""
    first, last = months[0], months[-1]
    is_run = list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    if is_run and numbers[-1] == len(YEAR):
        return f"自{first}月份起按月报送"
    if is_run and len(numbers) > 1:
        return f"于{first}月至{last}月按月报送"
    return f"于{'、'.join(f'{month}月' for month in months)}报送"


def _list_column(
    form: FormMonth, column: FormColumn, units: Sequence[str], done: tuple[int, Sequence[str]],
    namer: UnitNamer,
) -> FigureTexts:  # fmt: skip
    """Return a column's own values; `done` is (how many units did it, which left it undone)."""
    header, figures = column.header, {}
    names = list_form_names([(header, column.kind)])
    if not column.is_reported:
        return dict.fromkeys(names, "")
    if column.kind == "rate":
        low = _list_low(form, column)
        rates = {unit: row[column.key] for unit, row in form.values().items() if column.key in row}
        is_complete = all(unit in rates for unit in units) if form.is_roster_complete else rates
        figures = {
            header: _format_share(form, column),
            f"{header}较低单位": namer.join(low, {unit: format_rate(rates[unit]) for unit in low}),
            f"{header}均达标": _describe_reached(column) if is_complete and not low else "",
        }
    elif column.kind != "quantity" and names:
        figures = {
            f"{header}完成单位数": str(done[0]),
            f"{header}未完成单位": namer.join(done[1]),
        }
    if column.kind in {"count", "quantity"}:
        values = [row.get(column.key, "0") for row in form.values().values()]
        figures |= {
            f"{header}合计": f"{sum_column(form, column.key):f}",
            f"{header}涉及单位数": str(sum(Decimal(amount) > 0 for amount in values) or ""),
        }
    return figures


def _describe_reached(column: FormColumn) -> str:
    return f"均达到{(Decimal(column.target) * 100).normalize():f}%"


def _format_share(form: FormMonth, column: FormColumn) -> str:
    """Return the rate of all units together, or '' if the form lacks the two counts."""
    if column.share_of is None:
        return ""
    top, bottom = (sum_column(form, key) for key in column.share_of)
    return format_percent(top / bottom) if bottom else ""


def _list_low(form: FormMonth, column: FormColumn) -> list[str]:
    """Return the units below the target with the lowest rates, the lowest first."""
    rates = {
        unit: Decimal(row[column.key])
        for unit, row in form.values().items()
        if column.key in row and Decimal(row[column.key]) < Decimal(column.target)
    }
    return take_first(sorted(rates, key=lambda unit: rates[unit]), rates, LOWEST_NAMED)
