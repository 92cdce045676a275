"""The child process of a series: limits first, then one file after another until input ends."""

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
    """Answer each request and file of standard input with the length and text of a reading."""
    gc.disable()  # one file is read faster so; between files it is collected
    channel = os.dup(1)
    os.dup2(2, 1)  # a reader that prints must not spoil the answer
    source = sys.stdin.buffer
    limits: dict[str, Any] = json.loads(source.readline())
    limit({**limits, "seconds": _MOST_SECONDS})
    with os.fdopen(channel, "wb") as output:
        while line := source.readline():
            message = json.loads(line)
            content = source.read(message["size"])
            _allow_seconds(limits["seconds"])
            answer = read({**message, "limits": limits}, content)
            output.write(len(answer).to_bytes(8) + answer)
            output.flush()
            gc.collect()
    return 0


def _allow_seconds(seconds: float) -> None:
    """Let the next file take as much processor time as a single one may."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the bound
        return
    bound = int(time.process_time() + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or bound <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (bound, hard))


if __name__ == "__main__":
    try:
        code = main()
    except BaseException:  # whatever it was, the parent reads the file in a process of its own
        code = 70
    os._exit(code)
