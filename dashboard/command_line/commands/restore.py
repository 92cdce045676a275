"""`kaohe restore`: restore a backup; the replaced data are kept aside."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from dashboard.command_line.remote import connect
from warehouse.faults import StoreUnavailable
from warehouse.safekeeping.restoring import restore


def run(home: Path, arguments: Namespace, console: Console) -> int:
    """Check the backup, swap it in, and print where the replaced data are."""
    refuse_while_serving(home, "不能恢复")
    folder = Path(arguments.path).absolute()
    aside = restore(home, folder, actor=console.actor, reason=arguments.reason)
    if arguments.format == "json":
        console.write(to_json({"restored": str(folder), "aside": str(aside)}))
    else:
        console.write(f"已恢复到备份 {folder.name}。原来的数据留在 {aside}，核对无误后可以删去。")
    return 0


def refuse_while_serving(home: Path, what: str) -> None:
    """Raise StoreUnavailable if a dashboard serves the home; `what` names the barred action."""
    connection = connect(home)
    if connection is not None:
        connection.close()
        raise StoreUnavailable(
            f"看板正在运行，{what}。请先停止看板（kaohe serve），再运行这条命令。"
        )
