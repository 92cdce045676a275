"""The child process for a series of files: set limits once, then read file after file."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from typing import Any

from warehouse.reading.__main__ import limit, read

_MOST_SECONDS = 3_600.0
"""Processor time of the whole process; each file has the limit of a single one."""


def main() -> int:
    """Answer each request and file of standard input with the length and JSON of its reading."""
    gc.disable()  # a file is read faster without; garbage is collected between files
    channel = os.dup(1)
    os.dup2(2, 1)  # a library that prints must not spoil the answer
    source = sys.stdin.buffer
    limits: dict[str, Any] = json.loads(source.readline())
    limit({**limits, "seconds": _MOST_SECONDS})
    with os.fdopen(channel, "wb") as output:
        while line := source.readline():
            message = json.loads(line)
            content = source.read(message["size"])
            _extend_limit(limits["seconds"])
            answer = read({**message, "limits": limits}, content)
            output.write(len(answer).to_bytes(8) + answer)
            output.flush()
            gc.collect()
    return 0


def _extend_limit(seconds: float) -> None:
    """Raise the limit of processor time, so that the next file gets as much as a single one."""
    try:
        import resource
    except ImportError:  # Windows: only the parent's timeout is left
        return
    bound = int(time.process_time() + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or bound <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (bound, hard))


if __name__ == "__main__":
    try:
        code = main()
    except BaseException:  # of any kind: the parent reads the file in a process of its own
        code = 70
    os._exit(code)
