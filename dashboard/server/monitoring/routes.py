"""Routes for monitors: metrics and health."""

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
"""Roles whose session may read the metrics in a browser; a monitor has a token."""
NO_STORE = {"Cache-Control": "no-store"}
HEALTH_SECONDS = 1.0
"""How long a result is reused, since anybody may ask as often as they like."""


class CachedHealth:
    """Whether a store is well, checked at most once a second; safe for threads."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self._lock = threading.Lock()
        self._is_well = False
        self._checked_at = -HEALTH_SECONDS

    def find(self) -> bool:
        """Return whether the store is well; check it again if the last result is too old."""
        with self._lock:
            if self._clock() - self._checked_at >= HEALTH_SECONDS:
                self._is_well = check_health(self._store).is_well
                self._checked_at = self._clock()
            return self._is_well


def list_operation_routes(store: Store, clock: Callable[[], float] = time.monotonic) -> list[Route]:
    """Return the routes; their functions are plain, so Starlette runs them in threads."""
    wellness = CachedHealth(store, clock)

    def give_metrics(request: Request) -> Response:
        if not may_read_metrics(request, store):
            return PlainTextResponse("需要监控令牌（kaohe metrics-token）。", 401, NO_STORE)
        return Response(write_metrics(store), headers=NO_STORE, media_type=CONTENT_TYPE_LATEST)

    def give_health(request: Request) -> Response:
        """Say whether the store is well and nothing else: anybody may ask."""
        is_well = wellness.find()
        return PlainTextResponse("ok" if is_well else "unwell", 200 if is_well else 503, NO_STORE)

    return [
        Route(METRICS, give_metrics, methods=["GET"]),
        Route(HEALTH, give_health, methods=["GET"]),
    ]


def may_read_metrics(request: Request, store: Store) -> bool:
    """Whether a request carries the token or belongs to a session that may read the metrics."""
    person = request.scope.get("state", {}).get("person")
    if person is not None and person.role in READERS:
        return True
    return is_metrics_token(request.headers.get("authorization"), store.home)


def write_metrics(store: Store) -> bytes:
    """Return all metrics in the format of Prometheus."""
    store_registry = CollectorRegistry()
    store_registry.register(StoreCollector(store))
    return generate_latest(REGISTRY) + generate_latest(store_registry)
