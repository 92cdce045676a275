"""`kaohe health`: report whether the dashboard runs well, for containers and monitors."""

from __future__ import annotations

import http.client
from argparse import Namespace
from pathlib import Path

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from dashboard.runtime.base_path import prefix_path
from dashboard.server.listening_address import read_listening_address
from warehouse.faults import StoreUnavailable
from warehouse.safekeeping.health import Health, check_health
from warehouse.store import Store

PATIENCE_SECONDS = 5
HTTP_OK = 200


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Check, inside the serving process, the store and then the address that browsers use."""
    health, listening = check_health(store), read_listening_address()
    if health.is_well and listening is not None:
        health = check_address(listening.host, listening.port)
    return print_health(health, arguments, console)


def print_health(health: Health, arguments: Namespace, console: Console) -> int:
    """Print the health of the dashboard; return 1 if it is not well."""
    if arguments.format == "json":
        console.write(to_json({"well": health.is_well, "said": health.said}))
    else:
        console.write(health.said)
    return 0 if health.is_well else 1


def run_alone(home: Path, arguments: Namespace, console: Console) -> int:
    """Raise StoreUnavailable: nothing serves this home."""
    raise StoreUnavailable(f"看板没有在运行，数据目录 {home}。请用 kaohe serve 启动。")


def check_address(host: str, port: int) -> Health:
    """Request the health route as a browser would: a web server can hang while commands work."""
    # A server that listens on every address is reached at this machine's loopback address.
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(reached, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", prefix_path("/health"))
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return Health(
            False, f"看板进程在，但 {PATIENCE_SECONDS} 秒内没有应答网页请求，请重启看板。"
        )
    finally:
        connection.close()
    if status != HTTP_OK:
        return Health(False, f"看板对网页请求的应答不正常（{status}），请查看日志。")
    return Health(True, "正常。")
