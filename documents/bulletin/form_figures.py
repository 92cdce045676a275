"""What a month's form gives to sentences: sums, rates, who has left what undone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from documents.bulletin.facts import Bulletin, FormColumn, FormMonth
from documents.bulletin.figures import Figures, Speller
from documents.bulletin.form_marks import judge_mark, say_percent, say_rate, sum_column

LOWEST_NAMED = 3

FORM_NAMES = ("已报", "未完成事项", "全部完成单位数", "填报单位数")


def list_form_names(columns: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names that a form's columns give; columns are (header, type)."""
    names = []
    for header, kind in columns:
        if kind == "rate":
            names += [header, f"{header}较低单位"]
        elif kind in {"tick", "filing", "count"}:
            names += [f"{header}完成单位数", f"{header}未完成单位"]
        if kind == "count":
            names.append(f"{header}合计")
    return names


def list_form_figures(
    bulletin: Bulletin, form: FormMonth, units: Sequence[str], watched: Sequence[str],
    speller: Speller,
) -> Figures:  # fmt: skip
    """Return what a month's form gives to sentences, of the units that it is asked of.

    `watched` are the columns that a table ticks: they are what a unit can have left undone.
    """
    values = form.values()
    undone = {
        column.key: [
            one
            for one in units
            if judge_mark(bulletin, column, values.get(one, {}).get(column.key)) != "done"
        ]
        for column in form.columns
    }
    figures = {
        "已报": "已报" if form.is_reported else "",
        "填报单位数": str(len(form.rows)),
        "未完成事项": "",
        "全部完成单位数": "",
    }
    if form.is_reported:
        busy = {one for key in watched for one in undone[key]}
        figures["全部完成单位数"] = str(len(set(units) - busy))
        figures["未完成事项"] = "；".join(
            f"{form.column(key).header}有{speller.join([speller.name(u) for u in undone[key]])}"
            for key in watched
            if undone[key] and form.column(key).is_reported
        )
    for column in form.columns:
        figures |= _list_column(form, column, units, undone[column.key], speller)
    return figures


def _list_column(
    form: FormMonth, column: FormColumn, units: Sequence[str], undone: Sequence[str],
    speller: Speller,
) -> Figures:  # fmt: skip
    header, figures = column.header, {}
    names = list_form_names([(header, column.kind)])
    if not column.is_reported:
        return dict.fromkeys(names, "")
    if column.kind == "rate":
        figures = {
            header: _say_share(form, column),
            f"{header}较低单位": _name_low(form, column, speller),
        }
    elif names:
        figures = {
            f"{header}完成单位数": str(len(units) - len(undone)),
            f"{header}未完成单位": speller.join([speller.name(one) for one in undone]),
        }
    if column.kind == "count":
        figures[f"{header}合计"] = str(sum_column(form, column.key))
    return figures


def _say_share(form: FormMonth, column: FormColumn) -> str:
    """Return the share of all units together, where the form has the two counts."""
    if column.share_of is None:
        return ""
    top, bottom = (sum_column(form, key) for key in column.share_of)
    return say_percent(Decimal(top) / Decimal(bottom)) if bottom else ""


def _name_low(form: FormMonth, column: FormColumn, speller: Speller) -> str:
    """Return the units below 100 %, the lowest first."""
    rates = {unit: row[column.key] for unit, row in form.values().items() if column.key in row}
    low = sorted((one for one in rates if Decimal(rates[one]) < 1), key=lambda u: Decimal(rates[u]))
    return speller.join(
        [f"{speller.name(one)}（{say_rate(rates[one])}）" for one in low[:LOWEST_NAMED]]
    )
