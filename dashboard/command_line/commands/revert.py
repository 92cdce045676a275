"""`kaohe revert`: undo a batch, so that the data it replaced are current again."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from dashboard.shell.import_words import describe_revert
from warehouse.importing.import_file import revert_batch
from warehouse.store import Store


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Revert a batch and print the number of the revert."""
    number = revert_batch(store, arguments.batch, actor=console.actor, reason=arguments.reason)
    if arguments.format == "json":
        console.write(to_json({"batch": number, "reverted": arguments.batch}))
    else:
        console.write(describe_revert(f"第{arguments.batch}批", [number]))
    return 0
