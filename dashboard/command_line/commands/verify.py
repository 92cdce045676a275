"""`kaohe verify`: check that ledger, totals, evidence and audit record agree."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict, replace
from pathlib import Path

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import split_printed
from dashboard.command_line.output import to_json
from warehouse.check_results import CheckFinding, CheckReport, Depth, Verdict
from warehouse.faults import StoreInDoubt, StoreUnavailable
from warehouse.home.backup_manifest import describe_recovery
from warehouse.home.opening import open_store
from warehouse.home.upkeep_notes import note_check
from warehouse.safekeeping.verification.verify import check_printed, verify_store
from warehouse.store import Store

CODES: dict[Verdict, int] = {"sound": 0, "differs": 1, "behind": 4, "unreadable": 4}
WORDS: dict[Verdict, str] = {
    "sound": "核对一致：得分、明细、原始文件和操作记录均完整。",
    "differs": "有出入：",
    "behind": "不完整：已经确认过的改动丢失了。",
    "unreadable": "无法打开：",
}


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Check an open store; return the exit code of the verdict."""
    store.require("verify")
    report = _prove(store, "quick" if arguments.quick else "full")
    note_check(store.home, report)
    printed = split_printed(arguments.printed) if arguments.printed else None
    if printed and (finding := check_printed(store, *printed)):
        verdict: Verdict = "differs" if report.verdict == "sound" else report.verdict
        report = replace(report, verdict=verdict, findings=(*report.findings, finding))
    return _print_with_way_back(report, store.home, arguments, console)


def _prove(store: Store, depth: Depth) -> CheckReport:
    """Check a store; if damage shows while it is read, the verdict is `unreadable`."""
    try:
        return verify_store(store, depth)
    except StoreInDoubt as fault:
        return CheckReport("unreadable", (CheckFinding("store", str(fault)),))


def run_alone(home: Path, arguments: Namespace, console: Console) -> int:
    """Check a store that nothing serves, even one that no other command would open."""
    try:
        store = open_store(home, in_doubt=True)
    except StoreUnavailable as fault:
        report = CheckReport("unreadable", (CheckFinding("store", str(fault)),))
        if isinstance(fault, StoreInDoubt):
            return _print_with_way_back(report, home, arguments, console)
        return print_report(report, arguments, console)
    try:
        return run(store, arguments, console)
    finally:
        store.close()


def _print_with_way_back(
    report: CheckReport, home: Path, arguments: Namespace, console: Console
) -> int:
    """Print a report, and unless it is sound the command that restores the last backup."""
    code = print_report(report, arguments, console)
    if code and arguments.format == "text":
        console.print_message(describe_recovery(home))
    return code


def print_report(report: CheckReport, arguments: Namespace, console: Console) -> int:
    """Print a verdict and its findings; return its exit code."""
    if arguments.format == "json":
        console.write(to_json(asdict(report)))
    else:
        console.write(WORDS[report.verdict])
        for title, lines in (
            ("", [finding.said for finding in report.findings]),
            ("核对了：", report.compared),
            ("没有核对：", report.left_out),
        ):
            if lines and title:
                console.write(title)
            for line in lines:
                console.write(f"- {line}")
    return CODES[report.verdict]
