"""`kaohe doctor`: what is wrong with this installation, and what to do about each thing."""

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
from dashboard.server.listening_address import Exposure, find_exposure
from documents.wording import measure
from warehouse.faults import StoreUnavailable
from warehouse.home.backup_manifest import describe_with_way_back
from warehouse.safekeeping.inspection import StoreState, inspect_closed_store, inspect_open_store
from warehouse.store import Store

WORDS = {"sound": "正常", "notice": "注意", "wrong": "有问题"}
WIDTH, GAP = 16, "  "


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Examine the process that serves this home, and everything that it stands on."""
    with store.frozen() as cursor:  # else the record's copy may be ahead of the snapshot
        state = inspect_open_store(cursor, store.home)
    found = examine(store.home, state, "", arguments.port, find_exposure())
    return tell(found, arguments, console)


def run_alone(home: Path, arguments: Namespace, console: Console) -> int:
    """Examine an installation that nothing serves, also one whose store cannot be opened."""
    state, fault = None, ""
    try:
        state = inspect_closed_store(home)
    except StoreUnavailable as unavailable:
        fault = describe_with_way_back(unavailable, home)
    return tell(examine(home, state, fault, arguments.port, None), arguments, console)


def examine(
    home: Path, state: StoreState | None, fault: str, port: int, exposure: Exposure | None
) -> list[DoctorFinding]:
    """Return what every check says."""
    return [
        *examine_machine(),
        *examine_folder(home, state.accounts if state else 0),
        *examine_kept(home, state, fault),
        *examine_network(port, exposure),
    ]


def tell(found: Sequence[DoctorFinding], arguments: Namespace, console: Console) -> int:
    """Print what was found; return 1 where something is wrong."""
    code = int(any(one.level == "wrong" for one in found))
    if arguments.format == "json":
        findings = [one._asdict() for one in found]
        console.write(to_json({"sound": not code, "findings": findings}))
        return code
    for one in found:
        console.write(_pad(WORDS[one.level], 6) + GAP + _pad(one.subject, WIDTH) + GAP + one.said)
        if one.advice:
            console.write(" " * (6 + WIDTH + 2 * len(GAP)) + f"→ {one.advice}")
    console.write(f"\n{_sum_up(found)}")
    return code


def _sum_up(found: Sequence[DoctorFinding]) -> str:
    wrongs = sum(one.level == "wrong" for one in found)
    notices = sum(one.level == "notice" for one in found)
    if not wrongs and not notices:
        return f"共检查 {len(found)} 项，全部正常。"
    return f"共检查 {len(found)} 项：{wrongs} 项有问题，{notices} 项要注意。"


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - measure(text))
