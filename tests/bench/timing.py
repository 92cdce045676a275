"""Medians of repeated runs, printed with a baseline from the same run: machines are noisy."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def time_median(action: Callable[[], object], times: int = 7) -> float:
    """Return the median seconds of an action, after one run to warm up."""
    action()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def print_median(name: str, seconds: float, baseline: float | None = None) -> None:
    """Print a median and its ratio to the baseline."""
    ratio = f"  {seconds / baseline:6.2f} × baseline" if baseline else ""
    print(f"{name:<58} {seconds * 1000:9.1f} ms{ratio}")
