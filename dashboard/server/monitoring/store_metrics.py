"""Prometheus metrics of the store, read at each scrape: the store itself keeps the counts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from streamlit import runtime

from warehouse.safekeeping.backups import list_backups
from warehouse.safekeeping.health import StoreFigures, read_figures
from warehouse.store import Store


class StoreCollector(Collector):
    """Collects the metrics of a store; only `kaohe_store_up 0` if it cannot be read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        """Yield the current metrics."""
        try:
            metrics = [*list_gauges(self._store), GaugeMetricFamily("kaohe_store_up", UP, 1)]
        except Exception:  # a scrape reports trouble and must not fail
            metrics = [GaugeMetricFamily("kaohe_store_up", UP, 0)]
        yield from metrics


UP = "Whether the store answers."


def list_gauges(store: Store) -> list[Metric]:
    """Return the metrics of store, disk and open pages."""
    with store.reader() as cursor:
        figures = read_figures(cursor)
    gauges = {
        "kaohe_store_version": ("Changes of the data since this process began.", store.version),
        "kaohe_record_entries": ("Entries of the record.", figures.entries),
        "kaohe_free_disk_bytes": ("Free space.", shutil.disk_usage(store.home).free),
        "kaohe_open_pages": ("Browser tabs that are connected.", count_open_pages()),
        **{
            f"kaohe_last_{name}_timestamp_seconds": (f"When the newest {name} was made.", seconds)
            for name, seconds in list_moments(store, figures).items()
        },
    }
    return [
        *(GaugeMetricFamily(name, title, value) for name, (title, value) in gauges.items()),
        CounterMetricFamily("kaohe_landings", "Batches ever landed.", figures.batches),
        CounterMetricFamily("kaohe_refused_acts", "Acts ever refused.", figures.refused),
    ]


def list_moments(store: Store, figures: StoreFigures) -> dict[str, float]:
    """Return when the newest batch, audit entry and backup were made, in Unix seconds, if any."""
    backups = list_backups(store.home)
    moments = {
        "batch": figures.newest_batch_at,
        "entry": figures.newest_entry_at,
        "backup": backups[0][1].moment if backups else None,
    }
    return {name: _to_unix(moment) for name, moment in moments.items() if moment}


def count_open_pages() -> int:
    """Return how many browser tabs are connected to this process."""
    if not runtime.exists():
        return 0
    return runtime.get_instance()._session_mgr.num_active_sessions()


def _to_unix(moment: datetime) -> float:
    """Return Unix seconds of a stored time, which is UTC without a zone."""
    return moment.replace(tzinfo=UTC).timestamp()
