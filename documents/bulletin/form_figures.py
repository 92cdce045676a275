"""What a month's form gives to sentences: sums, rates, who has left what undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from documents.bulletin.facts import Bulletin, FormColumn, FormMonth
from documents.bulletin.figures import Figures, Speller, take_first
from documents.bulletin.form_marks import format_percent, format_rate, judge_mark, sum_column

LOWEST_NAMED = 3

FORM_NAMES = (
    "已报", "未报", "报送月份", "应完成事项", "未完成事项", "均已完成", "全部完成单位数",
    "填报单位数",
)  # fmt: skip


def list_form_names(columns: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names that a form's columns give; columns are (header, type)."""
    names = []
    for header, kind in columns:
        if kind == "rate":
            names += [header, f"{header}较低单位", f"{header}均达标"]
        elif kind in {"tick", "filing", "count"}:
            names += [f"{header}完成单位数", f"{header}未完成单位"]
        if kind == "count":
            names += [f"{header}合计", f"{header}涉及单位数"]
    return names


def list_form_figures(
    bulletin: Bulletin, form: FormMonth, units: Sequence[str], watched: Mapping[str, str],
    speller: Speller,
) -> Figures:  # fmt: skip
    """Return what a month's form gives to sentences, of the units that it is asked of.

    `watched` gives each column that a unit can leave undone what is then said of it.
    """
    values = form.values()
    marks = {
        column.key: {
            one: judge_mark(bulletin, column, one, values.get(one, {}).get(column.key))
            for one in units
        }
        for column in form.columns
    }
    undone = {
        key: [one for one, mark in by_unit.items() if mark in {"open", "late"}]
        for key, by_unit in marks.items()
    }
    figures = dict.fromkeys(FORM_NAMES, "") | {"填报单位数": str(len(form.rows))}
    figures |= _describe_state(bulletin, form)
    due = [form.column(key) for key in watched]
    due = [one for one in due if one.is_due and one.is_reported]
    if due:
        done = [one for one in units if all(marks[column.key][one] == "done" for column in due)]
        figures |= {
            "应完成事项": "、".join(one.header.removesuffix("情况") for one in due),
            "全部完成单位数": str(len(done)) if done else "",
            "均已完成": "均已完成" if len(done) == len(units) else "",
            "未完成事项": "；".join(
                f"{watched[one.key]}的有{speller.join(undone[one.key])}"
                for one in due
                if undone[one.key]
            ),
        }
    for column in form.columns:
        done_count = sum(mark == "done" for mark in marks[column.key].values())
        figures |= _list_column(form, column, units, (done_count, undone[column.key]), speller)
    return figures


def _describe_state(bulletin: Bulletin, form: FormMonth) -> Figures:
    """Return whether the form is in, whether it is awaited, or in which months it is asked for."""
    if form.is_reported:
        return {"已报": "已报"}
    if bulletin.month in form.asked_months:
        return {"未报": "尚未报送"}
    return {"报送月份": _format_asked_months(form.asked_months)}


def _format_asked_months(months: Sequence[int]) -> str:
    first, last = months[0], months[-1]
    if list(months) == list(range(first, 13)):
        return f"自{first}月份起按月报送"
    if len(months) > 1 and list(months) == list(range(first, last + 1)):
        return f"于{first}月至{last}月按月报送"
    return f"于{'、'.join(f'{one}月' for one in months)}报送"


def _list_column(
    form: FormMonth, column: FormColumn, units: Sequence[str], done: tuple[int, Sequence[str]],
    speller: Speller,
) -> Figures:  # fmt: skip
    """Return a column's own names; `done` is how many units did it, and who left it undone."""
    header, figures = column.header, {}
    names = list_form_names([(header, column.kind)])
    if not column.is_reported:
        return dict.fromkeys(names, "")
    if column.kind == "rate":
        low = _list_low(form, column)
        rates = {unit: row[column.key] for unit, row in form.values().items() if column.key in row}
        is_complete = all(one in rates for one in units) if form.is_roster_complete else rates
        figures = {
            header: _format_share(form, column),
            f"{header}较低单位": speller.join(low, {one: format_rate(rates[one]) for one in low}),
            f"{header}均达标": _describe_reached(column) if is_complete and not low else "",
        }
    elif names:
        figures = {
            f"{header}完成单位数": str(done[0]),
            f"{header}未完成单位": speller.join(done[1]),
        }
    if column.kind == "count":
        values = [row.get(column.key, "0") for row in form.values().values()]
        figures |= {
            f"{header}合计": str(sum_column(form, column.key)),
            f"{header}涉及单位数": str(sum(int(one) > 0 for one in values) or ""),
        }
    return figures


def _describe_reached(column: FormColumn) -> str:
    return f"均达到{(Decimal(column.target) * 100).normalize():f}%"


def _format_share(form: FormMonth, column: FormColumn) -> str:
    """Return the share of all units together, where the form has the two counts."""
    if column.share_of is None:
        return ""
    top, bottom = (sum_column(form, key) for key in column.share_of)
    return format_percent(Decimal(top) / Decimal(bottom)) if bottom else ""


def _list_low(form: FormMonth, column: FormColumn) -> list[str]:
    """Return the units with the lowest rates among those below the target, the lowest first."""
    rates = {
        unit: Decimal(row[column.key])
        for unit, row in form.values().items()
        if column.key in row and Decimal(row[column.key]) < Decimal(column.target)
    }
    return take_first(sorted(rates, key=lambda unit: rates[unit]), rates, LOWEST_NAMED)
