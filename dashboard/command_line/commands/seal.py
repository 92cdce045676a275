"""`kaohe seal`, `kaohe unseal`: close a month to imports, and reopen it."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from documents.wording import format_month
from warehouse.editions.sealing import Act, seal_month, unseal_month
from warehouse.store import Store


def run_seal(store: Store, arguments: Namespace, console: Console) -> int:
    """Seal a month; a sealed one stays sealed."""
    act = Act(console.actor, arguments.reason or "")
    is_new = seal_month(store, arguments.scheme, arguments.month, act)
    message = "已封存，不再接受导入。" if is_new else "本来就已封存，没有变化。"
    _print(arguments, console, message, is_sealed=True)
    return 0


def run_unseal(store: Store, arguments: Namespace, console: Console) -> int:
    """Reopen a sealed month; the reason goes into the audit record."""
    unseal_month(store, arguments.scheme, arguments.month, Act(console.actor, arguments.reason))
    _print(arguments, console, "已解除封存，可以更正；印发过的通报不会改变。", is_sealed=False)
    return 0


def _print(arguments: Namespace, console: Console, message: str, *, is_sealed: bool) -> None:
    if arguments.format == "json":
        place = {"scheme": arguments.scheme, "month": arguments.month, "sealed": is_sealed}
        console.write(to_json(place))
    else:
        console.write(f"{format_month(arguments.month)}{message}")
