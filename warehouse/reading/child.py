"""The child process: limits first, then one file from standard input, its reading to output."""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback


def main() -> int:
    """Read a request and a file from standard input; write the reading as JSON."""
    gc.disable()  # a process of one file: collecting costs a third of a large one's time
    channel = os.dup(1)
    os.dup2(2, 1)  # a reader that prints must not spoil the answer
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    message = json.loads(head)
    _limit(message["limits"])
    from warehouse.reading.contract import Limits, ReadRequest
    from warehouse.reading.reader import read_content

    request = ReadRequest.model_validate(message["request"])
    reading = read_content(content, request, Limits.model_validate(message["limits"]))
    with os.fdopen(channel, "wb") as output:
        output.write(reading.model_dump_json().encode("utf-8"))
    return 0


def _limit(limits: dict[str, float]) -> None:
    """Bound memory, processor time, files and cores, where the platform can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the bound
        return
    memory, seconds = int(limits["memory_bytes"]), int(limits["seconds"]) + 1
    for kind, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 1 << 20),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or bound <= hard:
            resource.setrlimit(kind, (bound, bound))


def _say_where(error: BaseException) -> None:
    """Print where it broke, without the message: that may hold a cell's text."""
    where = "".join(traceback.format_tb(error.__traceback__)[-4:])
    sys.stderr.write(f"{type(error).__name__}\n{where}")


if __name__ == "__main__":
    try:
        code = main()
    except BaseException as error:  # whatever it was, the parent says that the file cannot be read
        _say_where(error)
        code = 70
    sys.stderr.flush()
    os._exit(code)
