"""Reads a file in a fresh process with limits, so that no file can hurt the server."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from typing import IO

from pydantic import ValidationError

from warehouse.reading.contract import Finding, Limits, Reading, ReadRequest

_LOG = logging.getLogger(__name__)
_ADVICE = "请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。"


def read_in_worker(content: bytes, request: ReadRequest, limits: Limits | None = None) -> Reading:
    """Read a file in a child process; any abnormal end is one finding: it cannot be read."""
    limits = limits or Limits()
    if len(content) > limits.file_bytes:
        return _refused(
            content, request, "too_large", f"文件太大：超过{limits.file_bytes >> 20} MB。"
        )
    with tempfile.TemporaryFile() as errors:
        output, code, is_late = _run(content, request, limits, errors)
        if code != 0 or is_late or len(output) > limits.output_bytes:
            errors.seek(0)
            # Only the trace's places, never a cell's text: the child strips messages.
            _LOG.warning(
                "reading worker ended with %s: %s",
                code,
                errors.read(2000).decode("utf-8", "replace"),
            )
    if is_late:
        return _refused(
            content,
            request,
            "too_slow",
            f"这个文件读不了：{limits.seconds:.0f} 秒内没有读完。{_ADVICE}",
        )
    if len(output) > limits.output_bytes:
        return _refused(content, request, "too_large", f"这个文件读不了：内容太多。{_ADVICE}")
    try:
        if code == 0:
            return Reading.model_validate_json(output)
    except ValidationError:
        _LOG.warning("reading worker answered in an unknown form")
    return _refused(
        content, request, "unreadable", f"这个文件读不了：读取时意外中止，文件可能已损坏。{_ADVICE}"
    )


def _run(
    content: bytes, request: ReadRequest, limits: Limits, errors: IO[bytes]
) -> tuple[bytes, int, bool]:
    """Return the child's output (at most one byte over its limit), exit code, and whether late."""
    head = json.dumps({"request": request.model_dump(mode="json"), "limits": limits.model_dump()})
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "warehouse.reading.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert process.stdin is not None and process.stdout is not None
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limits.seconds, stop)
    timer.start()
    try:
        # The child reads all of its input before it writes, so neither side can block the other.
        with contextlib.suppress(BrokenPipeError, OSError), process.stdin as pipe:
            pipe.write(head.encode("utf-8") + b"\n")
            pipe.write(content)
        output = process.stdout.read(limits.output_bytes + 1)
    finally:
        process.kill() if process.poll() is None and late.is_set() else None
        process.stdout.close()
        code = process.wait()
        timer.cancel()
    return output, code, late.is_set()


def _environment() -> dict[str, str]:
    """Return the child's environment: the parent's paths to find this package, nothing else new."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}


def _refused(content: bytes, request: ReadRequest, code: str, message: str) -> Reading:
    finding = Finding(severity="error", code=code, message=message, file=request.file_name)
    return Reading(
        file=request.file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        findings=(finding,),
    )
