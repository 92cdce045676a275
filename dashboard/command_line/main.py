"""The command line `kaohe`: for scripts and for people; the grammar is in `parser.py`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from dashboard.command_line.console import Console, Terminal
from dashboard.command_line.home import find_home
from dashboard.command_line.options import build_parser
from dashboard.command_line.remote import delegate
from warehouse.faults import Fault, StoreInDoubt


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code (interfaces.md); a fault is one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    os.umask(0o077)  # what is written, also an export, is its owner's alone
    console = Terminal()
    try:
        return run_command(sys.argv[1:] if argv is None else argv, console)
    except Fault as fault:
        console.say(str(fault))
        if isinstance(fault, StoreInDoubt):
            from warehouse.home.backup_manifest import describe_way_back  # seldom needed

            console.say(describe_way_back(find_home()))
        return fault.exit_code
    except BrokenPipeError:
        # `kaohe scores | head`: the reader has seen enough. Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def run_command(argv: Sequence[str], console: Console) -> int:
    """Run a command in the serving process if there is one, else on a store opened here."""
    arguments = build_parser().parse_args(argv)
    home = find_home()
    # Streamlit, Polars and DuckDB take a second or more to import: each only where it is needed.
    if arguments.command == "serve":
        from dashboard.command_line.commands import serve

        return serve.run(home, arguments, console)
    if arguments.command == "restore":
        from dashboard.command_line.commands import restore

        return restore.run(home, arguments, console)
    if arguments.command == "audit":
        from dashboard.command_line.commands import audit

        return audit.run(home, arguments, console)
    code = delegate(home, argv, console)
    if code is not None:
        return code
    if arguments.command == "health":
        from dashboard.command_line.commands import health

        return health.run_alone(home, arguments, console)
    if arguments.command == "doctor":
        from dashboard.command_line.commands import doctor

        return doctor.run_alone(home, arguments, console)
    if arguments.command == "verify":
        from dashboard.command_line.commands import verify

        return verify.run_alone(home, arguments, console)
    from dashboard.command_line.dispatch import find_command
    from warehouse.access.people import host
    from warehouse.home.opening import open_store

    store = open_store(home, create=arguments.command == "init").bind_to(host(console.actor))
    try:
        return find_command(arguments.command)(store, arguments, console)
    finally:
        store.close()


if __name__ == "__main__":
    sys.exit(main())
