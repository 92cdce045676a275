"""Install the offline package without a network and with an empty home, and use it.

    make wheelhouse && python -m tests.soak.offline_installation

Needs root on Linux: `unshare --net` makes the network namespace without a route.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from deploy.wheelhouse import TARGET

PORT = "8599"
OUTSIDE = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
"""An address that no network has (RFC 5737): without a route, connecting fails at once."""


class Place:
    """Runs commands in a namespace without network, home or settings of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder / "empty-home"
        home.mkdir()
        self._environment = {
            "HOME": str(home),
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
            "KAOHE_HOME": str(folder / "data"),
        }

    def run(self, *argv: str, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a command without a network; SystemExit with its output if it fails."""
        began = time.monotonic()
        done = subprocess.run(
            ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *argv],
            env=self._environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode and not may_fail:
            sys.exit(f"{' '.join(argv)}: {done.returncode}\n{done.stdout}{done.stderr}")
        print(f"{time.monotonic() - began:6.1f} s  {' '.join(argv)[-90:]}")
        return done


def main() -> None:
    """Install, initialise, score and serve; print each step."""
    reason = find_obstacle()
    if reason:
        sys.exit(reason)
    with tempfile.TemporaryDirectory(prefix="kaohe-offline-") as folder:
        place = Place(Path(folder))
        python = shutil.which("python3", path="/usr/bin") or ""
        same = same_release(python)
        python = python if same else os.path.realpath(sys.executable)
        if not place.run(python, "-c", OUTSIDE, may_fail=True).returncode:
            sys.exit("the namespace has a network after all")
        target = Path(folder) / "installed"
        place.run(python, str(TARGET / "install.py"), str(target))
        use(place, str(target / "bin" / "kaohe"))
        left = [one.name for one in (Path(folder) / "empty-home").iterdir()]
        print(f"left in the empty home: {left or 'nothing'}")


def use(place: Place, kaohe: str) -> None:
    """Run the commands of an office's first day."""
    print(place.run(kaohe, "--version").stdout.strip())
    place.run(kaohe, "init", "--demo")
    scores = place.run(kaohe, "scores", "--scheme", "jiangxian-2021", "--as-of", "2021-11")
    print(scores.stdout.splitlines()[0])
    place.run(kaohe, "doctor")
    served = place.run(
        "sh", "-c",
        f"{kaohe} serve --local --port {PORT} & server=$!; for i in 1 2 3 4 5 6 7 8 9; do sleep 3;"
        f" {kaohe} health && break; done; code=$?; kill $server; wait $server; exit $code",
    )  # fmt: skip
    print(served.stdout.strip())


def find_obstacle() -> str | None:
    """Return why this test cannot run here, or nothing."""
    if not (TARGET / "install.py").exists():
        return "no offline package: make wheelhouse first"
    if not shutil.which("unshare") or not shutil.which("ip"):
        return "needs Linux with unshare and ip"
    is_root: Callable[[], int] = getattr(os, "geteuid", lambda: 1)
    return "needs root, to make a network namespace" if is_root() else None


def same_release(python: str) -> bool:
    """Tell whether another Python has this one's release, for which the wheels were chosen."""
    if not python:
        return False
    ask = "import sys, ensurepip; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return done.stdout.split() == [str(one) for one in sys.version_info[:2]]


if __name__ == "__main__":
    main()
