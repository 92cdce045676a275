"""What the commands that write documents share: date of issue, file name, output."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import list_options
from dashboard.command_line.output import to_json
from warehouse.faults import WrongCall
from warehouse.store import Store
from warehouse.views.file_release import note_export


def parse_day(text: str | None) -> date | None:
    """Return the date of issue; WrongCall unless it is written YYYY-MM-DD."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise WrongCall(f"--date 应写成 YYYY-MM-DD，不能是“{text}”。") from None


def find_suffix(path: str, allowed: Sequence[str], what: str) -> str:
    """Return a file name's suffix, which decides the format; WrongCall lists the allowed ones."""
    for suffix in allowed:
        if path.lower().endswith(suffix):
            return suffix
    raise WrongCall(f"{what}的文件名应以 {'、'.join(allowed)} 结尾：{path}")


def output_document(
    store: Store, console: Console, arguments: Namespace, content: bytes, warnings: Sequence[str]
) -> int:
    """Record a document and write it to the caller's file; gaps in it only print warnings."""
    store.require("export")
    note_export(store, PurePath(arguments.output).name, list_options(arguments))
    console.write_file(arguments.output, content)
    if arguments.format == "json":
        console.write(to_json({"file": arguments.output, "warnings": list(warnings)}))
        return 0
    for warning in warnings:
        console.print_message(f"提醒：{warning}")
    console.print_message(f"已写到 {arguments.output}")
    return 0
