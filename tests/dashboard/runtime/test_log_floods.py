"""A flood of log lines is counted, not listed."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from dashboard.runtime import log_floods
from dashboard.runtime.log_floods import MINUTE, MOST_LINES, MOST_OF_FEW, STRANGERS, Flood
from dashboard.runtime.logs import log_event
from dashboard.server.monitoring.request_log import RequestLog
from tests.dashboard.gate.served_gate import Clock

pytestmark = pytest.mark.usefixtures("kept_handlers")

APP = Starlette(routes=[Route("/", lambda request: PlainTextResponse("ok"), methods=["POST"])])


@pytest.fixture
def clock(log: Path) -> Clock:
    """Replace the log's clock by one that a test moves."""
    clock = Clock()
    for handler in logging.getLogger().handlers:
        for flood in [one for one in handler.filters if isinstance(one, Flood)]:
            handler.removeFilter(flood)
            handler.addFilter(Flood(clock))
    return clock


def read(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def test_strangers_requests_are_counted_by_code_and_address(log: Path, clock: Clock) -> None:
    for number in range(300):
        client = TestClient(RequestLog(APP), client=(f"10.0.{number % 3}.1", 5))
        client.request("GET" if number % 2 else "BREW", f"/x{number % 2}")
    assert [one["event"] for one in read(log)] == ["request"] * MOST_OF_FEW
    clock.now += MINUTE
    log_floods.flush_floods()
    (counts,) = [one for one in read(log) if one["event"] == "left_out"]
    assert (counts["count"], counts["of"], counts["clients"]) == (300 - MOST_OF_FEW, "request", 3)
    assert counts["most_code"] == {"404": 300 - MOST_OF_FEW}
    assert set(counts["most_path"]) == {"/x0", "/x1"}


def test_what_somebody_signed_in_does_is_listed_beside_a_flood(log: Path, clock: Clock) -> None:
    async def signed_in(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["person"] = "bob"
        await APP(scope, receive, send)

    for _ in range(100):
        TestClient(RequestLog(APP)).get("/nowhere")
    TestClient(RequestLog(signed_in)).post("/")
    assert read(log)[-1]["method"] == "POST"


@pytest.mark.parametrize(
    ("logger", "most"),
    [("uvicorn.error", MOST_OF_FEW), ("asyncio", MOST_OF_FEW), (STRANGERS, MOST_OF_FEW),
     ("dashboard.gate.state", MOST_OF_FEW), ("dashboard.gated", MOST_LINES),
     ("warehouse.x", MOST_LINES)],
)  # fmt: skip
def test_each_kind_has_its_lines_in_each_minute(
    log: Path, clock: Clock, logger: str, most: int
) -> None:
    for minute in range(2):
        for number in range(500):
            logging.getLogger(logger).warning("no room: %s", number)
            logging.getLogger(logger).warning("something else %s", minute)
        lines = [one for one in read(log) if one["event"] == logger]
        assert len(lines) == 2 * most * (minute + 1)
        clock.now += MINUTE
    log_floods.flush_floods()
    counts = [one["count"] for one in read(log) if one["event"] == "left_out"]
    assert counts == [500 - most] * 4


def test_a_thousand_kinds_are_no_way_around(log: Path, clock: Clock) -> None:
    for number in range(2000):
        log_event(logging.getLogger(STRANGERS), f"event {number}")
    assert len(read(log)) == log_floods.MOST_KINDS + MOST_OF_FEW
    clock.now += MINUTE
    log_event(logging.getLogger("warehouse"), "later")
    counts = [one for one in read(log) if one["event"] == "left_out"]
    assert [one["count"] for one in counts] == [2000 - log_floods.MOST_KINDS - MOST_OF_FEW]
    assert read(log)[-1]["event"] == "later"


def test_what_is_counted_apart_is_bounded(clock: Clock) -> None:
    flood = Flood(clock)
    for number in range(log_floods.MOST_VALUES * 3):
        record = logging.makeLogRecord({"name": STRANGERS, "msg": "x"})
        record.fields = {"path": f"/{number}", "client": "10.0.0.1"}
        flood.filter(record)
    (left_out,) = flood._left_out.values()
    counts = left_out.summarise()
    assert counts["count"] == log_floods.MOST_VALUES * 3 - MOST_OF_FEW
    assert counts["paths"] == log_floods.MOST_VALUES
    assert len(str(counts)) < 500
