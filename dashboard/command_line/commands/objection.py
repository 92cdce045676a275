"""`kaohe objection`: file, list, decide and withdraw objections of units."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_table
from documents.wording import (
    OBJECTION_TITLES,
    describe_signed,
    describe_unknown_holidays,
    format_days_left,
)
from warehouse.database.clock import today_in_china
from warehouse.editions.sealing import Act
from warehouse.faults import WrongCall
from warehouse.objections import (
    Claim,
    Decision,
    Evidence,
    decide_objection,
    file_objection,
    withdraw_objection,
)
from warehouse.store import Store
from warehouse.views.objections import read_objections

HEADERS = (
    "编号",
    "状态",
    "剩余",
    "方案",
    "截至",
    "考核",
    "单位",
    "指标",
    "调整",
    "请求",
    "决定理由",
)
CSV_COLUMNS = (
    "id", "state", "days_left", "scheme", "month", "assessment", "unit", "indicator", "points",
    "request", "reason", "line_key", "edition", "batch", "due_on",
)  # fmt: skip


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Run an action on objections; its name is the subcommand."""
    return ACTIONS[arguments.act](store, arguments, console)


def _file(store: Store, arguments: Namespace, console: Console) -> int:
    claim = Claim(
        arguments.scheme, arguments.as_of, arguments.assessment, arguments.unit,
        arguments.indicator, arguments.line,
    )  # fmt: skip
    path = arguments.evidence
    evidence = Evidence(PurePath(path).name, console.read_file(path)) if path else None
    number = file_objection(
        store,
        claim,
        arguments.text,
        actor=console.actor,
        today=today_in_china(),
        evidence=evidence,
    )
    _print(arguments, console, {"objection": number}, f"已登记，第{number}号复核。")
    return 0


def _list(store: Store, arguments: Namespace, console: Console) -> int:
    with store.reader() as cursor:
        rows = read_objections(cursor, today_in_china(), arguments.scheme)
    if arguments.open:
        rows = [row for row in rows if row["state"] == "open"]
    if arguments.format == "json":
        console.write(to_json(rows))
    elif arguments.format == "csv":
        console.write(to_csv(CSV_COLUMNS, rows))
    elif rows:
        console.write(draw_table(HEADERS, [_to_row(row) for row in rows], ("编号", "调整")))
        if unknown := describe_unknown_holidays(
            {year for row in rows for year in row["unknown_years"]}
        ):
            console.print_message(unknown)
    else:
        console.print_message("没有复核申请。")
    return 0


def _decide(store: Store, arguments: Namespace, console: Console) -> int:
    decision = Decision(arguments.outcome, _read_points(arguments.points), arguments.month)
    act = Act(console.actor, arguments.reason)
    batch = decide_objection(store, arguments.number, decision, act)
    payload = {"objection": arguments.number, "outcome": arguments.outcome, "batch": batch}
    effect = f"调整记为第{batch}批，分数已重算。" if batch else "分数不变。"
    title = OBJECTION_TITLES[arguments.outcome]
    _print(arguments, console, payload, f"第{arguments.number}号复核：{title}，{effect}")
    return 0


def _withdraw(store: Store, arguments: Namespace, console: Console) -> int:
    batch = withdraw_objection(store, arguments.number, Act(console.actor, arguments.reason))
    payload = {"objection": arguments.number, "outcome": "withdrawn", "batch": batch}
    effect = f"原来的调整已撤回，记为第{batch}批。" if batch else "分数不变。"
    _print(arguments, console, payload, f"第{arguments.number}号复核已撤回，{effect}")
    return 0


def _read_points(text: str) -> Decimal:
    try:
        points = Decimal(text)
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite():
        raise WrongCall(f"--points 应为分值，如 0.50 或 -1；收到的是“{text}”。")
    return points


def _print(arguments: Namespace, console: Console, payload: dict[str, Any], sentence: str) -> None:
    console.write(to_json(payload) if arguments.format == "json" else sentence)


def _to_row(row: dict[str, Any]) -> list[str]:
    return [
        str(row["id"]),
        OBJECTION_TITLES[row["state"]],
        format_days_left(row["days_left"], is_estimate=bool(row["unknown_years"])),
        row["scheme"],
        row["month"],
        row["assessment"],
        row["unit"],
        row["indicator"],
        describe_signed(row["points"] or None),
        row["request"],
        row["reason"] or "",
    ]


ACTIONS: dict[str, Callable[[Store, Namespace, Console], int]] = {
    "file": _file,
    "list": _list,
    "decide": _decide,
    "withdraw": _withdraw,
}
