"""Check the product's packages for known vulnerabilities, if the database (OSV) can be reached.

The exit code is 1 if there is one or the check fails. If OSV cannot be reached, as in most offices
and on closed build machines, the program says so and exits with 0: a check that fails for lack of
a network would soon be switched off.
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
"""How long to wait for an answer of the database; resolving its name may hang longer than that."""
UNREACHABLE = "没有检查已知漏洞：连不上漏洞库（OSV）。请在能上网的机器上运行 make audit。"

Run = Callable[..., int]


def main(database: str = DATABASE, run: Run = subprocess.call) -> int:
    """Check every locked package; return 0 if none is known to be vulnerable."""
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
    """Return whether an address answers in time, be it with an HTTP error."""
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
