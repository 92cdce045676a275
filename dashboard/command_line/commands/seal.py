"""`kaohe seal`, `kaohe unseal`: close a month to imports, and open it again."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from documents.wording import format_month
from warehouse.editions.sealing import Act, seal_month, unseal_month
from warehouse.store import Store


def run_seal(store: Store, arguments: Namespace, console: Console) -> int:
    """Seal a month; one that is sealed already stays so."""
    act = Act(console.actor, arguments.reason or "")
    is_new = seal_month(store, arguments.scheme, arguments.month, act)
    said = "已封存，不再接受导入。" if is_new else "本来就已封存，没有变化。"
    _say(arguments, console, said, is_sealed=True)
    return 0


def run_unseal(store: Store, arguments: Namespace, console: Console) -> int:
    """Open a sealed month, with a reason on record."""
    unseal_month(store, arguments.scheme, arguments.month, Act(console.actor, arguments.reason))
    _say(arguments, console, "已解除封存，可以更正；印发过的通报不会改变。", is_sealed=False)
    return 0


def _say(arguments: Namespace, console: Console, said: str, *, is_sealed: bool) -> None:
    if arguments.format == "json":
        place = {"scheme": arguments.scheme, "month": arguments.month, "sealed": is_sealed}
        console.write(to_json(place))
    else:
        console.write(f"{format_month(arguments.month)}{said}")
