"""`kaohe serve`: serve the dashboard until it is stopped."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dashboard.command_line.channel import read_serving
from dashboard.command_line.command_server import serve_commands
from dashboard.command_line.commands.demo_year import land_demo, print_heads
from dashboard.command_line.commands.init import print_scheme_faults
from dashboard.command_line.console import Console
from dashboard.command_line.dispatch import run_for_caller
from dashboard.command_line.maintenance_commands import serve_maintenance_commands
from dashboard.command_line.remote import connect
from dashboard.gate.http.own_origin import is_loopback
from dashboard.gate.sessions.accounts_cache import AccountsCache
from dashboard.runtime.base_path import base_path, set_base_path
from dashboard.runtime.logs import open_log
from dashboard.server.app_server import bind, serve_pages
from dashboard.server.maintenance_page import serve_maintenance
from dashboard.server.trusted_proxies import check_proxies
from warehouse.access.people import host as host_person
from warehouse.faults import RestoreUndone, StoreInDoubt, StoreUnavailable, WrongCall
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import load_shipped
from warehouse.store import Store
from warehouse.views import read_batches


def run(home: Path, arguments: Namespace, console: Console) -> int:
    """Serve the dashboard in the foreground, or the maintenance page if the store is in doubt."""
    if arguments.local:
        _require_loopback(arguments.host)
    set_base_path(arguments.base_path)
    trusted_proxy = check_proxies(arguments.trusted_proxy)
    if arguments.local and trusted_proxy:
        raise WrongCall(
            "--local 不用登录，不能置于反向代理之后，否则任何人都可进入。请去掉其中一项。"
        )
    _refuse_second(home)
    try:
        _serve(home, arguments, trusted_proxy, console)
    except (StoreInDoubt, RestoreUndone) as fault:  # damage may also show later in the start
        return _maintain(home, fault, arguments, console)
    return 0


def _serve(home: Path, arguments: Namespace, trusted_proxy: str, console: Console) -> None:
    """Open the store and serve its pages and commands until the process gets a stop signal."""
    store = open_store(home, create=True)
    try:
        open_log(home, arguments.log_to)
        with bind(arguments.host, arguments.port) as socket:
            if arguments.demo:
                _show_demo(store, console)
            with serve_commands(home, lambda argv, caller: run_for_caller(store, argv, caller)):
                host, port = socket.getsockname()[:2]
                console.write(f"\n看板地址：http://{host}:{port}{base_path()}   （按 Ctrl+C 停止）")
                if not arguments.local:
                    _print_warnings(store, host, trusted_proxy, console)
                served = store.bind_to(host_person(console.actor)) if arguments.local else store
                serve_pages(served, socket, trusted_proxy, is_local=arguments.local)
    finally:
        store.close()


def _maintain(home: Path, fault: StoreUnavailable, arguments: Namespace, console: Console) -> int:
    """Serve the maintenance page and a few commands; the store stays closed."""
    with bind(arguments.host, arguments.port) as socket, serve_maintenance_commands(home, fault):
        console.print_message(str(fault))
        host, port = socket.getsockname()[:2]
        console.write(f"\n维护页面：http://{host}:{port}   （按 Ctrl+C 停止）")
        serve_maintenance(home, fault, socket)
    return fault.exit_code


def _require_loopback(host: str) -> None:
    """Raise WrongCall for any address but this machine's own: with `--local` nobody signs in."""
    if not is_loopback(host):
        raise WrongCall(
            f"--local 不用登录，只能监听本机（127.0.0.1），不能监听 {host}。"
            "需供其他电脑访问的，请去掉 --local，并用 kaohe account add 建立账号。"
        )


def _print_warnings(store: Store, host: str, trusted_proxy: str, console: Console) -> None:
    if not AccountsCache(store).has_administrator:
        console.print_message(
            "还没有管理员账号。请另开一个窗口运行：kaohe account add 账号名 --role admin"
        )
    if not is_loopback(host) and not trusted_proxy:
        console.print_message(
            "注意：没有 HTTPS，密码在网络上是明文。请放到反向代理后面（见 deploy/README.md），"
            "再用 --trusted-proxy 写明代理的地址。"
        )


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
        print_scheme_faults(load_shipped(store), console)
        land_demo(store, console)
    print_heads(store, console)
