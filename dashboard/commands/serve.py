"""`kaohe serve`: the dashboard, until it is stopped."""

from __future__ import annotations

import ipaddress
from argparse import Namespace
from pathlib import Path

from dashboard.bugs import open_log
from dashboard.console import Console
from dashboard.control import connect, read_serving, serve_commands
from dashboard.demo import land_demo, show_heads
from dashboard.dispatch import perform
from dashboard.maintenance import serve_maintenance
from dashboard.server import bind, serve_pages
from warehouse.faults import StoreInDoubt, StoreUnavailable, WrongCall
from warehouse.pages import read_batches
from warehouse.schemes import load_into
from warehouse.store import Store


def run(home: Path, arguments: Namespace, console: Console) -> int:
    """Serve the dashboard in the foreground; the only command that opens the store for long."""
    check_host(arguments.host)
    _refuse_second(home)
    try:
        store = Store.open(home, create=True)
    except StoreInDoubt as fault:
        return _maintain(home, fault, arguments, console)
    try:
        open_log(home)
        load_into(store)
        with bind(arguments.host, arguments.port) as socket:
            if arguments.demo:
                _show_demo(store, console)
            with serve_commands(home, lambda argv, caller: perform(store, argv, caller)):
                host, port = socket.getsockname()[:2]
                console.write(f"\n看板地址：http://{host}:{port}   （按 Ctrl+C 停止）")
                serve_pages(store, socket)
    finally:
        store.close()
    return 0


def _maintain(home: Path, fault: StoreInDoubt, arguments: Namespace, console: Console) -> int:
    """Say on every page what has happened and how it is mended; the store stays closed."""
    with bind(arguments.host, arguments.port) as socket:
        console.say(str(fault))
        host, port = socket.getsockname()[:2]
        console.write(f"\n维护页面：http://{host}:{port}   （按 Ctrl+C 停止）")
        serve_maintenance(home, fault, socket)
    return fault.exit_code


def check_host(host: str) -> None:
    """Refuse any address but this machine's own: there are no accounts yet to ask for."""
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    if not is_loopback:
        raise WrongCall(f"现在还没有账号和密码，看板只能在本机打开（127.0.0.1），不能监听 {host}。")


def _refuse_second(home: Path) -> None:
    connection = connect(home)
    if connection is not None:
        connection.close()
        serving = read_serving(home)
        number = f"（进程号 {serving.pid}）" if serving else ""
        raise StoreUnavailable(f"看板已经在运行{number}，数据目录 {home}。请先停止它。")


def _show_demo(store: Store, console: Console) -> None:
    with store.reader() as cursor:
        is_empty = read_batches(cursor).is_empty()
    if is_empty:
        land_demo(store, console)
    show_heads(store, console)
