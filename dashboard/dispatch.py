"""From a command line to the command's function, the same in both kinds of process."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence

from dashboard.bugs import record_bug, say_bug
from dashboard.commands import (
    backup,
    batches,
    export,
    import_files,
    init,
    ledger,
    revert,
    scores,
    verify,
)
from dashboard.console import Console
from dashboard.control import HangUpError
from dashboard.parser import build_parser
from warehouse.faults import Fault, WrongCall
from warehouse.store import Store

Command = Callable[[Store, Namespace, Console], int]

COMMANDS: dict[str, Command] = {
    "init": init.run,
    "import": import_files.run,
    "scores": scores.run,
    "ledger": ledger.run,
    "batches": batches.run,
    "revert": revert.run,
    "export": export.run,
    "backup": backup.run,
    "verify": verify.run,
}
"""Every command that works on an open store."""

BUG = 70
"""Exit code of a mistake of ours (EX_SOFTWARE): none of the codes that a caller reacts to."""


def perform(store: Store, argv: Sequence[str], console: Console) -> int:
    """Run a command line that came from another process against this one's store."""
    try:
        arguments = build_parser().parse_args(argv)
        if arguments.command not in COMMANDS:
            raise WrongCall(f"{arguments.command} 不能在看板进程里运行。")
        return COMMANDS[arguments.command](store, arguments, console)
    except Fault as fault:
        console.say(str(fault))
        return fault.exit_code
    except HangUpError:
        raise
    except Exception as error:
        console.say(say_bug(record_bug(error)))
        return BUG
