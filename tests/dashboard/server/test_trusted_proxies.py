"""The outermost middleware: request ids, the base path, and which proxies are believed."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.utils import ClientDisconnected

from dashboard.command_line.main import main
from dashboard.runtime.base_path import BelowBasePath, base_path, prefix_path, set_base_path
from dashboard.runtime.failure_answers import answer_bug
from dashboard.runtime.metrics import REGISTRY
from dashboard.server.monitoring.request_log import HEADER, RequestLog
from dashboard.server.trusted_proxies import check_proxies, proxy_settings
from warehouse.faults import WrongCall


def tell(request: Request) -> JSONResponse:
    client = request.client.host if request.client else None
    return JSONResponse({"path": request.url.path, "client": client, "scheme": request.url.scheme})


def fail(request: Request) -> PlainTextResponse:
    raise RuntimeError("a mistake of ours")


APP = Starlette(
    routes=[
        Route("/version", tell, methods=["GET", "POST"]),
        Route("/", tell),
        Route("/bug", fail),
    ],
    exception_handlers={Exception: answer_bug},
)


@pytest.fixture(autouse=True)
def at_the_root() -> Iterator[None]:
    yield
    set_base_path("")


def test_each_answer_carries_an_id_of_its_own_and_none_that_was_sent() -> None:
    client = TestClient(RequestLog(APP))
    ids = {client.get("/version", headers={HEADER: "forged"}).headers[HEADER] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in ids)


def test_a_bug_in_a_route_is_a_sentence_whose_number_and_request_stand_in_the_log(
    log: Path,
) -> None:
    answer = TestClient(RequestLog(APP)).get("/bug")
    assert answer.status_code == 500
    entries = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    (bug,) = [one for one in entries if one["event"] == "bug"]
    assert bug["bug"] in answer.text and "RuntimeError" not in answer.text
    assert bug["request"] == answer.headers[HEADER]


def test_a_bug_outside_every_net_is_answered_too(log: Path) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("no net below")

    answer = TestClient(RequestLog(broken)).get("/")
    assert answer.status_code == 500 and "编号" in answer.text
    assert json.loads(log.read_text("utf-8").splitlines()[0])["request"] == answer.headers[HEADER]


@pytest.mark.parametrize("gone", [ClientDisconnect(), ClientDisconnected(), WebSocketDisconnect()])
def test_a_browser_that_leaves_is_no_bug(log: Path, gone: Exception) -> None:
    async def leave(scope: Scope, receive: Receive, send: Send) -> None:
        raise gone

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError("there is nobody to be answered")

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    asyncio.run(RequestLog(leave)(scope, receive, send))
    assert log.read_text("utf-8") == ""


def test_a_browser_that_leaves_in_the_middle_of_its_form_is_no_bug_of_a_route(log: Path) -> None:
    async def read(request: Request) -> PlainTextResponse:
        return PlainTextResponse(await request.body())

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    app = Starlette(
        routes=[Route("/", read, methods=["POST"])], exception_handlers={Exception: answer_bug}
    )
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    asyncio.run(RequestLog(app)(scope, receive, send))
    assert log.read_text("utf-8") == ""
    assert [one["status"] for one in sent if "status" in one] == [499]


def test_reading_leaves_no_line_changing_and_failing_do(log: Path) -> None:
    client = TestClient(RequestLog(APP))
    client.get("/version?password=1")
    client.post("/version?password=1")
    client.get("/" + "x" * 500)
    entries = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [(one["method"], one["code"]) for one in entries] == [("POST", 200), ("GET", 404)]
    assert "password" not in log.read_text("utf-8")
    assert len(entries[1]["path"]) == 200


def test_a_stranger_makes_no_labels() -> None:
    client = TestClient(RequestLog(APP))
    for method in ("GRAB", "BREW"):
        client.request(method, "/version")
    counted = {one.labels["method"] for family in REGISTRY.collect() for one in family.samples
               if family.name == "kaohe_requests"}  # fmt: skip
    assert not counted & {"GRAB", "BREW"} and "other" in counted


def test_below_the_base_path_all_is_as_at_the_root() -> None:
    client = TestClient(BelowBasePath(APP, "/kaohe"))
    assert client.get("/kaohe/version").json()["path"].endswith("/version")
    assert client.get("/kaohe/").status_code == 200


@pytest.mark.parametrize("path", ["/version", "/kaoheversion", "/kaohe-2/version", "/other"])
def test_what_is_not_below_the_base_path_is_not_there(path: str) -> None:
    assert TestClient(BelowBasePath(APP, "/kaohe")).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/kaohe", "/"])
def test_the_bare_path_leads_to_the_first_page(path: str) -> None:
    answer = TestClient(BelowBasePath(APP, "/kaohe")).get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/kaohe/")


def test_a_websocket_outside_the_base_path_is_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": []}
    asyncio.run(BelowBasePath(APP, "/kaohe")(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("text", ["kaohe", "/kaohe", "/kaohe/"])
def test_the_base_path_is_one_segment_however_it_is_written(text: str) -> None:
    assert set_base_path(text) == base_path() == "/kaohe"
    assert prefix_path("/version") == "/kaohe/version"


@pytest.mark.parametrize("text", ["/a/b", "/a b", "//evil.example", "/考核", "/-a", "/..", '/"'])
def test_what_is_no_segment_is_a_wrong_call(text: str) -> None:
    with pytest.raises(WrongCall, match="/kaohe"):
        set_base_path(text)


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [("", ("10.1.1.1", "http")), ("10.9.9.9", ("10.1.1.1", "http")),
     ("10.1.1.1", ("203.0.113.7", "https")), ("10.1.0.0/16", ("203.0.113.7", "https"))],
)  # fmt: skip
def test_only_a_named_proxy_says_who_asks_and_by_https(
    trusted: str, expected: tuple[str, str]
) -> None:
    settings = proxy_settings(check_proxies(trusted))
    app: ASGIApp = Starlette(routes=[Route("/", tell)])
    if settings["proxy_headers"]:  # what uvicorn does with these settings
        app = cast(Any, ProxyHeadersMiddleware(cast(Any, app), settings["forwarded_allow_ips"]))
    client = TestClient(app, client=("10.1.1.1", 5))
    claims = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    seen = client.get("/", headers=claims).json()
    assert (seen["client"], seen["scheme"]) == expected


@pytest.mark.parametrize("text", ["*", "nginx", "10.1.1.1, somewhere"])
def test_a_trusted_proxy_is_an_address(text: str) -> None:
    with pytest.raises(WrongCall, match="IP"):
        check_proxies(text)


def test_what_needs_no_sign_in_is_not_put_behind_a_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAOHE_HOME", str(tmp_path / "home"))
    assert main(["serve", "--local", "--trusted-proxy", "127.0.0.1"]) == 2
    assert "反向代理" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()
