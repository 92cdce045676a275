"""Commands while the serving process shows the maintenance page."""

from __future__ import annotations

import contextlib
import logging
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from dashboard.command_line.command_server import serve_commands
from dashboard.command_line.commands import doctor, health, verify
from dashboard.command_line.console import Console
from dashboard.command_line.dispatch import run_reporting_errors
from warehouse.faults import StoreUnavailable
from warehouse.home.backup_manifest import describe_with_recovery
from warehouse.safekeeping.health import Health

INSPECTIONS = {"verify": verify.run_alone, "doctor": doctor.run_alone}
"""The commands that still run: they inspect a store that nothing has open."""

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def serve_maintenance_commands(home: Path, fault: StoreUnavailable) -> Iterator[None]:
    """Answer commands for a home in maintenance while the block runs.

    On a disk that cannot be written there is no command channel, but the block runs.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(
                serve_commands(
                    home,
                    lambda argv, caller: run_reporting_errors(
                        lambda arguments: answer(home, fault, arguments, caller), argv, caller
                    ),
                )
            )
        except StoreUnavailable as error:  # the page matters more than the commands
            _log.warning("no commands in maintenance: %s", error)
        yield


def answer(home: Path, fault: StoreUnavailable, arguments: Namespace, console: Console) -> int:
    """Report the health, inspect the store, or say why another command cannot run."""
    reason = describe_with_recovery(fault, home)
    if arguments.command == "health":
        return health.print_health(Health(False, f"看板正在维护：{reason}"), arguments, console)
    if arguments.command in INSPECTIONS:
        return INSPECTIONS[arguments.command](home, arguments, console)
    console.print_message(f"看板正在维护，不能运行 {arguments.command}：{reason}")
    return fault.exit_code
