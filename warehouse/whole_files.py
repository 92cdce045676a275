"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""O_BINARY is Windows' own: without it line breaks would be changed."""


def write_whole(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write beside the name and to the disk, then rename; OSError leaves nothing behind.

    `is_private`: only its owner can read it, from its first byte on.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, NEW_FILE, 0o600 if is_private else 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
