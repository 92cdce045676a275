"""A log that was cut is never accepted as complete (see tests/soak/cut_logs)."""

from __future__ import annotations

import os
from pathlib import Path

from tests.soak.cut_logs import cut_often, leave_log
from warehouse.home.opening import open_store

CUTS = 10 * int(os.environ.get("KAOHE_SOAK", "1"))


def test_a_log_cut_at_any_place_is_said_to_be_cut(
    county_home: Path, tmp_path: Path, read_here: None
) -> None:
    live = leave_log(county_home, tmp_path)
    assert cut_often(live, tmp_path, CUTS) == {"said to be cut": CUTS}
    open_store(live).close()  # uncut it is opened
