"""`kaohe doctor`: check this installation, and say what to do about each fault."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from dashboard.command_line.console import Console
from dashboard.command_line.doctor.examining import (
    examine_folder,
    examine_kept,
    examine_machine,
    examine_network,
)
from dashboard.command_line.doctor.finding import DoctorFinding
from dashboard.command_line.output import to_json
from dashboard.server.listening_address import ListeningAddress, read_listening_address
from documents.wording import measure_width
from warehouse.faults import StoreUnavailable
from warehouse.home.backup_manifest import describe_with_recovery
from warehouse.safekeeping.inspection import StoreState, inspect_closed_store, inspect_open_store
from warehouse.store import Store

WORDS = {"sound": "正常", "notice": "注意", "wrong": "有问题"}
WIDTH, GAP = 16, "  "


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Check the serving process and its installation; return 1 if something is wrong."""
    with store.frozen() as cursor:  # or the record's copy could be ahead of the snapshot
        state = inspect_open_store(cursor, store.home)
    findings = examine(store.home, state, "", arguments.port, read_listening_address())
    return print_findings(findings, arguments, console)


def run_alone(home: Path, arguments: Namespace, console: Console) -> int:
    """Check an installation that nothing serves, even if its store cannot be opened."""
    state, fault = None, ""
    try:
        state = inspect_closed_store(home)
    except StoreUnavailable as unavailable:
        fault = describe_with_recovery(unavailable, home)
    findings = examine(home, state, fault, arguments.port, None)
    return print_findings(findings, arguments, console)


def examine(
    home: Path, state: StoreState | None, fault: str, port: int, listening: ListeningAddress | None
) -> list[DoctorFinding]:
    """Return the results of all checks."""
    return [
        *examine_machine(),
        *examine_folder(home, state.accounts if state else 0),
        *examine_kept(home, state, fault),
        *examine_network(port, listening),
    ]


def print_findings(
    findings: Sequence[DoctorFinding], arguments: Namespace, console: Console
) -> int:
    """Print the findings; return 1 if something is wrong."""
    code = int(any(finding.level == "wrong" for finding in findings))
    if arguments.format == "json":
        rows = [finding._asdict() for finding in findings]
        console.write(to_json({"sound": not code, "findings": rows}))
        return code
    for subject, level, said, advice in findings:
        console.write(_pad(WORDS[level], 6) + GAP + _pad(subject, WIDTH) + GAP + said)
        if advice:
            console.write(" " * (6 + WIDTH + 2 * len(GAP)) + f"→ {advice}")
    console.write(f"\n{_summarise(findings)}")
    return code


def _summarise(findings: Sequence[DoctorFinding]) -> str:
    wrongs = sum(finding.level == "wrong" for finding in findings)
    notices = sum(finding.level == "notice" for finding in findings)
    if not wrongs and not notices:
        return f"共检查{len(findings)}项，全部正常。"
    return f"共检查{len(findings)}项：{wrongs}项有问题，{notices}项须注意。"


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - measure_width(text))
