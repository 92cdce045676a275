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
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pydantic import ValidationError

from warehouse.faults import Refused
from warehouse.reading.contract import (
    Finding,
    Limits,
    Picture,
    Pictures,
    Reading,
    ReadRequest,
)
from warehouse.work_slots import HEAVY_BYTES, READING, QueueFull

_LOG = logging.getLogger(__name__)
_ADVICE = "请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。"


Task = Literal["read", "draw", "annotate", "rebuild", "clean", "look"]
_COPY_BYTES = 256 * 2**20
"""What the writers of workbooks may write to their own temporary files."""
_CLEANING_SECONDS = 90.0
"""A workbook of 100,000 rows takes half a minute to be written anew."""


class _End(NamedTuple):
    """How a child ended: its output (at most one byte over its limit), exit code, whether late."""

    output: bytes
    code: int
    is_late: bool


def read_in_worker(content: bytes, request: ReadRequest, limits: Limits | None = None) -> Reading:
    """Read a file in a child process; any abnormal end is one finding: it cannot be read."""
    limits = limits or Limits()
    if len(content) > limits.file_bytes:
        return _refused(
            content, request, "too_large", f"文件太大：超过{limits.file_bytes >> 20} MB。"
        )
    end = _run("read", content, request, (), limits)
    if end.is_late:
        return _refused(
            content,
            request,
            "too_slow",
            f"这个文件读不了：{limits.seconds:.0f} 秒内没有读完。{_ADVICE}",
        )
    if len(end.output) > limits.output_bytes:
        return _refused(content, request, "too_large", f"这个文件读不了：内容太多。{_ADVICE}")
    try:
        if end.code == 0:
            return Reading.model_validate_json(end.output)
    except ValidationError:
        _LOG.warning("reading worker answered in an unknown form")
    return _refused(
        content, request, "unreadable", f"这个文件读不了：读取时意外中止，文件可能已损坏。{_ADVICE}"
    )


def draw_in_worker(
    content: bytes, request: ReadRequest, findings: Sequence[Finding], limits: Limits | None = None
) -> tuple[Picture, ...]:
    """Return pictures of the sheet around findings; none where the file cannot be opened.

    None either where too many files wait: the findings say enough without.
    """
    try:
        end = _run("draw", content, request, findings, limits or Limits())
    except QueueFull:
        return ()
    if end.code != 0 or end.is_late or not end.output:
        return ()
    try:
        return Pictures.model_validate_json(end.output).pictures
    except ValidationError:  # cut off by a limit: the findings say enough without
        _LOG.warning("drawing worker answered in an unknown form")
        return ()


def annotate_in_worker(
    content: bytes, request: ReadRequest, findings: Sequence[Finding], limits: Limits | None = None
) -> bytes | None:
    """Return an .xlsx copy with the findings marked; None where the file cannot be opened.

    Where opening the workbook itself breaks a limit, a second child makes a new one.
    """
    limits = (limits or Limits()).model_copy(update={"written_bytes": _COPY_BYTES})
    tasks: tuple[Task, ...] = ("annotate", "rebuild")
    for task in tasks:
        end = _run(task, content, request, findings, limits)
        if end.code == 0 and not end.is_late and len(end.output) <= limits.output_bytes:
            return end.output or None
    return None


def clean_in_worker(
    content: bytes, request: ReadRequest, limits: Limits | None = None
) -> bytes | None:
    """Return an .xlsx copy without what belongs to persons; None where none can be made."""
    changed = {"written_bytes": _COPY_BYTES, "seconds": _CLEANING_SECONDS}
    limits = (limits or Limits()).model_copy(update=changed)
    end = _run("clean", content, request, (), limits)
    is_whole = end.code == 0 and not end.is_late and len(end.output) <= limits.output_bytes
    return (end.output or None) if is_whole else None


def holds_numbers(content: bytes, limits: Limits | None = None) -> bool:
    """Tell whether a file of any kind holds personal numbers; one that is no table: as a text.

    Refused where it could not be looked through to the end: then nobody knows.
    """
    limits = limits or Limits()
    is_small = len(content) <= limits.file_bytes
    end = _run("look", content, None, (), limits) if is_small else None
    if end is None or end.code != 0 or end.is_late or end.output not in (b"yes", b"no"):
        raise Refused(
            "这个文件检查不了里面有没有个人号码：文件太大、太复杂或已损坏。"
            "请用原来的软件打开，拆分或另存一次后再提交。"
        )
    return end.output == b"yes"


def _run(
    task: Task,
    content: bytes,
    request: ReadRequest | None,
    findings: Sequence[Finding],
    limits: Limits,
) -> _End:
    """Let a child do one task when its turn has come; a bad end is logged."""
    message = {
        "task": task,
        "request": request.model_dump(mode="json") if request else None,
        "findings": [finding.model_dump(mode="json") for finding in findings],
        "limits": limits.model_dump(),
    }
    # What the child leaves behind when it is killed goes with the folder.
    is_heavy = len(content) > HEAVY_BYTES
    with READING.taking(is_heavy=is_heavy), tempfile.TemporaryDirectory(prefix="kaohe-") as folder:
        end, errors = _run_child(json.dumps(message).encode("utf-8"), content, limits, folder)
    if end.code != 0 or end.is_late or len(end.output) > limits.output_bytes:
        # Only the trace's places, never a cell's text: the child strips messages.
        _LOG.warning("reading worker ended with %s: %s", end.code, errors)
    return end


def _run_child(head: bytes, content: bytes, limits: Limits, folder: str) -> tuple[_End, str]:
    """Return how the child ended, and the beginning of what it said on its error stream."""
    with tempfile.TemporaryFile(dir=folder) as errors:
        process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "warehouse.reading"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=child_environment(folder),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        end = _talk(process, head, content, limits)
        errors.seek(0)
        return end, errors.read(2000).decode("utf-8", "replace")


def _talk(process: subprocess.Popen[bytes], head: bytes, content: bytes, limits: Limits) -> _End:
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
            pipe.write(head + b"\n")
            pipe.write(content)
        output = process.stdout.read(limits.output_bytes + 1)
    finally:
        process.kill() if process.poll() is None and late.is_set() else None
        process.stdout.close()
        code = process.wait()
        timer.cancel()
    return _End(output, code, late.is_set())


def child_environment(folder: str) -> dict[str, str]:
    """Return the child's environment: the parent's paths to find this package, and a place."""
    paths = os.pathsep.join(path for path in sys.path if path)
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)
    return {**os.environ, **places, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}


def _refused(content: bytes, request: ReadRequest, code: str, message: str) -> Reading:
    finding = Finding(severity="error", code=code, message=message, file=request.file_name)
    return Reading(
        file=request.file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        findings=(finding,),
    )
