"""`kaohe verify`: prove that ledger, totals, evidence and the record agree."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict, replace
from pathlib import Path

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import split_printed
from dashboard.command_line.output import to_json
from warehouse.check_results import CheckFinding, CheckReport, Depth, Verdict
from warehouse.faults import StoreInDoubt, StoreUnavailable
from warehouse.home.backup_manifest import describe_way_back
from warehouse.home.opening import open_store
from warehouse.home.upkeep_notes import note_check
from warehouse.safekeeping.verification.verify import check_printed, prove
from warehouse.store import Store

CODES: dict[Verdict, int] = {"sound": 0, "differs": 1, "behind": 4, "unreadable": 4}
WORDS: dict[Verdict, str] = {
    "sound": "完好：得分、明细、原始文件和操作记录都对得上。",
    "differs": "有出入：",
    "behind": "不完整：已经确认过的改动丢失了。",
    "unreadable": "打不开：",
}


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Prove an open store."""
    store.require("verify")
    proof = _prove(store, "quick" if arguments.quick else "full")
    note_check(store.home, proof.verdict)
    printed = split_printed(arguments.printed) if arguments.printed else None
    if printed and (finding := check_printed(store, *printed)):
        verdict: Verdict = "differs" if proof.verdict == "sound" else proof.verdict
        proof = replace(proof, verdict=verdict, findings=(*proof.findings, finding))
    return _print_with_way_back(proof, store.home, arguments, console)


def _prove(store: Store, depth: Depth) -> CheckReport:
    """Prove a store; one that is damaged where it is read is unreadable."""
    try:
        return prove(store, depth)
    except StoreInDoubt as fault:
        return CheckReport("unreadable", (CheckFinding("store", str(fault)),))


def run_alone(home: Path, arguments: Namespace, console: Console) -> int:
    """Prove a store that nothing serves, also one that would not be opened otherwise."""
    try:
        store = open_store(home, in_doubt=True)
    except StoreUnavailable as fault:
        proof = CheckReport("unreadable", (CheckFinding("store", str(fault)),))
        if isinstance(fault, StoreInDoubt):
            return _print_with_way_back(proof, home, arguments, console)
        return tell(proof, arguments, console)
    try:
        return run(store, arguments, console)
    finally:
        store.close()


def _print_with_way_back(
    proof: CheckReport, home: Path, arguments: Namespace, console: Console
) -> int:
    """Print a verdict; where it is not sound, also the command that restores the last backup."""
    code = tell(proof, arguments, console)
    if code and arguments.format == "text":
        console.say(describe_way_back(home))
    return code


def tell(proof: CheckReport, arguments: Namespace, console: Console) -> int:
    """Print a verdict and what was found; return its exit code."""
    if arguments.format == "json":
        console.write(to_json(asdict(proof)))
    else:
        console.write(WORDS[proof.verdict])
        for title, lines in (
            ("", [one.said for one in proof.findings]),
            ("核对了：", proof.compared),
            ("没有核对：", proof.left_out),
        ):
            for line in (title, *(f"- {one}" for one in lines)) if lines else ():
                if line:
                    console.write(line)
    return CODES[proof.verdict]
