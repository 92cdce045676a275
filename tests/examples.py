"""How many random examples tests draw: few and always the same, or many from a seed."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

SEED = os.environ.get("KAOHE_RANDOM", "")
"""The seed of a random run (`make test-random`); empty in `make test`."""

TIMES = 10 if SEED else 1

settings.register_profile(
    "suite",
    derandomize=not SEED,
    database=None,
    deadline=None,  # a busy machine is no fault
    print_blob=True,
)
settings.load_profile("suite")


def seeds(count: int, first: int = 0) -> range:
    """Return `count` seeds for tests that draw by themselves; a random run has other seeds."""
    start = int(SEED) if SEED else first
    return range(start, start + count)


def examples(count: int, **options: Any) -> settings:
    """Return Hypothesis settings for `count` examples, or TIMES as many in a random run."""
    return settings(max_examples=count * TIMES, **options)
