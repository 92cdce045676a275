"""A few random schedules of acts and faults (see tests/soak/fault_schedules)."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.repository import ROOT

SCHEDULES = 2 * int(os.environ.get("KAOHE_SOAK", "1"))


def test_the_store_is_as_before_or_after_each_act_whatever_happens_in_it() -> None:
    # In a new process, because this one cannot be forked once it has opened a database.
    command = [sys.executable, "-m", "tests.soak.fault_schedules", "--schedules", str(SCHEDULES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (said,) = [
        one for one in done.stdout.splitlines() if one.startswith(f"{SCHEDULES} schedules, ")
    ]
    assert said.endswith("lost 0, doubled 0, mixed 0, not ready 0, not sound 0, other 0")
