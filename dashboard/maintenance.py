"""What is served in the place of a store that is in doubt: what happened, and the way back.

Nothing else answers: a figure from such a store would be believed.
"""

from __future__ import annotations

import asyncio
import html
import signal
import socket
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from documents.wording import say_time
from warehouse.backups import Manifest, list_backups
from warehouse.faults import StoreInDoubt

UNAVAILABLE = 503
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>正在维护</title>
<meta name="viewport" content="width=device-width">
<style>
body {{ max-width: 42rem; margin: 4rem auto; padding: 0 1rem; color: #1c2733;
  font: 1.05rem/1.8 "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }}
code {{ background: #eef1f5; padding: .15rem .4rem; overflow-wrap: anywhere }}
</style></head><body><main><h1>看板正在维护</h1><p>{said}</p><h2>怎样恢复</h2>{ways}</main></body></html>
"""


def serve_maintenance(home: Path, fault: StoreInDoubt, listener: socket.socket) -> None:
    """Answer every request with what happened, until the process is told to stop."""
    body = draw_page(fault, list_backups(home))

    async def answer(request: Request) -> HTMLResponse:
        return HTMLResponse(body, UNAVAILABLE, {"Cache-Control": "no-store", "Retry-After": "60"})

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "HEAD", "POST"])])
    settings = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    asyncio.run(uvicorn.Server(settings).serve(sockets=[listener]))


def draw_page(fault: StoreInDoubt, backups: list[tuple[Path, Manifest]]) -> str:
    """Return the page: the fault's sentence, and the command for each backup, the newest first."""
    if not backups:
        ways = (
            "<p>这个数据目录里没有备份。如果备份存在别处，请运行：</p>"
            "<p><code>kaohe restore 备份目录</code></p>"
        )
    else:
        lines = [
            f"<li>{say_time(manifest.moment)}的备份，数据到第{manifest.batch}批："
            f"<br><code>kaohe restore {html.escape(_quote(folder))}</code></li>"
            for folder, manifest in backups
        ]
        ways = f"<p>先停止看板，再运行其中一条命令：</p><ol>{''.join(lines)}</ol>"
    return PAGE.format(said=html.escape(str(fault)), ways=ways)


def _quote(folder: Path) -> str:
    text = str(folder)
    return f'"{text}"' if " " in text else text
