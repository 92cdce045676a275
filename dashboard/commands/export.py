"""`kaohe export`: the same workbooks as the dashboard's buttons."""

from __future__ import annotations

from argparse import Namespace

from dashboard.arguments import check_kinds, split_pairs
from dashboard.console import Console
from dashboard.printing import to_json
from documents.exports import export_leaderboard, export_ledger, export_scores
from documents.wording import KIND_TITLES
from warehouse.faults import WrongCall
from warehouse.scores import Question
from warehouse.store import Store


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Write a workbook for the caller."""
    if not arguments.output.lower().endswith(".xlsx"):
        raise WrongCall(f"导出的是 Excel 工作簿，文件名应以 .xlsx 结尾：{arguments.output}")
    console.write_file(arguments.output, _build(store, arguments))
    if arguments.format == "json":
        console.write(to_json({"file": arguments.output}))
    else:
        console.say(f"已导出到 {arguments.output}")
    return 0


def _build(store: Store, arguments: Namespace) -> bytes:
    if arguments.subject == "leaderboard":
        check_kinds(arguments.kind, KIND_TITLES)
        return export_leaderboard(
            store, arguments.scheme, arguments.assessment, arguments.as_of, kinds=arguments.kind
        )
    question = Question(
        arguments.scheme,
        arguments.as_of,
        final=arguments.final,
        choices=split_pairs(arguments.set, "--set") or None,
        known_at=arguments.known_at,
    )
    if arguments.subject == "ledger":
        return export_ledger(store, question, arguments.assessment, arguments.unit)
    return export_scores(store, question, arguments.assessment)
