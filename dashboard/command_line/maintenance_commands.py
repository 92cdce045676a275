"""What commands are told by a process that serves the maintenance page."""

from __future__ import annotations

import contextlib
import logging
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from dashboard.command_line.commands import doctor, health, verify
from dashboard.command_line.console import Console
from dashboard.command_line.dispatch import run_told
from dashboard.command_line.remote import serve_commands
from warehouse.faults import StoreUnavailable
from warehouse.home.backup_manifest import describe_with_way_back
from warehouse.safekeeping.health import Health

LOOKING = {"verify": verify.run_alone, "doctor": doctor.run_alone}
"""The commands that look into a store which nothing has open."""

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def maintaining(home: Path, fault: StoreUnavailable) -> Iterator[None]:
    """Take commands for a home in maintenance; on a disk that cannot be written, none."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(
                serve_commands(
                    home,
                    lambda argv, caller: run_told(
                        lambda arguments: answer(home, fault, arguments, caller), argv, caller
                    ),
                )
            )
        except StoreUnavailable as error:  # the page is worth more than the commands
            _log.warning("no commands in maintenance: %s", error)
        yield


def answer(home: Path, fault: StoreUnavailable, arguments: Namespace, console: Console) -> int:
    """Say how the dashboard is, look into the store, or say why nothing else can be done."""
    said = describe_with_way_back(fault, home)
    if arguments.command == "health":
        return health.tell(Health(False, f"看板正在维护：{said}"), arguments, console)
    if arguments.command in LOOKING:
        return LOOKING[arguments.command](home, arguments, console)
    console.say(f"看板正在维护，不能运行 {arguments.command}：{said}")
    return fault.exit_code
