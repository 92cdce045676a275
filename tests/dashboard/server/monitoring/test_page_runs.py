"""Runs of pages are counted, and what goes wrong in one is logged with its page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.runtime.bug_reports import record_bug
from dashboard.runtime.metrics import REGISTRY
from dashboard.server.monitoring.page_runs import running_page

COUNTED: tuple[tuple[str, dict[str, str]], ...] = (
    ("kaohe_page_runs_total", {"page": "guide"}),
    ("kaohe_page_seconds_count", {}),
    ("kaohe_bugs_total", {}),
)


def read_counts() -> list[float]:
    return [REGISTRY.get_sample_value(name, labels) or 0.0 for name, labels in COUNTED]


def test_a_page_that_breaks_off_is_counted_timed_and_named_in_the_log(log: Path) -> None:
    before = read_counts()
    with pytest.raises(RuntimeError, match="broken off"), running_page("guide"):
        record_bug(ValueError("logged while the page runs"))
        raise RuntimeError("broken off")
    assert [after - one for after, one in zip(read_counts(), before, strict=True)] == [1, 1, 1]
    entries = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [one["page"] for one in entries if one["event"] == "bug"] == ["guide"]
