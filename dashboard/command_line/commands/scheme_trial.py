"""`kaohe scheme try`: type the figures of one unit for one clause, see points and arithmetic."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal

from dashboard.command_line.commands.scheme_files import find_scheme
from dashboard.command_line.console import Console
from dashboard.command_line.option_values import split_pairs
from dashboard.command_line.output import to_json
from dashboard.command_line.text_table import draw_table
from documents.wording import describe_counts_to, format_exact
from scoring.scheme import Scheme
from warehouse.faults import WrongCall
from warehouse.scheme_life.trial_cells import TrialInput, list_inputs
from warehouse.scheme_life.trying import TrialQuestion, Tried, try_clause
from warehouse.store import Store

LAST = "last:"
MONTH_MARK = "@"
_PARTS = re.compile("[，,]")
_PAIR = re.compile("[=＝]")


def try_out(store: Store, arguments: Namespace, console: Console) -> int:
    """Print the points of a clause for typed figures; return 1 if a form would not take one."""
    scheme = find_scheme(store, arguments.source, console)
    question = _build(scheme, arguments)
    if arguments.inputs:
        store.require("see_schemes")
        _print_inputs(question, arguments, console)
        return 0
    tried = try_clause(store, question)
    if arguments.format == "json":
        console.write(to_json(_describe(question, tried)))
    else:
        _print(question, tried, console)
    return 1 if tried.faults else 0


def _build(scheme: Scheme, arguments: Namespace) -> TrialQuestion:
    assessment = arguments.assessment or _find_only(scheme)
    known = [one.id for one in scheme.assessments]
    if assessment not in known:
        raise WrongCall(f"没有考核项“{assessment}”（可选：{'、'.join(known)}）。")
    roster = scheme.roster(assessment)
    as_of = arguments.as_of or scheme.calendar.write(12)
    return TrialQuestion(
        scheme,
        assessment,
        arguments.clause,
        arguments.unit or roster[0].name,
        as_of,
        _read_cells(scheme, arguments.cell, as_of),
        _read_rows(arguments.row),
        split_pairs(arguments.set, "--set") or None,
        final=arguments.final,
        with_data=arguments.real,
    )


def _find_only(scheme: Scheme) -> str:
    if len(scheme.assessments) > 1:
        known = "、".join(f"{one.id}（{one.title}）" for one in scheme.assessments)
        raise WrongCall(f"请用 --assessment 写明哪项考核（可选：{known}）。")
    return scheme.assessments[0].id


def _read_cells(
    scheme: Scheme, pairs: Iterable[str], as_of: str
) -> dict[tuple[str, str], dict[str, str]]:
    """Return the typed cells; a cell without a month is of the as-of month, or of a year before."""
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for name, text in split_pairs(pairs, "--cell").items():
        reference, _, month = name.partition(MONTH_MARK)
        form, mark, column = reference.removeprefix(LAST).partition(".")
        if not mark:
            raise WrongCall(f"--cell 应写成 报表.列=数；收到的是“{name}={text}”。")
        number = scheme.calendar.read(as_of) - (12 if reference.startswith(LAST) else 0)
        month = month or scheme.calendar.write(number)
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
            raise WrongCall(f"月份应写成 YYYY-MM；收到的是“{month}”。")
        cells.setdefault((form, column), {})[month] = text
    return cells


def _read_rows(written: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = {}
    for one in written:
        form, mark, rest = one.partition(":")
        pairs = [_PAIR.split(part, maxsplit=1) for part in _PARTS.split(rest) if part.strip()]
        if not mark or not pairs or any(len(pair) != 2 for pair in pairs):
            raise WrongCall(f"--row 应写成 台账:列=内容，列=内容；收到的是“{one}”。")
        row = {pair[0].strip(): pair[1].strip() for pair in pairs}
        rows.setdefault(form.strip(), []).append(row)
    return rows


def _print_inputs(question: TrialQuestion, arguments: Namespace, console: Console) -> None:
    inputs = list_inputs(question.scheme, question.assessment, question.clause, question.choices)
    if arguments.format == "json":
        console.write(to_json([asdict(one) for one in inputs]))
    elif inputs:
        headers = ("写法", "表头", "单位", "报表")
        console.write(draw_table(headers, [_to_row(one) for one in inputs]))
    else:
        console.print_message("这条指标无需填数：数据来自其他指标或名册。")


def _to_row(one: TrialInput) -> list[str]:
    name = f"{LAST if one.is_last_year else ''}{one.form}.{one.column}"
    written = f"--row {one.form}:{one.column}=" if one.is_ledger else f"--cell {name}="
    return [written, one.header, one.measure, one.title]


def _describe(question: TrialQuestion, tried: Tried) -> dict[str, object]:
    place = {
        "scheme": question.scheme.id,
        "assessment": question.assessment,
        "clause": question.clause,
        "unit": question.unit,
        "as_of": question.as_of,
    }
    return place | asdict(tried)


def _print(question: TrialQuestion, tried: Tried, console: Console) -> None:
    console.write(f"{question.clause} {question.unit} 截至{question.as_of}")
    if tried.sentence:
        console.write(tried.sentence)
    for fault in tried.faults:
        console.print_message(fault)
    if tried.faults:
        return
    if not tried.is_concerned:
        console.write("该指标不涉及该单位，或按所选口径没有这一条。")
        return
    names = {
        "满分": tried.full, "得分": tried.earned, "失分": tried.lost, "待定": tried.pending,
        "加减分": tried.added or None,
    }  # fmt: skip
    console.write(
        "，".join(f"{name}{_format(value)}" for name, value in names.items() if value is not None)
    )
    rows = [
        [_format(Decimal(one["points"])), describe_counts_to(one["counts_to"]), one["reason"]]
        for one in tried.lines
    ]
    if rows:
        console.write(draw_table(("分值", "计入", "算式"), rows, ("分值",)))


def _format(value: Decimal) -> str:
    return format_exact(value)
