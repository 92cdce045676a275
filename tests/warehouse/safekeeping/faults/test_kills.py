"""A killed backup or restore has happened completely or not at all (see tests/soak/kills)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.soak.acts import ACTS, Act
from tests.soak.kills import kill_often

KILLS = 2 * int(os.environ.get("KAOHE_SOAK", "1"))


@pytest.mark.parametrize("act", ACTS[2:], ids=lambda act: act.name)
def test_what_is_killed_is_whole_or_nothing(act: Act, county_home: Path, tmp_path: Path) -> None:
    counted = kill_often(act, copy_home(county_home, tmp_path / "home"), KILLS, seed=1)
    assert counted["recovered by itself"] == KILLS
