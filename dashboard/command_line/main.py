"""The entry point of the command `kaohe`; its options are in `options/`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from dashboard.command_line.console import Console, Terminal
from dashboard.command_line.options.parser import build_parser
from dashboard.command_line.remote import delegate
from warehouse.faults import Fault, StoreInDoubt

OFFLINE = frozenset({"serve", "restore", "audit"})
"""Commands that never run in a serving process: they start it, or need it stopped."""
STANDALONE = frozenset({"health", "doctor", "verify"})
"""Commands that also work without an openable store, with a function `run_alone` for that."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; print a Fault as a sentence."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    os.umask(0o077)  # all files written, exports too, are readable by their owner only
    console = Terminal()
    try:
        return run_command(sys.argv[1:] if argv is None else argv, console)
    except Fault as fault:
        console.print_message(str(fault))
        if isinstance(fault, StoreInDoubt):
            from warehouse.home.backup_manifest import describe_recovery  # rarely needed

            console.print_message(describe_recovery(find_home()))
        return fault.exit_code
    except BrokenPipeError:
        # `kaohe scores | head`: the reader has closed its end. Python would report that at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def find_home() -> Path:
    """Return the folder that `KAOHE_HOME` names (default `./data`), as an absolute path."""
    return Path(os.environ.get("KAOHE_HOME") or "data").expanduser().absolute()


def run_command(argv: Sequence[str], console: Console) -> int:
    """Run a command in the serving process if there is one, else on a store opened here."""
    arguments = build_parser().parse_args(argv)
    home = find_home()
    if arguments.command in OFFLINE:
        return _run_module(arguments, "run", home, console)
    code = delegate(home, argv, console)
    if code is not None:
        return code
    if arguments.command in STANDALONE:
        return _run_module(arguments, "run_alone", home, console)
    from dashboard.command_line.dispatch import find_command
    from warehouse.access.people import host
    from warehouse.home.opening import open_store

    store = open_store(home, create=arguments.command == "init").bind_to(host(console.actor))
    try:
        return find_command(arguments.command)(store, arguments, console)
    finally:
        store.close()


def _run_module(arguments: Namespace, function: str, home: Path, console: Console) -> int:
    """Import a command's module and call one of its functions, which opens the store itself."""
    # Streamlit, Polars and DuckDB take a second or more to import: import only what is needed.
    module = import_module(f"dashboard.command_line.commands.{arguments.command}")
    code: int = getattr(module, function)(home, arguments, console)
    return code


if __name__ == "__main__":
    sys.exit(main())
