"""The page served instead of a store in doubt: what happened, and how to restore a backup.

No other route answers: a figure from such a store would be believed.
"""

from __future__ import annotations

import asyncio
import html
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.gate.http.own_origin import OwnOrigin, is_loopback
from dashboard.gate.http.response_headers import adding_headers, name_digest
from dashboard.server.slow_clients import protocol_settings
from documents.wording import format_time
from warehouse.database.connection import BACKUPS
from warehouse.faults import Fault, StoreUnavailable
from warehouse.home.backup_manifest import Manifest, describe_restore
from warehouse.safekeeping.backups import list_backups, verify_backup

UNAVAILABLE = 503
STYLE = """
body { max-width: 42rem; margin: 4rem auto; padding: 0 1rem; color: #1c2733;
  font: 1.05rem/1.8 "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
code { background: #eef1f5; padding: .15rem .4rem; overflow-wrap: anywhere }
"""
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>正在维护</title>
<meta name="viewport" content="width=device-width">
<style>{style}</style></head><body><main><h1>看板正在维护</h1>{body}</main></body></html>
"""
AFAR = (
    "<p>看板的数据要由管理员核对或从备份恢复，现在不能使用。</p>"
    "<p>管理员请在服务器那台电脑上用浏览器打开本页，上面写着原因和要运行的命令。</p>"
)
"""For browsers on other machines, which may be anybody's: it names no folder and no command."""
POLICY = f"default-src 'none'; style-src '{name_digest(STYLE)}'; frame-ancestors 'none'"
LOCAL = OwnOrigin(is_local=True, own_names=frozenset())
FORWARDED = frozenset({"forwarded", "via", "x-forwarded-for", "x-real-ip"})
"""Headers that a proxy adds: a request with one of them was not sent from this machine."""

Backup = tuple[Path, Manifest]


def serve_maintenance(home: Path, fault: StoreUnavailable, listener: socket.socket) -> None:
    """Answer every request with the maintenance page until the process receives a signal to stop.

    Backups are checked in the background: checking one takes seconds, and people wait.
    """
    backups = list_backups(home)
    shown = [draw_page(fault, backups, "正在逐份核对备份，请半分钟后刷新本页查看结果。")]

    def find() -> None:
        sound = find_sound(home, backups)
        hint = "最近一份核对过、完好的备份是第一条。" if sound else "没有一份备份核对完好。"
        shown[0] = draw_page(fault, sound or backups, hint)

    app = build_maintenance(lambda: shown[0])
    settings = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        **protocol_settings(),
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=find, name="find-sound", daemon=True).start()
    asyncio.run(uvicorn.Server(settings).serve(sockets=[listener]))


def build_maintenance(find_page: Callable[[], str]) -> ASGIApp:
    """Return the application that answers every path, in full only to browsers of this machine."""

    async def answer(request: Request) -> HTMLResponse:
        page = find_page() if is_at_machine(request) else _fill(AFAR)
        headers = {"Content-Security-Policy": POLICY, "Retry-After": "60"}
        return HTMLResponse(page, UNAVAILABLE, headers)

    own = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "HEAD", "POST"])])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            send = adding_headers(scope, send, may_be_kept=False)
        await own(scope, receive, send)

    return app


def is_at_machine(request: Request) -> bool:
    """Return whether a browser of this machine sent a request, and no proxy forwarded it."""
    address = request.client.host if request.client else ""
    is_named = LOCAL.knows_host(request.headers.get("host", ""), ())
    return is_loopback(address) and is_named and FORWARDED.isdisjoint(request.headers.keys())


def find_sound(home: Path, backups: list[Backup]) -> list[Backup]:
    """Return the backups from the newest sound one on; none if none is sound."""
    for index, (folder, _) in enumerate(backups):
        try:
            if verify_backup(folder, home / BACKUPS).verdict == "sound":
                return backups[index:]
        except (Fault, OSError):
            continue
    return []


def draw_page(fault: StoreUnavailable, backups: list[Backup], hint: str) -> str:
    """Return the page: the fault, and the command to restore each backup, the newest first."""
    if not backups:
        ways = (
            "<p>这个数据目录里没有备份。如果备份存在别处，请运行：</p>"
            "<p><code>kaohe restore 备份目录</code></p>"
        )
    else:
        lines = [
            f"<li>{format_time(manifest.moment)}的备份，数据到第{manifest.batch}批："
            f"<br><code>{html.escape(describe_restore(folder))}</code></li>"
            for folder, manifest in backups
        ]
        ways = f"<p>{hint}</p><p>先停止看板，再运行其中一条命令：</p><ol>{''.join(lines)}</ol>"
    return _fill(f"<p>{html.escape(str(fault))}</p><h2>恢复方法</h2>{ways}")


def _fill(body: str) -> str:
    return PAGE.format(style=STYLE, body=body)
