"""Looks for known vulnerabilities in what the product is made of, where that can be looked up.

Exit code 1: there is one, or the look-up failed half-way. Where the database (OSV) cannot be
reached, as in most offices and on closed build machines, it says so and ends with 0: a check that
fails for want of a network would soon be switched off.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = "pip-audit==2.10.1"
DATABASE = "https://api.osv.dev/v1/query"
REACH_SECONDS = 3.0
"""How long to wait for the database's first sign; looking up a name alone may hang for longer."""
UNREACHABLE = "没有检查已知漏洞：连不上漏洞库（OSV）。请在能上网的机器上运行 make audit。"

Run = Callable[..., int]


def main(database: str = DATABASE, run: Run = subprocess.call) -> int:
    """Look up every locked package; return 0 where none is known to be vulnerable."""
    if not is_reachable(database):
        sys.stdout.write(f"{UNREACHABLE}\n")
        return 0
    uv = os.environ.get("UV", "uv")
    with tempfile.TemporaryDirectory(prefix="kaohe-audit-") as folder:
        locked = str(Path(folder) / "requirements.txt")
        code = run(
            [uv, "export", "--locked", "--no-default-groups", "--no-emit-project", "--quiet",
             "--output-file", locked],
            cwd=ROOT,
        )  # fmt: skip
        return code or run(
            [uv, "tool", "run", PROGRAM, "--strict", "--disable-pip", "--require-hashes",
             "--progress-spinner", "off", "--vulnerability-service", "osv", "--osv-url", database,
             "--requirement", locked],
            cwd=ROOT,
        )  # fmt: skip


def is_reachable(database: str) -> bool:
    """Whether anything answers at an address, in time; a refusal of the question is an answer."""
    answered = threading.Event()

    def ask() -> None:
        try:
            urllib.request.urlopen(database, timeout=REACH_SECONDS).close()  # noqa: S310
        except urllib.error.HTTPError:
            pass
        except OSError:
            return
        answered.set()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(REACH_SECONDS)
    return answered.is_set()


if __name__ == "__main__":
    sys.exit(main())
