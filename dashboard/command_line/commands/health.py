"""`kaohe health`: whether the running dashboard is well, for containers and monitors."""

from __future__ import annotations

import http.client
from argparse import Namespace
from pathlib import Path

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from dashboard.runtime.base_path import place
from dashboard.server.listening_address import find_exposure
from warehouse.faults import StoreUnavailable
from warehouse.safekeeping.health import Health, check_health
from warehouse.store import Store

PATIENCE_SECONDS = 5
WELL = 200


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Ask, inside the serving process, the store and then the address that browsers use."""
    health, exposure = check_health(store), find_exposure()
    if health.is_well and exposure is not None:
        health = ask_address(exposure.host, exposure.port)
    return tell(health, arguments, console)


def tell(health: Health, arguments: Namespace, console: Console) -> int:
    """Print how the dashboard is; return 1 where it is not well."""
    if arguments.format == "json":
        console.write(to_json({"well": health.is_well, "said": health.said}))
    else:
        console.write(health.said)
    return 0 if health.is_well else 1


def run_alone(home: Path, arguments: Namespace, console: Console) -> int:
    """Nothing serves this home: that is the answer."""
    raise StoreUnavailable(f"看板没有在运行，数据目录 {home}。请用 kaohe serve 启动。")


def ask_address(host: str, port: int) -> Health:
    """Ask the health route as a browser would: a server that hangs answers no command line."""
    # Who listens on every address is reached on this machine's own.
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(reached, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", place("/health"))
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return Health(
            False, f"看板进程在，但 {PATIENCE_SECONDS} 秒内没有应答网页请求，请重启看板。"
        )
    finally:
        connection.close()
    if status != WELL:
        return Health(False, f"看板对网页请求的应答不正常（{status}），请查看日志。")
    return Health(True, "正常。")
