"""A real server closes half requests, slow bodies and silent connections in time."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.sync.client import connect as connect_socket

from dashboard.command_line.command_server import serve_commands
from dashboard.command_line.remote import connect
from dashboard.server.app_server import bind
from dashboard.server.connection_limits import Connections
from dashboard.server.monitoring.request_log import RequestLog
from dashboard.server.slow_clients import CountedWebSocket, TimedHttp, TimeLimits
from tests.crowds import wait_until

SHORT = TimeLimits(0.6, 1, 0.4, 1000, 0.4)
HALF = b"GET /ok HTTP/1.1\r\nHost: x\r\nX-Long: "
SECONDS = 8.0


async def take(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def refuse(request: Request) -> Response:
    return PlainTextResponse("no", 403)


async def talk(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            await websocket.send_bytes(await websocket.receive_bytes())
    except WebSocketDisconnect:
        return


APP = Starlette(
    routes=[
        Route("/ok", lambda request: PlainTextResponse("ok")),
        Route("/large", lambda request: PlainTextResponse("x" * 30_000_000)),
        Route("/take", take, methods=["POST"]),
        Route("/refuse", refuse, methods=["POST"]),
        WebSocketRoute("/socket", talk),
    ]
)


@dataclass
class Served:
    """A server in this process."""

    port: int
    connections: Connections

    def dial(self, sent: bytes = b"") -> socket.socket:
        """Connect and send something."""
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)
        opened.sendall(sent)
        return opened

    def ask(self) -> int:
        """Ask as a browser does; return the status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request("GET", "/ok")
            return connection.getresponse().status
        finally:
            connection.close()


@contextmanager
def serving(in_all: int = 500, from_address: int = 500) -> Iterator[Served]:
    connections = Connections(in_all, from_address, "127.0.0.1")
    with bind("127.0.0.1", 0) as listener:
        settings = uvicorn.Config(
            RequestLog(APP),
            http=partial(TimedHttp, connections, SHORT),  # type: ignore[arg-type]
            ws=partial(CountedWebSocket, connections),  # type: ignore[arg-type]
            timeout_keep_alive=SHORT.idle_seconds,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        wait_until(lambda: server.started)
        try:
            yield Served(listener.getsockname()[1], connections)
        finally:
            server.should_exit = True
            thread.join(SECONDS)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving() as one:
        yield one


def read_end(opened: socket.socket) -> tuple[bytes, float]:
    """Return what came until the server closed, and after how many seconds it did."""
    began, got = time.monotonic(), b""
    try:
        while piece := opened.recv(65536):
            got += piece
    except ConnectionResetError:
        pass
    return got, time.monotonic() - began


def test_half_requests_are_closed_in_time_and_shut_nobody_out(
    served: Served, tmp_path: Path
) -> None:
    with ExitStack() as stack, serve_commands(tmp_path, lambda argv, console: 0):
        assert served.ask() == 200  # its thread is there from now on
        threads_before = threading.active_count()
        half = [stack.enter_context(served.dial(HALF)) for _ in range(200)]
        began = time.monotonic()
        assert served.ask() == 200
        assert threading.active_count() <= threads_before
        channel = connect(tmp_path)
        assert channel is not None
        channel.close()
        for opened in half:
            got, _ = read_end(opened)
            assert got.startswith(b"HTTP/1.1 408")
        assert time.monotonic() - began < SHORT.head_seconds + 3
    wait_until(lambda: len(served.connections) == 0)
    assert served.ask() == 200


GET = b"GET /ok HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /take HTTP/1.1\r\nHost: x\r\n"
SLOW = {
    "silent": (b"", 0.6, b""),
    "half a line": (b"GE", 0.6, b"HTTP/1.1 408"),
    "half of the second request": (GET + b"GET /o", 1.5, b"HTTP/1.1 200"),
    "no body": (POST + b"Content-Length: 9\r\n\r\n", 0.5, b"HTTP/1.1 408"),
    "a body of a few bytes": (
        POST + b"Content-Length: 900\r\n\r\nabc", 0.5, b"HTTP/1.1 408",
    ),
    "a body in pieces that never ends": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
        0.5,
        b"HTTP/1.1 408",
    ),
    "idle after an answer": (GET, 1.2, b"HTTP/1.1 200"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SLOW)
def test_whoever_stops_in_the_middle_is_closed(served: Served, kind: str) -> None:
    sent, seconds, answer = SLOW[kind]
    with served.dial(sent) as opened:
        got, took = read_end(opened)
    assert took < seconds + 1.5
    assert got.startswith(answer) and (got == b"") == (answer == b"")


@pytest.mark.parametrize(
    ("start", "piece"),
    [(HALF, b"a"), (b"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n", b"a"),
     (b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n", b"a" * 500)],
    ids=["head", "body", "body that nobody wants"],
)  # fmt: skip
def test_a_drip_holds_no_connection(served: Served, start: bytes, piece: bytes) -> None:
    with served.dial(start) as opened:
        began = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - began < SECONDS:
                opened.sendall(piece)
                time.sleep(0.05)
        assert time.monotonic() - began < 3


def test_a_body_that_comes_steadily_is_taken_however_long_it_takes(served: Served) -> None:
    with served.dial(b"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 8000\r\n\r\n") as opened:
        for _ in range(16):
            opened.sendall(b"x" * 500)
            time.sleep(0.1)
        assert opened.recv(65536).endswith(b"8000")


def test_whoever_takes_nothing_of_an_answer_is_closed(served: Served) -> None:
    with served.dial(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"):
        wait_until(lambda: len(served.connections) == 1)
        wait_until(lambda: len(served.connections) == 0)


def test_a_websocket_is_counted_until_it_is_closed_and_outlives_all_limits(served: Served) -> None:
    with connect_socket(f"ws://127.0.0.1:{served.port}/socket") as opened:
        wait_until(lambda: len(served.connections) == 1)
        time.sleep(2 * SHORT.head_seconds)
        opened.send(b"x" * 200_000)
        assert opened.recv(timeout=SECONDS) == b"x" * 200_000
    wait_until(lambda: len(served.connections) == 0)


def test_where_there_are_too_many_those_who_wait_give_way() -> None:
    with serving(in_all=20) as few, ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(few.dial(HALF))
        assert few.ask() == 200
        assert len(few.connections) <= 20


def test_what_is_open_is_not_closed_for_whoever_comes_later() -> None:
    with serving(in_all=3) as few, ExitStack() as stack:
        address = f"ws://127.0.0.1:{few.port}/socket"
        sockets = [stack.enter_context(connect_socket(address)) for _ in range(3)]
        with few.dial() as refused:
            got, _ = read_end(refused)
            assert got.startswith(b"HTTP/1.1 503")
        for opened in sockets:
            opened.send(b"here")
            assert opened.recv(timeout=SECONDS) == b"here"
