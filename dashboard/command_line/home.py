"""Where the product keeps everything that is not code."""

from __future__ import annotations

import os
from pathlib import Path


def find_home() -> Path:
    """Return the folder that `KAOHE_HOME` names (default `./data`), as an absolute path."""
    return Path(os.environ.get("KAOHE_HOME") or "data").expanduser().absolute()
