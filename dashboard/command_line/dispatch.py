"""Find and run the function of a command, in the caller's process or in the serving one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from dashboard.command_line.channel import HangUpError
from dashboard.command_line.console import Console
from dashboard.command_line.options.parser import build_parser
from dashboard.runtime.bug_reports import describe_bug, record_bug
from warehouse.access.people import host
from warehouse.faults import Fault, WrongCall
from warehouse.store import Store

Command = Callable[[Store, Namespace, Console], int]

COMMANDS = {
    "init": "init.run",
    "import": "import_files.run",
    "scores": "scores.run",
    "ledger": "ledger.run",
    "batches": "batches.run",
    "revert": "revert.run",
    "export": "export.run",
    "scheme": "scheme.run",
    "template": "template.run",
    "bulletin": "bulletin.run",
    "brief": "brief.run",
    "result": "result.run",
    "seal": "seal.run_seal",
    "unseal": "seal.run_unseal",
    "issue": "issue.run",
    "editions": "editions.run_list",
    "edition": "editions.run_one",
    "objection": "objection.run",
    "account": "account.run",
    "setting": "setting.run",
    "backup": "backup.run",
    "verify": "verify.run",
    "health": "health.run",
    "doctor": "doctor.run",
    "metrics-token": "metrics_token.run",
}
"""Each command that works on an open store → its module in commands/ and its function.

These are names, imported when needed: a command that prints scores need not load Word's library.
"""

BUG = 70
"""The exit code of a bug (EX_SOFTWARE), unlike all codes that a caller reacts to."""


def find_command(name: str) -> Command:
    """Import and return a command's function."""
    module, _, function = COMMANDS[name].partition(".")
    command: Command = getattr(import_module(f"dashboard.command_line.commands.{module}"), function)
    return command


def run_for_caller(store: Store, argv: Sequence[str], console: Console) -> int:
    """Run a command line from another process on this process's store; return its exit code."""

    def run(arguments: Namespace) -> int:
        if arguments.command not in COMMANDS:
            raise WrongCall(f"{arguments.command} 不能在看板进程里运行。")
        bound = store.bind_to(host(console.actor))
        return find_command(arguments.command)(bound, arguments, console)

    return run_reporting_errors(run, argv, console)


def run_reporting_errors(
    run: Callable[[Namespace], int], argv: Sequence[str], console: Console
) -> int:
    """Parse a command line and run it; print a Fault or a bug's number to its caller."""
    try:
        return run(build_parser().parse_args(argv))
    except Fault as fault:
        console.print_message(str(fault))
        return fault.exit_code
    except HangUpError:
        raise
    except Exception as error:
        console.print_message(describe_bug(record_bug(error)))
        return BUG
