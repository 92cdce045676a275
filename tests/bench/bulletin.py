"""A bulletin of the demo year: in a warm process like the dashboard, and by the cold command."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from documents.bulletin.preparing import prepare_bulletin
from documents.results.preparing import prepare_result
from tests.bench.demo import land_demo
from tests.bench.timing import print_median, time_median
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery

MONTHS = {"jiangxian-2021": "2021-11", "qianyang-2022": "2022-11"}
TIMES = 5


def main() -> None:
    """Print the medians of its steps, and of the whole command in a fresh process."""
    home = land_demo()
    store = open_store(home)
    for scheme, month in MONTHS.items():
        question = ScoreQuery(scheme, month)
        final = ScoreQuery(scheme, f"{month[:4]}-12", final=True)
        prepared = prepare_bulletin(store, question)
        prepare = partial(prepare_bulletin, store, question)
        print_median(f"{scheme}: facts and words", time_median(prepare, TIMES))
        print_median("  drawn as .docx, with its pictures", time_median(prepared.draw, TIMES))
        print_median(
            "  the year's result: facts", time_median(partial(prepare_result, store, final), 3)
        )
    store.close()
    for scheme, month in MONTHS.items():
        seconds = time_median(partial(run, home, list_command(scheme, month)), 3)
        print_median(f"kaohe bulletin --scheme {scheme}, cold", seconds)


def list_command(scheme: str, month: str) -> list[str]:
    """Return the command line of a bulletin."""
    target = str(Path(tempfile.gettempdir()) / "kaohe-bench-bulletin.docx")
    program = (
        "import sys; from dashboard.command_line.main import main; sys.exit(main(sys.argv[1:]))"
    )
    call = ["bulletin", "--scheme", scheme, "--as-of", month, "-o", target]
    return [sys.executable, "-c", program, *call]


def run(home: Path, command: list[str]) -> None:
    """Run a command in a fresh process on a home."""
    environment = {**os.environ, "KAOHE_HOME": str(home)}
    subprocess.run(command, check=True, env=environment, capture_output=True)


if __name__ == "__main__":
    main()
