"""Prometheus metrics that this process counts; `store_metrics.py` has those of the store."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

disable_created_metrics()  # type: ignore[no-untyped-call]  # nobody needs each counter's start

REGISTRY = CollectorRegistry()
"""Our own registry: the library's default one adds metrics that nobody needs."""

ProcessCollector(registry=REGISTRY)

REQUESTS = Counter(
    "kaohe_requests", "HTTP requests answered.", ["method", "code"], registry=REGISTRY
)
PAGE_RUNS = Counter("kaohe_page_runs", "Times a page was drawn.", ["page"], registry=REGISTRY)
PAGE_SECONDS = Histogram(
    "kaohe_page_seconds",
    "Seconds that drawing a page took on the server.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)
BUGS = Counter("kaohe_bugs", "Mistakes of ours, logged under a number.", registry=REGISTRY)
SESSIONS = Gauge("kaohe_sessions", "Sessions of people who are signed in.", registry=REGISTRY)
"""Read from the gate at each scrape (`dashboard/gate/build.py`)."""
