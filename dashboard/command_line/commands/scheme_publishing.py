"""`kaohe scheme check`, `kaohe scheme add`: every fault at once; a preview; a new version."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from dashboard.command_line.commands.scheme_files import check_files, read_files
from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from dashboard.command_line.text_table import draw_table
from documents.wording import format_month, format_points
from warehouse.editions.sealing import Act
from warehouse.faults import WrongCall
from warehouse.scheme_life.checking import (
    CheckedSource,
    SourceFault,
    check_source,
    mark_source,
)
from warehouse.scheme_life.last_year import CarriedYear, carry_last_year
from warehouse.scheme_life.publishing import Preview, preview_scheme, publish_scheme
from warehouse.scheme_life.score_moves import MonthMoves, UnitMove
from warehouse.schemes.scheme_files import find_example, load_scheme
from warehouse.schemes.scheme_source import SchemeSource
from warehouse.store import Store

HEADERS = ("单位", "总分", "变为", "名次", "变为", "等次", "变为")
SHOWN_UNITS = 10
"""Units of a month that a terminal shows; JSON has all."""


def check(store: Store, arguments: Namespace, console: Console) -> int:
    """Print everything that is wrong with a scheme; return 1 if anything is."""
    store.require("see_schemes")
    source = read_files(arguments.path, console)
    checked = check_source(source)
    if arguments.annotated:
        _write_marked(source, checked, arguments.annotated, console)
    if arguments.format == "json":
        scheme = checked.scheme
        found: dict[str, Any] = {"scheme": scheme.id if scheme else None}
        console.write(to_json(found | _describe_faults(checked)))
    else:
        _print_faults(checked, console)
        if scheme := checked.scheme:
            clauses = sum(len(one.indicators) for one in scheme.assessments)
            counts = f"{clauses}条指标、{len(scheme.units)}个单位、{len(scheme.datasets)}张报表"
            console.write(f"“{scheme.title}”（{scheme.id}）没有错误：{counts}。")
    return 0 if checked.scheme else 1


def add(store: Store, arguments: Namespace, console: Console) -> int:
    """Publish a scheme, or with --dry-run only say what that would change."""
    if arguments.example:
        checked = CheckedSource(load_scheme(find_example(arguments.example)))
    else:
        checked = check_files(arguments.path, console)
    if checked.scheme is None:
        if arguments.format == "json":
            console.write(to_json({"scheme": None} | _describe_faults(checked)))
        _print_faults(checked, console)
        return 1
    if arguments.dry_run:
        preview, carried = preview_scheme(store, checked.scheme), None
    else:
        act = Act(console.actor, arguments.reason)
        preview = publish_scheme(store, checked.scheme, act, corrects=arguments.correct)
        last = arguments.last_year
        carried = carry_last_year(store, checked.scheme.id, last, act) if last else None
    if arguments.format == "json":
        told = describe_preview(preview) | {"published": not arguments.dry_run}
        told |= {"last_year": asdict(carried) if carried else None}
        console.write(to_json(told | _describe_faults(checked)))
    else:
        _print_preview(preview, console, is_published=not arguments.dry_run)
        _print_carried(carried, console)
    return 1 if arguments.dry_run and preview.sealed and not arguments.correct else 0


def _describe_faults(checked: CheckedSource) -> dict[str, Any]:
    return {
        "problem": checked.problem,
        "errors": [_describe_fault(one) for one in checked.faults],
        "warnings": [_describe_fault(one) for one in checked.warnings],
    }


def _describe_fault(fault: SourceFault) -> dict[str, Any]:
    cell = asdict(fault.cell) if fault.cell else dict.fromkeys(("sheet", "row", "column", "header"))
    refusal = asdict(fault.refusal)
    return refusal | cell | {"message": fault.message}


def _write_marked(
    source: SchemeSource, checked: CheckedSource, path: str, console: Console
) -> None:
    """Write the workbook with its faults marked; WrongCall for text, which has no cells."""
    if source.workbook is None:
        raise WrongCall("只有方案工作簿才能标出错误，文本方案请看文件名和键名。")
    content = mark_source(source, checked)
    if content is None:
        console.print_message("没有要标出的错误，没有写副本。")
        return
    console.write_file(path, content)
    console.print_message(f"标出错误的副本写到 {path}")


def _print_faults(checked: CheckedSource, console: Console) -> None:
    for message in checked.messages:
        console.print_message(message)
    for warning in checked.warnings:
        console.print_message(f"提醒：{warning.message}")
    if checked.messages:
        console.print_message(f"共{len(checked.messages)}处错误，没有发布。")


def describe_preview(preview: Preview) -> dict[str, Any]:
    """Return a preview as a JSON object."""
    return {
        "scheme": preview.scheme.id,
        "version": preview.version,
        "previous": preview.previous,
        "unchanged": preview.is_unchanged,
        "changes": [asdict(one) for one in preview.changes],
        "difference": list(preview.sentences),
        "moves": [_describe_month(one) for one in preview.moves],
        "sealed_months": sorted({one.month for one in preview.sealed}),
    }


def _describe_month(month: MonthMoves) -> dict[str, Any]:
    return {
        "assessment": month.assessment,
        "month": month.month,
        "sealed": month.is_sealed,
        "ranks_moved": month.ranks_moved,
        "grades_moved": month.grades_moved,
        "units": [asdict(one) for one in month.units],
    }


def _print_preview(preview: Preview, console: Console, *, is_published: bool) -> None:
    if preview.is_unchanged:
        console.print_message("没有改动，已发布的就是这一版。")
        return
    verb = "已发布" if is_published else "将发布"
    console.write(f"{verb}考核方案“{preview.scheme.id}”第{preview.version}版：")
    console.write("\n".join(f"- {sentence}" for sentence in preview.sentences))
    if preview.previous is not None:
        console.write("各月分数：" if preview.moves else "各月的分数、名次、等次都不变。")
    for month in preview.moves:
        _print_month(month, console)


def _print_month(month: MonthMoves, console: Console) -> None:
    sealed = "（已封存）" if month.is_sealed else ""
    counts = f"{len(month.units)}个单位变动，名次{month.ranks_moved}个，等次{month.grades_moved}个"
    console.write(f"\n{month.title} 截至{format_month(month.month)}{sealed}：{counts}")
    rows = [_to_row(one) for one in month.units[:SHOWN_UNITS]]
    console.write(draw_table(HEADERS, rows, HEADERS[1:5]))
    if len(month.units) > SHOWN_UNITS:
        console.write(f"……另有{len(month.units) - SHOWN_UNITS}个单位（--format json 列出全部）")


def _to_row(unit: UnitMove) -> list[str]:
    return [
        unit.unit + {"both": "", "new": "（新）", "gone": "（退出）"}[unit.presence],
        format_points(unit.total_before, ""),
        format_points(unit.total_after, ""),
        str(unit.rank_before or ""),
        str(unit.rank_after or ""),
        unit.grade_before or "",
        unit.grade_after or "",
    ]


def _print_carried(carried: CarriedYear | None, console: Console) -> None:
    if carried is None:
        return
    console.write(f"上年数：导入{len(carried.batches)}批，已有{carried.already}批。")
    for sentence in carried.left_out:
        console.print_message(sentence)
