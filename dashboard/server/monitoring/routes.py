"""The routes of operation: the figures for a monitor, and whether the product is well."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.runtime.metrics import REGISTRY
from dashboard.server.monitoring.metrics_token import is_metrics_token
from dashboard.server.monitoring.store_metrics import StoreCollector
from warehouse.safekeeping.health import check_health
from warehouse.store import Store

METRICS, HEALTH = "/metrics", "/health"
READERS = frozenset({"admin", "auditor", "host"})
"""Whose session may read the figures in a browser; a monitor has a token."""
NO_STORE = {"Cache-Control": "no-store"}
HEALTH_SECONDS = 1.0
"""How long an answer holds: anybody may ask, and as often as they like."""


class Wellness:
    """Whether a store is well, as it was found within the last second; safe from any thread."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self._lock = threading.Lock()
        self._found = False
        self._asked_at = -HEALTH_SECONDS

    def find(self) -> bool:
        """Return what was found, and look again where that is too long ago."""
        with self._lock:
            if self._clock() - self._asked_at >= HEALTH_SECONDS:
                self._found = check_health(self._store).is_well
                self._asked_at = self._clock()
            return self._found


def list_operation_routes(store: Store, clock: Callable[[], float] = time.monotonic) -> list[Route]:
    """Return the routes; plain functions, which Starlette runs in its threads."""
    wellness = Wellness(store, clock)

    def give_metrics(request: Request) -> Response:
        if not may_read_metrics(request, store):
            return PlainTextResponse("需要监控令牌（kaohe metrics-token）。", 401, NO_STORE)
        return Response(write_metrics(store), headers=NO_STORE, media_type=CONTENT_TYPE_LATEST)

    def give_health(request: Request) -> Response:
        """A stranger learns whether it is well, and nothing else."""
        is_well = wellness.find()
        return PlainTextResponse("ok" if is_well else "unwell", 200 if is_well else 503, NO_STORE)

    return [
        Route(METRICS, give_metrics, methods=["GET"]),
        Route(HEALTH, give_health, methods=["GET"]),
    ]


def may_read_metrics(request: Request, store: Store) -> bool:
    """Whether a request carries the token, or comes from a session that may read the figures."""
    person = request.scope.get("state", {}).get("person")
    if person is not None and person.role in READERS:
        return True
    return is_metrics_token(request.headers.get("authorization"), store.home)


def write_metrics(store: Store) -> bytes:
    """Return all figures as Prometheus reads them."""
    of_store = CollectorRegistry()
    of_store.register(StoreCollector(store))
    return generate_latest(REGISTRY) + generate_latest(of_store)
