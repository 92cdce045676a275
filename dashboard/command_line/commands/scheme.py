"""`kaohe scheme`: the life of a scheme, from the blank one to the retired one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict

from dashboard.command_line.commands.init import HOW_TO_BEGIN
from dashboard.command_line.commands.scheme_copying import copy, export, template
from dashboard.command_line.commands.scheme_files import find_scheme, read_one
from dashboard.command_line.commands.scheme_publishing import add, check
from dashboard.command_line.commands.scheme_trial import try_out
from dashboard.command_line.console import Console
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_table
from documents.wording import format_time
from scoring.scheme import Scheme
from warehouse.editions.sealing import Act
from warehouse.faults import WrongCall
from warehouse.scheme_life.retiring import reinstate_scheme, retire_scheme
from warehouse.schemes.differences.compare import compare_schemes
from warehouse.schemes.scheme_history import find_version
from warehouse.schemes.scheme_list import (
    STATE_TITLES,
    ListedScheme,
    SchemeVersion,
    list_schemes,
    read_history,
)
from warehouse.store import Store

HEADERS = ("代号", "状态", "名称", "年度", "版次", "指标", "单位", "报表", "最近发布", "发布人")
COLUMNS = (
    "id", "state", "title", "year", "region", "version", "clauses", "units", "forms", "actor",
    "loaded_at", "problem",
)  # fmt: skip


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Run an action on schemes; its name is the subcommand."""
    return ACTIONS[arguments.act](store, arguments, console)


def _list(store: Store, arguments: Namespace, console: Console) -> int:
    store.require("see_schemes")
    with store.reader() as cursor:
        listed = list_schemes(cursor)
    rows = [_describe(one) for one in listed]
    if arguments.format == "json":
        console.write(to_json(rows))
    elif arguments.format == "csv":
        console.write(to_csv(COLUMNS, rows))
    else:
        console.write(draw_table(HEADERS, [_to_row(one) for one in listed], HEADERS[3:8]))
        if all(one.version is None for one in listed):
            console.print_message(HOW_TO_BEGIN)
    return 0


def _describe(one: ListedScheme) -> dict[str, object]:
    version = one.version
    return {
        "id": one.id,
        "state": one.state,
        "title": one.title,
        "year": one.year,
        "region": one.region,
        "version": version.number if version else None,
        "clauses": one.clauses,
        "units": one.units,
        "forms": one.forms,
        "actor": version.actor if version else None,
        "loaded_at": version.loaded_at if version else None,
        "problem": one.problem,
    }


def _to_row(one: ListedScheme) -> list[str]:
    version = one.version
    return [
        one.id,
        STATE_TITLES[one.state],
        one.title or (one.problem or ""),
        str(one.year or ""),
        str(version.number) if version else "",
        str(one.clauses),
        str(one.units),
        str(one.forms),
        format_time(version.loaded_at) if version else "",
        version.actor if version else "",
    ]


def _show(store: Store, arguments: Namespace, console: Console) -> int:
    store.require("see_schemes")
    scheme = read_one(store, arguments.scheme, arguments.version)
    with store.reader() as cursor:
        history = read_history(cursor, scheme.id)
    if arguments.format == "json":
        versions = [asdict(one) for one in history]
        clauses = [clause for one in scheme.assessments for clause in _list_clauses(scheme, one.id)]
        console.write(
            to_json(
                {
                    "id": scheme.id,
                    "title": scheme.title,
                    "document": scheme.document,
                    "year": scheme.year,
                    "versions": versions,
                    "clauses": clauses,
                    "units": [unit.name for unit in scheme.units],
                    "forms": [dataset.key for dataset in scheme.datasets],
                }
            )
        )
        return 0
    console.write("\n".join([f"{scheme.title}（{scheme.id}）", *_draw_history(history)]))
    for assessment in scheme.assessments:
        rows = [list(one.values()) for one in _list_clauses(scheme, assessment.id)]
        console.write(f"\n{assessment.title}")
        console.write(draw_table(("考核", "编号", "名称", "依据", "计分规则"), rows))
    return 0


def _list_clauses(scheme: Scheme, assessment_id: str) -> list[dict[str, str]]:
    outline = scheme.assessment(assessment_id)
    return [
        {
            "assessment": assessment_id,
            "id": item.id,
            "name": item.name,
            "clause": item.clause,
            "sentence": outline.sentence(item.id, {}) or "",
        }
        for item in (*outline.items, *outline.vetoes)
    ]


def _draw_history(history: list[SchemeVersion]) -> list[str]:
    lines = []
    for one in history:
        head = f"第{one.number}版 {format_time(one.loaded_at)} {one.actor} {one.reason}"
        lines += [head.rstrip(), *(f"  - {sentence}" for sentence in one.difference)]
    return lines


def _diff(store: Store, arguments: Namespace, console: Console) -> int:
    store.require("see_schemes")
    older, newer = _find_sides(store, arguments, console)
    changes = compare_schemes(older, newer)
    if arguments.format == "json":
        console.write(to_json([asdict(one) for one in changes]))
    elif changes:
        console.write("\n".join(one.sentence for one in changes))
    else:
        console.print_message("没有不同。")
    return 0


def _find_sides(store: Store, arguments: Namespace, console: Console) -> tuple[Scheme, Scheme]:
    if arguments.newer is not None:
        sides = (arguments.older, arguments.newer)
        older, newer = (find_scheme(store, one, console) for one in sides)
        return older, newer
    with store.reader() as cursor:
        newest = find_version(cursor, arguments.older)
    if newest < 2:
        raise WrongCall(f"考核方案“{arguments.older}”只有一版，请再写一个方案来比较。")
    return (
        read_one(store, arguments.older, newest - 1),
        read_one(store, arguments.older, newest),
    )


def _retire(store: Store, arguments: Namespace, console: Console) -> int:
    act = Act(console.actor, arguments.reason)
    (reinstate_scheme if arguments.undo else retire_scheme)(store, arguments.scheme, act)
    if arguments.format == "json":
        console.write(to_json({"scheme": arguments.scheme, "retired": not arguments.undo}))
        return 0
    done = (
        "已恢复使用。"
        if arguments.undo
        else "已停用：不再出现在页面、报表和识别里，数据和印发过的通报仍可查看。"
    )
    console.write(f"考核方案“{arguments.scheme}”{done}")
    return 0


ACTIONS: dict[str, Callable[[Store, Namespace, Console], int]] = {
    "list": _list,
    "template": template,
    "check": check,
    "add": add,
    "show": _show,
    "diff": _diff,
    "copy": copy,
    "retire": _retire,
    "export": export,
    "try": try_out,
}
