"""Medians of repeated runs, printed beside a baseline; this machine is shared and noisy."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def take(action: Callable[[], object], times: int = 7) -> float:
    """Return the median seconds of an action, after one run to warm up."""
    action()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def say(what: str, seconds: float, baseline: float | None = None) -> None:
    """Print a median, and how many times the baseline it is."""
    ratio = f"  {seconds / baseline:6.2f} × baseline" if baseline else ""
    print(f"{what:<58} {seconds * 1000:9.1f} ms{ratio}")
