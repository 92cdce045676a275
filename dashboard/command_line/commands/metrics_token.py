"""`kaohe metrics-token`: make a new token with which a monitor reads /metrics."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from dashboard.server.monitoring.metrics_token import renew_metrics_token
from warehouse.store import Store


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Make a token and print it this once; an audit entry records that it was made."""
    store.require("manage_settings")
    store.record("renew_metrics_token", {})
    token = renew_metrics_token(store.home)
    if arguments.format == "json":
        console.write(to_json({"token": token}))
    else:
        console.write(token)
        console.print_message("这是新的监控令牌，只显示这一次；以前的令牌已经失效。")
    return 0
