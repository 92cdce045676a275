"""`kaohe audit accept`: record that the database is right and the record's copy is wrong."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dashboard.command_line.commands.restore import refuse_while_serving
from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from warehouse.safekeeping.accepted_copies import accept_copy


def run(home: Path, arguments: Namespace, console: Console) -> int:
    """Record the decision and write the copy again; StoreUnavailable while a dashboard runs."""
    refuse_while_serving(home, "不能重建操作记录的副本")
    detail = accept_copy(home, actor=console.actor, reason=arguments.reason)
    if arguments.format == "json":
        console.write(to_json(dict(detail)))
        return 0
    console.write("已记入操作记录，并按数据仓库重建了操作记录的副本。重建前的情况：")
    for sentence in detail["said"]:
        console.write(f"- {sentence}。")
    if detail["chain_breaks_at"]:
        console.write(f"- 数据仓库里的操作记录从第{detail['chain_breaks_at']}条起对不上。")
    console.write(f"原来的副本（如果还在）改名为 {detail['kept']}，请留存。")
    console.write("以后每次 kaohe verify 都会列出这次重建。请现在运行 kaohe verify 核对全部数据。")
    return 0
